"""What lies on the camera's table: planes on a canvas, and sheets made ready to be filmed.

Colour is multiplied by alpha throughout. A sheet is trimmed to what is on it, kept at about the
size it is ever shown, and knows where nothing behind it can be seen.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from msgspec import Struct

from pipeline.media.moves import parallax

__all__ = ["OFFSETS", "TO_YUV", "Bytes", "Plane", "Sheet", "Stack", "folded", "laid_out"]

Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_SAME_PARALLAX = 0.035
_DENSITY = 1.5
"""Pixels of a lone still for each pixel on the screen."""
_MOST_PIXELS = 24_000_000

TO_YUV = np.array(
    [
        [0.182586, 0.614231, 0.062007],
        [-0.100644, -0.338572, 0.439216],
        [0.439216, -0.398942, -0.040274],
    ]
)
"""R'G'B' (full) to Y'CbCr (limited), ITU-R BT.709-6, both in 8 bits."""
OFFSETS = (16.0, 128.0, 128.0)


class Plane(Struct, frozen=True, eq=False):
    """One sheet of a layered picture."""

    pixels: Bytes
    """(h, w, 4) RGBA with colour already multiplied by alpha, or (h, w, 3) opaque RGB."""
    depth: float = 0.0
    """0 where people stand, 1.7 the sky, below 0 before the people."""
    left: int = 0
    """Place of the first column on the canvas."""
    top: int = 0
    drift: tuple[float, float] = (0.0, 0.0)
    """Canvas pixels a second, right and down; such a plane has the canvas's size and wraps."""
    name: str = ""


class Stack(Struct, frozen=True, eq=False):
    """Planes from back to front on one canvas, and the part of it that the frame shows."""

    planes: tuple[Plane, ...]
    width: int
    """Of the canvas, in pixels."""
    height: int
    view: tuple[int, int, int, int]
    """Left, top, width and height of what is seen with the camera at rest."""
    focus: tuple[float, float] | None = None
    """Where the interest lies, in parts of the view."""


class Sheet(Struct, frozen=True, eq=False):
    """A plane ready to be filmed: trimmed, at about the size it is shown, four channels."""

    pixels: Bytes
    near: float
    left: float
    top: float
    """On the canvas, in canvas pixels."""
    unit: tuple[float, float]
    """Canvas pixels that one pixel is wide and high."""
    drift: tuple[float, float]
    edges: tuple[bool, bool, bool, bool]
    """Whether it reaches the canvas's left, top, right and bottom edge: it goes on for ever."""
    is_opaque: bool
    solid: float = math.inf
    """The row from which on it hides everything behind it, to the sides and below for ever."""


def folded(stack: Stack) -> list[Plane]:
    """Neighbours whose parallax hardly differs, laid into one plane: fewer warps a frame."""
    planes: list[Plane] = []
    for plane in stack.planes:
        last = planes[-1] if planes else None
        if (
            last is None
            or any(plane.drift)
            or any(last.drift)
            or abs(parallax(plane.depth) - parallax(last.depth)) >= _SAME_PARALLAX
        ):
            planes.append(plane)
            continue
        pixels = _spread(last, stack)
        over = _spread(plane, stack)
        rest = cv2.bitwise_not(over[..., 3])
        cv2.multiply(pixels, cv2.merge([rest] * 4), dst=pixels, scale=1 / 255)
        cv2.add(pixels, over, dst=pixels)
        planes[-1] = Plane(pixels, last.depth, name=last.name)
    return planes


def _spread(plane: Plane, stack: Stack) -> Bytes:
    """The plane on a canvas of full size, with alpha."""
    canvas = np.zeros((stack.height, stack.width, 4), np.uint8)
    rows, columns = plane.pixels.shape[:2]
    canvas[plane.top : plane.top + rows, plane.left : plane.left + columns] = _four(plane.pixels)
    return canvas


def _four(pixels: Bytes) -> Bytes:
    if pixels.shape[2] == 4:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA), np.uint8)


def laid_out(plane: Plane, stack: Stack, *, shown: float, is_yuv: bool) -> Sheet:
    """A plane as the camera films it, where one of its pixels is ``shown`` screen pixels wide."""
    pixels = _four(plane.pixels)
    left, top = plane.left, plane.top
    if not any(plane.drift):
        pixels, left, top = _trimmed(pixels, left, top)
    rows, columns = pixels.shape[:2]
    edges = (left <= 0, top <= 0, left + columns >= stack.width, top + rows >= stack.height)
    pixels = _at_size(pixels, shown, is_alone=len(stack.planes) == 1)
    high, wide = pixels.shape[:2]
    is_floor = edges[0] and all(edges[2:]) and not any(plane.drift)
    if is_yuv:
        pixels = _coloured(pixels)
    return Sheet(
        pixels=np.ascontiguousarray(pixels),
        near=parallax(plane.depth),
        left=left,
        top=top,
        unit=(columns / wide, rows / high),
        drift=plane.drift,
        edges=edges,
        is_opaque=all(edges) and int(pixels[..., 3].min()) == 255,
        solid=_solid_row(pixels) if is_floor else math.inf,
    )


def _solid_row(pixels: Bytes) -> float:
    """The first row from which on nothing shines through, down to the last; none is infinite."""
    open_rows = np.flatnonzero(pixels[..., 3].min(1) < 255)
    first = int(open_rows[-1]) + 1 if open_rows.size else 0
    return float(first) if first < len(pixels) else math.inf


def _at_size(pixels: Bytes, shown: float, *, is_alone: bool) -> Bytes:
    """The pixels at about the size they are ever shown: averaged now, not in every frame.

    A still that is filmed alone is made denser besides: bilinear samples between its pixels would
    otherwise be softer than those on them, and its sharpness would pulse while it moves slowly.
    """
    rows, columns = pixels.shape[:2]
    if shown < 1:
        size = (max(1, math.ceil(columns * shown)), max(1, math.ceil(rows * shown)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        rows, columns = pixels.shape[:2]
    if is_alone:
        denser = min(_DENSITY * max(1.0, shown), math.sqrt(_MOST_PIXELS / (rows * columns)))
        if denser > 1:
            size = (round(columns * denser), round(rows * denser))
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return pixels


def _trimmed(pixels: Bytes, left: int, top: int) -> tuple[Bytes, int, int]:
    """Without the empty rows and columns around it, one of each kept."""
    alpha = pixels[..., 3]
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    if not rows.size:
        return pixels[:1, :1], left, top
    y0, y1 = max(0, int(rows[0]) - 1), int(rows[-1]) + 2
    x0, x1 = max(0, int(columns[0]) - 1), int(columns[-1]) + 2
    return pixels[y0:y1, x0:x1], left + x0, top + y0


def _coloured(pixels: Bytes) -> Bytes:
    """Premultiplied RGBA as premultiplied Y'CbCr with alpha: offsets count by alpha too."""
    change = np.zeros((4, 5))
    change[:3, :3] = TO_YUV
    change[:3, 3] = np.array(OFFSETS) / 255
    change[3, 3] = 1
    return np.asarray(cv2.transform(pixels, change[:, :4]), np.uint8)
