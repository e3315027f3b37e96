"""Spaceships: a train of modules along a spine, or a rocket standing on its pad; shape by name."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Outline, Points, ellipse
from pipeline.art.lathe import LatheLook, draw_lathe
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["Exhaust", "ShipLook", "draw_rocket", "draw_ship"]


class ShipLook(Struct, frozen=True):
    """How a ship is drawn in one shot."""

    film: str = ""
    name: str = "ship"
    angle: float = -0.42
    """Radians, negative nose up."""
    dark: float = 16
    bright: float = 178
    light: float = -0.55
    """Which side of the hull is lit, -1 upper .. 1 lower."""
    burning: bool = True


class Exhaust(Struct, frozen=True):
    """Where the trail begins, in view pixels, and where it goes (unit vector)."""

    x: float
    y: float
    dx: float
    dy: float


class _Hull(Struct, frozen=True):
    """The ship's axis: u along it (nose +), v across, in units of its length."""

    sheet: CutSheet
    spot: Spot
    look: ShipLook

    def at(self, outline: Outline) -> Points:
        return self.spot.turned(outline, self.look.angle)

    def body(self, start: tuple[float, float], end: tuple[float, float], bulge: float = 0) -> None:
        """A turned piece between (u, half width) and (u, half width), shaded in strips."""
        t = np.linspace(0, 1, 8)
        u = start[0] + (end[0] - start[0]) * t
        w = start[1] + (end[1] - start[1]) * t + bulge * np.sin(np.pi * t)
        outline = np.vstack([np.stack([u, -w], 1), np.stack([u, w], 1)[::-1]])
        self.sheet.cut(self.at(outline), self.look.dark)
        edges = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 8))
        for a, b in pairwise(edges.tolist()):
            weight = float(np.clip(1 - abs((a + b) / 2 - self.look.light), 0, 1)) ** 1.5
            strip = np.vstack([np.stack([u, w * a], 1), np.stack([u, w * b], 1)[::-1]])
            tone = self.look.dark + (self.look.bright - self.look.dark) * weight
            self.sheet.shade(self.at(strip), tone)

    def lamp(self, u: float, v: float, value: float) -> None:
        self.sheet.light(self.at(ellipse(u, v, 0.005, 0.006)), value, lamp=True)


def draw_ship(sheet: CutSheet, spot: Spot, look: ShipLook) -> Exhaust:
    """Draw a ship in flight; the spot is its middle, the spot's height its length.

    Returns where its trail begins.
    """
    u = generator(look.film, "ship", look.name.strip().lower()).random(12)
    hull = _Hull(sheet, spot, look)
    _draw_spine(hull)
    _draw_blades(hull, u)
    for k in range(2 + int(2 * u[4])):
        start = -0.10 + k * 0.105
        hull.body((start, 0.05), (start + 0.09, 0.05), 0.022)
    _draw_habitat(hull, 0.15 + 0.05 * float(u[5]))
    _draw_nose(hull, 0.9 + 0.2 * float(u[6]))
    _draw_bells(hull)
    back = hull.at([[-0.52, 0.0], [-1.0, 0.0]])
    way = back[1] - back[0]
    way = way / np.hypot(way[0], way[1])
    return Exhaust(float(back[0, 0]), float(back[0, 1]), float(way[0]), float(way[1]))


def _draw_spine(hull: _Hull) -> None:
    look, sheet = hull.look, hull.sheet
    spine = [[-0.40, -0.016], [0.25, -0.016], [0.25, 0.016], [-0.40, 0.016]]
    sheet.cut(hull.at(spine), look.dark + 20)
    for u in np.linspace(-0.38, 0.2, 14):
        sheet.line(hull.at([[u, -0.028], [u + 0.035, 0.028]]), 1, look.dark + 30)
    sheet.line(hull.at([[-0.40, -0.03], [0.22, -0.03]]), 1, look.bright * 0.8)
    sheet.line(hull.at([[-0.40, 0.03], [0.22, 0.03]]), 1, look.dark)


def _draw_blades(hull: _Hull, chance: Points) -> None:
    """Radiator blades in pairs, the lit side bright."""
    look = hull.look
    for index, side in enumerate((-1, 1)):
        for k in range(2 + int(2 * chance[0])):
            u = -0.26 + k * 0.10
            tip = side * (0.20 + 0.06 * float(chance[7 + (index + k) % 5]))
            blade = [
                [u, side * 0.03],
                [u + 0.075, side * 0.03],
                [u + 0.05, tip],
                [u - 0.025, side * 0.24],
            ]
            tone = look.dark + (70 if side * look.light > 0 else 14)
            hull.sheet.cut(hull.at(blade), tone)
            rib = [[u + 0.036, side * 0.03], [u + 0.012, side * 0.23]]
            hull.sheet.shade_line(hull.at(rib), 1, look.dark)


def _draw_habitat(hull: _Hull, radius: float) -> None:
    """The wheel people live in, seen nearly on edge."""
    look, sheet = hull.look, hull.sheet
    sheet.cut(hull.at(ellipse(0.24, 0, 0.030, radius)), look.dark + 26)
    sheet.shade(hull.at(ellipse(0.242, 0, 0.015, radius * 0.82)), 6)
    arc = (math.pi * 0.95, math.pi * 1.6)
    lit = np.vstack(
        [
            ellipse(0.24, 0, 0.030, radius, arc=arc),
            ellipse(0.24, 0, 0.016, radius * 0.83, arc=(arc[1], arc[0])),
        ]
    )
    sheet.shade(hull.at(lit), look.bright)
    for q in np.linspace(-0.85, 0.85, 9):
        hull.lamp(0.218, float(q) * radius * 0.9, 230)
    for side in (-1, 1):
        spoke = [[0.24, side * 0.04], [0.24, side * radius * 0.85]]
        sheet.line(hull.at(spoke), 1, look.bright * 0.7)


def _draw_nose(hull: _Hull, fat: float) -> None:
    look, sheet = hull.look, hull.sheet
    hull.body((0.20, 0.052 * fat), (0.30, 0.052 * fat))
    hull.body((0.30, 0.052 * fat), (0.40, 0.060 * fat))
    hull.body((0.40, 0.060 * fat), (0.52, 0.040 * fat), 0.006)
    hull.body((0.52, 0.040 * fat), (0.60, 0.006), 0.008)
    for u in (0.30, 0.40, 0.455):
        sheet.shade_line(hull.at([[u, -0.058], [u, 0.058]]), 1, look.dark * 0.4)
    for u in np.linspace(0.415, 0.50, 5):
        hull.lamp(float(u), -0.012, 220)
    sheet.line(hull.at([[0.60, 0], [0.70, 0]]), 1, look.dark + 40)


def _draw_bells(hull: _Hull) -> None:
    hull.body((-0.44, 0.075), (-0.36, 0.062))
    for q in (-0.052, 0.0, 0.052):
        bell = [[-0.44, q - 0.014], [-0.52, q - 0.030], [-0.52, q + 0.030], [-0.44, q + 0.014]]
        hull.sheet.cut(hull.at(bell), hull.look.dark + 20)
        if hull.look.burning:
            hull.sheet.light(hull.at(ellipse(-0.52, q, 0.009, 0.027)), 255)


def draw_rocket(sheet: CutSheet, spot: Spot, look: ShipLook) -> Exhaust:
    """Draw a rocket standing (or climbing) upright, its foot at the spot. Returns its mouth."""
    u = generator(look.film, "rocket", look.name.strip().lower()).random(4).tolist()
    w = 0.060 + 0.02 * u[0]
    waist = 0.48 + 0.1 * u[1]
    shading = LatheLook(look.dark + 8, look.bright, look.light, 11)
    for side in (-1, 1):
        booster = spot.moved(side * w * 1.55, 0.02, scale=0.52 + 0.1 * u[2])
        draw_lathe(
            sheet,
            booster,
            [(0, w), (0.04, w * 0.9), (0.80, w * 0.9), (0.92, w * 0.55), (1.0, 0.005)],
            shading,
        )
    body = [
        (0.0, w * 0.7),
        (0.03, w * 1.15),
        (0.06, w),
        (waist, w),
        (waist + 0.04, w * 0.82),
        (0.82, w * 0.82),
        (0.90, w * 0.62),
        (0.96, w * 0.30),
        (1.0, 0.004),
    ]
    draw_lathe(sheet, spot, body, shading)
    for h in (0.06, waist, waist + 0.04, 0.70, 0.82):
        width = float(np.interp(h, [b[0] for b in body], [b[1] for b in body]))
        sheet.shade_line(spot.up([[-width, h], [width, h]]), spot.size(0.006), look.dark * 0.6)
    sheet.shade(
        spot.up(
            [
                [-w * 0.4, waist - 0.22],
                [w * 0.1, waist - 0.22],
                [w * 0.1, waist - 0.05],
                [-w * 0.4, waist - 0.05],
            ]
        ),
        look.dark,
    )
    if look.burning:
        sheet.light(spot.up(ellipse(0, 0.0, w * 0.7, w * 0.25)), 255)
    x, y = spot.up([[0, 0]])[0].tolist()
    return Exhaust(x, y, 0.0, 1.0)
