"""A plain central projection for stages measured in screen units at depth 1."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points
from pipeline.art.spots import Spot

__all__ = ["Projection"]


class Projection(Struct, frozen=True):
    """Everything at infinity falls on (x0, y0); x grows to `side`, y downward, z away."""

    x0: float
    y0: float
    k: float
    """View pixels a unit at depth 1."""
    side: int = 1
    """-1 mirrors left and right."""
    centre: float = 0.0
    """The x that stands before the eye."""

    def at(self, x: float, y: float, z: float) -> Points:
        """One point in view pixels."""
        across = self.side * (x - self.centre)
        return np.array([self.x0 + across * self.k / z, self.y0 + y * self.k / z])

    def floor(self, x: tuple[float, float], y: float, z: tuple[float, float]) -> Points:
        """A level rectangle between two x at height y, from z[0] to z[1]."""
        return np.array(
            [
                self.at(x[0], y, z[0]),
                self.at(x[1], y, z[0]),
                self.at(x[1], y, z[1]),
                self.at(x[0], y, z[1]),
            ]
        )

    def side_wall(self, x: float, y: tuple[float, float], z: tuple[float, float]) -> Points:
        """A wall along the line of sight at x, between two heights."""
        return np.array(
            [
                self.at(x, y[0], z[0]),
                self.at(x, y[0], z[1]),
                self.at(x, y[1], z[1]),
                self.at(x, y[1], z[0]),
            ]
        )

    def front(self, x: tuple[float, float], y: tuple[float, float], z: float) -> Points:
        """A wall facing us."""
        return np.array(
            [
                self.at(x[0], y[0], z),
                self.at(x[1], y[0], z),
                self.at(x[1], y[1], z),
                self.at(x[0], y[1], z),
            ]
        )

    def spot(self, x: float, y: float, height: float, z: float) -> Spot:
        """The spot of a thing `height` units tall standing at (x, y, z)."""
        px, py = self.at(x, y, z).tolist()
        return Spot(px, py, height * self.k / z, self.side)
