"""Where the beats, bars and sections of a piece of music fall, as its marker file says."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median

from msgspec import Struct

__all__ = ["BeatMarks", "marked"]

_EVEN = Fraction(1, 4)
"""A step counts as one beat where it differs from the usual one by less than this part of it."""


class BeatMarks(Struct, frozen=True):
    """Beats, bars and sections in seconds of the file, each in rising order."""

    beats: tuple[Fraction, ...]
    bars: tuple[Fraction, ...]
    sections: tuple[tuple[str, Fraction], ...]
    step: Fraction
    """Seconds of one beat, for lengths: the mean of the steps that are near the usual one."""
    beats_a_bar: int
    file: Path | None = None
    """The marker file, relative to the production."""

    def beat(self, number: Fraction) -> Fraction:
        """Seconds of beat ``number``, counted from 0; between two marks, and beyond the ends.

        Beyond the first and the last mark the beats go on at the usual step.
        """
        last = len(self.beats) - 1
        if number <= 0:
            return self.beats[0] + number * self.step
        if number >= last:
            return self.beats[last] + (number - last) * self.step
        whole = int(number)
        here, after = self.beats[whole], self.beats[whole + 1]
        return here + (number - whole) * (after - here)

    def place(self, unit: str, name: str) -> Fraction:
        """Seconds of ``bar 9``, ``beat 33`` or ``section chorus``; numbers count from 1.

        Raises:
            ValueError: it is not marked; a sentence that says what is.
        """
        if unit == "section":
            found = dict(self.sections).get(name)
            if found is not None:
                return found
            known = ", ".join(each for each, _ in self.sections)
            raise ValueError(f"its sections are {known}" if known else "it has no sections")
        marks = self.bars if unit == "bar" else self.beats
        number = int(name)
        if not 1 <= number <= len(marks):
            raise ValueError(f"it has {len(marks)} {unit}{'s' * (len(marks) != 1)}")
        return marks[number - 1]

    def near(self, seconds: Fraction) -> tuple[Fraction, ...]:
        """The marked beats on both sides of a moment, and the one after."""
        number = bisect_right(self.beats, seconds)
        return self.beats[max(0, number - 1) : number + 2]


def marked(
    beats: Iterable[Fraction],
    bars: Iterable[Fraction],
    sections: Iterable[tuple[str, Fraction]] = (),
    beats_a_bar: int | None = None,
) -> BeatMarks:
    """The marks of a piece: every bar begins with a beat; bars without beats are divided evenly.

    Args:
        beats: seconds; those of the bars need not be among them.
        bars: seconds of the downbeats. Without any, a bar begins with every ``beats_a_bar``-th
            beat from the first.
        sections: names and seconds.
        beats_a_bar: for lengths in bars; None: as the bars are marked, else 4.

    Raises:
        ValueError: fewer than two beats, which have no tempo.
    """
    downs, ups = sorted(set(bars)), sorted(set(beats) - set(bars))
    if not ups and len(downs) > 1:
        ups = _divided(downs, beats_a_bar or 4)
    every = sorted({*downs, *ups})
    if len(every) < 2:
        raise ValueError("a tempo needs two beats or more")
    steps = [after - before for before, after in pairwise(every)]
    usual = median(steps)
    even = [step for step in steps if abs(step - usual) < usual * _EVEN]
    counted = beats_a_bar or _counted(every, downs)
    return BeatMarks(
        tuple(every),
        tuple(downs or every[::counted]),
        tuple(sorted(sections, key=lambda each: each[1])),
        sum(even, Fraction(0)) / len(even) if even else usual,
        counted,
    )


def _divided(bars: list[Fraction], beats: int) -> list[Fraction]:
    """The beats inside bars that are marked alone."""
    return [
        here + (after - here) * Fraction(number, beats)
        for here, after in pairwise(bars)
        for number in range(1, beats)
    ]


def _counted(beats: list[Fraction], bars: list[Fraction]) -> int:
    """How many beats the marked bars have most often."""
    if len(bars) < 2:
        return 4
    places = [bisect_left(beats, bar) for bar in bars]
    counts = [after - before for before, after in pairwise(places)]
    return max(sorted(set(counts)), key=counts.count)
