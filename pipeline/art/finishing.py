"""The finishing of one cut sheet: from mask and tone to premultiplied colour.

The order is fixed: broad light and stipple, ground shade, ramp (fogged by depth), accent paper,
fog skirt, air light, rim, paper, cut shadow, lights. Everything is 8-bit; anything soft is
computed at 1/4 size and enlarged. Only the rows a sheet touches are finished, with 70 rows to
spare, 240 where it shines: less would leave a straight cut in the bloom.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from msgspec import Struct, field

from pipeline.art.colour import (
    Bytes,
    Colour,
    Floats,
    blend_table,
    mix,
    ramp,
    rgb,
    smoothstep,
    table,
)
from pipeline.art.dials import Dials
from pipeline.art.masks import (
    blurred,
    defocused,
    enlarged,
    minus,
    over_colour,
    plus,
    premultiplied_over,
    quantised,
    scaled,
    shifted,
    shrunk,
    three,
    through,
    times,
    where_any,
)
from pipeline.art.palettes import PALETTES, Palette
from pipeline.art.seeds import generator, seed_number
from pipeline.art.sheets import CutSheet, Light, SheetLook
from pipeline.art.tiles import grain, noise, paper

__all__ = ["Atmosphere", "FinishedSheet", "finish", "fog_part"]


_LARGE = 12.0
"""Broad light as soft as this models a face, a hand, a body that fills the frame."""
_MOST_ON_FACES = 0.34
"""Stipple on those, whatever the style: coarser, it is salt on a cheek instead of light."""


class Atmosphere(Struct, frozen=True):
    """What all sheets of a panel share: palette, dials, the light, the air."""

    palette: Palette = field(default_factory=lambda: PALETTES["night_cold"])
    dials: Dials = field(default_factory=Dials)
    light: Light | None = None
    key: float = 1.0
    """Strength of the light: 1, by plain day .8."""
    fog_rate: float = 2.2
    """k of the fog curve: 1.0-1.4 close and space, 1.8 clear, 2.2 night, 2.5 haze and dust."""
    shadow: float = 0.42
    """Opacity of the cut shadow where the sheet does not say."""
    seed: str = ""


class FinishedSheet(Struct, frozen=True, eq=False):
    """A sheet as premultiplied RGB and alpha, from canvas row `top` and column `left` on."""

    name: str
    depth: float
    top: int
    left: int
    colour: Bytes
    alpha: Bytes

    def over(self, below: Bytes, at: tuple[int, int]) -> None:
        """Lay the sheet over a part of the canvas that begins at (row, column), in place."""
        top, left = self.top - at[0], self.left - at[1]
        y, x = max(0, top), max(0, left)
        window = below[
            y : max(y, top + self.alpha.shape[0]), x : max(x, left + self.alpha.shape[1])
        ]
        here = (
            slice(y - top, y - top + window.shape[0]),
            slice(x - left, x - left + window.shape[1]),
        )
        if window.size:
            premultiplied_over(window, self.colour[here], self.alpha[here])


class _Work(Struct, eq=False):
    """One sheet on its way: the rows at hand and the coarse coordinates of those rows."""

    sheet: CutSheet
    air: Atmosphere
    top: int
    left: int
    mask: Bytes
    tones: Bytes
    coarse: Bytes
    x: Floats
    y: Floats

    @property
    def look(self) -> SheetLook:
        return self.sheet.look

    @property
    def size(self) -> tuple[int, int]:
        return self.mask.shape[1], self.mask.shape[0]

    @property
    def small(self) -> tuple[int, int]:
        return self.coarse.shape[1], self.coarse.shape[0]

    @property
    def fog_depth(self) -> float:
        return self.sheet.depth if self.look.fog_depth is None else self.look.fog_depth

    @property
    def offset(self) -> tuple[int, int]:
        name, seed = self.sheet.name, self.air.seed
        return seed_number(seed, name) % 61, seed_number(name, seed) % 61

    def part(self, plane: Bytes) -> Bytes:
        """The window of a plane of the whole canvas."""
        w, h = self.size
        return plane[self.top : self.top + h, self.left : self.left + w]

    def big(self, values: Floats) -> Bytes:
        return enlarged(quantised(values), self.size)


def fog_part(rate: float, depth: float) -> float:
    """m(d) = 1 - exp(-k d): how far a depth has gone into fog."""
    return 1 - math.exp(-rate * max(0.0, depth))


def finish(sheet: CutSheet, air: Atmosphere) -> FinishedSheet | None:
    """The sheet in colour; None where nothing was drawn on it."""
    window = _window(sheet)
    if window is None:
        return None
    work = _take(sheet, air, window)
    rim_weight = sheet.look.rim * (1 - 0.55 * sheet.depth) * air.key * air.dials.rim
    lit = air.light is not None and rim_weight > 0.02
    rim = _apply_light(work, rim_weight) if lit else None
    _apply_ground(work)
    picture = _coloured(work)
    picture = _fogged(work, picture)
    picture = _aired(work, picture)
    if rim is not None:
        picture = _rimmed(work, picture, rim, rim_weight)
    sheet_of_paper = paper(work.size, work.offset)
    picture = np.asarray(cv2.multiply(picture, three(sheet_of_paper), scale=1 / 232), np.uint8)
    colour = times(picture, three(work.mask))
    colour, alpha = _shadowed(work, colour)
    colour, alpha = _shining(work, colour, alpha)
    if sheet.look.opacity < 1:
        colour = scaled(colour, sheet.look.opacity)
        alpha = scaled(alpha, sheet.look.opacity)
    return FinishedSheet(sheet.name, sheet.depth, work.top, work.left, colour, alpha)


def _window(sheet: CutSheet) -> tuple[int, int, int, int] | None:
    """Canvas rows and columns to finish: what was drawn on, with room for shadow or bloom."""
    shines = sheet.light_plane is not None or sheet.lamp_plane is not None
    pad = 240 if shines else 70
    top, left = max(0, sheet.first_row - pad) & ~15, max(0, sheet.first_column - pad) & ~15
    end = min(sheet.frame.canvas_height, (sheet.last_row + pad + 15) & ~15)
    right = min(sheet.frame.canvas_width, (sheet.last_column + pad + 15) & ~15)
    return (top, end, left, right) if end > top and right > left else None


def _take(sheet: CutSheet, air: Atmosphere, window: tuple[int, int, int, int]) -> _Work:
    top, end, left, right = window
    here = (slice(top, end), slice(left, right))
    mask, tones = np.ascontiguousarray(sheet.mask[here]), np.ascontiguousarray(sheet.tones[here])
    if sheet.look.blur > 0:
        mask, tones = defocused(mask, sheet.look.blur), defocused(tones, sheet.look.blur)
    small = (mask.shape[1] // 4, mask.shape[0] // 4)
    coarse = shrunk(mask, small)
    x, y = sheet.frame.grid(4)
    part = (slice(top // 4, end // 4), slice(left // 4, right // 4))
    return _Work(sheet, air, top, left, mask, tones, coarse, x[part], y[part])


def _apply_light(work: _Work, weight: float) -> Bytes:
    """Broad light and stipple into the tones; returns the raw rim."""
    look, light, frame = work.look, work.air.light, work.sheet.frame
    assert light is not None  # noqa: S101  # `finish` asks first
    width, height = work.size
    centre = min(max(light.x + frame.bleed_x, 0.0), float(frame.canvas_width)) - work.left
    row = np.clip((np.arange(width, dtype=np.float32) - centre) / 260 + 0.5, 0, 1)
    from_left = np.ascontiguousarray(np.broadcast_to(quantised(row)[None], (height, width)))
    small_left = np.ascontiguousarray(from_left[::4, ::4][: work.small[1], : work.small[0]])
    soft = blurred(work.coarse, look.soft)
    k = look.soft
    right = minus(work.coarse, shifted(soft, -k * 0.6, k * 0.5))
    left = minus(work.coarse, shifted(soft, k * 0.6, k * 0.5))
    band = enlarged(_cross(right, left, small_left), work.size)
    stipple, soften = look.stipple * work.air.dials.stipple, look.soften
    if look.soft >= _LARGE:
        stipple, soften = min(stipple, _MOST_ON_FACES), soften * 1.4
    here = where_any(band)
    band = band[here]
    if band.size:
        dots = scaled(minus(band, grain(work.size, work.offset)[here]), 2.2)
        speckled = plus(work.tones[here], scaled(dots, 0.30 * min(weight, 1.1) * stipple))
        work.tones = work.tones.copy()
        work.tones[here] = plus(speckled, scaled(band, 0.28 * weight * soften))
    edge = max(1.0, look.rim_width * (1 - 0.5 * work.sheet.depth))
    rim_right = minus(work.mask, shifted(work.mask, -edge, edge * 0.8))
    rim_left = minus(work.mask, shifted(work.mask, edge, edge * 0.8))
    here = where_any(np.asarray(cv2.max(rim_right, rim_left), np.uint8))
    rim = np.zeros_like(work.mask)
    if rim[here].size:
        rim[here] = _cross(rim_right[here], rim_left[here], from_left[here])
    return rim


def _cross(right: Bytes, left: Bytes, part: Bytes) -> Bytes:
    return plus(times(right, 255 - part), times(left, part))


def _apply_ground(work: _Work) -> None:
    """Ground shade, tone *= 1 - g smoothstep(y0, y1), then the woodcut's steps."""
    if work.look.ground is not None:
        y0, y1, strength = work.look.ground
        rows = np.arange(work.size[1], dtype=np.float32) + work.top - work.sheet.frame.bleed_y
        kept = quantised(1 - strength * smoothstep(y0, y1, rows))[:, None]
        full = np.ascontiguousarray(np.broadcast_to(kept, work.tones.shape))
        work.tones = times(work.tones, full)
    steps = work.air.dials.steps
    if steps > 1:
        ramp_ = np.floor(np.arange(256) / 256 * steps) / (steps - 1) * 255
        work.tones = np.asarray(cv2.LUT(work.tones, ramp_.clip(0, 255).astype(np.uint8)), np.uint8)


def _coloured(work: _Work) -> Bytes:
    """Tones through the fogged ramp; accent paper through its own."""
    palette, look = work.air.palette, work.look
    ink, middle, lit = look.ramp or (palette.ink, palette.mid, palette.lit)
    t = np.arange(256) / 255.0
    fog = np.broadcast_to(rgb(palette.fog), (256, 3))
    part = fog_part(work.air.fog_rate * work.air.dials.fog, work.fog_depth)
    base = ramp([(0, ink), (0.42, middle), (1, lit)], t)
    colours = table(mix(base, fog, part * (1 - 0.18 * t)))
    picture = through(work.tones, colours)
    accent = work.sheet.accent_plane
    if accent is None:
        return picture
    own = rgb(look.accent or palette.accent)
    stops = [(0.0, mix(ink, own, 0.35)), (0.3, mix(ink, own, 0.85)), (1.0, mix(own, lit, 0.45))]
    papers = table(mix(ramp(stops, t), fog, np.full(256, part * 0.9)))
    where = three(work.part(accent))
    return plus(times(picture, 255 - where), times(through(work.tones, papers), where))


def _fogged(work: _Work, picture: Bytes) -> Bytes:
    """Fog lying at the foot: amount * smoothstep * (.55 + .9 noise), noise stretched 4 : 1."""
    if work.look.fog_skirt is None:
        return picture
    y0, y1, amount = work.look.fog_skirt
    random = generator("fog", work.air.seed, work.sheet.name)
    clouds = noise(work.small, (0.55, 2.2), random, octaves=4)
    torn = 1 + work.look.fog_torn * (0.9 * clouds - 0.45)
    depth = smoothstep(y0, y1, work.y) * amount * torn
    colour = work.look.fog_colour or work.air.palette.fog
    return over_colour(picture, work.big(depth), colour)


def _aired(work: _Work, picture: Bytes) -> Bytes:
    """Lit air around the light: exp(-r^2 / 2(2.6 R)^2) (.15 + .6 d) q, toward the glow."""
    light, weight = work.air.light, work.look.airlight
    if light is None or weight <= 0 or work.sheet.depth <= 0.05:
        return picture
    spread = 2 * (light.radius * 2.6) ** 2
    far = (work.x - light.x) ** 2 + (work.y - light.y) ** 2
    strength = (0.15 + 0.6 * work.sheet.depth) * work.air.key * weight
    return over_colour(picture, work.big(np.exp(-far / spread) * strength), work.air.palette.glow)


def _rimmed(work: _Work, picture: Bytes, rim: Bytes, weight: float) -> Bytes:
    """The rim dies with the distance from the light and breaks like a dry brush."""
    light, look = work.air.light, work.look
    assert light is not None  # noqa: S101  # only called where there is a light
    away = np.sqrt((work.x - light.x) ** 2 + (work.y - light.y) ** 2)
    fall = look.rim_floor + (1 - look.rim_floor) * np.exp(-away / (light.radius * look.rim_reach))
    brush = noise(work.small, (2.4, 2.4), generator("rim", work.sheet.name), octaves=4)
    here = where_any(rim)
    if not rim[here].size:
        return picture
    part = times(rim[here], work.big(np.clip(fall * (0.55 + 0.9 * brush), 0, 1))[here])
    strength = min(1.0, 1.1 * weight * max(0.0, 1 - 1.1 * work.sheet.depth))
    over_colour(picture[here], scaled(part, strength), work.air.palette.key)
    return picture


def _shadowed(work: _Work, colour: Bytes) -> tuple[Bytes, Bytes]:
    """The cut shadow on what lies behind, outside the mask."""
    look, air = work.look, work.air
    strength = (air.shadow if look.shadow is None else look.shadow) * air.dials.shadow
    if strength <= 0:
        return colour, work.mask.copy()
    soft = blurred(work.coarse, look.shadow_soft)
    right, down = look.shadow_shift
    moved = enlarged(shifted(soft, right / 4, down / 4), work.size)
    shade = scaled(times(moved, 255 - work.mask), min(1.0, strength))
    part = 0.75 * fog_part(air.fog_rate, work.sheet.depth)
    tint = blend_table(mix(air.palette.ink, air.palette.fog, part))
    alpha = work.mask.copy()
    here = where_any(shade)
    if shade[here].size:
        colour[here] = plus(colour[here], through(shade[here], tint))
        alpha[here] = plus(alpha[here], shade[here])
    return colour, alpha


def _shining(work: _Work, colour: Bytes, alpha: Bytes) -> tuple[Bytes, Bytes]:
    """Lamps, then key-coloured light: bloom laid over, never added; then the bright core."""
    palette, look, sheet = work.air.palette, work.look, work.sheet
    sources = (
        (sheet.lamp_plane, look.lamp_colour or palette.lamp),
        (sheet.light_plane, look.light_colour or palette.key),
    )
    for plane, own in sources:
        if plane is None:
            continue
        rows = np.ascontiguousarray(work.part(plane))
        if look.blur > 0:
            rows = defocused(rows, look.blur)
        bloom = enlarged(_bloom(work, rows), work.size)
        tint = own if look.pure_bloom else mix(own, palette.glow, 0.25)
        colour, alpha = _laid(colour, alpha, bloom, tint)
        colour, alpha = _laid(colour, alpha, rows, mix(own, "ffffff", look.light_white))
    return colour, alpha


def _bloom(work: _Work, rows: Bytes) -> Bytes:
    """.55 blur of 9 px + .75 blur of 48 px, the large one made at 1/16 size."""
    quarter = shrunk(rows, work.small)
    tiny = (max(1, work.small[0] // 4), max(1, work.small[1] // 4))
    sixteenth = shrunk(quarter, tiny)
    wide = enlarged(blurred(sixteenth, 3.0), work.small)
    near = blurred(quarter, 2.2)
    small, large = work.look.bloom
    dial = work.air.dials.bloom
    return plus(scaled(near, small * dial), scaled(wide, large * dial))


def _laid(colour: Bytes, alpha: Bytes, part: Bytes, tint: Colour) -> tuple[Bytes, Bytes]:
    here = where_any(part)
    if part[here].size:
        alpha[here] = plus(alpha[here], times(part[here], 255 - alpha[here]))
    return over_colour(colour, part, tint), alpha
