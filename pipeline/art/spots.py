"""Where a thing stands on a sheet: its column, its foot, its height and the way it faces."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.geometry import Outline, Points, points, rotate

__all__ = ["Spot"]


class Spot(Struct, frozen=True):
    """The place of one thing, in view pixels.

    Every thing is described in units of its own height, so that it keeps its shape at any size;
    a spot turns units into view pixels.
    """

    x: float
    """Column of the thing's middle (of a person: between the feet; of a bust: the neck)."""
    base: float
    """Row of its foot (of a bust: the base of the neck)."""
    height: float
    """Pixels of one unit: the standing height of a figure, the head's height of a bust."""
    facing: int = 1
    """1 looks right, -1 looks left."""

    def up(self, outline: Outline) -> Points:
        """Unit points with y growing upward from the foot, as view pixels."""
        p = points(outline)
        x = self.x + self.facing * p[:, 0] * self.height
        return np.stack([x, self.base - p[:, 1] * self.height], 1)

    def down(self, outline: Outline) -> Points:
        """Unit points with y growing downward from the foot, as view pixels."""
        p = points(outline)
        x = self.x + self.facing * p[:, 0] * self.height
        return np.stack([x, self.base + p[:, 1] * self.height], 1)

    def turned(self, outline: Outline, angle: float) -> Points:
        """Unit points (y downward) turned by `angle` radians about the foot, as view pixels."""
        return self.down(rotate(outline, angle))

    def size(self, units: float, least: float = 1.0) -> float:
        """A length in pixels, never below `least`: the width of a line."""
        return max(least, units * self.height)

    def moved(self, ahead: float = 0.0, up: float = 0.0, *, scale: float = 1.0) -> Spot:
        """The spot moved by units ahead and upward, its height scaled."""
        x = self.x + self.facing * ahead * self.height
        return replace(self, x=x, base=self.base - up * self.height, height=self.height * scale)
