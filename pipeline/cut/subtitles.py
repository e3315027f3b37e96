"""Spoken lines on screen: how long they stay, how they are broken, and that none overlap.

The figures follow the Netflix timed-text style guides (general requirements; English 17 to 20
characters a second and 42 a line, Simplified Chinese 9 and 16, Japanese 4 and 13, Korean 12 and
16; two lines; at least 5/6 s, at most 7 s; two frames between two subtitles). A length that the
author did not write is worked out a little slower than the fastest that the guides allow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.timeline import Subtitle
from pipeline.errors import Problem
from pipeline.media.fonts import is_cjk
from pipeline.media.scripts import may_break
from pipeline.project.story import Text
from pipeline.timecode import FrameRange

__all__ = ["break_lines", "laid_out", "reading_frames", "without_overlaps"]

GAP_FRAMES = 2
"""Frames that stay free between two subtitles."""

_LEAST_SECONDS = Fraction(5, 6)
_MOST_SECONDS = Fraction(7)
_SENTENCE_ENDS = frozenset("。！？….!?")
_CLOSING = frozenset("，。！？；：、）》」』】”’…—,.!?;:)")


class _Reading(Struct, frozen=True):
    """How fast a writing is read, and how much of it fits on a line."""

    characters_a_second: Fraction
    characters_a_line: int


_LATIN = _Reading(Fraction(15), 42)
_BY_LANGUAGE = {
    "zh": _Reading(Fraction(6), 16),
    "ja": _Reading(Fraction(4), 13),
    "ko": _Reading(Fraction(9), 16),
}


def reading_frames(text: str, language: str, rate: Fraction) -> int:
    """How many film frames a viewer needs to read ``text``."""
    count = sum(1 for each in text if not each.isspace() or not _reads_cjk(text, language))
    seconds = Fraction(count) / _reading(text, language).characters_a_second
    return math.ceil(min(max(seconds, _LEAST_SECONDS), _MOST_SECONDS) * rate)


def break_lines(text: str, language: str = "") -> tuple[str, ...]:
    """``text`` in lines for the screen; line ends that the author wrote are kept."""
    limit = _reading(text, language).characters_a_line
    lines: list[str] = []
    for written in text.strip().split("\n"):
        lines += _balanced(written.strip(), limit)
    return tuple(line for line in lines if line)


def laid_out(text: Text, languages: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The text in each language that has words, broken into lines."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for language in dict.fromkeys([*languages, ""]):
        words = dict(text.values).get(language, "")
        if words.strip():
            found.append((language, break_lines(words, language)))
    known = {language for language, _ in found}
    for language, words in text.values:  # languages that the film does not list
        if language not in known and words.strip():
            found.append((language, break_lines(words, language)))
    return tuple(found)


def without_overlaps(
    subtitles: Iterable[Subtitle], rate: Fraction
) -> tuple[list[Subtitle], list[Problem]]:
    """The subtitles in film order, each ending before the next; says which became too short."""
    ordered = sorted(subtitles, key=lambda each: each.record)
    kept: list[Subtitle] = []
    problems: list[Problem] = []
    least = math.ceil(_LEAST_SECONDS * rate)
    for number, subtitle in enumerate(ordered):
        record = subtitle.record
        if number + 1 < len(ordered):
            end = min(record.end, ordered[number + 1].record.start - GAP_FRAMES)
            if end < record.end:
                record = FrameRange(record.start, max(record.start + 1, end))
                if len(record) < least:
                    problems.append(_too_short(subtitle, len(record)))
        if not kept or record.start >= kept[-1].record.end:
            kept.append(replace(subtitle, record=record))
    return kept, problems


def _too_short(subtitle: Subtitle, frames: int) -> Problem:
    words = " ".join(subtitle.lines[0][1]) if subtitle.lines else ""
    return Problem(
        f"the line '{words}' of {subtitle.shot} stays for only {frames} frames before the next",
        fix="move one of the two with at:, or write shorter lines",
        is_warning=True,
        shot=subtitle.shot,
    )


def _reading(text: str, language: str) -> _Reading:
    known = _BY_LANGUAGE.get(language.split("-", maxsplit=1)[0])
    if known is not None:
        return known
    return _BY_LANGUAGE["zh"] if _reads_cjk(text, language) else _LATIN


def _reads_cjk(text: str, language: str) -> bool:
    return language.split("-", maxsplit=1)[0] in _BY_LANGUAGE or is_cjk(text)


def _balanced(text: str, limit: int) -> list[str]:
    """As few lines as fit, of like length, broken where a reader would pause."""
    if len(text) <= limit:
        return [text]
    count = math.ceil(len(text) / limit)
    places = [place for place in range(1, len(text)) if _may_break(text, place)]
    lines: list[str] = []
    start = 0
    for number in range(count - 1, 0, -1):
        aim = start + (len(text) - start) / (number + 1)
        later = [place for place in places if place > start]
        fitting = [
            place
            for place in later
            if place - start <= limit and len(text) - place <= limit * number
        ]
        later = fitting or later
        if not later:
            break
        place = min(later, key=lambda place: abs(place - aim) - _pause(text, place))
        lines.append(text[start:place].strip())
        start = place
    return [*lines, text[start:].strip()]


def _may_break(text: str, place: int) -> bool:
    """Whether a line may end before ``text[place]``."""
    return may_break(text[place - 1], text[place])


def _pause(text: str, place: int) -> int:
    """A break after a mark is worth some characters of evenness, after a sentence more."""
    before = text[:place].rstrip()[-1:]
    if before and before in _SENTENCE_ENDS:
        return 12
    return 6 if before and before in _CLOSING else 0
