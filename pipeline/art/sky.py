"""The sky: washed ramp with lit air, torn-paper clouds, stars, Milky Way, aurora, discs, halos.

A sky is painted in floats at 1/4 size (clouds at 1/2), enlarged in 16 bits with dither so that
no band shows, then stars, discs and paper are laid on it in bytes.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from msgspec import Struct

from pipeline.art.colour import Bytes, Colour, Floats, mix_hex, ramp, rgb, smoothstep
from pipeline.art.finishing import Atmosphere
from pipeline.art.frame import Frame
from pipeline.art.masks import disc_mask, dithered, over_colour, scaled, three
from pipeline.art.seeds import generator, seed_number
from pipeline.art.tiles import noise, paper

__all__ = ["Clouds", "MilkyWay", "Sky", "paint_aurora", "paint_clouds", "paint_milky_way"]

_STOPS = (0.0, 0.42, 0.78, 1.0)


class Clouds(Struct, frozen=True):
    """A field of torn paper: noise stretched 4 : 1, cut at a few levels."""

    top: float
    bottom: float
    amount: float = 0.4
    first: float = 0.55
    """Threshold of the lowest level: .5 overcast, .56 fair, .62 a few."""
    step: float = 0.08
    levels: int = 3
    stretch: tuple[float, float] = (0.45, 2.0)
    tint: str = ""
    """Colour of the paper; empty = the fog's."""
    turn: float = 0.0


class MilkyWay(Struct, frozen=True):
    """A band of stars: where its middle lies, its angle (radians) and its half width in pixels."""

    x: float
    y: float
    angle: float
    width: float
    amount: float = 0.5


class Sky:
    """A sky being painted: floats first (`colours`), bytes after `settle`."""

    def __init__(self, frame: Frame, air: Atmosphere, horizon: float) -> None:
        self.frame, self.air, self.horizon = frame, air, horizon
        self.colours: Floats = _wash(frame, air, horizon)
        self.picture: Bytes = np.zeros((0, 0, 3), np.uint8)

    def grid(self) -> tuple[Floats, Floats]:
        """View coordinates of the pixels of `colours`."""
        return self.frame.grid(self.frame.canvas_width // self.colours.shape[1])

    def lay(self, colour: Colour, part: Floats) -> None:
        """Mix the sky toward a colour by parts 0..1 of its own coarse size."""
        share = np.asarray(part, np.float32)
        tints = [share * float(v) for v in rgb(colour)]
        self._mix(np.asarray(cv2.merge(tints), np.float32), share)

    def lay_colours(self, colours: Floats, part: Floats) -> None:
        """Mix the sky toward a picture of colours (h, w, 3) by parts 0..1."""
        share = np.asarray(part, np.float32)
        many = np.asarray(cv2.merge([share, share, share]), np.float32)
        self._mix(np.asarray(cv2.multiply(colours, many), np.float32), share)

    def _mix(self, premultiplied: Floats, share: Floats) -> None:
        rest = np.float32(1) - share
        kept = cv2.multiply(self.colours, np.asarray(cv2.merge([rest, rest, rest]), np.float32))
        self.colours = np.asarray(cv2.add(kept, premultiplied), np.float32)

    def finer(self) -> None:
        """Go on at 1/2 size: edges of clouds want it."""
        size = (self.frame.canvas_width // 2, self.frame.canvas_height // 2)
        if self.colours.shape[1] != size[0]:
            big = cv2.resize(self.colours, size, interpolation=cv2.INTER_LINEAR)
            self.colours = np.asarray(big, np.float32)

    def halo(self, x: float, y: float, radius: float, *, amount: float = 1.0) -> None:
        """Air outside a disc: .75 exp(-d / 26) + .35 exp(-d / 80), toward the glow."""
        gx, gy = self.grid()
        away = np.clip(np.sqrt((gx - x) ** 2 + (gy - y) ** 2) - radius, 0, None)
        part = 0.75 * np.exp(-away / 26) + 0.35 * np.exp(-away / 80)
        self.lay(self.air.palette.glow, np.clip(part * amount, 0, 1))

    def settle(self) -> None:
        """Turn the floats into bytes of the full canvas, dithered."""
        size = (self.frame.canvas_width, self.frame.canvas_height)
        offset = (seed_number(self.air.seed, "sky") % 60, 7)
        self.picture = dithered(self.colours, size, offset)

    def disc(self, x: float, y: float, radius: float, colour: Colour, value: int = 255) -> None:
        """A flat disc: sun or moon."""
        self.picture = over_colour(self.picture, disc_mask(self.frame, x, y, radius, value), colour)

    def stars(self, count: int, *, power: float = 1.0, band: MilkyWay | None = None) -> None:
        """Dots whose size and brightness follow u^3..u^4.5, fading to the horizon; 7 sparkle."""
        plane = _star_plane(self.frame, self.air.seed, (count, self.horizon), band)
        self.picture = over_colour(self.picture, scaled(plane, power), "fff6e8")

    def papered(self) -> Bytes:
        """The finished sky on paper: RGB bytes of the full canvas."""
        size = (self.frame.canvas_width, self.frame.canvas_height)
        sheet = paper(size, (57, 7))
        return np.asarray(cv2.multiply(self.picture, three(sheet), scale=1 / 232), np.uint8)


def _wash(frame: Frame, air: Atmosphere, horizon: float) -> Floats:
    """The ramp looked up at a noise-displaced height (pools, tide marks) and lit air."""
    x, y = frame.grid(4)
    random = generator("wash", air.seed)
    pools = noise((x.shape[1], x.shape[0]), (0.7, 0.9), random) - 0.5
    height = np.clip((y + frame.bleed_y) / (horizon + frame.bleed_y), 0, 1)
    at = (np.clip(height + pools * 0.11, 0, 1) * 1023).astype(np.int32)
    stops = list(zip(_STOPS, air.palette.sky, strict=True))
    colours = ramp(stops, np.arange(1024) / 1023.0)[at]
    light = air.light
    if light is not None:
        far = (x - light.x) ** 2 + ((y - light.y) * 1.15) ** 2
        near = 0.62 * np.exp(-far / (2 * (light.radius * 1.9) ** 2))
        wide = 0.38 * np.exp(-np.sqrt(far) / (light.radius * 2.4))
        part = (near + wide) * air.key
        part = np.clip(part * (1 + pools * 0.10), 0, 1)
        colours = colours + (rgb(air.palette.glow) - colours) * part[..., None]
    return np.asarray(colours, np.float32)


def paint_clouds(sky: Sky, clouds: Clouds, name: str = "clouds") -> None:
    """Iso-contours of stretched noise: a soft shadow under each level, a lip brighter than it.

    Levels nearer the light take its glow, so that a bank turns from lit to shaded across the sky.
    """
    sky.finer()
    x, y = sky.grid()
    size = (x.shape[1], x.shape[0])
    random = generator(name, sky.air.seed)
    scale = (clouds.stretch[0] / 2, clouds.stretch[1] / 2)
    heap = noise(size, scale, random, octaves=5, turn=clouds.turn)
    middle, half = (clouds.top + clouds.bottom) / 2, (clouds.bottom - clouds.top) / 2
    room = np.clip(1 - np.abs((y - middle) / half) ** 2, 0, 1)
    heap = heap - (1 - room) * 0.6
    palette, light = sky.air.palette, sky.air.light
    tint = clouds.tint or palette.fog
    lit = np.zeros_like(heap)
    own = np.empty((*heap.shape, 3), np.float32)
    if light is not None:
        away = np.sqrt((x - light.x) ** 2 + ((y - light.y) * 1.4) ** 2)
        lit = np.asarray(np.exp(-away / (light.radius * 4.5)) * 0.8, np.float32)
    first, glow = rgb(tint), rgb(palette.glow)
    for channel in range(3):
        own[..., channel] = first[channel] + (glow[channel] - first[channel]) * lit
    for level in range(clouds.levels):
        edge = clouds.first + level * clouds.step
        body = smoothstep(edge, edge + 0.012, heap)
        shadow = smoothstep(edge - 0.07, edge, heap) * (1 - body)
        inside = smoothstep(edge + 0.10, edge, heap)
        sky.lay(palette.sky[1], shadow * 0.18)
        part = body * clouds.amount * (0.55 + 0.45 * inside)
        sky.lay_colours(own, part)


def paint_milky_way(sky: Sky, band: MilkyWay) -> None:
    """A gaussian band broken by noise, one dark lane, four paper steps."""
    x, y = sky.grid()
    size = (x.shape[1], x.shape[0])
    step = sky.frame.canvas_width / size[0] / 4
    c, s = math.cos(band.angle), math.sin(band.angle)
    across = -(x - band.x) * s + (y - band.y) * c
    random = generator("milky way", sky.air.seed)
    coarse = noise(size, (0.55 * step, 1.6 * step), random, turn=band.angle)
    fine = noise(size, (0.9 * step, 3.2 * step), random, turn=band.angle)
    d = (across + (coarse - 0.5) * band.width * 1.3) / band.width
    lane = np.exp(-(((d + (fine - 0.5) * 0.9) / 0.22) ** 2))
    glow = np.exp(-(d**2) * 1.1) * (0.35 + 0.8 * fine) * (1 - 0.75 * lane)
    steps = sum(smoothstep(t, t + 0.03, glow) for t in (0.14, 0.30, 0.48, 0.64)) / 4
    part = 0.45 * glow + 0.55 * np.asarray(steps)
    sky.lay(sky.air.palette.lit, np.clip(part * band.amount, 0, 1))


def paint_aurora(sky: Sky, height: float, amount: float = 0.5) -> None:
    """Three curtains of rays hanging in waves, green below, blue above."""
    x, y = sky.grid()
    random = generator("aurora", sky.air.seed)
    green, blue = rgb("5fe0b5"), rgb("6fb7ff")
    column = x[0]
    unit = sky.frame.unit / 720
    for i in range(3):
        p = random.random(4) * 2 * math.pi
        waves = 70 * np.sin(column / 330 + p[0]) + 26 * np.sin(column / 97 + p[1])
        base = height + (60 * i + waves) * unit
        rays = np.sin(column / 11 + 2 * np.sin(column / 53 + p[2])) * np.sin(column / 23 + p[3])
        strength = (0.55 + 0.45 * rays) * np.clip(np.sin(column / 420 + p[1]) * 0.7 + 0.5, 0, 1)
        above = base[None] - y
        tall = (190 - 30 * i) * unit
        fall = np.where(above > 0, np.exp(-above / (tall * 0.45)), np.exp(above / 9))
        part = np.clip(fall * strength[None] * amount, 0, 0.85)
        colour = green + (blue - green) * np.clip(above / tall, 0, 1)[..., None]
        sky.colours = sky.colours + (colour - sky.colours) * part[..., None]


def _star_plane(frame: Frame, seed: str, field: tuple[int, float], band: MilkyWay | None) -> Bytes:
    count, horizon = field
    random = generator("stars", seed)
    width, height = frame.canvas_width, frame.canvas_height
    plane = np.zeros((height, width), np.uint8)
    reach = max(1.0, horizon)
    x = random.random(count) * width
    y = random.random(count) ** 1.15 * (reach + frame.bleed_y)
    size = random.random(count) ** 3.4
    if band is not None:
        inside = random.random(count) < 0.5
        t = random.uniform(-900, 900, count)
        off = random.normal(0, band.width * 0.5, count)
        c, s = math.cos(band.angle), math.sin(band.angle)
        x = np.where(inside, band.x + frame.bleed_x + t * c - off * s, x)
        y = np.where(inside, band.y + frame.bleed_y + t * s + off * c, y)
    fade = np.clip(1 - np.clip((y - frame.bleed_y) / reach, 0, 1) ** 2, 0, 1)
    for xi, yi, m, f in zip(x.tolist(), y.tolist(), size.tolist(), fade.tolist(), strict=True):
        if 0 <= xi < width and 0 <= yi < height:
            centre = (int(xi * 16), int(yi * 16))
            value = int((70 + 185 * m) * f)
            cv2.circle(plane, centre, int((0.55 + 1.5 * m) * 16), value, -1, cv2.LINE_AA, 4)
    for i in np.argsort(-size * fade, kind="stable")[:7].tolist():
        reach_px = 5 + 5 * float(size[i])
        for dx, dy in ((reach_px, 0.0), (0.0, reach_px)):
            a = (int((x[i] - dx) * 16), int((y[i] - dy) * 16))
            b = (int((x[i] + dx) * 16), int((y[i] + dy) * 16))
            cv2.line(plane, a, b, 120, 1, cv2.LINE_AA, 4)
    return plane


def paint_moon(sky: Sky, x: float, y: float, radius: float) -> None:
    """A moon of paper: a pale disc with a few darker seas and a soft shaded side."""
    palette = sky.air.palette
    sky.disc(x, y, radius, palette.key, 252)
    if radius < 20:
        return
    random = generator("moon", "seas")
    shade = mix_hex(palette.key, palette.sky[2], 0.22)
    seas = np.zeros(sky.picture.shape[:2], np.uint8)
    for _ in range(11):
        a, d = random.random() * 2 * math.pi, math.sqrt(random.random()) * 0.78
        r = radius * random.uniform(0.05, 0.21)
        cx = x + math.cos(a) * d * radius + sky.frame.bleed_x
        cy = y + math.sin(a) * d * radius + sky.frame.bleed_y
        cv2.circle(seas, (int(cx * 16), int(cy * 16)), int(r * 16), 150, -1, cv2.LINE_AA, 4)
    inside = disc_mask(sky.frame, x, y, radius * 0.985)
    sky.picture = over_colour(sky.picture, np.asarray(cv2.min(seas, inside), np.uint8), shade)
