"""Read a marker file: one beat, bar or section a line, as `rushes beats` writes it.

    # found in score.flac; edit freely
    0.210  bar
    0.862  beat
    1.514  beat
    16.080 section chorus

A bar begins with a beat, which need not be marked again. A number alone is a beat, so that a
plain list of seconds from another program is read too. Lines may stand in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.errors import Where
from pipeline.project.beat_marks import BeatMarks, marked
from pipeline.project.near_keys import did_you_mean

__all__ = ["MARK_WORDS", "read_beats"]

MARK_WORDS = ("beat", "bar", "section")

_MOST_BYTES = 4_000_000
_MOST_FAULTS = 20
"""A file with more was never a list of beats; nobody reads on."""
_MOST_SECONDS = 24 * 3600
_SECONDS = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,9})?s?")
_NAME = re.compile(r"[^\W\d][\w-]{0,63}")
_FIX = "write `12.480 beat`, `12.480 bar` or `12.480 section chorus`"

Note = Callable[[Where, str, str], None]
"""Called with the place, what is wrong there, and how to mend it."""


class _Found(Struct):
    beats: dict[Fraction, int] = field(default_factory=dict)
    bars: dict[Fraction, int] = field(default_factory=dict)
    sections: dict[str, tuple[Fraction, int]] = field(default_factory=dict)
    faults: int = 0


def read_beats(path: Path, shown: Path, beats_a_bar: int | None, note: Note) -> BeatMarks | None:
    """The marks of the file; None, and noted line by line, where it holds a fault.

    Args:
        path: where it lies.
        shown: as errors name it.
        beats_a_bar: as the film says it; None where it does not.
        note: what takes down a fault.
    """
    top = Where(shown, 0, 1, "")
    try:
        if path.stat().st_size > _MOST_BYTES:
            note(top, f"'{shown.as_posix()}' is too long for a list of beats", _FIX)
            return None
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        note(top, f"'{shown.as_posix()}' is not a text file in UTF-8", _FIX)
        return None
    except OSError as err:
        note(top, f"'{shown.as_posix()}' cannot be read: {err.strerror}", "look at the file")
        return None
    found = _Found()
    for number, written in enumerate(text.splitlines(), 1):
        where = Where(shown, number, 1, written)
        fault = _line(written.partition("#")[0].split(), number, found)
        if fault is not None:
            found.faults += 1
            note(where, *fault)
        if found.faults == _MOST_FAULTS:
            break
    if found.faults:
        return None
    names = [(name, seconds) for name, (seconds, _) in found.sections.items()]
    try:
        marks = marked(found.beats, found.bars, names, beats_a_bar)
    except ValueError as err:
        note(top, f"'{shown.as_posix()}' marks too few beats: {err}", _FIX)
        return None
    return replace(marks, file=shown)


def _line(words: list[str], number: int, found: _Found) -> tuple[str, str] | None:
    """Take one line in; what is wrong with it, and how to mend it."""
    if not words:
        return None
    first, unit, *names = words if len(words) > 1 else (words[0], "beat")
    if not _SECONDS.fullmatch(first):
        return f"'{first}' is not a number of seconds", _FIX
    seconds = Fraction(first.removesuffix("s"))
    if seconds > _MOST_SECONDS:
        return f"'{first}' is longer than a day", _FIX
    if unit == "section":
        return _section(seconds, names, number, found)
    return _beat(seconds, (unit, *names), number, found)


def _beat(
    seconds: Fraction, words: tuple[str, ...], number: int, found: _Found
) -> tuple[str, str] | None:
    unit, *names = words
    if unit not in MARK_WORDS:
        return f"'{unit}' is no mark in music", did_you_mean(unit, MARK_WORDS) or _FIX
    if names:
        return f"'{names[0]}' stands behind a {unit}, which takes no name", _FIX
    marks = found.bars if unit == "bar" else found.beats
    first = marks.setdefault(seconds, number)
    if first != number:
        return f"this {unit} is marked a second time (first: line {first})", "delete one"
    return None


def _section(
    seconds: Fraction, names: list[str], number: int, found: _Found
) -> tuple[str, str] | None:
    if len(names) != 1 or not _NAME.fullmatch(names[0]):
        said = f"'{' '.join(names)}' is not a name" if names else "this section has no name"
        return said, f"a name is one word: write `{float(seconds):.3f} section chorus`"
    first = found.sections.setdefault(names[0], (seconds, number))
    if first[1] != number:
        said = f"two sections are called '{names[0]}' (first: line {first[1]})"
        return said, f"write {names[0]}2"
    return None
