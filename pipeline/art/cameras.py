"""A still camera before a set measured in metres: one vanishing point, no lens distortion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from pipeline.art.frame import Frame
from pipeline.art.geometry import Points
from pipeline.art.spots import Spot

__all__ = ["Camera", "shown"]


class Camera(Struct, frozen=True):
    """Sees the set from `eye` metres above the floor, `distance` metres before its main plane.

    Set coordinates: x right, y up from the floor, z away from us, 0 on the main plane.
    """

    x0: float
    """Column of the vanishing point."""
    horizon: float
    """Row of the vanishing point: everything at eye height lies on it."""
    scale: float
    """Pixels a metre on the main plane."""
    distance: float = 4.0
    eye: float = 1.2
    centre: float = 0.0
    """The x that stands on the vanishing point."""

    def ratio(self, z: float) -> float:
        """How large a thing at depth z is against the main plane; held before the lens."""
        return self.distance / max(self.distance * 0.12, self.distance + z)

    def metre(self, z: float = 0.0) -> float:
        """Pixels a metre at depth z."""
        return self.scale * self.ratio(z)

    def at(self, x: float, y: float, z: float = 0.0) -> Points:
        """One point of the set in view pixels."""
        m = self.metre(z)
        return np.array([self.x0 + (x - self.centre) * m, self.horizon - (y - self.eye) * m])

    def outline(self, corners: Sequence[tuple[float, float, float]]) -> Points:
        """An outline of (x, y, z) corners in view pixels."""
        return np.array([self.at(*corner) for corner in corners])

    def wall(self, x0: float, x1: float, y: tuple[float, float], z: float) -> Points:
        """An upright rectangle facing us, from x0 to x1 and y[0] to y[1] at depth z."""
        low, high = y
        return self.outline([(x0, high, z), (x1, high, z), (x1, low, z), (x0, low, z)])

    def floor(self, x0: float, x1: float, z: tuple[float, float], y: float = 0.0) -> Points:
        """A level rectangle at height y, from depth z[0] (near) to z[1] (far)."""
        near, far = z
        return self.outline([(x0, y, near), (x1, y, near), (x1, y, far), (x0, y, far)])

    def spot(self, x: float, y: float, height: float, *, z: float = 0.0, facing: int = 1) -> Spot:
        """The spot of a thing `height` metres tall standing at (x, y, z)."""
        px, py = self.at(x, y, z)
        return Spot(float(px), float(py), height * self.metre(z), facing)


def shown(frame: Frame, metres: float) -> float:
    """Pixels a metre so that the view shows that many metres of height (of a tall view: width)."""
    return frame.unit / metres
