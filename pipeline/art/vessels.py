"""Vessels on water and rails: boats, sailing ships, steamers; a train on its embankment.

Shapes are drawn from the thing's name in units of its own length.
"""

from __future__ import annotations

import numpy as np

from pipeline.art.geometry import Points, box, dot, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["draw_boat", "draw_steamer", "draw_train"]


def draw_boat(sheet: CutSheet, spot: Spot, look: tuple[float, float, str]) -> Points:
    """A small boat with one or two sails; the spot's height is its length, its base the water.

    `look` is (tone, lit, name). Returns the top of the mast.
    """
    tone, lit, name = look
    u = generator("boat", name).random(4).tolist()
    hull = [(-0.5, 0.13), (-0.42, -0.01), (0.34, -0.01), (0.55, 0.17), (0.30, 0.11), (-0.2, 0.09)]
    sheet.cut(spot.up(smooth(hull, samples=5)), tone)
    sheet.shade(spot.up([(-0.44, 0.10), (0.40, 0.11), (0.46, 0.14), (-0.48, 0.125)]), lit * 0.7)
    mast = 0.75 + 0.35 * u[0]
    sheet.line(spot.up([(0.0, 0.08), (0.0, mast)]), spot.size(0.014), tone)
    main = [(-0.02, 0.18), (-0.02, mast - 0.03), (-0.16, 0.5 * mast), (-0.40 - 0.06 * u[1], 0.2)]
    sheet.cut(spot.up(smooth(main, samples=5)), lit)
    jib = [(0.03, 0.19), (0.03, mast * 0.86), (0.20, 0.44 * mast), (0.42, 0.18)]
    sheet.cut(spot.up(smooth(jib, samples=5)), lit * 0.82)
    for part in (0.35, 0.55):
        line = [(-0.02, mast * part), (-0.36 + 0.3 * part, mast * part * 0.92)]
        sheet.shade_line(spot.up(line), 1, lit * 0.6)
    top = spot.up([(0.0, mast)])[0]
    sheet.light(dot(float(top[0]), float(top[1]), spot.size(0.016, 1.4)), 235, lamp=True)
    return np.asarray(top)


def draw_steamer(sheet: CutSheet, spot: Spot, look: tuple[float, float, str]) -> Points:
    """A ship of the sea: long hull, deck houses, one to three funnels, masts, lit portholes.

    `look` is (tone, lit, name). Returns the mouth of the first funnel.
    """
    tone, lit, name = look
    u = generator("steamer", name).random(6).tolist()
    hull = [(-0.52, 0.12), (-0.47, -0.01), (0.44, -0.01), (0.56, 0.15), (0.40, 0.12)]
    sheet.cut(spot.up([*hull, (-0.40, 0.115)]), tone)
    sheet.shade(spot.up([(-0.5, 0.095), (0.47, 0.105), (0.5, 0.122), (-0.52, 0.112)]), lit * 0.6)
    sheet.cut(spot.up(box(-0.34, 0.11, 0.26, 0.165)), lit * 0.8)
    sheet.cut(spot.up(box(-0.24, 0.165, 0.18, 0.205)), lit * 0.65)
    sheet.cut(spot.up(box(0.10, 0.2, 0.22, 0.25)), lit * 0.8)
    count = 1 + int(3 * u[0])
    first = (0.0, 0.0)
    for k in range(count):
        x = -0.02 - 0.13 * k
        funnel = [
            (x - 0.024, 0.2),
            (x - 0.034, 0.32 + 0.05 * u[1]),
            (x + 0.014, 0.32 + 0.05 * u[1]),
            (x + 0.024, 0.2),
        ]
        sheet.cut(spot.up(funnel), tone)
        band = [(x - 0.031, 0.28), (x - 0.034, 0.305), (x + 0.016, 0.305), (x + 0.018, 0.28)]
        sheet.accent(spot.up(band), 200)
        first = (x - 0.01, 0.33 + 0.05 * u[1]) if k == 0 else first
    for x in (-0.40, 0.36):
        sheet.line(spot.up([(x, 0.11), (x, 0.40)]), spot.size(0.006), tone)
        sheet.line(spot.up([(x - 0.06, 0.30), (x + 0.06, 0.30)]), spot.size(0.004), tone)
    for x in np.linspace(-0.32, 0.24, 17).tolist():
        sheet.light(spot.up(dot(x, 0.14, 0.006)), 220, lamp=True)
    for x in np.linspace(-0.44, 0.40, 22).tolist():
        sheet.light(spot.up(dot(x, 0.07, 0.004)), 150, lamp=True)
    return np.asarray(spot.up([first])[0])


def draw_train(
    sheet: CutSheet, spot: Spot, look: tuple[float, float, str]
) -> tuple[Points, Points]:
    """A locomotive and cars on a low embankment; the spot's height is one car's length.

    The spot's x is the front of the locomotive. Returns (chimney, headlight).
    """
    tone, lit, name = look
    u = generator("train", name).random(6).tolist()
    sheet.cut(
        spot.up([(-14, -0.10), (-14, 0.0), (3, 0.0), (3, -0.10), (3.4, -0.3), (-14, -0.3)]),
        tone * 0.8,
    )
    sheet.shade(spot.up(box(-14, -0.03, 3, 0.0)), tone * 2.6)
    for k in range(9):
        back = -0.98 - 1.04 * k
        body = [
            (back - 0.96, 0.07),
            (back - 0.96, 0.44),
            (back - 0.92, 0.48),
            (back - 0.04, 0.48),
            (back, 0.44),
            (back, 0.07),
        ]
        sheet.cut(spot.up(body), tone)
        sheet.shade(spot.up(box(back - 0.94, 0.44, back - 0.02, 0.47)), lit * 0.6)
        for j in range(6):
            left = back - 0.88 + 0.14 * j
            if generator("train window", name, k, j).random() < 0.8:
                sheet.light(spot.up(box(left, 0.24, left + 0.085, 0.36)), 220, lamp=True)
        for wheel in (-0.80, -0.62, -0.34, -0.16):
            sheet.cut(spot.up(dot(back + wheel, 0.045, 0.055)), tone * 0.5)
    boiler = [
        (-0.95, 0.08),
        (-0.95, 0.56),
        (-0.58, 0.58),
        (-0.56, 0.42),
        (-0.06, 0.40),
        (0.0, 0.30),
        (0.06, 0.08),
    ]
    sheet.cut(spot.up(boiler), tone)
    sheet.shade(spot.up([(-0.55, 0.36), (-0.07, 0.345), (-0.06, 0.385), (-0.55, 0.41)]), lit * 0.7)
    sheet.cut(
        spot.up(
            [(-0.17, 0.38), (-0.19, 0.58 + 0.08 * u[0]), (-0.07, 0.58 + 0.08 * u[0]), (-0.09, 0.38)]
        ),
        tone,
    )
    sheet.cut(spot.up(dot(-0.36, 0.43, 0.07)), tone)
    sheet.light(spot.up(box(-0.88, 0.38, -0.66, 0.52)), 210, lamp=True)
    for wheel, size in ((-0.80, 0.11), (-0.52, 0.11), (-0.25, 0.08), (-0.05, 0.06)):
        sheet.cut(spot.up(dot(wheel, size, size)), tone * 0.5)
    lamp = spot.up([(0.03, 0.33)])[0]
    sheet.light(dot(float(lamp[0]), float(lamp[1]), spot.size(0.035)), 255, lamp=True)
    return spot.up([(-0.13, 0.66)])[0], lamp
