"""Where a head sits on a sheet and in which tones it is drawn."""

from __future__ import annotations

from msgspec import Struct

from pipeline.art.faces import NAPE
from pipeline.art.geometry import Outline, Points, place, points, rotate
from pipeline.art.people import Person

__all__ = ["HeadLook", "HeadPlace", "hair_tone"]


class HeadPlace(Struct, frozen=True):
    """Where a head sits: the nape in view pixels, the head's height, facing and tilt."""

    x: float
    y: float
    height: float
    facing: int = 1
    tilt: float = 0.0
    """Radians; negative looks up."""

    def at(self, outline: Outline) -> Points:
        """Head units as view pixels, turned about the nape."""
        q = rotate(points(outline) - NAPE, self.tilt)
        return place(q, self.x, self.y, scale=self.height, facing=self.facing)


class HeadLook(Struct, frozen=True):
    """The tones of a head."""

    tone: float = 20
    lit: float | None = None
    """Tone of the plane of the face that looks at the light; None = a plain silhouette."""
    rim: float | None = None
    """Tone of the inner lit edge; None = no double cut."""
    shift: tuple[float, float] = (-1.2, 1.6)

    @property
    def skin(self) -> float:
        """Tone of skin in the shade."""
        return self.tone + (16 if self.lit is not None else 0)


def hair_tone(person: Person, look: HeadLook) -> float:
    """Tone of the hair: nearly ink, or pale where it is grey."""
    return look.tone * 0.45 if not person.grey else look.tone + 44
