"""Time as whole frames at an exact rate, and how it is read and written."""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec import Struct

__all__ = [
    "FrameRange",
    "clock_timecode",
    "drops_frames",
    "frames_of_seconds",
    "parse_clock_timecode",
    "parse_timecode",
    "rate_of",
    "record_frame",
    "record_timecode",
    "seconds_of_frames",
    "timecode",
    "window_length",
]

_NTSC = {"23.976": 24, "23.98": 24, "29.97": 30, "47.952": 48, "59.94": 60, "119.88": 120}


class FrameRange(Struct, frozen=True, order=True):
    """Frames ``start`` up to but not including ``end``, counted from zero."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a range cannot end ({self.end}) before it starts ({self.start})")

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, frame: int) -> bool:
        return self.start <= frame < self.end

    def moved(self, frames: int) -> FrameRange:
        """The same stretch, ``frames`` later (earlier when negative)."""
        return FrameRange(self.start + frames, self.end + frames)

    def overlap(self, other: FrameRange) -> FrameRange | None:
        """The frames both ranges hold, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return FrameRange(start, end) if end > start else None


def rate_of(written: str | float | Fraction) -> Fraction:
    """The exact frame rate behind what people write.

    ``23.976`` is 24000/1001, ``29.97`` is 30000/1001 (SMPTE ST 12-1); ``30000/1001`` and whole
    numbers are taken as they stand.

    Raises:
        ValueError: not a rate, or not between 1 and 240 frames a second.
    """
    if isinstance(written, Fraction):
        rate = written
    else:
        text = str(written).strip()
        if text in _NTSC:
            rate = Fraction(_NTSC[text] * 1000, 1001)
        else:
            try:
                rate = Fraction(text)
            except (ValueError, ZeroDivisionError) as err:
                raise ValueError(f"'{written}' is not a frame rate") from err
    if not 1 <= rate <= 240:
        raise ValueError(f"'{written}' is not a frame rate between 1 and 240")
    return rate


def frames_of_seconds(seconds: Fraction, rate: Fraction) -> int:
    """Seconds as whole frames, rounded once: ``floor(s * rate + 1/2)``."""
    return math.floor(seconds * rate + Fraction(1, 2))


def seconds_of_frames(frames: int, rate: Fraction) -> Fraction:
    """The exact duration of ``frames`` in seconds."""
    return Fraction(frames) / rate


def window_length(source: FrameRange, speed: Fraction) -> int:
    """How many film frames a window fills: ``floor((out - in) / speed + 1/2)``, at least 1."""
    return max(1, math.floor(Fraction(len(source)) / speed + Fraction(1, 2)))


def timecode(frame: int, rate: Fraction) -> str:
    """Record timecode ``HH:MM:SS:FF``, non-drop, at the nominal (rounded up) rate."""
    base = math.ceil(rate)
    seconds, frames = divmod(frame, base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}"


def parse_timecode(text: str, rate: Fraction) -> int:
    """The frame that ``HH:MM:SS:FF`` (or ``MM:SS:FF``) names.

    Raises:
        ValueError: not a timecode, or a field beyond its limit.
    """
    base = math.ceil(rate)
    fields = text.strip().split(":")
    if len(fields) not in (3, 4) or not all(
        field.isascii() and field.isdigit() for field in fields
    ):
        raise ValueError(f"'{text}' is not a timecode like 00:00:04:00")
    *hours, minutes, seconds, frames = (int(field) for field in fields)
    if minutes > 59 or seconds > 59 or frames >= base:
        raise ValueError(f"'{text}' is not a timecode at {base} frames a second")
    return ((sum(hours) * 60 + minutes) * 60 + seconds) * base + frames


def drops_frames(rate: Fraction) -> bool:
    """Whether timecode of that rate drops numbers to keep up with the clock: 29.97 and 59.94."""
    return rate.denominator == 1001 and math.ceil(rate) % 30 == 0


def clock_timecode(frame: int, rate: Fraction, *, is_drop: bool) -> str:
    """As ``timecode``; with ``is_drop`` as SMPTE ST 12-1 counts, ``01:00:00;02``.

    Numbers are left out, never frames: ;00 and ;01 of every minute but each tenth.
    """
    if not is_drop:
        return timecode(frame, rate)
    dropped = math.ceil(rate) // 15
    minute = math.ceil(rate) * 60 - dropped
    tens, rest = divmod(frame, minute * 10 + dropped)
    begun = max(0, (rest - dropped) // minute)
    text = timecode(frame + dropped * (9 * tens + begun), rate)
    return f"{text[:8]};{text[9:]}"


def parse_clock_timecode(text: str, rate: Fraction, *, is_drop: bool = False) -> int:
    """The frame that ``01:00:00:00`` or, dropping numbers, ``01:00:00;02`` names.

    Raises:
        ValueError: not a timecode, or a number that is dropped.
    """
    is_drop = is_drop or ";" in text
    count = parse_timecode(text.replace(";", ":"), rate)
    if not is_drop:
        return count
    base = math.ceil(rate)
    dropped, minutes = base // 15, count // (base * 60)
    if minutes % 10 and count % (base * 60) < dropped:
        raise ValueError(f"'{text}' is a number that drop-frame timecode leaves out")
    return count - dropped * (minutes - minutes // 10)


def record_frame(text: str, rate: Fraction) -> int:
    """The frame that a film's own timecode names: at 29.97 and 59.94 it drops numbers.

    ``01:00:00:00`` and ``01:00:00;00`` are the same.

    Raises:
        ValueError: not a timecode, or a number that is dropped.
    """
    return parse_clock_timecode(text.replace(";", ":"), rate, is_drop=drops_frames(rate))


def record_timecode(frame: int, rate: Fraction) -> str:
    """A film's own timecode, as ``record_frame`` reads it; what lies before midnight is 23:59."""
    is_drop = drops_frames(rate)
    last = f"23:59:59:{math.ceil(rate) - 1:02d}"
    return clock_timecode(frame % (record_frame(last, rate) + 1), rate, is_drop=is_drop)
