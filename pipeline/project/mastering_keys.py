"""Read ``loudness:`` and ``peak:`` of film and deliveries, and what sound a delivery holds."""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec.structs import replace

from pipeline.project.mastering import AS_MIXED, Mastering
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.reading import Reader

__all__ = ["LOUDEST", "QUIETEST", "SOUNDS", "read_masterings"]

SOUNDS = ("mix", "M&E", "music and effects")
"""What the sound track of a delivery holds: all of it, or all but the dialogue."""

QUIETEST, LOUDEST = -60, -5
_LEAST_PEAK = -30
_LEVEL = re.compile(
    r"(?P<number>[+-]?[0-9]{1,3}(?:\.[0-9]{1,4})?)\s*(?P<unit>lufs|lkfs|db|dbtp|dbfs)?",
    re.IGNORECASE,
)
_UNITS = {"loudness": ("", "lufs", "lkfs"), "peak": ("", "db", "dbtp", "dbfs")}
_WRITTEN = {"loudness": "-23 (television), -14 (the web) or none", "peak": "-1 or -2"}
_LEFT_ALONE = frozenset({"none", "no", "off", "false"})


def read_masterings(reader: Reader, root: Mapping) -> dict[str, Mastering]:
    """The level of the film under ``""``, and of each delivery that says something of its own.

    What a delivery does not say is as the film says it.
    """
    film = _mastering(reader, root, AS_MIXED)
    found = {"": film}
    deliveries = root.get("deliveries")
    for entry in deliveries if isinstance(deliveries, Mapping) else ():
        if isinstance(entry.value, Mapping):
            found[entry.name] = _delivered(reader, entry.value, film)
    return {name: each for name, each in found.items() if each != (film if name else AS_MIXED)}


def _delivered(reader: Reader, block: Mapping, film: Mastering) -> Mastering:
    """What a delivery says of its sound."""
    return replace(
        _mastering(reader, block, film),
        has_stems=reader.flag(block.get("stems"), "stems", default=False),
        is_without_lines=reader.word(block.get("sound"), "sound", SOUNDS) not in {"", SOUNDS[0]},
    )


def _mastering(reader: Reader, block: Mapping, usual: Mastering) -> Mastering:
    loudness, peak = usual.loudness, usual.peak
    node = block.get("loudness")
    if isinstance(node, Scalar) and node.text.strip().lower() in _LEFT_ALONE:
        loudness = None
    else:
        said = _level(reader, node, "loudness", (QUIETEST, LOUDEST))
        loudness = loudness if said is None else said
    said = _level(reader, block.get("peak"), "peak", (_LEAST_PEAK, 0))
    return Mastering(loudness, peak if said is None else said)


def _level(reader: Reader, node: Node | None, what: str, limits: tuple[int, int]) -> float | None:
    """A level in decibels under full scale, with its unit or without."""
    least, most = limits
    scalar = reader.scalar(node, what, f"a level such as {_WRITTEN[what]}")
    if scalar is None or scalar.is_empty:
        return None
    match = _LEVEL.fullmatch(scalar.text.strip())
    unit = (match["unit"] or "").lower() if match else ""
    value = Fraction(match["number"]) if match else Fraction(0)
    if match is None or unit not in _UNITS[what] or not least <= value <= most:
        fix = f"write {_WRITTEN[what]}"
        if match is not None and unit in _UNITS[what] and least <= -value <= most:
            fix = f"levels lie below zero: write {what}: -{match['number'].lstrip('+')}"
        name = "LUFS" if what == "loudness" else "dBTP"
        reader.error(
            scalar,
            f"'{what}' takes a level from {least} to {most} {name}, not '{scalar.text.strip()}'",
            fix,
        )
        return None
    return float(value)
