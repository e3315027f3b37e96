"""Roads toward one vanishing point: paving, kerbs, centre line, lamps and their light.

A way is measured at depth 1 and shrinks with 1 / z. What it shows is what makes dark paper a road:
its far end takes the light of the sky, its edges are lit, its marks grow toward the viewer.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points, dot, ellipse, points, smooth
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet

__all__ = ["Way", "draw_marks", "draw_paving", "draw_strip", "lay_road"]

_PATHS = ("path", "track", "trail", "小路", "小径")
_POST = 165.0
"""Height of a street lamp at depth 1, at 720."""


class Way(Struct, frozen=True):
    """A level strip to the horizon: vanishing point, half width and eye height at depth 1."""

    x: float
    y: float
    half: float
    eye: float
    aside: float = 0.0
    """How far its middle lies beside the vanishing point at depth 1."""
    bend: float = 0.0
    """How far it swings out on its way, in pixels at depth 1."""

    def at(self, u: float, z: float) -> tuple[float, float]:
        """A point of it: -1 the left edge, 1 the right edge; z away."""
        near = 1 / z
        swing = self.bend * near * (1 - near) * 2 if z > 1 else 0.0
        return self.x + (self.aside + u * self.half) * near + swing, self.y + self.eye * near

    def strip(self, u: tuple[float, float], z: tuple[float, float]) -> Points:
        """The part of it between two lines along it and two depths."""
        count = 2 if not self.bend else 4
        depths = np.geomspace(z[0], z[1], count).tolist()
        left = [self.at(u[0], each) for each in depths]
        right = [self.at(u[1], each) for each in reversed(depths)]
        return points([*left, *right])


def lay_road(scene: Scene, sheet: CutSheet, edge: float, tone: float) -> None:
    """A road from the frame's foot to the horizon; lamps stand along it where it is a city's."""
    frame, layout = scene.frame, scene.layout
    px, words = frame.px, scene.wish.words.lower()
    city = "city" in scene.wish.far
    goal = layout.hero_x if scene.wish.heroes else layout.light.x
    start = frame.x(0.5) - layout.side * frame.x(0.10)
    narrow = not city and any(word in words for word in _PATHS)
    way = Way(
        x=goal,
        y=edge - px(5),
        half=px(330 if city else 110 if narrow else 230),
        eye=frame.bottom - edge + px(5),
        aside=(start - goal) * 0.9,
        bend=-layout.side * px(0 if city else 260),
    )
    shines = scene.air.time in {"night", "dusk"} and not layout.blur
    draw_paving(sheet, way, (tone * 0.50, tone * 1.12))
    if narrow:
        draw_strip(sheet, way, (-0.62, -0.40), tone * 0.42)
        draw_strip(sheet, way, (0.40, 0.62), tone * 0.42)
        return
    for side in (-1, 1):
        draw_strip(sheet, way, (side * 0.93, side * 1.02), min(250, tone + 74))
        draw_strip(sheet, way, (side * 1.02, side * 1.07), tone * 0.34)
    draw_marks(sheet, way, min(250, tone + 96))
    if city:
        z = 1.18
        while z < 16:
            for side in (-1, 1):
                _lamp(scene, sheet, way, (side, z), lit=shines)
            z *= 1.42


def draw_paving(sheet: CutSheet, way: Way, tones: tuple[float, float], u: float = 1.0) -> None:
    """The surface: dark at our feet, lighter the flatter it is seen."""
    near, far = tones
    depths = np.geomspace(0.8, 60, 15).tolist()
    for a, b in pairwise(depths):
        share = 1 - 1 / (1 + 0.28 * (a - 0.8))
        sheet.shade(way.strip((-u, u), (a, b * 1.02)), near + (far - near) * share)


def draw_strip(
    sheet: CutSheet,
    way: Way,
    u: tuple[float, float],
    tone: float,
    z: tuple[float, float] = (0.8, 40.0),
) -> None:
    """A line or a band along the way."""
    depths = np.geomspace(*z, 5 if not way.bend else 9).tolist()
    left = [way.at(u[0], each) for each in depths]
    right = [way.at(u[1], each) for each in reversed(depths)]
    sheet.shade([*left, *right], tone)


def draw_marks(sheet: CutSheet, way: Way, tone: float, half: float = 0.022) -> None:
    """The broken line in its middle."""
    z = 0.82
    while z < 14:
        sheet.shade(way.strip((-half, half), (z, z * 1.17)), tone)
        z *= 1.42


def _lamp(scene: Scene, sheet: CutSheet, way: Way, at: tuple[int, float], *, lit: bool) -> None:
    """A street lamp beside the road, leaning over it, and the light it throws down."""
    side, z = at
    px = scene.frame.px
    x, y = way.at(side * 1.12, z)
    tall, arm = px(_POST) / z, -side * px(34) / z
    curve = smooth(
        [[x, y], [x, y - tall * 0.9], [x + arm * 0.35, y - tall], [x + arm, y - tall * 0.99]],
        closed=False,
        samples=4,
    )
    sheet.line(curve, max(1.0, px(3.6) / z), 10)
    if not lit:
        return
    wet = scene.air.weather in {"rain", "storm"}
    below, row = way.at(side * 0.86, z)
    pool = ellipse(below, row, px(86) / z, px(15) / z)
    sheet.light(pool, 34 if not wet else 46, lamp=True)
    if wet:
        streak = [
            [below - px(5) / z, row],
            [below, row - px(10) / z],
            [below + px(5) / z, row],
            [below, row + px(84) / z],
        ]
        sheet.light(smooth(streak, samples=4), 120, lamp=True)
    sheet.light(dot(x + arm, y - tall * 0.97, max(1.3, px(7.5) / z)), 255, lamp=True)
