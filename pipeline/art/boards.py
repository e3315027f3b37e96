"""A drawing board of 1280 x 720 laid into the middle of any frame, for stages seen flat on.

In a wider frame the board's sides show more, in a taller one its top and bottom: what is drawn on
it must run on past its edges.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.frame import Frame
from pipeline.art.geometry import Outline, Points, points
from pipeline.art.spots import Spot

__all__ = ["Board"]


class Board(Struct, frozen=True):
    """Maps board pixels to view pixels; `flip` mirrors left and right."""

    frame: Frame
    flip: bool = False
    zoom: float = 1.0
    centre: tuple[float, float] = (640.0, 360.0)
    """The board's point that stands in the middle of the view."""

    @property
    def k(self) -> float:
        """View pixels a board pixel."""
        return self.frame.unit / 720 * self.zoom

    def at(self, outline: Outline) -> Points:
        """Board points as view pixels."""
        p = points(outline) - self.centre
        side = -1.0 if self.flip else 1.0
        middle = (self.frame.x(0.5), self.frame.y(0.5))
        moved: Points = p * (self.k * side, self.k) + np.asarray(middle)
        return moved

    def point(self, x: float, y: float) -> tuple[float, float]:
        """One board point as view pixels."""
        q = self.at([[x, y]])[0]
        return float(q[0]), float(q[1])

    def spot(self, x: float, y: float, height: float, facing: int = 1) -> Spot:
        """A spot on the board; the facing is mirrored with it."""
        px, py = self.point(x, y)
        return Spot(px, py, height * self.k, -facing if self.flip else facing)
