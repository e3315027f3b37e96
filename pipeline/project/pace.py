"""Play a film at another frame rate than its own, every frame of it as often as every other.

24 -> 25        every frame once, 25 a second: 4 % faster, the sound with it (as films are
                broadcast in Europe)
24 -> 23.976    every frame once, 0.1 % slower
25 -> 50        every frame twice, nothing else changes
24 -> 30        refused: some frames would be shown twice and some once, or all be drawn anew
"""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec import Struct

__all__ = ["Pace", "pace_of"]

MOST_SPEED = Fraction(1, 20)
"""Faster or slower than that is seen and heard."""
_USUAL = ("23.976", "24", "25", "29.97", "30", "48", "50", "59.94", "60")


class Pace(Struct, frozen=True):
    """How a film's frames are played."""

    rate: Fraction
    """Frames a second of the file."""
    repeat: int = 1
    """How often each frame of the film is shown."""
    speed: Fraction = Fraction(1)
    """How much faster the film runs, sound and all."""

    @property
    def words(self) -> str:
        """What is done to picture and sound; empty: nothing."""
        often = "twice" if self.repeat == 2 else f"{self.repeat} times"
        said = [f"each frame {often}"] if self.repeat > 1 else []
        if self.speed != 1:
            percent = abs(float(self.speed - 1)) * 100
            way = ("faster", "higher") if self.speed > 1 else ("slower", "lower")
            semitones = abs(12 * math.log2(self.speed))
            said.append(f"{percent:.2g} % {way[0]}, the sound {semitones:.2g} semitones {way[1]}")
        return ", ".join(said)


def pace_of(film: Fraction, wanted: Fraction) -> Pace:
    """How a film of one rate is played at another.

    Raises:
        ValueError: not every frame would be shown as often, or it would run too fast or slow; its
            arguments are what is wrong, and what would do.
    """
    ratio = wanted / film
    repeat = max(1, round(ratio))
    speed = ratio / repeat
    if abs(speed - 1) <= MOST_SPEED:
        return Pace(wanted, repeat, speed)
    percent = abs(float(ratio - 1)) * 100
    way = "faster" if ratio > 1 else "slower"
    known = ", ".join(each for each in _USUAL if _is_exact(film, each))
    raise ValueError(
        f"{_number(wanted)} frames a second are {float(ratio):.4g} times the film's "
        f"{_number(film)}: "
        f"frames would be shown unevenly, or the film run {percent:.3g} % {way}",
        f"write one of {known}",
    )


def _is_exact(film: Fraction, written: str) -> bool:
    rate = Fraction(round(float(written)) * 1000, 1001) if "." in written else Fraction(written)
    ratio = rate / film
    return abs(ratio / max(1, round(ratio)) - 1) <= MOST_SPEED


def _number(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
