"""Read ``label:`` of the film and of its deliveries."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from pipeline.project.keys import LABEL
from pipeline.project.label import CORNERS, LABEL_WORDS, LEAST_PERCENT, Label
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.reading import Reader
from pipeline.project.texts import Clock, read_text

__all__ = ["read_labels"]

_MOST_PERCENT = 20
_LEAST_SECONDS = 2
"""The shortest that the same standard allows."""
_ON_OFF = MappingProxyType(
    {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
)


def read_labels(
    reader: Reader, root: Mapping, languages: tuple[str, ...], clock: Clock
) -> dict[str, Label]:
    """The label of the film under ``""``, and of each delivery that says something of its own."""
    found = {"": _label(reader, root.get("label"), languages, clock)}
    deliveries = root.get("deliveries")
    for entry in deliveries if isinstance(deliveries, Mapping) else ():
        if isinstance(entry.value, Mapping):
            found[entry.name] = _label(reader, entry.value.get("label"), languages, clock)
    return {name: label for name, label in found.items() if label is not None}


def _label(
    reader: Reader, node: Node | None, languages: tuple[str, ...], clock: Clock
) -> Label | None:
    """``yes``, ``no``, the words, or a block of keys; None where nothing is written."""
    if node is None or (isinstance(node, Scalar) and node.is_empty):
        return None
    if isinstance(node, Scalar) and node.text.lower() in _ON_OFF:
        return Label(is_off=not _ON_OFF[node.text.lower()])
    if not isinstance(node, Mapping) or not any(name in LABEL for name in node.entries):
        text = read_text(reader, node, "label", languages)
        return Label(text) if text is not None else None
    reader.check_keys(node, "label", LABEL)
    frames = clock.frames(reader, node.get("seconds"), "seconds", bare="s", least=1)
    if frames is not None and frames < _LEAST_SECONDS * clock.fps:
        reader.warn(
            node.entries["seconds"].value,
            f"the label is seen for less than the {_LEAST_SECONDS} s that rules on it ask for",
            f"write seconds: {_LEAST_SECONDS} or more, or leave it out: it is seen throughout",
        )
    return Label(
        read_text(reader, node.get("text"), "text", languages),
        _languages(reader, node.get("languages"), languages),
        reader.word(node.get("corner"), "corner", CORNERS) or CORNERS[0],
        _size(reader, node.get("size")),
        frames,
    )


def _languages(reader: Reader, node: Node | None, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Any language of the film, and those that the usual words are known in."""
    known = dict.fromkeys((*languages, *LABEL_WORDS))
    found = []
    for item in reader.several(node):
        language = reader.text(item, "languages")
        if language in known:
            found.append(language)
        elif language:
            fix = did_you_mean(language, known) or f"write one of {', '.join(known)}, or text: …"
            reader.error(item, f"the label has no words in the language '{language}'", fix)
    return tuple(dict.fromkeys(found))


def _size(reader: Reader, node: Node | None) -> Fraction:
    scalar = reader.scalar(node, "size", "a size like 5%")
    if scalar is None:
        return Fraction(LEAST_PERCENT)
    written = scalar.text.strip().removesuffix("%").strip()
    is_number = written.replace(".", "", 1).isdecimal()
    if not is_number or not 1 <= Fraction(written) <= _MOST_PERCENT:
        reader.error(
            scalar,
            f"'size' takes 1% to {_MOST_PERCENT}% of the picture's short side, not '{scalar.text}'",
            f"write size: {LEAST_PERCENT}%",
        )
        return Fraction(LEAST_PERCENT)
    if Fraction(written) < LEAST_PERCENT:
        reader.warn(
            scalar,
            f"a label of {written}% is smaller than rules on it ask for",
            f"write size: {LEAST_PERCENT}% or more",
        )
    return Fraction(written)
