"""The frame a panel is laid out in: view, bleed, canvas, and coarse grids of coordinates.

Everything is laid out from a `Frame` in fractions of its width and height; the view is always
1280 wide, its height follows the film's aspect. The canvas is the view with bleed around it, so
that a camera can move. Sides of the canvas are multiples of 16, because soft things are computed
at 1/4 and 1/16 size.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points

__all__ = ["VIEW_WIDTH", "Floats", "Frame", "frame_for"]

Floats = np.ndarray[tuple[int, ...], np.dtype[np.floating]]

VIEW_WIDTH = 1280
"""Width of every view in pixels."""

_BLEED_X = 80
_LEAST_BLEED_Y = 48
_LEAST_ASPECT, _MOST_ASPECT = 0.4, 4.0


class Frame(Struct, frozen=True):
    """View and canvas of one panel. View coordinates have (0, 0) at the view's top left."""

    width: int = VIEW_WIDTH
    height: int = 720
    bleed_x: int = _BLEED_X
    bleed_y: int = _LEAST_BLEED_Y

    @property
    def canvas_width(self) -> int:
        """Width of the canvas: the view and the bleed on both sides."""
        return self.width + 2 * self.bleed_x

    @property
    def canvas_height(self) -> int:
        """Height of the canvas: the view and the bleed above and below."""
        return self.height + 2 * self.bleed_y

    @property
    def aspect(self) -> float:
        """Width of the view divided by its height."""
        return self.width / self.height

    @property
    def unit(self) -> float:
        """Measure for sizes of things: the height of a wide frame (16:9 gives 720).

        In a tall frame the geometric mean of the height and 62 % of the width, so that figures
        and mountains grow with it, but never past its sides.
        """
        narrow = min(float(self.height), 0.62 * self.width)
        return math.sqrt(self.height * narrow)

    def px(self, pixels: float) -> float:
        """Pixels of a 720 high frame as pixels of this one."""
        return pixels * self.unit / 720

    @property
    def left(self) -> float:
        """First column of the canvas in view coordinates."""
        return -float(self.bleed_x)

    @property
    def right(self) -> float:
        """Column behind the canvas's last, in view coordinates."""
        return float(self.width + self.bleed_x)

    @property
    def top(self) -> float:
        """First row of the canvas in view coordinates."""
        return -float(self.bleed_y)

    @property
    def bottom(self) -> float:
        """Row below the canvas's last, in view coordinates."""
        return float(self.height + self.bleed_y)

    def x(self, fraction: float) -> float:
        """A column as a fraction of the view's width."""
        return fraction * self.width

    def y(self, fraction: float) -> float:
        """A row as a fraction of the view's height."""
        return fraction * self.height

    def everything(self, margin: float = 60.0) -> Points:
        """A rectangle that covers the whole canvas and a margin around it."""
        x0, x1 = self.left - margin, self.right + margin
        y0, y1 = self.top - margin, self.bottom + margin
        return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)

    def grid(self, step: int = 4) -> tuple[Floats, Floats]:
        """View coordinates (x, y) of the canvas at 1/`step` size: float32, read-only."""
        return _grid(self, step)


@lru_cache(maxsize=12)
def _grid(frame: Frame, step: int) -> tuple[Floats, Floats]:
    across = np.arange(frame.canvas_width // step, dtype=np.float32)
    down = np.arange(frame.canvas_height // step, dtype=np.float32)
    xs = (across + 0.5) * step - frame.bleed_x
    ys = (down + 0.5) * step - frame.bleed_y
    x, y = np.meshgrid(xs, ys)
    x.flags.writeable = y.flags.writeable = False
    return x, y


def frame_for(aspect: float) -> Frame:
    """The frame of a film: height 1280 / aspect, rounded to 4 px; bleed of 48 px or a little more.

    Aspects are held between 0.4 and 4.
    """
    held = min(max(aspect, _LEAST_ASPECT), _MOST_ASPECT)
    height = round(VIEW_WIDTH / held / 4) * 4
    bleed = _LEAST_BLEED_Y
    while (height + 2 * bleed) % 16:
        bleed += 2
    return Frame(VIEW_WIDTH, height, _BLEED_X, bleed)
