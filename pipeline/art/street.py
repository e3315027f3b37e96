"""A city street seen along its middle: two walls of houses toward one vanishing point.

Blocks recede at geometric depths; each has a wall along the street and a narrow face toward the
viewer. Their plan belongs to the place: heights, windows, signs and lamps keep from shot to shot.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points, box, dot, points, smooth
from pipeline.art.land import horizon_band
from pipeline.art.lights import pool
from pipeline.art.materials import material_ramp
from pipeline.art.roads import Way, draw_marks, draw_paving, draw_strip
from pipeline.art.scene import Scene
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, SheetLook

__all__ = ["build_street", "is_street", "street_middle"]

_STREETS = (
    "street",
    "alley",
    "avenue",
    "downtown",
    "neon",
    "traffic",
    "街",
    "小巷",
    "霓虹",
    "square",
)
_KERB = 0.62
"""Where the roadway ends, in half widths of the street."""
_DEPTHS = (0.86, 1.25, 1.8, 2.6, 3.8, 5.6, 8.0)


class _Street(Struct, frozen=True):
    """The camera of a street: vanishing point, half width and eye height at depth 1, in pixels."""

    x: float
    y: float
    half: float
    eye: float

    def side(self, side: int, depth: float, up: float) -> tuple[float, float]:
        """A point on a wall: side, depth, pixels above the street at depth 1."""
        return self.x + side * self.half / depth, self.y + (self.eye - up) / depth


def is_street(scene: Scene) -> bool:
    """Whether the words ask for a street, and the shot stands in it."""
    wish = scene.wish
    if "city" not in wish.far or wish.angle in {"high", "top"} or wish.size == "ews":
        return False
    return any(word in wish.words.lower() for word in _STREETS)


def street_middle(scene: Scene) -> float:
    """The column on which a street ends: near the light, and the brightest part of it."""
    return scene.layout.light.x * 0.65 + scene.frame.x(0.5) * 0.35


def build_street(scene: Scene) -> None:
    """Lay the walls far to near and the roadway between them."""
    frame, layout = scene.frame, scene.layout
    px = frame.px
    low = scene.wish.angle == "low"
    lens = {"medium": 1.25, "close": 1.6}.get(scene.wish.size, 1.0)
    street = _Street(
        x=street_middle(scene),
        y=layout.horizon,
        half=frame.x(0.36) * lens,
        eye=px(150 if low else 215) * lens,
    )
    _roadway(scene, street)
    wet = scene.air.weather in {"rain", "storm"}
    gleam = (scene.air.palette.glow, 0.5 if wet else 0.26)
    scene.stage.add_light(pool(frame, (street.x, layout.horizon - px(4)), 0.295, gleam))
    groups = ((4, 6, 0.62, 0.40), (2, 4, 0.40, 0.22), (1, 2, 0.22, 0.10), (0, 1, 0.12, 0.05))
    for first, end, depth, fog in groups:
        look = SheetLook(
            shadow=0.4,
            fog_depth=fog,
            airlight=0.75,
            soft=7,
            rim=0.9,
            stipple=0.7,
            fog_skirt=(layout.horizon - px(20), layout.horizon + px(150), 0.5),
            blur=layout.blur,
            ramp=material_ramp(scene, "brick"),
        )
        sheet = scene.stage.sheet(f"street {first}", depth, look, tone=34)
        for index in range(end - 1, first - 1, -1):
            for side in (-1, 1):
                _block(scene, sheet, street, (side, index))


def _roadway(scene: Scene, street: _Street) -> None:
    frame, layout = scene.frame, scene.layout
    px = frame.px
    wet = scene.air.weather in {"rain", "storm"}
    look = SheetLook(
        shadow=0.0,
        fog_depth=0.14,
        stipple=0.0,
        rim=0.0,
        airlight=1.0,
        ground=(layout.horizon + px(90), frame.bottom, 0.5),
        fog_skirt=(layout.horizon + px(110), layout.horizon - px(2), 0.7),
        blur=layout.blur,
    )
    sheet = scene.stage.sheet("roadway", 0.30, look, tone=60)
    snow = scene.air.cold
    sheet.cut(horizon_band(frame, layout.horizon - 2), 150 if snow else 60)
    way = Way(street.x, street.y, street.half, street.eye)
    base, far = (116.0, 214.0) if snow else (34.0, 150.0 if wet else 118.0)
    draw_paving(sheet, way, (base, far), _KERB)
    for side in (-1, 1):
        walk = [
            way.at(side * u, d) for u, d in ((_KERB, 0.4), (_KERB, 30.0), (1.1, 30.0), (1.1, 0.4))
        ]
        sheet.shade(walk, 182 if snow else 84)
        draw_strip(sheet, way, (side * (_KERB - 0.03), side * _KERB), base * 0.5, (0.4, 30.0))
        draw_strip(
            sheet, way, (side * _KERB, side * (_KERB + 0.03)), 230 if snow else 176, (0.4, 30.0)
        )
        draw_strip(sheet, way, (side * 0.94, side * 1.1), 120 if snow else 40, (0.4, 30.0))
    depth = 0.55
    while depth < 12:
        joint = [way.at(-1.0, depth), way.at(-_KERB - 0.03, depth)]
        sheet.shade_line(joint, 1, 150 if snow else 58)
        sheet.shade_line([way.at(1.0, depth), way.at(_KERB + 0.03, depth)], 1, 150 if snow else 58)
        depth *= 1.16
    draw_marks(sheet, way, 226 if snow else 190, 0.018)
    random = scene.chance("puddles")
    for _ in range(30 if wet else 10):
        t = float(random.random()) ** 1.5
        y = street.y + px(8) + (frame.bottom - street.y) * t
        wide = px(20 + 190 * t) * float(random.uniform(0.5, 1.2))
        x = street.x + float(random.normal(0, 1)) * px(40 + 330 * t)
        leaf = [
            [x - wide / 2, y],
            [x, y - px(1 + 5 * t)],
            [x + wide / 2, y],
            [x, y + px(1 + 6 * t)],
        ]
        near = np.exp(-abs(x - layout.light.x) / px(240))
        bright = 110 + 120 * float(near) if wet else (126 if snow else 46)
        sheet.shade(smooth(leaf, samples=5), bright)


def _block(scene: Scene, sheet: CutSheet, street: _Street, at: tuple[int, int]) -> None:
    side, index = at
    frame = scene.frame
    random = generator(scene.place_name("street"), side, index)
    near, far = _DEPTHS[index], _DEPTHS[index + 1]
    tall = frame.px(float(random.uniform(430, 900)))
    if random.random() < 0.2:
        tall *= 0.6
    lit_wall = (side > 0) != (scene.layout.side > 0)
    wall_tone, face_tone = (66.0, 26.0) if lit_wall else (30.0, 40.0)
    outer = side * street.half * 1.6 / near
    foot = street.side(side, near, 0)
    top = street.side(side, near, tall)
    face = [
        foot,
        top,
        (top[0] + outer, top[1] + frame.px(8)),
        (foot[0] + outer, foot[1]),
    ]
    wall = [foot, top, street.side(side, far, tall), street.side(side, far, 0)]
    sheet.cut(
        [*face[1:3], (face[3][0], frame.bottom + 30), (foot[0], frame.bottom + 30)], face_tone
    )
    sheet.cut(wall, wall_tone)
    sheet.cut([foot, wall[3], (wall[3][0], wall[3][1] + 6), (foot[0], foot[1] + 6)], wall_tone)
    cornice = [top, wall[2]]
    edge = 206.0 if scene.air.cold else wall_tone + 60
    thick = max(1.5, frame.px((7 if scene.air.cold else 3) / near))
    sheet.shade_line(cornice, thick, edge)
    sheet.shade_line([top, face[2]], thick, edge)
    _face(scene, sheet, face, (near, f"{scene.place_name('face')} {side} {index}", face_tone))
    _storeys(scene, sheet, street, (side, index, tall, wall_tone))
    if random.random() < 0.8 and index < 4:
        _lamp(scene, sheet, street, (side, near * 1.12))


def _face(
    scene: Scene,
    sheet: CutSheet,
    face: list[tuple[float, float]],
    look: tuple[float, str, float],
) -> None:
    """Windows of the face a block turns to the viewer: upright cells, some lit."""
    near, name, tone = look
    random = generator(name)
    frame = scene.frame
    cell, storey = frame.px(46) / near, frame.px(62) / near
    x0, x1 = sorted((face[0][0], face[3][0]))
    x0, x1 = max(x0, frame.left), min(x1, frame.right)
    top = max(face[1][1], face[2][1]) + storey * 0.4
    share = {"night": 0.2, "dusk": 0.12}.get(scene.air.time, 0.0)
    across, down = int((x1 - x0) / cell), int((face[0][1] - top) / storey)
    if across < 1 or down < 1:
        return
    chances = random.random((down, across))
    for j in range(down):
        for i in range(across):
            x, y = x0 + (i + 0.28) * cell, top + j * storey
            pane = box(x, y, x + cell * 0.5, y + storey * 0.55)
            if chances[j, i] < share:
                sheet.light(pane, 120 + 600 * float(chances[j, i]), lamp=True)
            else:
                sheet.shade(pane, tone * 0.6)


def _storeys(
    scene: Scene, sheet: CutSheet, street: _Street, look: tuple[int, int, float, float]
) -> None:
    """Floors and windows of a wall in perspective; shops burn at street level."""
    side, index, tall, tone = look
    random = generator(scene.place_name("windows"), side, index)
    near, far = _DEPTHS[index], _DEPTHS[index + 1]
    storey = scene.frame.px(62)
    across = 5
    dark = scene.air.time in {"night", "dusk"}
    share = {"night": 0.24, "dusk": 0.14}.get(scene.air.time, 0.0)
    inverse = np.linspace(1 / near, 1 / far, across + 1)
    depths = 1 / inverse
    floors = int(tall / storey)
    chances, values = (
        random.random((floors + 1, across)),
        random.integers(110, 250, (floors + 1, across)),
    )
    for j in range(floors):
        low, high = storey * (j + 0.22), storey * (j + 0.80)
        for i in range(across):
            d0 = depths[i] + (depths[i + 1] - depths[i]) * 0.22
            d1 = depths[i] + (depths[i + 1] - depths[i]) * 0.78
            pane: Points = points(
                [
                    street.side(side, d0, low),
                    street.side(side, d0, high),
                    street.side(side, d1, high),
                    street.side(side, d1, low),
                ]
            )
            if pane[:, 1].max() < scene.frame.top - 10:
                continue
            shop = j == 0 and chances[j, i] < 0.55
            if dark and (shop or chances[j, i] < share):
                sheet.light(pane, float(values[j, i]) * (1.0 if shop else 0.85), lamp=True)
            else:
                sheet.shade(pane, tone * 0.55 if scene.air.time != "day" else tone * 0.62)
    if dark and random.random() < 0.6 and index < 3:
        _sign(sheet, street, (side, near * 1.06), storey, random)


def _sign(
    sheet: CutSheet,
    street: _Street,
    at: tuple[int, float],
    storey: float,
    random: np.random.Generator,
) -> None:
    """A vertical sign that hangs over the pavement: bars instead of letters."""
    side, depth = at
    low = storey * float(random.uniform(1.3, 2.2))
    x, y = street.side(side, depth, low)
    wide, tall = storey * 0.42 / depth, storey * float(random.uniform(1.6, 2.8)) / depth
    x0, x1 = sorted((x, x - side * wide))
    sheet.cut(box(x0, y - tall, x1, y), 18)
    count = 4
    for k in range(count):
        top = y - tall + tall * (k + 0.18) / count
        bar = box(x0 + wide * 0.2, top, x1 - wide * 0.2, top + tall * 0.62 / count)
        sheet.light(bar, 190 if k % 2 else 235, lamp=bool(random.random() < 0.6))


def _lamp(scene: Scene, sheet: CutSheet, street: _Street, at: tuple[int, float]) -> None:
    side, depth = at
    frame = scene.frame
    x = street.x + side * street.half * (_KERB + 0.06) / depth
    foot = street.y + street.eye / depth
    top = foot - frame.px(330) / depth
    pen = max(1.2, frame.px(7) / depth)
    arm = -side * frame.px(54) / depth
    curve = smooth(
        [[x, foot], [x, top + frame.px(30) / depth], [x + arm * 0.4, top], [x + arm, top]],
        closed=False,
    )
    sheet.line(curve, pen, 12)
    if scene.air.time in {"night", "dusk", "dawn"}:
        sheet.light(
            dot(x + arm, top + frame.px(5) / depth, max(1.6, frame.px(9) / depth)), 255, lamp=True
        )
