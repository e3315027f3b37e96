"""Vehicles in side view: haulers whose cab, cargo and axles come from their name, and cars."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points, dot, ellipse, points, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["TruckLook", "draw_car", "draw_truck"]

_CARGOES = ("box", "tank", "canvas", "frame")
_WHEEL = 0.115


class TruckLook(Struct, frozen=True):
    """How a vehicle is drawn in one shot."""

    film: str = ""
    name: str = "truck"
    tone: float = 16
    lit: float = 112
    lamps: bool = True


def draw_truck(sheet: CutSheet, spot: Spot, look: TruckLook) -> tuple[float, float]:
    """Draw a hauler in side view; the spot's height is the cargo's length (the truck is two long).

    Returns the headlight in view pixels.
    """
    u = generator(look.film, "truck", look.name.strip().lower()).random(3).tolist()
    cargo = _CARGOES[int(u[0] * len(_CARGOES))]
    nose, axles = 0.14 * u[1], 3 + int(2 * u[2])
    chassis = [[-1.0, 0.14], [0.93 + nose, 0.14], [0.93 + nose, 0.22], [-1.0, 0.25]]
    sheet.cut(spot.up(chassis), look.tone * 0.6)
    _draw_cargo(sheet, spot, look, cargo)
    _draw_cab(sheet, spot, look, nose)
    places = [0.70 + nose * 0.6, *np.linspace(-0.80, 0.06, axles - 1).tolist()]
    for place in places:
        guard = ellipse(place, _WHEEL + 0.02, _WHEEL * 1.25, _WHEEL * 1.2, arc=(0.0, math.pi))
        sheet.cut(spot.up(guard), look.tone * 0.5)
        _draw_wheel(sheet, spot, place, look.tone)
    x, y = spot.up([[0.97 + nose, 0.40]])[0].tolist()
    if look.lamps:
        sheet.light(
            ellipse(x, y, max(1.1, spot.height * 0.030), max(1.2, spot.height * 0.036)),
            255,
            lamp=True,
        )
    return x, y


def _draw_wheel(sheet: CutSheet, spot: Spot, x: float, tone: float) -> None:
    """Rubber, wall, hub, nut."""
    rings = ((1.0, tone * 0.45), (0.62, tone * 0.45 + 22), (0.40, tone * 2.2), (0.16, tone * 0.45))
    for index, (scale, value) in enumerate(rings):
        disc = spot.up(ellipse(x, _WHEEL, _WHEEL * scale))
        if index == 0:
            sheet.cut(disc, value)
        elif spot.height * _WHEEL * scale > 1.5:
            sheet.shade(disc, value)


def _cargo(kind: str) -> Points:
    if kind == "tank":
        return smooth(
            [[-0.98, 0.28], [-1.02, 0.48], [-0.95, 0.66], [0.20, 0.68], [0.30, 0.48], [0.24, 0.28]]
        )
    if kind == "canvas":
        return smooth(
            [
                [-1.0, 0.25],
                [-1.0, 0.62],
                [-0.92, 0.76],
                [-0.4, 0.79],
                [0.18, 0.76],
                [0.28, 0.62],
                [0.28, 0.25],
            ],
            samples=5,
        )
    return points(
        [[-1.02, 0.25], [-1.02, 0.74], [-0.99, 0.77], [0.27, 0.77], [0.30, 0.74], [0.30, 0.25]]
    )


def _draw_cargo(sheet: CutSheet, spot: Spot, look: TruckLook, kind: str) -> None:
    body = _cargo(kind)
    top = float(body[:, 1].max())
    sheet.cut(spot.up(body), look.tone)
    upper = body.copy()
    upper[:, 1] = np.maximum(upper[:, 1], top - 0.10)
    sheet.shade(spot.up(upper), look.lit * 0.62)
    seam = look.tone * 0.55
    for u in np.linspace(-0.95, 0.25, 8):
        sheet.shade_line(spot.up([[u, 0.27], [u, top - 0.03]]), spot.size(0.012), seam)
    sheet.shade_line(spot.up([[-1.0, 0.40], [0.28, 0.40]]), spot.size(0.01), seam)
    if kind == "frame":
        for a in np.linspace(-0.98, 0.0, 4):
            cross = [[a, 0.28], [a + 0.3, top - 0.05]]
            sheet.shade_line(spot.up(cross), spot.size(0.012), look.tone + 34)
    if spot.height > 60:
        for u in np.linspace(-0.96, 0.24, 7):
            mark = spot.up([[u, 0.285]])[0]
            sheet.light(
                dot(float(mark[0]), float(mark[1]), max(0.8, spot.height * 0.008)), 150, lamp=True
            )


def _draw_cab(sheet: CutSheet, spot: Spot, look: TruckLook, nose: float) -> None:
    """Cab with raked screen, stack, aerial and three lamps on the roof."""
    cab = [
        [0.36, 0.20],
        [0.36, 0.80],
        [0.44, 0.86],
        [0.66, 0.86],
        [0.80 + nose * 0.3, 0.60],
        [0.90 + nose, 0.54],
        [0.95 + nose, 0.48],
        [0.95 + nose, 0.20],
    ]
    sheet.cut(spot.up(cab), look.tone * 1.2)
    sheet.shade(spot.up([[0.36, 0.78], [0.44, 0.86], [0.66, 0.86], [0.70, 0.78]]), look.lit)
    screen = [[0.55, 0.58], [0.55, 0.78], [0.665, 0.78], [0.775 + nose * 0.3, 0.58]]
    sheet.shade(spot.up(screen), look.lit * 1.3)
    sheet.shade(spot.up([[0.40, 0.60], [0.40, 0.78], [0.51, 0.78], [0.51, 0.60]]), look.lit * 1.05)
    sheet.shade_line(spot.up([[0.53, 0.22], [0.53, 0.80]]), 1, look.tone * 0.5)
    grille = [[0.80 + nose, 0.34], [0.94 + nose, 0.34], [0.94 + nose, 0.46], [0.84 + nose, 0.46]]
    sheet.shade(spot.up(grille), look.tone * 0.7)
    bumper = [[0.93 + nose, 0.12], [1.0 + nose, 0.14], [1.0 + nose, 0.26], [0.93 + nose, 0.26]]
    sheet.cut(spot.up(bumper), look.tone * 0.8)
    sheet.line(spot.up([[0.325, 0.25], [0.325, 0.98]]), spot.size(0.022), look.tone * 0.8)
    sheet.line(spot.up([[0.46, 0.86], [0.46, 1.08]]), 1, look.tone)
    sheet.cut(spot.up([[0.46, 0.86], [0.46, 0.90], [0.60, 0.90], [0.60, 0.86]]), look.tone)
    if look.lamps:
        for u in np.linspace(0.48, 0.58, 3):
            x, y = spot.up([[u, 0.885]])[0].tolist()
            sheet.light(dot(x, y, max(0.7, spot.height * 0.014)), 240, lamp=True)


def draw_car(sheet: CutSheet, spot: Spot, look: TruckLook) -> tuple[float, float]:
    """Draw a small car; the spot's height is half its length. Returns the headlight."""
    u = generator(look.film, "car", look.name.strip().lower()).random(2).tolist()
    roof, rake = 0.60 + 0.10 * u[0], 0.10 * u[1]
    body = smooth(
        [
            [-0.98, 0.16],
            [-1.0, 0.38],
            [-0.72, 0.44],
            [-0.50 - rake, roof],
            [0.12, roof],
            [0.42 + rake, 0.44],
            [0.90, 0.38],
            [0.99, 0.28],
            [0.97, 0.14],
        ],
        samples=5,
    )
    sheet.cut(spot.up(body), look.tone)
    glass = smooth(
        [[-0.62, 0.44], [-0.46 - rake, roof - 0.06], [0.08, roof - 0.06], [0.32 + rake, 0.44]],
        samples=4,
    )
    sheet.shade(spot.up(glass), look.lit)
    sheet.shade_line(spot.up([[-0.18, 0.18], [-0.18, roof]]), spot.size(0.03), look.tone)
    sheet.shade_line(spot.up([[-0.96, 0.37], [0.92, 0.35]]), spot.size(0.015), look.lit)
    for x in (-0.58, 0.58):
        _draw_wheel(sheet, spot, x, look.tone)
    x, y = spot.up([[0.95, 0.31]])[0].tolist()
    if look.lamps:
        sheet.light(dot(x, y, max(1.1, spot.height * 0.035)), 255, lamp=True)
        tail = spot.up([[-0.98, 0.32]])[0]
        sheet.light(
            dot(float(tail[0]), float(tail[1]), max(0.9, spot.height * 0.025)), 140, lamp=True
        )
    return x, y
