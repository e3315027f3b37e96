"""Canopy, iron columns with brackets, and masts over the tracks of a railway platform."""

from __future__ import annotations

import math

import numpy as np

from pipeline.art.geometry import ribbon, smooth
from pipeline.art.projections import Projection
from pipeline.art.sheets import CutSheet

__all__ = ["draw_canopy", "draw_column", "draw_mast"]

_DECK = 210.0
_TOP = -346.0
_X = 330.0


def draw_canopy(
    sheet: CutSheet, view: Projection, stretch: tuple[float, float], tone: float
) -> None:
    """A stretch of roof from z[0] to z[1]: soffit, beams, joints, valance with points."""
    z0, z1 = stretch
    sheet.cut(view.floor((-60, 3200), -340, stretch), tone)
    if z0 < 0.6:
        frame = sheet.frame
        low, high = view.at(-60, -340, z0), view.at(3200, -340, z0)
        above = np.array([[high[0], frame.top - 2000], [low[0], frame.top - 2000]])
        sheet.cut(np.vstack([low, high, above]), tone)
    count = max(3, int(7 * math.log(z1 / z0) / 0.5))
    for z in np.geomspace(z0, z1, count).tolist():
        sheet.shade(view.front((-60, 3200), (-340, -322), z), tone * 0.55)
        sheet.shade_line([view.at(-60, -322, z), view.at(3200, -322, z)], 1, tone + 54)
    for x in (150.0, 520.0, 900.0, 1400.0):
        seam = [view.at(x, -340, z0), view.at(x, -340, z1)]
        sheet.shade_line(seam, max(1.0, 3 * view.k / z0), tone * 0.6)
    sheet.shade(view.floor((300, 360), -338, stretch), tone * 0.45)
    face = view.side_wall(-60, (-352, -292), stretch)
    sheet.cut(face, tone * 0.7)
    sheet.shade_line([face[0], face[1]], max(1.0, 4 * view.k / z0), 225)
    z = z0 * 1.01
    while z < z1:
        sheet.cut(
            [view.at(-60, -294, z), view.at(-60, -294, z * 1.03), view.at(-60, -268, z * 1.015)],
            tone * 0.7,
        )
        z *= 1.032


def draw_column(sheet: CutSheet, view: Projection, z: float, tone: float) -> None:
    """An iron column: three faces, foot, collar, and a bracket on both sides."""
    w = 25.0

    def quad(left: float, right: float, value: float) -> None:
        sheet.cut(
            [
                view.at(_X + left, _TOP, z),
                view.at(_X + right, _TOP, z),
                view.at(_X + right * 0.9, _DECK, z),
                view.at(_X + left * 0.9, _DECK, z),
            ],
            value,
        )

    quad(-w, w, tone)
    quad(-w, -w * 0.35, tone + 130)
    quad(-w * 0.35, w * 0.1, tone + 40)
    for part in (0.6, 0.8):
        shadow = view.front((_X - w, _X + w), (_TOP, _TOP + 190 * (1 - part)), z)
        sheet.shade(shadow, tone * 0.6 + 8 * (1 - part))
    foot = [
        view.at(_X - w * 1.8, _DECK + 3, z),
        view.at(_X + w * 1.8, _DECK + 3, z),
        view.at(_X + w * 1.3, _DECK - 46, z),
        view.at(_X - w * 1.3, _DECK - 46, z),
    ]
    sheet.cut(foot, tone * 0.8)
    sheet.shade(
        [
            foot[0],
            view.at(_X - w * 0.9, _DECK + 3, z),
            view.at(_X - w * 0.7, _DECK - 46, z),
            foot[3],
        ],
        tone + 110,
    )
    sheet.cut(view.front((_X - w * 1.3, _X + w * 1.3), (-198, -176), z), tone)
    size = view.k / z
    for side in (-1.0, 1.0):
        bow = smooth(
            [
                view.at(_X + side * w * 0.8, -150, z),
                view.at(_X + side * 70, -240, z),
                view.at(_X + side * 205, -330, z),
            ],
            closed=False,
            samples=8,
        )
        sheet.cut(ribbon(bow, 20 * size, 12 * size), tone)
        sheet.line(
            [view.at(_X + side * w, -322, z), view.at(_X + side * 205, -322, z)],
            max(1.0, 12 * size),
            tone,
        )
        sheet.line(
            [view.at(_X + side * w, -215, z), view.at(_X + side * 118, -322, z)],
            max(1.0, 8 * size),
            tone,
        )


def draw_mast(sheet: CutSheet, view: Projection, z: float, tone: float) -> None:
    """A mast beyond the tracks with an arm over them."""
    size = view.k / z
    sheet.line([view.at(-1060, 330, z), view.at(-1060, -440, z)], max(1.0, 18 * size), tone)
    sheet.line([view.at(-1060, -360, z), view.at(-240, -330, z)], max(1.0, 9 * size), tone)
    sheet.line([view.at(-1060, -280, z), view.at(-640, -345, z)], max(1.0, 6 * size), tone)
    sheet.cut(view.front((-300, -280), (-330, -250), z), tone)
