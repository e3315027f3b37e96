"""Which source frame is on screen: the stretch of a take that is used, exactly."""

from __future__ import annotations

import math
from bisect import bisect_left
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.timecode import FrameRange

__all__ = ["NORMAL_SPEED", "Ramp", "Window", "frames_filled", "source_frame", "travelled"]

Ramp = tuple[tuple[int, Fraction], ...]
"""Speed by key points (film frame of the event, speed), straight between them, flat outside."""

NORMAL_SPEED: Ramp = ((0, Fraction(1)),)

_HALF = Fraction(1, 2)


def travelled(ramp: Ramp, until: Fraction) -> Fraction:
    """Source frames run through from the event's first moment to film frame ``until``.

    speed |----.            the area under the speed, exactly
          |     `.
          |       `-------
          +----+--+---------> film frames
    """
    if len(ramp) == 1:
        return ramp[0][1] * until
    total, at, speed = Fraction(0), Fraction(0), ramp[0][1]
    for frame, target in ramp:
        end = min(Fraction(frame), until)
        if end > at:
            span = Fraction(frame) - at
            reached = speed + (target - speed) * (end - at) / span
            total += (speed + reached) / 2 * (end - at)
            at = end
        if frame >= until:
            return total
        speed = target
    return total + speed * (until - at)


def frames_filled(source: int, ramp: Ramp) -> int:
    """How many film frames a stretch of ``source`` frames fills at that speed, at least 1.

    For one constant speed this is ``floor(source / speed + 1/2)``.

    Raises:
        ValueError: the speed ends at zero or below, so the stretch would never end.
    """
    if len(ramp) == 1:
        if ramp[0][1] <= 0:
            raise ValueError("a speed must be above zero")
        return max(1, math.floor(source / ramp[0][1] + _HALF))
    if min(speed for _, speed in ramp) < 0 or ramp[-1][1] <= 0:
        raise ValueError("a speed must be above zero")
    low, high = 1, 2
    while travelled(ramp, high - _HALF) <= source:
        high *= 2
    while high - low > 1:  # the largest n with travelled(n - 1/2) <= source
        middle = (low + high) // 2
        if travelled(ramp, middle - _HALF) <= source:
            low = middle
        else:
            high = middle
    return low


class Window(Struct, frozen=True):
    """The stretch of a take that an event uses, and how it is run through."""

    source_range: FrameRange
    """Film frames on the take's own clock, after conform."""
    frames: int
    """Film frames it fills: every pass and the hold."""
    speed: Ramp = NORMAL_SPEED
    is_reversed: bool = False
    loop: int = 1
    hold: int = 0
    """Film frames at the end that show the last picture still."""
    pass_frames: int = 0
    """Film frames of one pass, where the last one is cut short; 0: they share the length."""

    @classmethod
    def of(cls, start: int, frames: int) -> Window:
        """A plain stretch at normal speed."""
        return cls(FrameRange(start, start + frames), frames)

    @property
    def moving(self) -> int:
        """Film frames before the hold."""
        return self.frames - self.hold

    @property
    def is_plain(self) -> bool:
        """One pass forward at one speed: what ffmpeg can do alone."""
        return len(self.speed) == 1 and not self.is_reversed and self.loop == 1

    @property
    def one_pass(self) -> int:
        """Film frames of one pass through the stretch."""
        return self.pass_frames or max(1, self.moving // self.loop)

    def shortened(self, frames: int) -> Window:
        """The same window, ending after ``frames`` film frames at most."""
        if frames >= self.frames:
            return self
        hold = max(0, frames - self.moving)
        return replace(self, frames=frames, hold=hold, pass_frames=self.one_pass)

    def position(self, frame: int) -> Fraction:
        """Where on the take's clock (in film frames) film frame ``frame`` of the event looks.

        Frames at and beyond ``frames`` are the tail: the take runs on, unless the event holds.
        """
        if self.hold:
            frame = min(frame, self.moving - 1)
        one = self.one_pass
        passes = min(frame // one, self.loop - 1)
        gone = travelled(self.speed, frame - passes * one + _HALF)
        if self.is_reversed:
            return self.source_range.end - gone
        return self.source_range.start + gone

    def reach(self, frames: int) -> Fraction:
        """The farthest position that the first ``frames`` film frames look at."""
        return max(self.position(frame) for frame in {0, *self._ends(frames)})

    def beyond(self, limit: Fraction) -> int:
        """How many of its moving film frames look at ``limit`` or past it."""
        found, left = 0, self.moving
        for number in range(self.loop):
            begin = number * self.one_pass
            count = left if number == self.loop - 1 else min(left, self.one_pass)
            found += self._beyond_in(range(begin, begin + count), limit)
            left -= count
        return found

    def _beyond_in(self, frames: range, limit: Fraction) -> int:
        """Within one pass positions only grow (or, reversed, only fall)."""
        if self.is_reversed:
            return bisect_left(frames, 1, key=lambda frame: int(self.position(frame) < limit))
        first = bisect_left(frames, 1, key=lambda frame: int(self.position(frame) >= limit))
        return len(frames) - first

    def _ends(self, frames: int) -> set[int]:
        return {frames - 1, min(frames, self.one_pass) - 1}


def source_frame(position: Fraction, film_rate: Fraction, rate: Fraction) -> int:
    """The source frame on screen at ``position`` (film frames) of a take of constant ``rate``."""
    return math.floor(position / film_rate * rate)
