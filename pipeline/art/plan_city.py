"""A city from straight above: blocks between streets, lots of houses that lean out of the middle.

What is tall leans away from the point below the eye, shows a wall and throws a long shadow: that
is what makes a plan a place seen from the air.
"""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
from msgspec import Struct

from pipeline.art.frame import Frame
from pipeline.art.geometry import Points, box, dot, points, rotate, rough
from pipeline.art.materials import material_ramp
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet, SheetLook

__all__ = ["build_city_plan"]

_LEAN = 0.34
"""How far a roof of height 1 (of the tallest) moves out, in parts of its way from the middle."""


class _House(Struct, frozen=True):
    """One lot: its corners on the ground, and its height from 0 to 1."""

    foot: Points
    height: float
    dice: Points
    """Numbers from 0 to 1 for all that is drawn on it."""

    def roof(self, nadir: Points) -> Points:
        """The corners of its roof."""
        return np.asarray(nadir + (self.foot - nadir) * (1 + _LEAN * self.height))


def build_city_plan(scene: Scene, floor: CutSheet) -> None:
    """Lay streets, lots, courts and squares; heroes and people find theirs open."""
    frame = scene.frame
    look = SheetLook(
        shadow=0.5, fog_depth=0.05, soft=5, rim=0.5, stipple=0.35, shadow_shift=(5, 7),
        ramp=material_ramp(scene, "roof"),
    )  # fmt: skip
    sheet = scene.stage.sheet("roofs", 0.34, look, tone=70)
    random = scene.place("plan city")
    turn = float(random.uniform(0.06, 0.24)) * (1 if random.random() < 0.5 else -1)
    middle = np.array([frame.x(0.5), frame.y(0.5)])
    reach = 0.5 * math.hypot(frame.canvas_width, frame.canvas_height) + frame.px(160)
    columns, rows = _streets(scene, random, reach), _streets(scene, random, reach)
    _draw_streets(scene, floor, (columns, rows), (turn, middle))
    houses: list[_House] = []
    for (i, (x0, x1)), (j, (y0, y1)) in product(enumerate(columns), enumerate(rows)):
        block = rotate(box(x0, y0, x1, y1), turn) + middle
        if not _seen(scene, block, frame.px(150)):
            continue
        own = scene.place("plan block", i, j)
        if _is_open(scene, block):
            _draw_square(floor, block, own, cold=scene.air.cold)
        elif own.random() < 0.07:
            _draw_park(scene, sheet, block, own)
        else:
            for lot in _lots((x0, y0, x1, y1), own, frame.px(1)):
                tall = 0.10 + 0.90 * float(own.random()) ** 2.2
                houses.append(_House(rotate(lot, turn) + middle, tall, own.random(40)))
    away = np.array([-scene.layout.side * 0.86, 0.5])
    houses.sort(key=lambda each: -float(np.hypot(*(each.foot.mean(0) - middle))))
    for house in houses:
        _draw_shadow(floor, house, away * frame.px(120))
    for house in houses:
        _draw_house(scene, sheet, house, (middle, away))


def _streets(scene: Scene, random: np.random.Generator, reach: float) -> list[tuple[float, float]]:
    """Where blocks begin and end: streets of two widths between them, an avenue now and then."""
    px, spans = scene.frame.px, []
    at = -reach
    while at < reach:
        wide = px(float(random.uniform(120, 260)))
        spans.append((at, at + wide))
        at += wide + px(78 if random.random() < 0.25 else 40)
    return spans


def _draw_streets(
    scene: Scene,
    floor: CutSheet,
    spans: tuple[list[tuple[float, float]], list[tuple[float, float]]],
    look: tuple[float, Points],
) -> None:
    """Dark strips with a broken line along wide ones; lamps and cars shine on them by night."""
    frame, px = scene.frame, scene.frame.px
    turn, middle = look
    dark = scene.air.time in {"night", "dusk"}
    random = scene.place("plan cars")
    long = spans[0][-1][1]
    for upright, some in enumerate(spans):
        for (_, a), (b, _) in pairwise(some):
            lane = box(a, -long, b, long) if not upright else box(-long, a, long, b)
            floor.shade(rotate(lane, turn) + middle, 118 if scene.air.cold else 38)
            steps = np.arange(-long, long, px(46))
            chances = random.random((len(steps), 2))
            line = np.full_like(steps, (a + b) / 2)
            starts, ends, lamps = (
                rotate(np.stack(pair if not upright else pair[::-1], 1), turn) + middle
                for pair in ((line, steps), (line, steps + px(20)), (line * 0 + a - px(2), steps))
            )
            for k in np.flatnonzero(_inside(frame, starts, px(20))).tolist():
                mark = np.stack([starts[k], ends[k]])
                if b - a > px(60):
                    floor.shade_line(mark, px(2.4), 170)
                if dark and chances[k, 0] < 0.34:
                    x, y = lamps[k].tolist()
                    floor.light(dot(x, y, px(2.2)), 220, lamp=True)
                if chances[k, 1] < 0.10:
                    _draw_car(scene, floor, mark, px(9 if k % 2 else -9))


def _inside(
    frame: Frame, spots: Points, margin: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which points lie on the canvas or a little beyond it."""
    x, y = spots[:, 0], spots[:, 1]
    across = (x > frame.left - margin) & (x < frame.right + margin)
    return np.asarray(across & (y > frame.top - margin) & (y < frame.bottom + margin), np.bool_)


def _seen(scene: Scene, outline: Points, margin: float) -> bool:
    """Whether an outline comes near the canvas."""
    frame = scene.frame
    (left, top), (right, low) = outline.min(0).tolist(), outline.max(0).tolist()
    across = left < frame.right + margin and right > frame.left - margin
    return bool(across and top < frame.bottom + margin and low > frame.top - margin)


def _draw_car(scene: Scene, floor: CutSheet, mark: Points, aside: float) -> None:
    way = (mark[1] - mark[0]) / (np.hypot(*(mark[1] - mark[0])) + 1e-9)
    across = np.array([-way[1], way[0]])
    px, at = scene.frame.px, mark[0] + across * aside
    long, half = way * px(9), across * px(4.2)
    floor.shade([at - long - half, at + long - half, at + long + half, at - long + half], 150)
    floor.shade(
        [
            at - long * 0.3 - half,
            at + long * 0.3 - half,
            at + long * 0.3 + half,
            at - long * 0.3 + half,
        ],
        60,
    )
    if scene.air.time in {"night", "dusk"}:
        for side in (-0.7, 0.7):
            x, y = (at + long + half * side).tolist()
            floor.light(dot(x, y, px(1.8)), 255, lamp=True)


def _is_open(scene: Scene, block: Points) -> bool:
    """Whether people or heroes of the shot stand in a block."""
    frame, layout, wish = scene.frame, scene.layout, scene.wish
    spots = []
    if wish.people or wish.crowd:
        spots.append((layout.people_x, frame.y(0.56)))
        spots.append((layout.people_x - layout.side * frame.px(110), frame.y(0.66)))
    if wish.crowd:
        spots.append((frame.x(0.5), frame.y(0.52)))
    for index in range(min(2, len(wish.heroes))):
        x = frame.x(0.5 + layout.side * 0.17) - index * frame.x(0.3) * layout.side
        spots.append((x, frame.y(0.42 + 0.16 * index)))
    low, high = block.min(0) - frame.px(24), block.max(0) + frame.px(24)
    return any(low[0] < x < high[0] and low[1] < y < high[1] for x, y in spots)


def _draw_square(
    floor: CutSheet, block: Points, random: np.random.Generator, *, cold: bool
) -> None:
    """An open square: paler paving with joints."""
    tone = 176.0 if cold else float(random.uniform(92, 108))
    floor.shade(block, tone)
    a, b, c, d = block
    for t in np.linspace(0.12, 0.88, 6).tolist():
        floor.shade_line([a + (b - a) * t, d + (c - d) * t], 1, tone - 14)
        floor.shade_line([a + (d - a) * t, b + (c - b) * t], 1, tone - 14)


def _draw_park(scene: Scene, sheet: CutSheet, block: Points, random: np.random.Generator) -> None:
    """Trees in place of houses."""
    px = scene.frame.px
    a, b, _, d = block
    for _ in range(16):
        u, v = random.uniform(0.06, 0.94, 2)
        x, y = (a + (b - a) * u + (d - a) * v).tolist()
        size = px(float(random.uniform(9, 20)))
        tone = 176.0 if scene.air.cold else 56.0
        sheet.cut(rough(dot(x, y, size), size * 0.12, size * 0.5, random), tone)
        lit = dot(x + scene.layout.side * size * 0.25, y - size * 0.25, size * 0.5)
        sheet.shade(lit, tone + 46)


def _lots(
    block: tuple[float, float, float, float], random: np.random.Generator, px: float
) -> list[Points]:
    """A block cut into lots of unlike size, a passage of a few pixels between them."""
    work, lots = [block], []
    while work:
        x0, y0, x1, y1 = work.pop()
        wide, high = x1 - x0, y1 - y0
        if max(wide, high) < 130 * px or (max(wide, high) < 190 * px and random.random() < 0.3):
            inset = px * float(random.uniform(2, 7))
            lots.append(box(x0 + inset, y0 + inset, x1 - inset, y1 - inset))
            continue
        t = float(random.uniform(0.32, 0.68))
        if wide > high:
            work += [(x0, y0, x0 + wide * t, y1), (x0 + wide * t, y0, x1, y1)]
        else:
            work += [(x0, y0, x1, y0 + high * t), (x0, y0 + high * t, x1, y1)]
    return lots


def _draw_shadow(floor: CutSheet, house: _House, away: Points) -> None:
    moved = house.foot + away * house.height
    for k in range(4):
        a, b = house.foot[k], house.foot[(k + 1) % 4]
        floor.shade([a, b, moved[(k + 1) % 4], moved[k]], 22)
    floor.shade(moved, 22)


def _draw_house(scene: Scene, sheet: CutSheet, house: _House, look: tuple[Points, Points]) -> None:
    """Walls that can be seen, then the roof with its parapet and what stands on it."""
    nadir, away = look
    roof, foot, px = house.roof(nadir), house.foot, scene.frame.px
    if not _seen(scene, foot, 0):
        return
    dice = house.dice
    tone = 186.0 if scene.air.cold else 74 + 58 * float(dice[0])
    for k in range(4):
        a, b = foot[k], foot[(k + 1) % 4]
        wall = [a, b, roof[(k + 1) % 4], roof[k]]
        normal = np.array([b[1] - a[1], a[0] - b[0]])
        normal = normal / (np.hypot(*normal) + 1e-9)
        facing = float(normal @ away)
        if float(normal @ ((a + b) / 2 - nadir)) > 0:
            continue
        sheet.cut(wall, 26 if facing > 0 else 58)
        if house.height > 0.28:
            _draw_windows(scene, sheet, (a, b, roof[k]), dice[12:])
    sheet.cut(roof, tone)
    centre = roof.mean(0)
    sheet.shade_line(roof, max(1.0, px(2)), min(250, tone + 52), closed=True)
    sheet.shade(centre + (roof - centre) * 0.88, tone * 0.86)
    if house.height > 0.5:
        upper = centre + (roof - centre) * 0.55
        sheet.shade(upper + away * px(7), tone * 0.4)
        sheet.shade(upper, min(240, tone + 24))
    for k in range(1 + int(3 * dice[1])):
        u, v = 0.15 + 0.55 * dice[2 + 2 * k : 4 + 2 * k]
        at = roof[0] + (roof[1] - roof[0]) * u + (roof[3] - roof[0]) * v
        w, h = (roof[1] - roof[0]) * 0.14, (roof[3] - roof[0]) * 0.12
        thing = points([at, at + w, at + w + h, at + h])
        sheet.shade(thing + away * px(5), tone * 0.42)
        sheet.shade(thing, min(240, tone + 18))


def _draw_windows(
    scene: Scene, sheet: CutSheet, wall: tuple[Points, Points, Points], dice: Points
) -> None:
    """Lit windows of a wall by night; the wall by its foot and one upper corner."""
    if scene.air.time not in {"night", "dusk"}:
        return
    a, b, d = wall
    along, up = b - a, d - a
    if min(math.hypot(*along), math.hypot(*up)) < scene.frame.px(12):
        return
    u, v, value = 0.08 + 0.78 * dice[:7, None], 0.08 + 0.78 * dice[7:14, None], dice[14:21]
    low = a + along * u + up * v
    panes = np.stack([low, low + along * 0.07, low + along * 0.07 + up * 0.1, low + up * 0.1], 1)
    sheet.light_many(panes, (110 + 120 * value).tolist(), lamp=True)
