"""What is done to the colours of a picture: of a film, a scene, a shot or a delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.facts import Grade

__all__ = ["NEUTRAL", "NO_LUT", "PLAIN", "SMOOTH", "UNGRADED", "Grading", "Grain", "joined_grading"]

UNGRADED = Grade()
"""Says nothing."""
NEUTRAL = Grade(Fraction(0), Fraction(1), Fraction(1), Fraction(0))
"""Says of everything that it stays as it is."""
NO_LUT = Path()
"""Says that no colour table is used, whatever stands above."""


class Grain(Struct, frozen=True):
    """Film grain; what is None is as usual."""

    strength: Fraction | None = None
    """Standard deviation on middle grey, in percent of the way from black to white; 0: none."""
    size: Fraction | None = None
    """1 is that of a 35 mm negative."""
    seed: int | None = None

    @property
    def is_seen(self) -> bool:
        """Whether there is any."""
        return bool(self.strength)

    def over(self, other: Grain) -> Grain:
        """What this one says, and for what it does not say, the other."""
        return Grain(
            other.strength if self.strength is None else self.strength,
            other.size if self.size is None else self.size,
            other.seed if self.seed is None else self.seed,
        )


SMOOTH = Grain()
"""Says nothing of grain."""


class Grading(Struct, frozen=True):
    """Everything that is done to a picture's colours; by default nothing."""

    grade: Grade = UNGRADED
    lut: Path | None = None
    """A colour table, relative to the production; looked up after the grade."""
    vignette: Fraction = Fraction(0)
    """The part of the light that the corners lose."""
    grain: Grain = SMOOTH

    @property
    def words(self) -> tuple[str, ...]:
        """Each thing that changes the picture, in words for lists and differences."""
        return tuple(_words(self))


PLAIN = Grading()
"""Nothing is done."""


def joined_grading(layers: Iterable[Mapping[str, Any]]) -> Grading:
    """What layers of values say together, the farthest first: of a grade the nearer, key by key."""
    grade, lut, vignette, grain = UNGRADED, NO_LUT, Fraction(0), SMOOTH
    for said in layers:
        if "grade" in said:
            grade = said["grade"].over(grade)
        if "grain" in said:
            grain = said["grain"].over(grain)
        lut = said.get("lut", lut)
        vignette = said.get("vignette", vignette)
    if grade is UNGRADED and lut is NO_LUT and not vignette and grain is SMOOTH:
        return PLAIN
    return Grading(grade, None if lut == NO_LUT else lut, vignette, grain)


def _words(grading: Grading) -> Iterator[str]:
    grade = grading.grade
    if not grade.is_neutral:
        said = ((name, getattr(grade, name)) for name in grade.__struct_fields__)
        changed = [(n, at) for n, at in said if at is not None and at != getattr(NEUTRAL, n)]
        yield " ".join(("grade", *(f"{name} {float(at):g}" for name, at in changed)))
    if grading.lut is not None:
        yield f"lut {grading.lut.as_posix()}"
    if grading.vignette:
        yield f"vignette {float(grading.vignette):g}"
    grain = grading.grain
    if grain.is_seen:
        said = ((name, getattr(grain, name)) for name in grain.__struct_fields__)
        yield " ".join(("grain", *(f"{name} {float(at):g}" for name, at in said if at is not None)))
