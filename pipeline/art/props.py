"""Things on a table: lamp, cup, teapot, book, letter, frame, bottle, vase, candle, radio.

Every thing is drawn in units of its own height and keeps its shape by its name. `METRES` says how
tall each really is, so that a stage can set them side by side in one scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import box, capsule, dot, ellipse, ribbon, smooth
from pipeline.art.lathe import LatheLook, draw_lathe
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light
from pipeline.art.spots import Spot

__all__ = ["METRES", "TABLE_PROPS", "PropLook", "draw_lamp", "draw_table_prop"]


class PropLook(Struct, frozen=True):
    """How a thing is drawn in one shot."""

    film: str = ""
    name: str = ""
    tone: float = 26
    bright: float = 130
    side: int = 1
    """Where the light is: 1 on its right, -1 on its left."""

    @property
    def shading(self) -> LatheLook:
        """The thing as a turned body, lit from its side."""
        return LatheLook(self.tone, self.bright, 0.5 * self.side, 9)

    @property
    def shift(self) -> tuple[float, float]:
        """Where the body of a double cut moves: away from the light."""
        return (-1.5 * self.side, 1.5)


METRES: dict[str, float] = {
    "lamp": 0.56, "cup": 0.11, "teapot": 0.20, "book": 0.06, "letter": 0.02, "frame": 0.26,
    "bottle": 0.30, "vase": 0.48, "candle": 0.26, "radio": 0.26, "telephone": 0.17, "bowl": 0.09,
    "lantern": 0.34, "cake": 0.22, "globe": 0.42, "recorder": 0.16,
}  # fmt: skip
"""Heights in metres of the things that stand on tables."""


def draw_lamp(sheet: CutSheet, spot: Spot, look: PropLook) -> Light:
    """Draw a table lamp, alight. Returns its light: the middle of the shade and a radius."""
    u = generator(look.film, "lamp", look.name).random(4).tolist()
    belly, foot = 0.09 + 0.05 * u[0], 0.20 + 0.06 * u[1]
    stem = [
        (0, foot),
        (0.03, foot),
        (0.05, foot * 0.75),
        (0.10, 0.07),
        (0.16, 0.05),
        (0.24, belly * 0.85),
        (0.33, belly),
        (0.42, belly * 0.75),
        (0.50, 0.04),
        (0.66, 0.03),
    ]
    draw_lathe(sheet, spot, stem, LatheLook(look.tone, look.tone + 110, 0.1, 9))
    wide, narrow, low = 0.36 + 0.06 * u[2], 0.16 + 0.12 * u[3], 0.58
    shade = spot.up([[-wide, low], [-narrow, 1.0], [narrow, 1.0], [wide, low]])
    middle = shade.mean(0)
    sheet.cut(shade, 200)
    sheet.light(shade, 150)
    sheet.light((shade - middle) * (0.7, 1) + middle, 200)
    sheet.shade_line([shade[0], shade[3]], 3, 120)
    sheet.light(spot.up(ellipse(0, low, wide, wide * 0.09)), 255)
    x, y = spot.up([[0, low + 0.1]])[0].tolist()
    return Light(x, y, spot.height * 0.55)


def _draw_lantern(sheet: CutSheet, spot: Spot, look: PropLook) -> Light:
    frame = [
        [-0.26, 0.0],
        [0.26, 0.0],
        [0.26, 0.08],
        [0.20, 0.10],
        [0.20, 0.66],
        [0.26, 0.68],
        [0.12, 0.84],
        [-0.12, 0.84],
        [-0.26, 0.68],
        [-0.20, 0.66],
        [-0.20, 0.10],
        [-0.26, 0.08],
    ]
    sheet.card(spot.up(frame), look.tone, look.tone + 80, look.shift)
    sheet.light(spot.up(box(-0.16, 0.12, 0.16, 0.64)), 190, lamp=True)
    sheet.light(
        spot.up(smooth([[-0.05, 0.16], [-0.06, 0.30], [0, 0.50], [0.06, 0.30], [0.05, 0.16]])), 255
    )
    for x in (-0.17, 0.0, 0.17):
        sheet.line(spot.up([[x, 0.10], [x, 0.66]]), spot.size(0.02), look.tone)
    sheet.line(spot.up(ellipse(0, 0.84, 0.14, 0.16, arc=(0, math.pi))), spot.size(0.025), look.tone)
    x, y = spot.up([[0, 0.4]])[0].tolist()
    return Light(x, y, spot.height * 0.5)


def _draw_candle(sheet: CutSheet, spot: Spot, look: PropLook) -> Light:
    draw_lathe(sheet, spot, [(0, 0.24), (0.04, 0.24), (0.06, 0.12), (0.14, 0.11)], look.shading)
    draw_lathe(
        sheet,
        spot,
        [(0.12, 0.085), (0.72, 0.080)],
        LatheLook(look.tone + 50, 210, 0.4 * look.side, 7),
    )
    flame = smooth([[-0.05, 0.76], [-0.055, 0.84], [0, 1.0], [0.055, 0.84], [0.05, 0.76]])
    sheet.light(spot.up(flame), 255)
    x, y = spot.up([[0, 0.86]])[0].tolist()
    return Light(x, y, spot.height * 0.7)


def _draw_cup(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    handle = ellipse(0.52, 0.52, 0.26, 0.28, arc=(-1.9, 1.9))
    sheet.line(spot.up(handle), spot.size(0.10, 2), look.tone + 60)
    profile = [(0, 0.30), (0.06, 0.36), (0.5, 0.46), (0.95, 0.50)]
    draw_lathe(sheet, spot, profile, LatheLook(look.tone + 20, 235, 0.6 * look.side, 11))
    sheet.cut(spot.up(ellipse(0, 0.95, 0.50, 0.10)), look.tone + 150)
    sheet.shade(spot.up(ellipse(0, 0.94, 0.44, 0.075)), look.tone * 0.8)
    sheet.shade(spot.up(ellipse(0.02, 0.93, 0.36, 0.05)), look.tone + 34)


def _draw_teapot(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    spout = smooth([[0.35, 0.30], [0.62, 0.44], [0.78, 0.74]], closed=False)
    sheet.card(spot.up(ribbon(spout, 0.22, 0.10)), look.tone + 16, look.bright, look.shift)
    handle = ellipse(-0.5, 0.46, 0.24, 0.26, arc=(math.pi * 0.5, math.pi * 1.5))
    sheet.line(spot.up(handle), spot.size(0.07, 2), look.tone + 20)
    belly = smooth([(0, 0.26), (0.06, 0.36), (0.3, 0.50), (0.5, 0.46), (0.70, 0.24)], closed=False)
    draw_lathe(sheet, spot, belly, look.shading)
    draw_lathe(
        sheet,
        spot,
        [(0.68, 0.27), (0.76, 0.22), (0.84, 0.06), (0.88, 0.06), (0.95, 0.09), (1.0, 0.05)],
        look.shading,
    )


def _draw_bottle(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    draw_lathe(
        sheet,
        spot,
        [
            (0, 0.13),
            (0.02, 0.14),
            (0.56, 0.14),
            (0.68, 0.09),
            (0.74, 0.05),
            (0.94, 0.045),
            (0.95, 0.06),
            (1.0, 0.06),
        ],
        look.shading,
    )
    sheet.shade(spot.up(box(-0.13, 0.16, 0.13, 0.42)), look.bright * 0.9)


def _draw_bowl(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    profile = smooth([(0, 0.40), (0.08, 0.42), (0.4, 0.86), (0.9, 1.05)], closed=False)
    draw_lathe(sheet, spot, profile, look.shading)
    sheet.cut(spot.up(ellipse(0, 0.9, 1.05, 0.16)), look.bright)
    sheet.shade(spot.up(ellipse(0, 0.88, 0.95, 0.12)), look.tone)


def _draw_vase(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    chance = generator(look.film, "vase", look.name)
    for _ in range(7):
        x, top = chance.uniform(-0.34, 0.34), chance.uniform(0.62, 0.95)
        stalk = smooth([[0, 0.36], [x * 0.5, 0.55], [x, top]], closed=False)
        sheet.line(spot.up(stalk), spot.size(0.012), look.tone)
        head = spot.up(ellipse(float(x), float(top), 0.055, 0.045))
        sheet.card(head, look.tone + 70, look.bright + 40, look.shift)
        if chance.random() < 0.5:
            sheet.accent(head)
    draw_lathe(
        sheet,
        spot,
        [(0, 0.10), (0.03, 0.13), (0.16, 0.16), (0.28, 0.10), (0.34, 0.07), (0.38, 0.10)],
        look.shading,
    )


def _draw_book(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """An open book, low on the table."""
    for side in (-1, 1):
        page = smooth([[0, 0.15], [side * 0.7, 0.75], [side * 2.0, 0.55]], closed=False)
        under = [[side * 2.1, 0.25], [0, 0.0]]
        sheet.card(
            spot.up(np.vstack([page, under])),
            look.bright * (1.35 if side == look.side else 0.95),
            240,
            look.shift,
        )
    for k in range(4):
        for side in (-1, 1):
            a = side * (0.35 + 0.06 * k)
            line = [[a, 0.42 - 0.08 * k], [side * 1.6, 0.40 - 0.07 * k]]
            sheet.shade_line(spot.up(line), 1, look.tone + 20)


def _draw_letter(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """A sheet of paper lying flat, written on."""
    sheet.card(spot.up([[-4.2, 0.2], [3.4, 1.4], [5.0, 0.3], [-2.6, -1.2]]), 205, 245, (0, 1.5))
    for k in range(5):
        a = np.array([-3.0 + 0.40 * k, 0.10 - 0.24 * k])
        sheet.shade_line(spot.up([a, a + (5.2, 0.82)]), 1, look.tone + 70)


def _draw_frame(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """A framed photograph of a bust."""
    half = 0.38
    sheet.card(spot.up(box(-half, 0, half, 1.0)), look.tone + 8, look.bright, look.shift)
    sheet.shade(spot.up(box(-half + 0.09, 0.09, half - 0.09, 0.91)), 150)
    sheet.shade(spot.up(ellipse(0, 0.60, 0.13, 0.155)), 52)
    shoulders = np.vstack([ellipse(0, 0.09, 0.25, 0.32, arc=(0.0, math.pi)), [[-0.25, 0.09]]])
    sheet.shade(spot.up(shoulders), 52)


def _draw_radio(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    body = smooth(
        [
            [-0.85, 0.0],
            [-0.88, 0.5],
            [-0.72, 0.95],
            [0.0, 1.0],
            [0.72, 0.95],
            [0.88, 0.5],
            [0.85, 0.0],
        ],
        samples=5,
    )
    sheet.card(spot.up(body), look.tone + 14, look.bright, look.shift)
    for k in range(6):
        y = 0.24 + 0.1 * k
        sheet.shade_line(spot.up([[-0.68, y], [-0.02, y]]), spot.size(0.025), look.tone * 0.4)
    sheet.light(spot.up(box(0.12, 0.56, 0.72, 0.78)), 170, lamp=True)
    sheet.shade_line(spot.up([[0.36, 0.56], [0.36, 0.78]]), spot.size(0.02), 20)
    for x in (0.22, 0.60):
        sheet.shade(spot.up(ellipse(x, 0.28, 0.11, 0.13)), look.bright * 0.9)
    sheet.line(spot.up([[0.7, 0.9], [0.98, 1.6]]), 1, look.tone + 40)


def _draw_telephone(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    body = smooth(
        [[-0.80, 0.0], [-0.62, 0.34], [-0.36, 0.62], [0.36, 0.62], [0.62, 0.34], [0.80, 0.0]],
        samples=5,
    )
    sheet.card(spot.up(body), look.tone + 6, look.bright, look.shift)
    sheet.shade(spot.up(ellipse(0, 0.32, 0.28, 0.22)), look.bright * 0.8)
    sheet.shade(spot.up(ellipse(0, 0.32, 0.12, 0.09)), look.tone)
    receiver = smooth(
        [
            [-0.92, 0.62],
            [-0.86, 0.86],
            [-0.3, 0.98],
            [0.3, 0.98],
            [0.86, 0.86],
            [0.92, 0.62],
            [0.56, 0.62],
            [0.42, 0.80],
            [-0.42, 0.80],
            [-0.56, 0.62],
        ],
        samples=5,
    )
    sheet.card(spot.up(receiver), look.tone + 16, look.bright + 20, look.shift)


def _draw_cake(sheet: CutSheet, spot: Spot, look: PropLook) -> Light:
    draw_lathe(sheet, spot, [(0, 0.75), (0.04, 0.80), (0.06, 0.62), (0.50, 0.62)], look.shading)
    sheet.cut(spot.up(ellipse(0, 0.50, 0.62, 0.10)), look.bright + 50)
    for x in np.linspace(-0.4, 0.4, 5):
        sheet.line(spot.up([[x, 0.52], [x, 0.80]]), spot.size(0.05), 200)
        sheet.light(spot.up(ellipse(float(x), 0.88, 0.03, 0.07)), 255, lamp=True)
    x, y = spot.up([[0, 0.88]])[0].tolist()
    return Light(x, y, spot.height * 0.8)


def _draw_globe(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    draw_lathe(sheet, spot, [(0, 0.24), (0.04, 0.24), (0.07, 0.06), (0.20, 0.04)], look.shading)
    sheet.card(spot.up(ellipse(0, 0.58, 0.36, 0.36)), look.tone + 40, look.bright + 40, look.shift)
    chance = generator(look.film, "globe", look.name)
    for _ in range(5):
        x, y = chance.uniform(-0.2, 0.2), chance.uniform(-0.2, 0.2)
        land = ellipse(float(x), 0.58 + float(y), chance.uniform(0.05, 0.12), 0.07)
        sheet.shade(spot.up(land), look.bright)
    sheet.line(spot.up(ellipse(0, 0.58, 0.41, 0.41, arc=(-1.2, 1.9))), spot.size(0.03), look.bright)


def _draw_recorder(sheet: CutSheet, spot: Spot, look: PropLook) -> None:
    """A tape recorder with two reels and one red light."""
    sheet.card(
        spot.up([[-1.3, 0], [-1.25, 0.95], [1.25, 0.95], [1.3, 0]]),
        look.tone + 10,
        look.bright,
        look.shift,
    )
    for x in (-0.62, 0.42):
        sheet.shade(spot.up(ellipse(x, 0.52, 0.42, 0.34)), look.bright * 0.7)
        sheet.shade(spot.up(ellipse(x, 0.52, 0.16, 0.13)), look.tone * 0.6)
    mark = spot.up(capsule((1.02, 0.62), (1.02, 0.70), 0.06, 0.06))
    sheet.cut(mark, 90)
    sheet.accent(mark)
    x, y = spot.up([[1.02, 0.66]])[0].tolist()
    sheet.light(dot(x, y, spot.size(0.05)), 220, lamp=True)


_Drawing = Callable[[CutSheet, Spot, PropLook], Light | None]

TABLE_PROPS: dict[str, _Drawing] = {
    "lamp": draw_lamp, "lantern": _draw_lantern, "candle": _draw_candle, "cup": _draw_cup,
    "teapot": _draw_teapot, "bottle": _draw_bottle, "bowl": _draw_bowl, "vase": _draw_vase,
    "book": _draw_book, "letter": _draw_letter, "frame": _draw_frame, "radio": _draw_radio,
    "telephone": _draw_telephone, "cake": _draw_cake, "globe": _draw_globe,
    "recorder": _draw_recorder,
}  # fmt: skip
"""What can stand on a table."""


def draw_table_prop(sheet: CutSheet, spot: Spot, word: str, look: PropLook) -> Light | None:
    """Draw the thing of that word; returns its light if it shines. Unknown words draw nothing."""
    drawing = TABLE_PROPS.get(word)
    return None if drawing is None else drawing(sheet, spot, look)
