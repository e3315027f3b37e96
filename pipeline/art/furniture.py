"""Furniture and what stands on floors: chair, bench, bed, clock, suitcase, shelf, door, stove."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from pipeline.art.geometry import box, ellipse, points, ribbon, smooth
from pipeline.art.lathe import LatheLook, draw_lathe
from pipeline.art.props import PropLook
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = [
    "FURNITURE",
    "FURNITURE_METRES",
    "draw_clock",
    "draw_curtain",
    "draw_furniture",
    "draw_shelf",
]

FURNITURE_METRES: dict[str, float] = {
    "bench": 0.90, "chair": 1.0, "suitcase": 0.62, "clock": 0.62, "bed": 0.9, "door": 2.1,
    "stove": 1.1, "box": 0.5, "bicycle": 1.0, "piano": 1.25, "crate": 0.7, "barrel": 0.9,

}  # fmt: skip
"""Heights in metres of what stands on the floor."""


def draw_clock(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """A round clock; the spot is the foot of its rim. The hour belongs to its name."""
    u = generator(look.film, "clock", look.name).random(2).tolist()
    sheet.card(spot.up(ellipse(0, 0.5, 0.5, 0.5)), look.tone, look.bright + 40, look.shift)
    sheet.shade(spot.up(ellipse(0, 0.5, 0.42, 0.42)), 226)
    for k in range(12):
        a = k * math.pi / 6
        inner = 0.33 if k % 3 else 0.29
        mark = [
            [inner * math.sin(a), 0.5 + inner * math.cos(a)],
            [0.385 * math.sin(a), 0.5 + 0.385 * math.cos(a)],
        ]
        sheet.shade_line(spot.up(mark), spot.size(0.02 if k % 3 else 0.035), look.tone)
    minute = 2 * math.pi * round(u[0] * 12) / 12
    hour = 2 * math.pi * (math.floor(u[1] * 12) + minute / (2 * math.pi)) / 12
    for angle, reach, width in ((hour, 0.20, 0.05), (minute, 0.32, 0.03)):
        hand = [
            [-0.05 * math.sin(angle), 0.5 - 0.05 * math.cos(angle)],
            [reach * math.sin(angle), 0.5 + reach * math.cos(angle)],
        ]
        sheet.shade_line(spot.up(hand), spot.size(width, 1.5), look.tone * 0.7)


def draw_curtain(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """One side of a curtain, tied back; the spot is its lower end, its height the drop."""
    side = -spot.facing
    w, tie = 0.085, 0.40
    left = [[-w, 1.0], [-w * 0.95, 0.62], [-w * 0.35 + side * 0.03, tie], [-w * 0.9, 0.0]]
    right = [[w, 1.0], [w * 0.95, 0.62], [w * 0.45 + side * 0.03, tie], [w * 0.9, 0.0]]
    hem = smooth(
        [[-w * 0.9, 0.0], [-w * 0.5, 0.012], [-w * 0.1, -0.004], [w * 0.3, 0.012], [w * 0.9, 0.0]],
        closed=False,
    )
    cloth = np.vstack([smooth(left, closed=False), hem, smooth(right, closed=False)[::-1]])
    sheet.card(spot.up(cloth), look.tone + 20, look.bright, look.shift)
    for index, u in enumerate(np.linspace(-0.75, 0.75, 6)):
        fold = smooth(
            [[u * w, 0.99], [u * w * 0.9, 0.62], [side * 0.03 + u * w * 0.35, tie], [u * w, 0.01]],
            closed=False,
        )
        tone = look.tone if index % 2 else look.tone + 46
        sheet.shade(spot.up(ribbon(fold, 0.004, 0.006)), tone)
    band = ellipse(side * 0.03, tie, w * 0.52, 0.016)
    sheet.cut(spot.up(band), look.bright + 20)


def draw_shelf(sheet: CutSheet, spot: Spot, look: PropLook, *, length: float = 4.0) -> None:
    """A shelf of books and jars; the spot is its left front edge, its height the tallest book."""
    chance = generator(look.film, "shelf", look.name)
    board = box(0, -0.16, length, 0.0)
    sheet.cut(spot.up(board), look.tone + 14)
    sheet.shade_line(spot.up([[0, -0.01], [length, -0.01]]), 2, look.bright + 20)
    x = 0.18
    while x < length - 0.5:
        kind, width, tall = chance.random(), chance.uniform(0.12, 0.24), chance.uniform(0.55, 1.0)
        if kind < 0.58:
            tilt = 0.06 if chance.random() < 0.12 else 0.0
            book = [[x, 0], [x + tilt, tall], [x + width + tilt, tall], [x + width, 0]]
            tone = float(chance.choice([look.tone, look.tone + 14, look.tone + 32]))
            sheet.card(spot.up(book), tone, look.bright - 20, look.shift)
            sheet.shade_line(
                spot.up([[x + tilt * 0.8, tall * 0.8], [x + width + tilt * 0.8, tall * 0.8]]),
                1,
                look.tone + 60,
            )
            x += width + 0.01
        elif kind < 0.82:
            jar = spot.moved(x + 0.24, 0.0, scale=0.62 * tall)
            draw_lathe(
                sheet,
                jar,
                [
                    (0, 0.4),
                    (0.1, 0.5),
                    (0.6, 0.5),
                    (0.75, 0.25),
                    (0.9, 0.25),
                    (0.92, 0.35),
                    (1, 0.35),
                ],
                LatheLook(look.tone, look.bright),
            )
            x += 0.52
        else:
            x += width * 2


def _draw_chair(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """A wooden chair in side view, facing ahead."""
    back = smooth(
        [[-0.27, 0.0], [-0.25, 0.45], [-0.33, 1.0], [-0.26, 1.0], [-0.19, 0.46], [-0.21, 0.0]],
        samples=4,
    )
    sheet.card(spot.up(back), look.tone, look.bright, look.shift)
    sheet.card(spot.up(box(-0.27, 0.42, 0.28, 0.48)), look.tone, look.bright, look.shift)
    for x in (0.20, 0.12):
        sheet.cut(spot.up(box(x, 0, x + 0.045, 0.43)), look.tone * 0.9)
    sheet.line(spot.up([[-0.24, 0.2], [0.22, 0.2]]), spot.size(0.025), look.tone)


def _draw_bench(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    for x in (-0.92, 0.86):
        sheet.line(spot.up([[x, 0.0], [x, 0.5], [x - 0.04, 1.0]]), spot.size(0.05, 2), look.tone)
        sheet.line(spot.up([[x + 0.16, 0.0], [x + 0.16, 0.5]]), spot.size(0.05, 2), look.tone)
    for y in (0.86, 0.66):
        sheet.card(spot.up(box(-1.05, y, 1.05, y + 0.13)), look.tone + 6, look.bright, (0, 2))
    sheet.card(spot.up(box(-1.08, 0.44, 1.12, 0.54)), look.tone + 10, look.bright + 30, (0, 2))


def _draw_suitcase(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    sheet.card(
        spot.up(
            smooth(
                [
                    [-0.62, 0.02],
                    [-0.64, 0.70],
                    [-0.56, 0.78],
                    [0.56, 0.78],
                    [0.64, 0.70],
                    [0.62, 0.02],
                ],
                samples=3,
            )
        ),
        look.tone + 20,
        look.bright,
        look.shift,
    )
    sheet.line(
        spot.up(ellipse(0, 0.78, 0.16, 0.17, arc=(0, math.pi))), spot.size(0.05, 2), look.tone + 10
    )
    for x in (-0.36, 0.36):
        sheet.shade(spot.up(box(x - 0.05, 0.0, x + 0.05, 0.78)), look.tone)
        sheet.shade(spot.up(box(x - 0.035, 0.56, x + 0.035, 0.66)), look.bright + 60)


def _draw_bed(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """A bed in side view with its head behind, made up with a blanket."""
    for x, top in ((-1.15, 1.0), (1.10, 0.72)):
        post = smooth(
            [
                [x - 0.05, 0],
                [x - 0.05, top - 0.05],
                [x, top],
                [x + 0.05, top - 0.05],
                [x + 0.05, 0],
            ],
            samples=3,
        )
        sheet.card(spot.up(post), look.tone, look.bright, look.shift)
    sheet.cut(spot.up(box(-1.12, 0.25, 1.12, 0.36)), look.tone)
    blanket = smooth(
        [
            [-1.1, 0.36],
            [-1.06, 0.58],
            [-0.6, 0.60],
            [0.3, 0.64],
            [1.0, 0.58],
            [1.08, 0.40],
            [1.06, 0.20],
            [0.2, 0.24],
            [-0.5, 0.20],
            [-1.0, 0.24],
        ],
        samples=5,
    )
    sheet.card(spot.up(blanket), look.tone + 36, look.bright + 40, look.shift)
    pillow = smooth([[-1.08, 0.58], [-1.0, 0.74], [-0.72, 0.74], [-0.62, 0.60]], samples=5)
    sheet.card(spot.up(pillow), look.bright + 30, 240, look.shift)


def _draw_door(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    sheet.card(spot.up(box(-0.26, 0, 0.26, 1.0)), look.tone + 20, look.bright, look.shift)
    sheet.shade(spot.up(box(-0.21, 0, 0.21, 0.965)), look.tone + 6)
    for y0, y1 in ((0.06, 0.42), (0.50, 0.92)):
        for x in (-0.105, 0.105):
            panel = box(x - 0.075, y0, x + 0.075, y1)
            sheet.shade(spot.up(panel), look.tone + 22)
            sheet.shade_line(spot.up(panel), 1, look.tone * 0.6, closed=True)
    x, y = spot.up([[0.17, 0.47]])[0].tolist()
    sheet.shade(ellipse(x, y, spot.size(0.012), spot.size(0.012)), 220)


def _draw_stove(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """An iron stove with its fire showing and a pipe leaving upward."""
    sheet.cut(spot.up(box(-0.07, 0.8, 0.07, 3.0)), look.tone)
    sheet.shade(spot.up(box(0.0, 0.8, 0.05, 3.0)), look.bright * 0.6)
    draw_lathe(
        sheet,
        spot,
        [(0.1, 0.30), (0.16, 0.34), (0.8, 0.33), (0.84, 0.38), (0.9, 0.36)],
        look.shading,
    )
    for x in (-0.26, 0.26):
        sheet.line(spot.up([[x, 0.14], [x * 1.2, 0.0]]), spot.size(0.05, 2), look.tone)
    sheet.light(spot.up(box(-0.18, 0.28, 0.18, 0.50)), 220, lamp=True)
    for x in (-0.09, 0.0, 0.09):
        sheet.line(spot.up([[x, 0.27], [x, 0.51]]), spot.size(0.02), look.tone)


def _draw_crate(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    sheet.card(spot.up(box(-0.6, 0, 0.6, 1.0)), look.tone + 10, look.bright, look.shift)
    for y in (0.06, 0.36, 0.66):
        sheet.shade_line(spot.up([[-0.58, y + 0.28], [0.58, y + 0.28]]), spot.size(0.02), look.tone)
    sheet.shade(spot.up(ribbon([[-0.55, 0.05], [0.55, 0.95]], 0.12)), look.tone + 34)
    for x in (-0.54, 0.54):
        sheet.shade(spot.up(box(x - 0.06, 0, x + 0.06, 1.0)), look.tone + 28)


def _draw_barrel(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    draw_lathe(
        sheet, spot, [(0, 0.30), (0.25, 0.36), (0.5, 0.38), (0.75, 0.36), (1.0, 0.30)], look.shading
    )
    for h in (0.14, 0.32, 0.68, 0.86):
        sheet.shade_line(spot.up([[-0.37, h], [0.37, h]]), spot.size(0.03), look.tone * 0.5)


def _draw_piano(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """An upright piano, its keys toward the light."""
    sheet.card(
        spot.up(points([[-0.62, 0], [-0.62, 1.0], [0.62, 1.0], [0.62, 0]])),
        look.tone,
        look.bright,
        look.shift,
    )
    sheet.card(spot.up(box(-0.68, 0.56, 0.68, 0.62)), look.tone + 8, look.bright + 40, (0, 2))
    sheet.shade(spot.up(box(-0.60, 0.62, 0.60, 0.66)), 220)
    for x in np.linspace(-0.58, 0.58, 30):
        sheet.shade_line(spot.up([[x, 0.63], [x, 0.66]]), 1, 20)
    sheet.card(spot.up(box(-0.28, 0.70, 0.28, 0.90)), 170, 230, look.shift)
    for x in (-0.60, 0.56):
        sheet.cut(spot.up(box(x, 0, x + 0.05, 0.58)), look.tone * 0.8)


def _draw_bicycle(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    for x in (-0.52, 0.52):
        sheet.line(
            spot.up(ellipse(x, 0.34, 0.33, 0.33)), spot.size(0.03, 1.5), look.tone, closed=True
        )
        for a in np.linspace(0, math.pi, 7)[:-1]:
            spoke = [
                [x - 0.32 * math.cos(a), 0.34 - 0.32 * math.sin(a)],
                [x + 0.32 * math.cos(a), 0.34 + 0.32 * math.sin(a)],
            ]
            sheet.line(spot.up(spoke), 1, look.tone + 20)
    frame = [[-0.52, 0.34], [-0.18, 0.72], [0.36, 0.74], [-0.02, 0.32], [-0.52, 0.34]]
    sheet.line(spot.up(frame), spot.size(0.03, 1.5), look.tone)
    sheet.line(spot.up([[-0.02, 0.32], [-0.22, 0.84]]), spot.size(0.03, 1.5), look.tone)
    sheet.line(spot.up([[0.52, 0.34], [0.34, 0.94], [0.48, 0.98]]), spot.size(0.03, 1.5), look.tone)
    sheet.cut(spot.up(box(-0.34, 0.83, -0.10, 0.88)), look.tone)


_Drawing = Callable[[CutSheet, Spot, PropLook], None]

FURNITURE: dict[str, _Drawing] = {
    "chair": _draw_chair, "bench": _draw_bench, "suitcase": _draw_suitcase, "clock": draw_clock,
    "bed": _draw_bed, "door": _draw_door, "stove": _draw_stove, "crate": _draw_crate,
    "box": _draw_crate, "barrel": _draw_barrel, "piano": _draw_piano, "bicycle": _draw_bicycle,
}  # fmt: skip
"""What can stand on a floor (a clock hangs)."""


def draw_furniture(sheet: CutSheet, spot: Spot, word: str, look: PropLook) -> None:
    """Draw the piece of that word; unknown words draw nothing."""
    drawing = FURNITURE.get(word)
    if drawing is not None:
        drawing(sheet, spot, look)
