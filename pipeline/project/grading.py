"""What is done to the colours of a picture: of a film, a scene, a shot or a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from pipeline.facts import Grade

__all__ = ["NEUTRAL", "PLAIN", "UNGRADED", "Grading", "joined_grading"]

UNGRADED = Grade()
"""Says nothing."""
NEUTRAL = Grade(Fraction(0), Fraction(1), Fraction(1), Fraction(0))
"""Says of everything that it stays as it is."""


class Grading(Struct, frozen=True):
    """Everything that is done to a picture's colours; by default nothing."""

    grade: Grade = UNGRADED

    @property
    def words(self) -> tuple[str, ...]:
        """Each thing that changes the picture, in words for lists and differences."""
        return tuple(_words(self))


PLAIN = Grading()
"""Nothing is done."""


def joined_grading(layers: Iterable[Mapping[str, Any]]) -> Grading:
    """What layers of values say together, the farthest first: of a grade the nearer, key by key."""
    grade = UNGRADED
    for said in layers:
        if "grade" in said:
            grade = said["grade"].over(grade)
    return PLAIN if grade is UNGRADED else Grading(grade)


def _words(grading: Grading) -> Iterator[str]:
    grade = grading.grade
    if not grade.is_neutral:
        said = ((name, getattr(grade, name)) for name in grade.__struct_fields__)
        changed = [(n, at) for n, at in said if at is not None and at != getattr(NEUTRAL, n)]
        yield " ".join(("grade", *(f"{name} {float(at):g}" for name, at in changed)))
