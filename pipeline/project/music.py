"""A piece of music that the cut can call by name, and where its beats fall."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from pipeline.errors import Where
from pipeline.project.beat_marks import BeatMarks

__all__ = ["Music"]


class Music(Struct, frozen=True):
    """A piece of music the cut can call by name."""

    name: str
    file: Path
    bpm: Fraction | None = None
    first_beat: Fraction = Fraction(0)
    """Seconds from the file's start to its first downbeat."""
    beats_a_bar: int = 4
    gain: float = 0.0
    where: Where | None = None
    is_looped: bool = False
    """It comes again until it is ended: after whole bars, where its beats are known."""
    marks: BeatMarks | None = None
    """Its beats one by one, where a marker file says them instead of a tempo."""
    make: str = ""
    """What a generator makes of words, in the author's own; empty: it is a file."""
    asked: int = 0
    """Film frames it is made long."""
    asks: Mapping[str, int] | None = None
    """How many takes of it, by generator; under ``""`` of the usual one. None: one."""
    take: str = ""
    """The take that is heard, as ``m1 music 2``."""
    is_silent: bool = False
    """It is still to be made, or its take is not here: ``file`` stands for nothing."""

    @property
    def has_beats(self) -> bool:
        """Whether its beats and bars are known."""
        return self.bpm is not None or self.marks is not None

    @property
    def step(self) -> Fraction:
        """Seconds of one beat, for lengths; where beats are marked, of the usual one.

        Raises:
            ValueError: its beats are not known.
        """
        if self.marks is not None:
            return self.marks.step
        if self.bpm is None:
            raise ValueError(f"music '{self.name}' has no bpm")
        return 60 / self.bpm

    def beat(self, number: Fraction) -> Fraction:
        """Seconds in the file at which beat ``number`` (counted from 0) falls.

        Raises:
            ValueError: its beats are not known.
        """
        if self.marks is not None:
            return self.marks.beat(number)
        return self.first_beat + number * self.step

    def bar(self, place: str) -> Fraction:
        """Seconds in the file of ``bar 9``, ``beat 3`` or ``section chorus``, as on paper.

        Raises:
            ValueError: its beats are not known, or its marker file has no such place.
        """
        unit, name = place.split()
        if self.marks is not None:
            return self.marks.place(unit, name)
        if unit == "section":
            raise ValueError("it has no sections")
        beats = self.beats_a_bar if unit == "bar" else 1
        return self.beat(Fraction((int(name) - 1) * beats))

    def near(self, seconds: Fraction) -> tuple[Fraction, ...]:
        """Seconds of the beats on both sides of a moment, and of the one after.

        None lies before the first, nor behind the last that is marked.

        Raises:
            ValueError: its beats are not known.
        """
        if self.marks is not None:
            return self.marks.near(seconds)
        number = max(0, math.floor((seconds - self.first_beat) / self.step))
        return tuple(self.beat(Fraction(each)) for each in (number, number + 1, number + 2))
