"""A small board for the tests of the cut: thirty-two shots, two scenes, two songs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pipeline.project.cut_words import CutContext
from pipeline.project.story import Music

BOARD = CutContext(
    folder=Path("film"),
    fps=Fraction(24),
    shots={f"sh{number:03d}": 48 for number in range(10, 330, 10)},
    scenes={"sc010": ("sh010", "sh020"), "sc030": ("sh300", "sh310")},
    music={
        "m1": Music("m1", Path("audio/score.flac"), Fraction(120), Fraction("0.5")),
        "still": Music("still", Path("audio/still.flac")),
    },
    languages=("zh", "en"),
)
"""120 beats a minute, first beat at half a second: bar 2 begins at 2.5 s."""
