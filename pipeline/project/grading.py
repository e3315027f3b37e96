"""What is done to the colours of a picture: of a film, a scene, a shot or a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.facts import Grade

__all__ = ["NEUTRAL", "NO_LUT", "PLAIN", "UNGRADED", "Grading", "joined_grading"]

UNGRADED = Grade()
"""Says nothing."""
NEUTRAL = Grade(Fraction(0), Fraction(1), Fraction(1), Fraction(0))
"""Says of everything that it stays as it is."""
NO_LUT = Path()
"""Says that no colour table is used, whatever stands above."""


class Grading(Struct, frozen=True):
    """Everything that is done to a picture's colours; by default nothing."""

    grade: Grade = UNGRADED
    lut: Path | None = None
    """A colour table, relative to the production; looked up after the grade."""

    @property
    def words(self) -> tuple[str, ...]:
        """Each thing that changes the picture, in words for lists and differences."""
        return tuple(_words(self))


PLAIN = Grading()
"""Nothing is done."""


def joined_grading(layers: Iterable[Mapping[str, Any]]) -> Grading:
    """What layers of values say together, the farthest first: of a grade the nearer, key by key."""
    grade, lut = UNGRADED, NO_LUT
    for said in layers:
        if "grade" in said:
            grade = said["grade"].over(grade)
        lut = said.get("lut", lut)
    if grade is UNGRADED and lut == NO_LUT:
        return PLAIN
    return Grading(grade, None if lut == NO_LUT else lut)


def _words(grading: Grading) -> Iterator[str]:
    grade = grading.grade
    if not grade.is_neutral:
        said = ((name, getattr(grade, name)) for name in grade.__struct_fields__)
        changed = [(n, at) for n, at in said if at is not None and at != getattr(NEUTRAL, n)]
        yield " ".join(("grade", *(f"{name} {float(at):g}" for name, at in changed)))
    if grading.lut is not None:
        yield f"lut {grading.lut.as_posix()}"
