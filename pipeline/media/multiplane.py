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
from pipeline.media.sheets import OFFSETS, TO_YUV, Bytes, Plane, Sheet, Stack, folded, laid_out

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

Finish = Callable[[Bytes, int], Bytes]
"""RGB picture (h, w, 3) and number of the frame -> the picture as shown, same shape."""

_MUST_COVER = 1.05
"""Planes nearer than this may end at the frame's edge: their last pixels are drawn out."""

_ABOVE = 0.25
"""The part of what a frame leaves out of a tall picture that lies above the frame."""


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
    """A single picture (RGB, any size) as it covers a frame of ``width`` x ``height``.

    A wide one is seen at its middle. A tall one is seen above it: heads are in the upper part.
    """
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    seen_x, seen_y = min(columns, round(width / scale)), min(rows, round(height / scale))
    view = ((columns - seen_x) // 2, round((rows - seen_y) * _ABOVE), seen_x, seen_y)
    return Stack((Plane(picture),), columns, rows, view)


def space_of(stack: Stack, width: int, height: int) -> Space:
    """The room a camera has over ``stack`` in a frame of that size."""
    _, top, wide, high = stack.view
    scale = max(width / wide, height / high)
    is_layered = len(stack.planes) > 1
    spare_y = max(0.0, stack.height * scale / height - 1)
    above = (top + high / 2) * scale / height - 0.5
    return Space(
        width,
        height,
        spare_x=max(0.0, stack.width * scale / width - 1),
        spare_y=spare_y,
        lift=0.0 if is_layered else min(spare_y / 2, max(0.0, spare_y / 2 - above)),
        is_layered=is_layered,
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
    offsets = np.array(OFFSETS)[:, None]
    turned = cv2.transform(picture, np.hstack([TO_YUV, offsets]))
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
        planes = folded(stack)
        nears = tuple({parallax(p.depth) for p in planes if not any(p.drift)} | {1.0})
        self._base = least_zoom(
            path,
            self._space,
            seconds=shape.seconds,
            nears=tuple(near for near in nears if near <= _MUST_COVER),
        )
        most = self._base * max(path.start.zoom, path.end.zoom)
        shown = self._scale * most * (1 + max(path.start.push, path.end.push))
        self._sheets = [laid_out(plane, stack, shown=shown, is_yuv=is_yuv) for plane in planes]
        self._blank = OFFSETS if is_yuv else (0.0, 0.0, 0.0)

    def expose(self, number: int) -> list[Bytes]:
        """The three channels of one frame, each (h, w)."""
        size, count = (self._shape.height, self._shape.width), self._shape.frames
        seconds = float(number / self._shape.fps)
        aim = self._path.at(number / max(1, count - 1), seconds)
        placed = [
            self._placed(
                sheet,
                matrix(aim, self._path, self._space, near=sheet.near, base=self._base),
                seconds,
            )
            for sheet in self._sheets
        ]
        floors = self._floors(placed)
        first, *others = zip(self._sheets, placed, floors, strict=True)
        if first[0].is_opaque:
            exposed = self._backdrop(*first)
        else:
            exposed = [np.full(size, int(value), np.uint8) for value in self._blank]
            others = [first, *others]
        for sheet, where, floor in others:
            self._lay(sheet, where, floor, exposed)
        return exposed

    def _floors(self, placed: Sequence[Matrix]) -> list[int]:
        """For every sheet the row of the screen below which a nearer one hides it wholly."""
        floors = [self._shape.height]
        for sheet, where in zip(reversed(self._sheets[1:]), reversed(placed[1:]), strict=True):
            floors.append(min(floors[-1], self._solid_from(sheet, where)))
        return floors[::-1]

    def _solid_from(self, sheet: Sheet, placed: Matrix) -> int:
        """The row of the screen from which on a sheet hides everything behind it."""
        if math.isinf(sheet.solid):
            return self._shape.height
        across, down, start = map(float, np.linalg.inv(np.vstack([placed, (0, 0, 1)]))[1])
        if down <= 0:
            return self._shape.height
        rows = [(sheet.solid + 1 - start - across * x) / down for x in (0, self._shape.width - 1)]
        return min(self._shape.height, max(0, math.ceil(max(rows))))

    def _backdrop(self, sheet: Sheet, placed: Matrix, floor: int) -> list[Bytes]:
        """The three channels of the sheet behind all others, down to where they hide it."""
        size = (self._shape.height, self._shape.width)
        exposed: list[Bytes] = [np.empty(size, np.uint8) for _ in range(3)]
        if floor:
            seen = self._warped(sheet, placed, (0, 0), (floor, size[1]))
            for channel, colour in zip(exposed, cv2.split(seen), strict=False):
                channel[:floor] = colour
        return exposed

    def _placed(self, sheet: Sheet, screen: Matrix, seconds: float) -> Matrix:
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

    def _lay(self, sheet: Sheet, placed: Matrix, floor: int, exposed: list[Bytes]) -> None:
        """Blend one sheet over what is exposed already, only where it is, and above ``floor``."""
        box = self._box(sheet, placed)
        if box is None or box[1] >= floor:
            return
        x0, y0, x1, y1 = *box[:3], min(box[3], floor)
        warped = self._warped(sheet, placed, (x0, y0), (y1 - y0, x1 - x0))
        *colours, alpha = cv2.split(warped)
        solid = min(y1, max(y0, self._solid_from(sheet, placed)))
        rest = cv2.bitwise_not(alpha[: solid - y0])
        for channel, colour in zip(exposed, colours, strict=True):
            above = colour[: solid - y0]
            if above.size:
                under = channel[y0:solid, x0:x1]
                cv2.add(cv2.multiply(under, rest, scale=1 / 255), above, dst=above)
            channel[y0:y1, x0:x1] = colour

    def _warped(
        self, sheet: Sheet, placed: Matrix, at: tuple[int, int], size: tuple[int, int]
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

    def _box(self, sheet: Sheet, placed: Matrix) -> tuple[int, int, int, int] | None:
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
