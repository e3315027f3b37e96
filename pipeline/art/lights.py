"""Light sheets: rays, beams, plumes, mist, pools, smoke, flares. One colour, one alpha each.

Formulas are evaluated at 1/4 size and enlarged. Amounts and falls are in view pixels of a frame
whose unit is 720.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from msgspec import Struct

from pipeline.art.colour import Floats, smoothstep
from pipeline.art.finishing import Atmosphere, FinishedSheet
from pipeline.art.frame import Frame
from pipeline.art.geometry import Points, ribbon, smooth
from pipeline.art.masks import enlarged, quantised, shrunk, soft_shape, times
from pipeline.art.seeds import generator
from pipeline.art.sheets import Light, LightSheet
from pipeline.art.tiles import SIDE, noise, tile, wrapped

__all__ = [
    "Beam",
    "Mist",
    "Plume",
    "beam",
    "flare",
    "mist",
    "plume",
    "pool",
    "rays",
    "smoke",
    "warm_wash",
    "whole",
]


class Beam(Struct, frozen=True):
    """A cone of light in dusty air: a headlamp, a torch, a lighthouse."""

    x: float
    y: float
    angle: float
    """Radians, 0 to the right, growing downward."""
    length: float = 200.0
    half: float = 0.15
    """Half angle in radians: .15 headlamp, .085 lighthouse, .78 table lamp."""
    amount: float = 0.85


class Plume(Struct, frozen=True):
    """A column of fire from a mouth: `width` is half the mouth's; upward, or along `angle`."""

    x: float
    y: float
    width: float
    spread: float = 0.3
    amount: float = 1.2
    core: float = 0.5


class Mist(Struct, frozen=True):
    """A bank of drifting haze between two rows."""

    top: float
    bottom: float
    amount: float = 0.5
    threshold: float = 0.42
    softness: float = 0.30
    down: float = 2.4
    """Tile pixels a coarse row: the larger, the flatter the banks."""


def whole(frame: Frame, name: str, depth: float, alpha: Floats, colour: str) -> LightSheet:
    """A light sheet from coarse floats 0..1."""
    size = (frame.canvas_width, frame.canvas_height)
    return LightSheet(name, depth, enlarged(quantised(alpha), size), colour)


def rays(
    frame: Frame,
    air: Atmosphere,
    behind: Iterable[FinishedSheet],
    *,
    amount: float = 0.5,
    source: Light | None = None,
) -> LightSheet | None:
    """God rays: the light, hidden by the sheets behind it, smeared outward five times.

    amount .2 day, .35-.5 night, .6-.85 dawn; streaks of frequency 7 and 13 look like light, of 23
    and 41 like fur.
    """
    light = source or air.light
    if light is None or amount <= 0:
        return None
    x, y = frame.grid(4)
    h, w = x.shape
    opening = np.full((h, w), 255, np.uint8)
    for sheet in behind:
        rows, columns = sheet.alpha.shape[0] // 4, sheet.alpha.shape[1] // 4
        small = shrunk(sheet.alpha, (columns, rows))
        top, left = sheet.top // 4, sheet.left // 4
        window = opening[top : top + rows, left : left + columns]
        window[:] = times(window, 255 - small)
    far2 = (x - light.x) ** 2 + (y - light.y) ** 2
    spot = np.exp(-far2 / (2 * (light.radius * 1.1) ** 2)) * (opening / np.float32(255))
    smeared = np.asarray(spot, np.float32)
    cx, cy = (light.x + frame.bleed_x) / 4, (light.y + frame.bleed_y) / 4
    for step in range(5):
        zoom = 1 + 0.55 * 0.5 ** (4 - step)
        move = np.array([[zoom, 0, cx - zoom * cx], [0, zoom, cy - zoom * cy]], np.float32)
        moved = cv2.warpAffine(smeared, move, (w, h), flags=cv2.INTER_LINEAR)
        smeared = np.asarray(0.5 * smeared + 0.5 * moved, np.float32)
    angle = np.arctan2(y - light.y, x - light.x)
    p = generator("rays", air.seed).random(3) * 2 * math.pi
    streak = 0.78 + 0.16 * np.sin(angle * 7 + p[0]) * np.sin(angle * 13 + p[1])
    streak = streak + 0.06 * np.sin(angle * 29 + p[2])
    part = np.clip(smeared * streak * amount * 1.6, 0, 0.8)
    return whole(frame, "rays", 0.30, part, air.palette.glow)


def beam(frame: Frame, shape: Beam, depth: float, colour: str, seed: str = "") -> LightSheet:
    """exp(-1.2 (angle / half)^2) exp(-r / length) (.55 + .8 noise) and a hot spot."""
    x, y = frame.grid(4)
    dx, dy = x - shape.x, y - shape.y
    away = np.sqrt(dx * dx + dy * dy) + 1e-3
    off = (np.arctan2(dy, dx) - shape.angle + math.pi) % (2 * math.pi) - math.pi
    dust = noise((x.shape[1], x.shape[0]), (0.8, 1.6), generator("beam", seed, shape), octaves=5)
    cone = np.exp(-((off / shape.half) ** 2) * 1.2) * np.exp(-away / shape.length)
    part = cone * (0.55 + 0.8 * dust) * shape.amount
    hot = 0.9 * np.exp(-((away / (shape.length * 0.045 + 5)) ** 2))
    part = part + hot * min(1.0, shape.amount * 1.3)
    return whole(frame, "beam", depth, np.clip(part, 0, 0.95), colour)


def plume(frame: Frame, air: Atmosphere, shape: Plume, depth: float) -> tuple[LightSheet, ...]:
    """A sheath of the glow and a streaked core of the key, noise stretched vertically 7 : 1."""
    x, y = frame.grid(4)
    h, w = x.shape
    top = frame.top - 60
    t = np.clip((shape.y - y) / (shape.y - top), 0, 1)
    width = shape.width * (0.80 + 0.16 * np.sin(t * 9) * np.exp(-t * 3) + shape.spread * t**1.4)
    u = (x - shape.x) / width
    random = generator("plume", air.seed, shape.x)
    o = random.random(2) * SIDE
    streaks = cv2.warpAffine(
        tile(),
        np.array([[1.6, 0, o[0]], [0, 0.22, o[1]]], np.float32),
        (w, h),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_WRAP,
    )
    on = smoothstep(shape.y + 3, shape.y - 3, y)
    sheath = np.exp(-((u * 1.25) ** 2)) * (0.55 + 0.5 * streaks) * (1 - 0.35 * t)
    core = np.exp(-((u / shape.core) ** 2)) * (1 - 0.55 * t)
    outer = np.clip(sheath * 0.60 * on * shape.amount, 0, 0.9)
    inner = np.clip(core * 0.92 * on * shape.amount, 0, 0.97)
    return (
        whole(frame, "plume", depth, outer, air.palette.glow),
        whole(frame, "plume core", depth - 0.001, inner, air.palette.key),
    )


def mist(frame: Frame, name: str, depth: float, shape: Mist, look: tuple[str, str]) -> LightSheet:
    """Drifting haze, periodic over the canvas; `look` is (colour, seed).

    Drifts -9 - 22 (1 - d) pixels a second.
    """
    colour, seed = look
    x, y = frame.grid(4)
    clouds = wrapped((x.shape[1], x.shape[0]), shape.down, generator("mist", seed, name))
    inside = smoothstep(shape.top - 70, shape.top + 40, y)
    inside = inside * (1 - smoothstep(shape.bottom - 30, shape.bottom + 90, y))
    part = smoothstep(shape.threshold, shape.threshold + shape.softness, clouds) * inside
    made = whole(frame, name, depth, part * shape.amount, colour)
    return LightSheet(name, depth, made.alpha, colour, (-9 - 22 * (1 - depth), 0.0))


def pool(
    frame: Frame, spot: tuple[float, float], depth: float, look: tuple[str, float]
) -> LightSheet:
    """A gleam on a floor or on water below a light; `look` is (colour, amount)."""
    colour, amount = look
    px, py = spot
    x, y = frame.grid(4)
    down = np.clip(y - py, 0, None)
    part = np.exp(-(((x - px) / (40 + 0.75 * down)) ** 2)) * np.exp(-down / 130) * (y > py)
    return whole(frame, "pool", depth, part * amount, colour)


def smoke(
    frame: Frame,
    line: Sequence[Sequence[float]],
    depth: float,
    look: tuple[str, float],
    seed: str = "",
) -> LightSheet:
    """Smoke or steam: a blurred ribbon that widens along its line, broken by noise."""
    colour, width = look
    curve = smooth(line, closed=False, samples=8)
    shape: Points = ribbon(curve, width * 0.14, width)
    soft = soft_shape(frame, [(shape, 0.8)], width * 0.16 + 2)
    x, y = frame.grid(4)
    clouds = noise((x.shape[1], x.shape[0]), (1.1, 1.6), generator("smoke", seed), octaves=5)
    low, high = float(curve[:, 1].max()), float(curve[:, 1].min())
    fade = smoothstep(high - 10, low - 0.3 * (low - high), y)
    return whole(frame, "smoke", depth, soft * fade * (0.45 + 0.8 * clouds), colour)


def flare(frame: Frame, spot: tuple[float, float], depth: float, colour: str) -> LightSheet:
    """A sun on a limb: a thin horizontal streak and two discs of 16 and 70 pixels."""
    fx, fy = spot
    x, y = frame.grid(4)
    dx, dy = np.abs(x - fx), np.abs(y - fy)
    away = np.sqrt(dx * dx + dy * dy)
    part = 0.55 * np.exp(-dy / 3) * np.exp(-dx / 240)
    part = part + 1.0 * np.exp(-((away / 16) ** 2)) + 0.45 * np.exp(-((away / 70) ** 2))
    return whole(frame, "flare", depth, np.clip(part, 0, 0.98), colour)


def warm_wash(frame: Frame, spot: Light, depth: float, look: tuple[str, float]) -> LightSheet:
    """A big gaussian of coloured air: firelight from outside the frame, the air of a lamp."""
    colour, amount = look
    x, y = frame.grid(4)
    far2 = (x - spot.x) ** 2 + (y - spot.y) ** 2
    return whole(frame, "wash", depth, amount * np.exp(-far2 / (2 * spot.radius**2)), colour)
