"""Cut sheets and light sheets: what shapes are drawn on, before any colour exists.

A `CutSheet` is one piece of paper: a mask, a tone (0..255, turned into colour later by the
sheet's ramp), and, once used, light of the key's colour, warm lamp light, and accent paper. A
`LightSheet` is one colour and one 8-bit alpha. A `Stage` holds a panel's sheets in order.

All coordinates are view pixels; polygons are antialiased at 1/16 px positions. Drawing an opaque
outline erases the lights and the accent beneath it, or lamps would shine through people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import cv2
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.frame import Frame
from pipeline.art.geometry import Outline, Points, points

__all__ = ["Bytes", "CutSheet", "Light", "LightSheet", "SheetLook", "Stage"]

Bytes: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Colour: TypeAlias = str
"""Six hexadecimal digits with or without `#`."""

_SHIFT = 4
_ONE = 1 << _SHIFT
_FAR = 1_000_000.0
"""Where no outline goes beyond, in sixteenths: what OpenCV can still fill."""


class Light(Struct, frozen=True):
    """The panel's one light: where it stands (view pixels) and its radius."""

    x: float
    y: float
    radius: float


class SheetLook(Struct, frozen=True):
    """How one sheet is finished. The defaults suit terrain and buildings in the middle distance."""

    rim: float = 1.0
    """Weight of everything the light does to the sheet: rim line, broad light, stipple."""
    rim_width: float = 2.2
    """Pixels; 3-4 for figures."""
    rim_floor: float = 0.10
    """Part of the rim that does not die with the distance from the light; figures .2-.3."""
    rim_reach: float = 3.2
    """Radii of the light after which the rim has fallen to 1/e; figures 5-6."""
    soft: float = 7.0
    """Width of the broad light at 1/4 size: 4-5 small buildings, 13-18 a big figure."""
    soften: float = 1.0
    """Weight of the smooth part of the broad light."""
    stipple: float = 1.0
    """Weight of the dithered part: 0 on floors and planes, .5-.7 on dark figures."""
    shadow: float | None = None
    """Opacity of the cut shadow: .1 far, .35-.45 middle, .5-.6 near; None = the stage's own."""
    shadow_soft: float = 4.0
    shadow_shift: tuple[float, float] = (5.0, 7.0)
    """Pixels right and down."""
    fog_depth: float | None = None
    """Depth the fog believes in; a hero gets about a third of its own. None = the depth."""
    fog_skirt: tuple[float, float, float] | None = None
    """(y where it begins, y where it is full, amount): fog lying at the sheet's foot."""
    fog_torn: float = 1.0
    """How much noise breaks the skirt: 1 banks and wisps, .3 an even veil over a floor."""
    fog_colour: Colour | None = None
    ground: tuple[float, float, float] | None = None
    """(y0, y1, g): the tone darkens by g between the rows, toward the viewer's feet."""
    airlight: float = 1.0
    """Weight of lit air around the light; heroes .25-.45."""
    accent: Colour | None = None
    """Colour of the accent paper; None = the palette's."""
    ramp: tuple[Colour, Colour, Colour] | None = None
    """Ink, mid and lit of this sheet alone: skin, wool, a night behind a warm room."""
    light_colour: Colour | None = None
    lamp_colour: Colour | None = None
    light_white: float = 0.35
    """White mixed into the core of the lights; .10 for fire, or flames turn pink."""
    pure_bloom: bool = False
    """True: the bloom keeps the light's own colour instead of leaning to the glow."""
    bloom: tuple[float, float] = (0.55, 0.75)
    """Weight of the small (9 px) and the large (48 px) bloom."""
    opacity: float = 1.0
    blur: float = 0.0
    """Sigma in pixels by which mask, tone and lights are out of focus: 2.2 medium, 4 close."""


Transform: TypeAlias = Callable[[Points], Points]


@dataclass(slots=True, eq=False)
class CutSheet:
    """One piece of paper being cut. Drawn on by shapes, read by the finishing."""

    frame: Frame
    name: str
    depth: float
    look: SheetLook = field(default_factory=SheetLook)
    base_tone: int = 40
    transform: Transform | None = None
    """Applied to every point before it is drawn: the lean of buildings in a low angle."""
    mask: Bytes = field(init=False, repr=False)
    tones: Bytes = field(init=False, repr=False)
    light_plane: Bytes | None = field(init=False, default=None, repr=False)
    lamp_plane: Bytes | None = field(init=False, default=None, repr=False)
    accent_plane: Bytes | None = field(init=False, default=None, repr=False)
    _bleed: Points = field(init=False, repr=False)
    first_row: int = field(init=False)
    last_row: int = field(init=False)
    first_column: int = field(init=False)
    last_column: int = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.frame.canvas_height, self.frame.canvas_width)
        self.mask = np.zeros(shape, np.uint8)
        self.tones = np.full(shape, self.base_tone, np.uint8)
        self._bleed = np.array([self.frame.bleed_x, self.frame.bleed_y], np.float64)
        self.first_row, self.last_row = shape[0], 0
        self.first_column, self.last_column = shape[1], 0

    # ------------------------------------------------------------------ paper

    def cut(self, outline: Outline, tone: float | None = None, alpha: int = 255) -> None:
        """Lay opaque paper: the outline joins the sheet and hides lights and accent beneath."""
        q = self._fixed(outline)
        cv2.fillPoly(self.mask, [q], alpha, cv2.LINE_AA, _SHIFT)
        if tone is not None:
            cv2.fillPoly(self.tones, [q], _level(tone), cv2.LINE_AA, _SHIFT)
        for plane in self._extra_planes():
            cv2.fillPoly(plane, [q], 0, cv2.LINE_AA, _SHIFT)

    def shade(self, outline: Outline, tone: float) -> None:
        """Change the tone inside an outline, leaving the silhouette alone."""
        cv2.fillPoly(self.tones, [self._fixed(outline)], _level(tone), cv2.LINE_AA, _SHIFT)

    def hole(self, outline: Outline) -> None:
        """Cut a hole through the sheet."""
        cv2.fillPoly(self.mask, [self._fixed(outline)], 0, cv2.LINE_AA, _SHIFT)

    def card(
        self,
        outline: Outline,
        tone: float,
        rim: float | None = None,
        shift: tuple[float, float] = (-1.5, 1.5),
    ) -> None:
        """Lay paper with an inner lit edge: the rim's tone first, then the body moved by `shift`.

        Separates overlapping objects on one sheet; `shift` points away from the light.
        """
        if rim is None:
            self.cut(outline, tone)
            return
        p = points(outline)
        self.cut(p, rim)
        self.cut(p + np.asarray(shift), tone)

    def line(
        self, line: Outline, width: float, tone: float | None = None, *, closed: bool = False
    ) -> None:
        """A thin piece of paper: cable, aerial, railing. At least one pixel wide."""
        q, w = self._fixed(line), _pen(width)
        cv2.polylines(self.mask, [q], closed, 255, w, cv2.LINE_AA, _SHIFT)
        if tone is not None:
            cv2.polylines(self.tones, [q], closed, _level(tone), w, cv2.LINE_AA, _SHIFT)

    def shade_line(self, line: Outline, width: float, tone: float, *, closed: bool = False) -> None:
        """A stroke of tone on the sheet: seam, grain, wrinkle."""
        q, w = self._fixed(line), _pen(width)
        cv2.polylines(self.tones, [q], closed, _level(tone), w, cv2.LINE_AA, _SHIFT)

    def shade_lines(self, lines: Points, width: float, tone: float) -> None:
        """Many strokes of one tone at once, (n, k, 2): seams of a facade cost what one costs."""
        if len(lines):
            some = [*self._fixed(lines.reshape(-1, 2)).reshape(lines.shape)]
            cv2.polylines(self.tones, some, False, _level(tone), _pen(width), cv2.LINE_AA, _SHIFT)

    def melt(self, outlines: Sequence[Outline], tone: float, sigma: float) -> None:
        """Lay the union of outlines, blurred and cut again, so that joints become one cloth.

        sigma = .0075 of a figure's height, .022 of a palm's width; the gain of the second cut is
        1.7 sigma, which keeps its edge one pixel wide.
        """
        pieces = [self._moved(outline) for outline in outlines]
        allpoints = np.vstack(pieces)
        pad = int(4 * sigma + 3)
        x0, y0 = (np.floor(allpoints.min(0)).astype(int) - pad).tolist()
        x1, y1 = (np.ceil(allpoints.max(0)).astype(int) + pad).tolist()
        limit = 4 * self.frame.canvas_width
        if x1 - x0 < 2 or x1 - x0 > limit or y1 - y0 > limit:
            return
        small = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for piece in pieces:
            fixed = np.round((piece - (x0, y0)) * _ONE).astype(np.int32)
            cv2.fillPoly(small, [fixed], 255, cv2.LINE_AA, _SHIFT)
        if sigma > 0.35:
            soft = cv2.GaussianBlur(small, (0, 0), sigma)
            gain = max(1.0, 1.7 * sigma)
            floor = np.full_like(soft, int(128 - 128 / gain))
            small = cv2.convertScaleAbs(cv2.subtract(soft, floor), alpha=gain)
        self._stamp(small, x0, y0, tone)

    def stamp(self, mask: Bytes, x: float, y: float, tone: float) -> None:
        """Lay a ready mask with its top left corner at view (x, y), in one tone."""
        self._stamp(mask, round(x + self.frame.bleed_x), round(y + self.frame.bleed_y), tone)

    # ------------------------------------------------------------------ light and accent

    @property
    def light_values(self) -> Bytes:
        """The plane of key-coloured light (plume, screen, moonlit thing), made on first use."""
        if self.light_plane is None:
            self.light_plane = np.zeros_like(self.mask)
        return self.light_plane

    @property
    def lamp_values(self) -> Bytes:
        """The plane of warm practicals (windows, beads, headlights), made on first use."""
        if self.lamp_plane is None:
            self.lamp_plane = np.zeros_like(self.mask)
        return self.lamp_plane

    @property
    def accent_values(self) -> Bytes:
        """The plane of accent paper (scarf, sleeve), made on first use."""
        if self.accent_plane is None:
            self.accent_plane = np.zeros_like(self.mask)
        return self.accent_plane

    def light(self, outline: Outline, value: float = 255, *, lamp: bool = False) -> None:
        """Let an outline shine: in the key's colour, or as a warm lamp."""
        plane = self.lamp_values if lamp else self.light_values
        cv2.fillPoly(plane, [self._fixed(outline)], _level(value), cv2.LINE_AA, _SHIFT)

    def light_many(self, outlines: Points, values: Sequence[float], *, lamp: bool = False) -> None:
        """Let many outlines of equal length shine at once: (n, k, 2) points, n values.

        Values are gathered in eight steps; windows of a city cost a tenth of single calls.
        """
        if not len(outlines):
            return
        plane = self.lamp_values if lamp else self.light_values
        count, corners = outlines.shape[:2]
        fixed = self._fixed(outlines.reshape(-1, 2)).reshape(count, corners, 2)
        steps = np.clip(np.asarray(values), 0, 255).astype(int) // 32
        for step in np.unique(steps).tolist():
            some = [*fixed[steps == step]]
            cv2.fillPoly(plane, some, int(step * 32 + 16), cv2.LINE_AA, _SHIFT)

    def light_line(
        self,
        line: Outline,
        width: float,
        value: float = 255,
        *,
        lamp: bool = False,
    ) -> None:
        """Let a stroke shine."""
        plane = self.lamp_values if lamp else self.light_values
        q = self._fixed(line)
        cv2.polylines(plane, [q], False, _level(value), _pen(width), cv2.LINE_AA, _SHIFT)

    def accent(self, outline: Outline, value: float = 220) -> None:
        """Turn paper already laid into accent paper; it keeps the tone as its shading."""
        q = self._fixed(outline)
        cv2.fillPoly(self.accent_values, [q], _level(value), cv2.LINE_AA, _SHIFT)

    # ------------------------------------------------------------------ inside

    def touch(self, first_row: float, last_row: float) -> None:
        """Tell the finishing that view rows were drawn on by hand, over the whole width."""
        self.first_row = min(self.first_row, int(first_row) + self.frame.bleed_y)
        self.last_row = max(self.last_row, int(last_row) + self.frame.bleed_y)
        self.first_column, self.last_column = 0, self.frame.canvas_width

    def _extra_planes(self) -> list[Bytes]:
        planes = (self.light_plane, self.lamp_plane, self.accent_plane)
        return [plane for plane in planes if plane is not None]

    def _moved(self, outline: Outline) -> Points:
        p = points(outline)
        if self.transform is not None:
            p = self.transform(p)
        return p + self._bleed

    def _fixed(self, outline: Outline) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
        """The outline on the canvas in sixteenths; thousands of times a panel, so kept lean."""
        fixed = self._moved(outline)
        fixed *= _ONE
        np.maximum(np.minimum(fixed, _FAR, out=fixed), -_FAR, out=fixed)
        whole = np.rint(fixed, out=fixed).astype(np.int32)
        left, top, width, height = cv2.boundingRect(whole)
        self.first_row = min(self.first_row, top // _ONE - 2)
        self.last_row = max(self.last_row, (top + height) // _ONE + 3)
        self.first_column = min(self.first_column, left // _ONE - 2)
        self.last_column = max(self.last_column, (left + width) // _ONE + 3)
        return whole

    def _stamp(self, mask: Bytes, x: int, y: int, tone: float) -> None:
        height, width = self.mask.shape
        h, w = mask.shape
        x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
        if x1 <= x0 or y1 <= y0:
            return
        part = np.ascontiguousarray(mask[y0 - y : y1 - y, x0 - x : x1 - x])
        window = (slice(y0, y1), slice(x0, x1))
        self.first_row, self.last_row = min(self.first_row, y0 - 2), max(self.last_row, y1 + 2)
        self.first_column = min(self.first_column, x0 - 2)
        self.last_column = max(self.last_column, x1 + 2)
        self.mask[window] = cv2.max(self.mask[window], part)
        rest = 255 - part
        ink = cv2.convertScaleAbs(part, alpha=_level(tone) / 255)
        kept = cv2.multiply(self.tones[window], rest, scale=1 / 255)
        self.tones[window] = cv2.add(kept, ink)
        for plane in self._extra_planes():
            plane[window] = cv2.multiply(plane[window], rest, scale=1 / 255)


class LightSheet(Struct, frozen=True, eq=False):
    """Light, haze or weather: one colour, one alpha over the whole canvas."""

    name: str
    depth: float
    alpha: Bytes
    colour: Colour
    drift: tuple[float, float] = (0.0, 0.0)
    """Pixels a second, right and down; a sheet that drifts wraps at the canvas's edges."""


@dataclass(slots=True, eq=False)
class Stage:
    """The sheets of one panel in the order they were laid, far to near by depth when finished."""

    frame: Frame
    light: Light | None = None
    sheets: list[CutSheet] = field(default_factory=list)
    lights: list[LightSheet] = field(default_factory=list)

    def sheet(
        self, name: str, depth: float, look: SheetLook | None = None, *, tone: int = 40
    ) -> CutSheet:
        """A new empty sheet on the stage."""
        made = CutSheet(self.frame, name, depth, look or SheetLook(), tone)
        self.sheets.append(made)
        return made

    def add_light(self, *lights: LightSheet) -> None:
        """Lay light sheets; they are sorted among the cut sheets by depth."""
        self.lights.extend(lights)

    def restyle(self, sheet: CutSheet, **changes: object) -> None:
        """Change parts of a sheet's look after it was drawn."""
        sheet.look = replace(sheet.look, **changes)


def _level(value: float) -> int:
    return int(min(255, max(0, value)))


def _pen(width: float) -> int:
    return max(1, round(width))
