"""Rewrite shots in the long or the short form, by splices: the rest of the text is untouched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from pipeline.project.marks import Source, cut_short, parse_text
from pipeline.project.nodes import Entry, Mapping, Node, Scalar
from pipeline.project.vocabulary import divide, read_words

__all__ = ["Form", "format_shots", "plain_or_quoted"]

Form = Literal["long", "short"]

_SLOTS = ("framing", "angle", "lens", "camera", "seconds")
_SHORT = (*_SLOTS, "panel", "motion")
_NOWHERE = Path("film.yaml")


class _Parts(Struct, frozen=True):
    """What the two forms say in different places, as written."""

    words: dict[str, str]
    panel: str
    motion: str | None


def format_shots(source: Source, form: Form) -> str:
    """The text of a film file with every shot in that form.

    ``long`` gives each word its key (``framing: EWS``), ``short`` puts them before the bar of the
    panel (``EWS, push in, 4s | …``). A shot that cannot be said in that form, holds a fault, or
    has a comment between the keys that would move, stays as it is. Both forms mean the same.
    """
    if not isinstance(source.root, Mapping) or not source.is_whole:
        return source.text
    splices = []
    for entry in _shots(source.root):
        splice = _lengthened(entry, source) if form == "long" else _shortened(entry, source)
        if splice is not None:
            splices.append(splice)
    text = source.text
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def plain_or_quoted(text: str) -> str:
    """The text as a value on one line: as it stands where YAML leaves it alone, else in quotes."""
    root = parse_text(f"k: {text}\n", _NOWHERE).root
    node = root.get("k") if isinstance(root, Mapping) and len(root.entries) == 1 else None
    if isinstance(node, Scalar) and node.text == text and node.end == len(text) + 3:
        return text
    return "'" + text.replace("'", "''") + "'"


def _shots(root: Mapping) -> Iterator[Entry]:
    scenes = root.get("scenes")
    blocks = [root.get("shots")]
    if isinstance(scenes, Mapping):
        blocks += [scene.value.get("shots") for scene in scenes if isinstance(scene.value, Mapping)]
    for block in blocks:
        if isinstance(block, Mapping) and not block.is_flow:
            yield from block


def _parts_of(node: Node | None) -> _Parts | None:
    """A short shot or a panel taken apart; None where it holds anything unclear."""
    if not isinstance(node, Scalar) or "\n" in node.text or cut_short(node):
        return None
    words, panel, motion, _ = divide(node.text)
    found = read_words(words)
    again, _, more, _ = divide(panel)
    if found.amiss or again or more is not None or (motion is not None and not motion):
        return None
    written = {
        "seconds" if slot == "length" else slot: said for slot, said in found.written.items()
    }
    return _Parts(written, panel, motion)


def _lengthened(entry: Entry, source: Source) -> tuple[int, int, str] | None:
    node = entry.value
    panel = node.get("panel") if isinstance(node, Mapping) else node
    parts = _parts_of(panel)
    if parts is None or (not parts.words and parts.motion is None):
        return None
    values = [(slot, parts.words[slot]) for slot in _SLOTS if slot in parts.words]
    values += [("panel", parts.panel)] if parts.panel else []
    values += [("motion", parts.motion)] if parts.motion is not None else []
    if isinstance(node, Scalar):
        indent = " " * (entry.key.where.column + 1)
        lines = [f"{indent}{name}: {plain_or_quoted(text)}" for name, text in values]
        return entry.key.end, node.end, ":" + "".join(f"{source.newline}{each}" for each in lines)
    if not isinstance(node, Mapping) or node.is_flow or any(name in node for name in parts.words):
        return None
    if parts.motion is not None and "motion" in node:
        return None
    own = node.entries["panel"]
    indent = source.newline + " " * (own.key.where.column - 1)
    text = indent.join(f"{name}: {plain_or_quoted(text)}" for name, text in values)
    return own.key.start, own.value.end, text


def _shortened(entry: Entry, source: Source) -> tuple[int, int, str] | None:
    node = entry.value
    parts = _parts_of(node.get("panel")) if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or parts is None:
        return None
    line = _one_line(node, parts)
    every = list(node.entries.values())
    moving = [each for each in every if each.name in _SHORT]
    first = every.index(moving[0])
    are_neighbours = every[first : first + len(moving)] == moving
    if line is None or not are_neighbours:
        return None
    splice = None
    if len(moving) == len(every):
        start, lead = (node.start, "") if node.is_flow else (entry.key.end, ": ")
        splice = start, node.end, f"{lead}{plain_or_quoted(line)}"
    elif len(moving) > 1 and not node.is_flow:
        splice = moving[0].key.start, moving[-1].value.end, f"panel: {plain_or_quoted(line)}"
    if splice is None or _has_comment(source, splice[0], splice[1]):
        return None
    return splice


def _one_line(node: Mapping, parts: _Parts) -> str | None:
    """``words | panel => motion``, or None where that would not mean the same."""
    said = dict(parts.words)
    for slot in _SLOTS:
        value = node.get(slot)
        if value is None:
            continue
        text = value.text if isinstance(value, Scalar) else ""
        if (
            slot == "seconds"
            and isinstance(value, Scalar)
            and isinstance(value.plain(), int | float)
        ):
            text = f"{text}s"
        found = read_words(text)
        name = "length" if slot == "seconds" else slot
        if slot in said or found.amiss or found.said != (name,):
            return None
        said[slot] = text
    motion = parts.motion
    written = node.get("motion")
    if written is not None:
        if motion is not None or not isinstance(written, Scalar) or cut_short(written):
            return None
        motion = written.text
    if not parts.panel or (motion is not None and (not motion.strip() or "\n" in motion)):
        return None
    words = ", ".join(said[slot] for slot in _SLOTS if slot in said)
    return (
        (f"{words} | " if words else "")
        + parts.panel
        + (f" => {motion.strip()}" if motion is not None else "")
    )


def _has_comment(source: Source, start: int, end: int) -> bool:
    """Whether a comment stands between; a ``#`` inside a value makes it careful, not wrong."""
    lines = source.text[start:end].splitlines()
    return any(" #" in line or line.lstrip().startswith("#") for line in lines)
