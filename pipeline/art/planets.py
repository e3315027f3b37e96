"""Planets of stacked paper: a gas giant of bands with a storm, a blue world, a frozen one.

Computed at 1/2 size inside the visible rectangle and laid on a picture of the full canvas.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from msgspec import Struct

from pipeline.art.colour import Bytes, Floats, mix, ramp, rgb, smoothstep
from pipeline.art.frame import Frame
from pipeline.art.masks import enlarged, plus, three, times
from pipeline.art.palettes import Palette
from pipeline.art.seeds import generator
from pipeline.art.tiles import noise_at

__all__ = ["Globe", "lay_blue_planet", "lay_gas_giant", "lay_ring"]

GAS_BANDS = ("5a2b3c", "a4503f", "e09a62", "f7d9a6", "c9785a", "fbe9c6")
"""Bands of a gas giant by itself; mixed a little toward the panel's palette."""

_BANDS = 21


class Globe(Struct, frozen=True):
    """Where a planet stands, how it is lit, and whose it is."""

    x: float
    y: float
    radius: float
    name: str
    light: tuple[float, float, float] = (-0.6, -0.5, 0.62)
    """Direction toward the light: right, down, toward the viewer."""
    tilt: float = 0.12
    haze: tuple[float, float, float] | None = None
    """(y0, y1, amount): the lower part fades into fog."""
    frozen: bool = False


class _Patch(Struct, frozen=True, eq=False):
    """The visible rectangle of a globe at 1/2 size: unit coordinates on its face."""

    left: int
    top: int
    x: Floats
    y: Floats
    z: Floats
    light: Floats


def _patch(frame: Frame, globe: Globe) -> _Patch | None:
    cx, cy, r = globe.x + frame.bleed_x, globe.y + frame.bleed_y, globe.radius
    x0, x1 = int(max(0, cx - r - 4)) & ~1, int(min(frame.canvas_width, cx + r + 4))
    y0, y1 = int(max(0, cy - r - 4)) & ~1, int(min(frame.canvas_height, cy + r + 4))
    w, h = (x1 - x0) // 2, (y1 - y0) // 2
    if w < 4 or h < 4:
        return None
    across = ((np.arange(w, dtype=np.float32) * 2 + x0 + 1) - cx) / r
    down = ((np.arange(h, dtype=np.float32) * 2 + y0 + 1) - cy) / r
    x, y = np.meshgrid(across, down)
    z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
    direction = np.array(globe.light, np.float32)
    direction /= np.linalg.norm(direction)
    light = x * direction[0] + y * direction[1] + z * direction[2]
    return _Patch(x0, y0, x, y, z, light)


def _lay(picture: Bytes, frame: Frame, globe: Globe, patch: _Patch, colours: Floats) -> None:
    h, w = patch.x.shape
    small = np.clip(colours * 255, 0, 255).astype(np.uint8)
    big = enlarged(small, (w * 2, h * 2))
    mask = np.zeros((h * 2, w * 2), np.uint8)
    cx = int((globe.x + frame.bleed_x - patch.left) * 16)
    cy = int((globe.y + frame.bleed_y - patch.top) * 16)
    cv2.circle(mask, (cx, cy), int(globe.radius * 16), 255, -1, cv2.LINE_AA, 4)
    window = picture[patch.top : patch.top + h * 2, patch.left : patch.left + w * 2]
    window[:] = plus(times(window, three(255 - mask)), times(big, three(mask)))


def _hazed(colours: Floats, globe: Globe, patch: _Patch, fog: str) -> Floats:
    if globe.haze is None:
        return colours
    y0, y1, amount = globe.haze
    part = smoothstep(y0, y1, patch.y * globe.radius + globe.y) * amount
    return np.asarray(colours + (rgb(fog) - colours) * part[..., None])


def lay_gas_giant(picture: Bytes, frame: Frame, globe: Globe, palette: Palette) -> None:
    """Bands of cut paper with lips and shadows, a bowed storm, terminator, limb; in place."""
    patch = _patch(frame, globe)
    if patch is None:
        return
    random = generator("gas giant", globe.name)
    c, s = math.cos(globe.tilt), math.sin(globe.tilt)
    lat = -patch.x * s + patch.y * c
    lon = (patch.x * c + patch.y * s) / (patch.z + 0.35)
    bowed = lat * (1 + 0.10 * (1 - patch.z))
    o = random.random(4) * 512
    broad = noise_at(lon * 90 + o[0], bowed * 300 + o[1]) - 0.5
    fine = noise_at(lon * 36 + o[2], bowed * 560 + o[3]) - 0.5
    small = noise_at(lon * 150 + o[1], bowed * 900 + o[2]) - 0.5
    level = bowed + 0.10 * (broad * 0.8 + fine * 0.45 * (0.4 + 1.2 * np.abs(broad)) + 0.1 * small)
    sx, sy = random.uniform(-0.3, 0.1), random.uniform(0.2, 0.32)
    storm = ((patch.x - sx) / 0.20) ** 2 + ((lat - sy) / 0.095) ** 2
    level = level + 0.060 * np.exp(-storm * 0.45) * np.sign(lat - sy)
    bands = [mix(band, palette.mid, 0.10) for band in GAS_BANDS]
    colours = _banded(level, globe.radius, bands, random)
    colours = colours + (fine * 0.07)[..., None]
    angle = np.arctan2((lat - sy) / 0.095, (patch.x - sx) / 0.20)
    ring = np.sqrt(storm) + 0.10 * np.sin(angle * 2 + 5 * np.sqrt(storm)) + 0.35 * fine
    for size, band in ((1.0, 2), (0.80, 1), (0.52, 4)):
        inside = smoothstep(size + 0.03, size - 0.03, ring)
        lip = np.exp(-np.abs(ring - size) * 26) * (ring > size)
        colours = colours * (1 - 0.22 * lip)[..., None]
        colours = colours + (bands[band] - colours) * (inside * 0.82)[..., None]
    lit = smoothstep(-0.12, 0.55, patch.light + broad * 0.03)
    night = mix(palette.ink, palette.sky[0], 0.6)
    colours = night + (colours - night) * (1 - 0.9 * (1 - lit))[..., None]
    limb = np.clip(1 - patch.z, 0, 1) ** 2.2 * 0.75 * smoothstep(-0.1, 0.5, patch.light)
    colours = colours + (rgb(palette.glow) - colours) * limb[..., None]
    _lay(picture, frame, globe, patch, _hazed(colours, globe, patch, palette.fog))


def _banded(
    level: Floats, radius: float, bands: list[Floats], random: np.random.Generator
) -> Floats:
    """Light and dark bands in turn; -30 % at the lower edge, +20 % at the upper, both faded."""
    edges = np.sort(random.uniform(-1, 1, _BANDS - 1))
    edges = np.sort(np.linspace(-1, 1, _BANDS + 1)[1:-1] * 0.72 + edges * 0.28)
    index = np.searchsorted(edges, level.ravel()).reshape(level.shape)
    ends = np.concatenate([[-1.2], edges, [1.2]])
    width = ends[index + 1] - ends[index]
    part = (level - ends[index]) / width
    where = np.where(
        np.arange(_BANDS) % 2, random.uniform(0.52, 1, _BANDS), random.uniform(0.05, 0.62, _BANDS)
    )
    stops = [(i / (len(bands) - 1), band) for i, band in enumerate(bands)]
    own = ramp(stops, np.clip(where, 0, 1))
    colours = own[index]
    pixel = 2.2 / radius / np.maximum(0.25, width)
    low, high = smoothstep(0, 1, part / pixel), smoothstep(0, 1, (1 - part) / pixel)
    before, after = own[np.maximum(index - 1, 0)], own[np.minimum(index + 1, _BANDS - 1)]
    colours = before + (colours - before) * (0.5 + 0.5 * low)[..., None]
    colours = after + (colours - after) * (0.5 + 0.5 * high)[..., None]
    lip = np.exp(-part * 9) * 0.30 * low - np.exp(-(1 - part) * 16) * 0.20 * high
    return np.asarray(colours * (1 - lip[..., None]))


_SEA = ("0f3a66", "1c5f88", "7d9a86", "b9b48c", "e3d6b0")
_FROZEN = ("16406c", "2f6f98", "8fb8c8", "bfd6da", "eaf2f0")


def lay_blue_planet(picture: Bytes, frame: Frame, globe: Globe, palette: Palette) -> None:
    """Sea, shelf, land and three cloud steps as stacked paper; night lamps; limb; in place."""
    patch = _patch(frame, globe)
    if patch is None:
        return
    random = generator("blue planet", globe.name)
    o = random.random(8) * 512
    lon = np.arctan2(patch.x, patch.z + 0.05)
    lat = np.arcsin(np.clip(patch.y * 0.999, -1, 1))
    land = noise_at(lon * 210 + o[0], lat * 210 + o[1], gain=0.55) - (
        0.03 if globe.frozen else 0.13
    )
    clouds = (
        noise_at(lon * 190 + o[2], lat * 399 + o[3], gain=0.55) * 0.65
        + noise_at(lon * 520 + o[4], lat * 832 + o[5], gain=0.55) * 0.35
    )
    sea, shelf, low, plain, high = (rgb(c) for c in (_FROZEN if globe.frozen else _SEA))
    colours: Floats = np.broadcast_to(sea, (*land.shape, 3)).astype(np.float32)
    for edge, tint in ((0.54, shelf), (0.62, low), (0.74, plain), (0.86, high)):
        cast = smoothstep(edge - 0.035, edge, land) * (1 - smoothstep(edge, edge + 0.01, land))
        colours = colours * (1 - 0.22 * cast)[..., None]
        part = smoothstep(edge - 0.012, edge + 0.012, land)
        colours = colours + (tint - colours) * part[..., None]
    cast_by = np.roll(clouds, (3, 4), (0, 1))
    white = rgb("f2f4ee")
    for edge, amount in ((0.60, 0.55), (0.70, 0.75), (0.80, 0.9)):
        top = smoothstep(edge - 0.012, edge + 0.012, clouds)
        cast = smoothstep(edge - 0.02, edge + 0.05, cast_by) * (1 - top)
        colours = colours * (1 - 0.30 * cast)[..., None]
        colours = colours + (white - colours) * (top * amount)[..., None]
    lit = smoothstep(-0.10, 0.42, patch.light)
    night = rgb("040a1a")
    colours = night + (colours - night) * (0.03 + 0.97 * lit)[..., None]
    specks = noise_at(lon * 2600 + o[6], lat * 2600 + o[7])
    lamps = smoothstep(0.90, 0.97, specks) * smoothstep(0.6, 0.7, land) * (1 - lit)
    lamps = lamps * smoothstep(0.95, 0.6, clouds)
    lamp = rgb(palette.lamp)
    colours = colours + (lamp - colours) * np.clip(lamps * 1.3, 0, 1)[..., None]
    limb = np.clip(1 - patch.z, 0, 1) ** 3 * (0.08 + 0.95 * smoothstep(-0.25, 0.4, patch.light))
    colours = colours + (rgb(palette.glow) - colours) * np.clip(limb, 0, 1)[..., None]
    _lay(picture, frame, globe, patch, _hazed(colours, globe, patch, palette.fog))


def lay_ring(picture: Bytes, frame: Frame, globe: Globe, palette: Palette, *, front: bool) -> None:
    """Half of a ring system (the far half, or the near one over the globe), in place."""
    reach = globe.radius * 2.15
    overlay = np.zeros(picture.shape[:2], np.uint8)
    centre = (
        int((globe.x + frame.bleed_x) * 16),
        int((globe.y + frame.bleed_y) * 16),
    )
    turn = math.degrees(globe.tilt) - 12
    start, end = (0, 180) if front else (180, 360)
    for part, value in ((1.0, 110), (0.93, 190), (0.86, 90), (0.80, 215), (0.72, 150)):
        axes = (int(reach * part * 16), int(reach * part * 0.17 * 16))
        pen = max(1, int(globe.radius * 0.075))
        cv2.ellipse(overlay, centre, axes, turn, start, end, value, pen, cv2.LINE_AA, 4)
    tint = np.asarray(mix(palette.lit, GAS_BANDS[2], 0.4) * 255, np.float32)
    full = np.broadcast_to(tint.astype(np.uint8), picture.shape)
    picture[:] = plus(times(picture, three(255 - overlay)), times(full.copy(), three(overlay)))
