"""Film a still, or planes at depths behind each other, along a camera's path.

Every plane is warped by one sub-pixel affine transform (OpenCV, bilinear) and laid over the ones
behind it, premultiplied. Light and weather may drift; a plane that drifts wraps round the canvas.
Work is done in R'G'B', or straight in BT.709 Y'CbCr where nothing has to be finished in colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import cv2
import numpy as np
from msgspec import Struct

from pipeline.media.moves import Matrix, Path, Space, least_zoom, matrix, parallax, path_of

__all__ = [
    "Bytes",
    "Finish",
    "Plane",
    "Shape",
    "Stack",
    "film",
    "film_yuv",
    "path_of",
    "space_of",
    "still_stack",
    "yuv_of",
]

Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Finish = Callable[[Bytes, int], Bytes]
"""RGB picture (h, w, 3) and number of the frame -> the picture as shown, same shape."""

_SAME_PARALLAX = 0.035
_MUST_COVER = 1.05
"""Planes nearer than this may end at the frame's edge: their last pixels are drawn out."""

_DENSITY = 1.5
"""Pixels of a lone still for each pixel on the screen."""
_MOST_PIXELS = 24_000_000

_TO_YUV = np.array(
    [
        [0.182586, 0.614231, 0.062007],
        [-0.100644, -0.338572, 0.439216],
        [0.439216, -0.398942, -0.040274],
    ]
)
"""R'G'B' (full) to Y'CbCr (limited), ITU-R BT.709-6, both in 8 bits."""
_OFFSETS = (16.0, 128.0, 128.0)


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


class Shape(Struct, frozen=True):
    """What is to come out: frame size (even numbers), length, rate."""

    width: int
    height: int
    frames: int
    fps: Fraction = Fraction(24)

    @property
    def seconds(self) -> float:
        """Playing time."""
        return float(self.frames / self.fps)


def still_stack(picture: Bytes, width: int, height: int) -> Stack:
    """A single picture (RGB, any size) as it covers a frame of ``width`` x ``height``: centred."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    seen_x, seen_y = min(columns, round(width / scale)), min(rows, round(height / scale))
    view = ((columns - seen_x) // 2, (rows - seen_y) // 2, seen_x, seen_y)
    return Stack((Plane(picture),), columns, rows, view)


def space_of(stack: Stack, width: int, height: int) -> Space:
    """The room a camera has over ``stack`` in a frame of that size."""
    _, _, wide, high = stack.view
    scale = max(width / wide, height / high)
    return Space(
        width,
        height,
        spare_x=max(0.0, stack.width * scale / width - 1),
        spare_y=max(0.0, stack.height * scale / height - 1),
        is_layered=len(stack.planes) > 1,
    )


def film(
    stack: Stack, path: Path, shape: Shape, finish: Finish | None = None, *, first: int = 0
) -> Iterator[Bytes]:
    """The frames of a move as RGB, (h, w, 3), from frame ``first`` on."""
    table = _Table(stack, path, shape, is_yuv=False)
    for number in range(first, shape.frames):
        picture = np.asarray(cv2.merge(table.expose(number)), np.uint8)
        yield picture if finish is None else finish(picture, number)


def film_yuv(
    stack: Stack, path: Path, shape: Shape, finish: Finish | None = None, *, first: int = 0
) -> Iterator[Bytes]:
    """The frames of a move as planar 4:2:0, (h * 3/2, w), from ``first`` on.

    BT.709, limited, chroma centred.
    """
    table = _Table(stack, path, shape, is_yuv=finish is None)
    for number in range(first, shape.frames):
        planes = table.expose(number)
        if finish is None:
            yield _packed(planes)
        else:
            yield yuv_of(finish(np.asarray(cv2.merge(planes), np.uint8), number))


def yuv_of(picture: Bytes) -> Bytes:
    """An RGB picture (h, w, 3) of even size as planar 4:2:0, (h * 3/2, w), BT.709 limited."""
    offsets = np.array(_OFFSETS)[:, None]
    turned = cv2.transform(picture, np.hstack([_TO_YUV, offsets]))
    return _packed([np.asarray(channel, np.uint8) for channel in cv2.split(turned)])


def _packed(planes: Sequence[Bytes]) -> Bytes:
    luma, blue, red = planes
    height, width = luma.shape
    packed = np.empty((height * 3 // 2, width), np.uint8)
    packed[:height] = luma
    half = (width // 2, height // 2)
    chroma = packed[height:].reshape(2, height // 2, width // 2)
    cv2.resize(blue, half, dst=chroma[0], interpolation=cv2.INTER_AREA)
    cv2.resize(red, half, dst=chroma[1], interpolation=cv2.INTER_AREA)
    return packed


class _Sheet(Struct, frozen=True, eq=False):
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


class _Table:
    """The camera's table: planes laid out once, exposed frame by frame."""

    def __init__(self, stack: Stack, path: Path, shape: Shape, *, is_yuv: bool) -> None:
        left, top, wide, high = stack.view
        self._shape, self._path = shape, path
        self._space = space_of(stack, shape.width, shape.height)
        self._scale = max(shape.width / wide, shape.height / high)
        self._origin = (
            left + (wide - shape.width / self._scale) / 2,
            top + (high - shape.height / self._scale) / 2,
        )
        folded = _folded(stack)
        nears = tuple({parallax(p.depth) for p in folded if not any(p.drift)} | {1.0})
        self._base = least_zoom(
            path,
            self._space,
            seconds=shape.seconds,
            nears=tuple(near for near in nears if near <= _MUST_COVER),
        )
        most = self._base * max(path.start.zoom, path.end.zoom)
        shown = self._scale * most * (1 + max(path.start.push, path.end.push))
        self._sheets = [_sheet(plane, stack, shown=shown, is_yuv=is_yuv) for plane in folded]
        self._blank = _OFFSETS if is_yuv else (0.0, 0.0, 0.0)

    def expose(self, number: int) -> list[Bytes]:
        """The three channels of one frame, each (h, w)."""
        size, count = (self._shape.height, self._shape.width), self._shape.frames
        seconds = float(number / self._shape.fps)
        aim = self._path.at(number / max(1, count - 1), seconds)
        exposed: list[Bytes] = []
        for sheet in self._sheets:
            screen = matrix(aim, self._path, self._space, near=sheet.near, base=self._base)
            if sheet.is_opaque and not exposed:
                whole = self._warped(sheet, self._placed(sheet, screen, seconds), (0, 0), size)
                exposed = [np.asarray(c, np.uint8) for c in cv2.split(whole)[:3]]
                continue
            if not exposed:
                exposed = [np.full(size, int(value), np.uint8) for value in self._blank]
            self._lay(sheet, self._placed(sheet, screen, seconds), exposed)
        return exposed

    def _placed(self, sheet: _Sheet, screen: Matrix, seconds: float) -> Matrix:
        """From the sheet's pixel indices to the screen's pixel indices."""
        ux, uy = sheet.unit
        k = self._scale
        x = sheet.left + sheet.drift[0] * seconds - self._origin[0]
        y = sheet.top + sheet.drift[1] * seconds - self._origin[1]
        lay = np.array(
            [[ux * k, 0, (x + 0.5 * ux) * k], [0, uy * k, (y + 0.5 * uy) * k], [0, 0, 1]]
        )
        placed: Matrix = screen @ lay
        placed[:, 2] -= 0.5
        return placed

    def _lay(self, sheet: _Sheet, placed: Matrix, exposed: list[Bytes]) -> None:
        """Blend one sheet over what is exposed already, only where it is."""
        box = self._box(sheet, placed)
        if box is None:
            return
        x0, y0, x1, y1 = box
        warped = self._warped(sheet, placed, (x0, y0), (y1 - y0, x1 - x0))
        *colours, alpha = cv2.split(warped)
        rest = cv2.bitwise_not(alpha)
        for channel, colour in zip(exposed, colours, strict=True):
            under = channel[y0:y1, x0:x1]
            cv2.add(cv2.multiply(under, rest, scale=1 / 255), colour, dst=colour)
            channel[y0:y1, x0:x1] = colour

    def _warped(
        self, sheet: _Sheet, placed: Matrix, at: tuple[int, int], size: tuple[int, int]
    ) -> Bytes:
        moved = placed.copy()
        moved[:, 2] -= at
        border = cv2.BORDER_WRAP if any(sheet.drift) else cv2.BORDER_REPLICATE
        return np.asarray(
            cv2.warpAffine(
                sheet.pixels, moved, size[::-1], flags=cv2.INTER_LINEAR, borderMode=border
            ),
            np.uint8,
        )

    def _box(self, sheet: _Sheet, placed: Matrix) -> tuple[int, int, int, int] | None:
        """The part of the screen a sheet touches: left, top, right, bottom; None: nothing."""
        width, height = self._shape.width, self._shape.height
        if any(sheet.drift):
            return 0, 0, width, height
        rows, columns = sheet.pixels.shape[:2]
        corners = np.array([[-1, -1, 1], [columns, -1, 1], [columns, rows, 1], [-1, rows, 1]])
        seen = corners @ placed.T
        low, high = np.floor(seen.min(0)), np.ceil(seen.max(0)) + 1
        x0 = 0 if sheet.edges[0] else int(max(0, low[0]))
        y0 = 0 if sheet.edges[1] else int(max(0, low[1]))
        x1 = width if sheet.edges[2] else int(min(width, high[0]))
        y1 = height if sheet.edges[3] else int(min(height, high[1]))
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _folded(stack: Stack) -> list[Plane]:
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


def _sheet(plane: Plane, stack: Stack, *, shown: float, is_yuv: bool) -> _Sheet:
    pixels = _four(plane.pixels)
    left, top = plane.left, plane.top
    if not any(plane.drift):
        pixels, left, top = _trimmed(pixels, left, top)
    rows, columns = pixels.shape[:2]
    edges = (left <= 0, top <= 0, left + columns >= stack.width, top + rows >= stack.height)
    pixels = _at_size(pixels, shown, is_alone=len(stack.planes) == 1)
    high, wide = pixels.shape[:2]
    if is_yuv:
        pixels = _coloured(pixels)
    return _Sheet(
        pixels=np.ascontiguousarray(pixels),
        near=parallax(plane.depth),
        left=left,
        top=top,
        unit=(columns / wide, rows / high),
        drift=plane.drift,
        edges=edges,
        is_opaque=all(edges) and int(pixels[..., 3].min()) == 255,
    )


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
    change[:3, :3] = _TO_YUV
    change[:3, 3] = np.array(_OFFSETS) / 255
    change[3, 3] = 1
    return np.asarray(cv2.transform(pixels, change[:, :4]), np.uint8)
