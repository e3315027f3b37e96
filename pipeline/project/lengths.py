"""Lengths and places in the film as people write them: ``4s 1.5s 36f 2 beats 00:00:04:00``."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.project.story import Music
from pipeline.timecode import FrameRange, frames_of_seconds, parse_timecode

__all__ = ["LENGTH_EXAMPLES", "frames_of_length", "frames_of_range", "seconds_of_length"]

LENGTH_EXAMPLES = "4s, 36f, 2 beats, 1 bar or 00:00:04:00"
MAX_SECONDS = 24 * 3600

_NUMBER = r"(?P<number>[0-9]{1,3}/[0-9]{1,3}|[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
_LENGTH = re.compile(
    rf"(?P<sign>[-+]?)\s*{_NUMBER}\s*"
    r"(?P<unit>seconds|second|secs|sec|s|秒|frames|frame|f|帧|beats|beat|拍|bars|bar|小节|)"
)
_CLOCK = re.compile(r"(?P<sign>[-+]?)(?P<clock>[0-9]{1,5}(?::[0-9]{1,2}){2,3})")
_RANGE = re.compile(r"\s*(?P<start>[^-–]+?)\s*[-–]\s*(?P<end>[^-–]+?)\s*")
_FRAMES = frozenset(("f", "frame", "frames", "帧"))
_SECONDS = frozenset(("s", "sec", "secs", "second", "seconds", "秒"))
_BEATS = frozenset(("beat", "beats", "拍"))


def frames_of_length(
    text: str, fps: Fraction, *, music: Music | None = None, bare: str = "s"
) -> int:
    """Film frames of a length; negative where a minus stands before it.

    Args:
        text: as written.
        fps: the film's rate.
        music: what beats and bars are counted in.
        bare: the unit of a number without one, ``s`` or ``f``.

    Raises:
        ValueError: a sentence that names ``text``.
    """
    clock = _CLOCK.fullmatch(text.strip())
    if clock is not None:
        frames = parse_timecode(clock["clock"], fps)
        return -frames if clock["sign"] == "-" else frames
    sign, number, unit = _parts(text, bare)
    if unit in _FRAMES:
        if number.denominator != 1:
            raise ValueError(f"'{text}' is not a whole number of frames")
        frames = int(number)
    else:
        frames = frames_of_seconds(_seconds(text, number, unit, music), fps)
    if frames > MAX_SECONDS * fps:
        raise ValueError(f"'{text}' is longer than a day")
    return sign * frames


def seconds_of_length(text: str, fps: Fraction, *, music: Music | None = None) -> Fraction:
    """Exact seconds of a length; a bare number is seconds.

    Raises:
        ValueError: a sentence that names ``text``.
    """
    if _CLOCK.fullmatch(text.strip()) is not None:
        return Fraction(frames_of_length(text, fps)) / fps
    sign, number, unit = _parts(text, "s")
    seconds = number / fps if unit in _FRAMES else _seconds(text, number, unit, music)
    if seconds > MAX_SECONDS:
        raise ValueError(f"'{text}' is longer than a day")
    return sign * seconds


def frames_of_range(text: str, fps: Fraction) -> FrameRange:
    """A stretch like ``4f-40f`` or ``0.2s-1.7s``; bare numbers are frames.

    Raises:
        ValueError: a sentence that names ``text``.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a stretch of frames like 4f-40f")
    start = frames_of_length(match["start"], fps, bare="f")
    end = frames_of_length(match["end"], fps, bare="f")
    if end <= start:
        raise ValueError(f"'{text}' ends before it begins")
    return FrameRange(start, end)


def _parts(text: str, bare: str) -> tuple[int, Fraction, str]:
    match = _LENGTH.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"'{text}' is not a length")
    try:
        number = Fraction(match["number"])
    except ZeroDivisionError:
        raise ValueError(f"'{text}' is not a length") from None
    return -1 if match["sign"] == "-" else 1, number, match["unit"] or bare


def _seconds(text: str, number: Fraction, unit: str, music: Music | None) -> Fraction:
    if unit in _SECONDS:
        return number
    if music is None or not music.has_beats:
        raise ValueError(f"'{text}' is counted in beats, but no music of this film has a bpm")
    return (number if unit in _BEATS else number * music.beats_a_bar) * music.step
