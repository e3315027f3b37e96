"""A railway platform: rails, one floor sheet to the vanishing point, canopy on columns, clock.

The floor is one sheet for all depths: cut by depth it shows seams. Measures are the study's camera
units: x right, y down from eye height, z away; `_Platform.at` projects them.
"""

from __future__ import annotations

import math
import re

import numpy as np

from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.frame import Frame
from pipeline.art.furniture import draw_clock, draw_furniture
from pipeline.art.geometry import Points, ellipse, ribbon, smooth
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.platform_roof import draw_canopy, draw_column, draw_mast
from pipeline.art.projections import Projection
from pipeline.art.props import PropLook
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.spots import Spot

__all__ = ["lay_platform"]

_GROUND = 330.0
"""Track bed below the eye."""
_DECK = 210.0
"""The platform below the eye."""
_COLUMNS = (1.12, 1.55, 2.1, 2.8, 3.7, 4.9, 6.4, 8.2, 10.5, 13.5, 17.0)


def lay_platform(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay a platform under a canopy; the composer's sky shows over the tracks.

    Sheets: floor, far, middle, near, figures, fore. The light stands where the rails meet.
    """
    frame = stage.frame
    rise = {"low": 0.10, "high": -0.14}.get(scene.angle, 0.0)
    k = (
        frame.unit
        / 720
        * {"extreme wide": 0.85, "medium": 1.15, "close": 1.3}.get(scene.framing, 1.0)
    )
    here = station(scene)
    view = Projection(
        frame.x(0.5 - (0.150 + 0.085 * here.across) * scene.side),
        frame.y(0.567 + rise + 0.035 * here.up),
        k * here.zoom,
        scene.side,
        150.0 * here.across,
    )
    stage.light = Light(view.x0, view.y0 - 14 * k, 0.086 * frame.width)
    blur = {"medium": 1.8, "close": 3.6}.get(scene.framing, 0.0)
    _lay_floor(stage, scene, view, blur)
    if _has_train(scene):
        _lay_train(stage, view, blur)
    _lay_roofs(stage, scene, view, blur)
    subject = _lay_people(stage, scene, view)
    x, y = view.x0, view.y0
    haze = Shine("haze", x, y + 30 * k, 120 * k, 0.35, 0.5)
    return InteriorLaid(stage.light, (x + 0.35 * (frame.x(0.5) - x), y), (haze,), 0.5, 1.9, subject)


def _has_train(scene: InteriorScene) -> bool:
    """Whether a train stands there: a train station alone does not say so."""
    if "train" in scene.props:
        return True
    english = re.search(r"\btrains?\b(?!\s+(?:station|platform|tracks?))", scene.words.lower())
    return bool(english or re.search(r"列车|火车(?!站)", scene.words))


def _lay_floor(stage: Stage, scene: InteriorScene, view: Projection, blur: float) -> None:
    """Track bed, sleepers, rails, platform slab with its white line, shadows of the columns."""
    frame = stage.frame
    y0 = view.y0
    look = SheetLook(
        shadow=0.0,
        fog_depth=0.06,
        airlight=0.9,
        stipple=0.0,
        rim=0.0,
        blur=blur,
        ground=(y0 + 112 * view.k, frame.height + 60, 0.40),
        fog_skirt=(y0 + 92 * view.k, y0 + 4, 0.72),
    )
    floor = stage.sheet("floor", 0.40, look, tone=80)
    floor.cut(
        [
            [frame.left - 60, y0 + 1],
            [frame.right + 60, y0 + 1],
            [frame.right + 60, frame.bottom + 60],
            [frame.left - 60, frame.bottom + 60],
        ],
        74,
    )
    for z in np.geomspace(0.7, 26, 60).tolist():
        for track in (-330.0, -800.0):
            floor.shade(view.floor((track - 175, track + 175), _GROUND, (z, z * 1.028)), 28)
    _draw_ballast(floor, scene, view)
    for track in (-330.0, -800.0):
        for side in (-112.0, 112.0):
            _draw_rail(floor, view, track + side)
    _draw_slab(floor, view)
    way = np.array([1.0 * scene.side, 0.30])
    for z in _COLUMNS:
        a, b = view.at(306, _DECK + 2, z), view.at(354, _DECK + 2, z)
        length = 1500 * view.k / z
        floor.shade(
            [
                a,
                b,
                b + way * length + (0, 10 * view.k / z),
                a + way * length + (0, 22 * view.k / z),
            ],
            48,
        )
    _draw_fence(floor, view)


def _draw_ballast(floor: CutSheet, scene: InteriorScene, view: Projection) -> None:
    chance = generator(scene.film, "ballast", scene.place).random((420, 4))
    for ux, uy, uz, ut in chance.tolist():
        z = math.exp(math.log(0.7) + uz * math.log(9 / 0.7))
        x, y = view.at(-1700 + 1720 * ux, _GROUND - 3 + 6 * uy, z).tolist()
        tone = (50, 64, 96, 120)[int(ut * 4)]
        size = view.k / z
        floor.shade(
            [[x - 5 * size, y], [x, y - 2.2 * size], [x + 5 * size, y], [x, y + 2.2 * size]], tone
        )


def _draw_rail(floor: CutSheet, view: Projection, x: float) -> None:
    a, b = view.at(x, _GROUND - 8, 0.6), view.at(x, _GROUND - 8, 60)
    k = view.k
    for half, tone in ((16, 22), (9, 120)):
        floor.shade(
            [
                a + (-half * k, 8 if half > 9 else 0),
                a + (half * k, 8 if half > 9 else 0),
                b + (0.4, 0),
                b + (-0.4, 0),
            ],
            tone,
        )
    floor.light([a + (-4 * k, -1), a + (5 * k, -1), b + (0.5, 0), b + (-0.3, 0)], 190)


def _draw_slab(floor: CutSheet, view: Projection) -> None:
    """The platform: slab, joints, edge in shadow, safety line."""
    z = (0.5, 60.0)
    floor.cut(view.floor((60, 4000), _DECK, z), 112)
    floor.shade(view.side_wall(60, (_DECK, _GROUND), z), 26)
    floor.shade(view.side_wall(60, (_DECK + 14, _DECK + 26), z), 70)
    for deep in np.geomspace(0.6, 24, 40).tolist():
        floor.shade_line([view.at(64, _DECK, deep), view.at(4000, _DECK, deep)], 1, 92)
    for x in (300.0, 560.0, 820.0, 1100.0, 1500.0, 2000.0):
        floor.shade_line([view.at(x, _DECK, 0.5), view.at(x, _DECK, 60)], 1, 92)
    floor.shade(view.floor((60, 100), _DECK, z), 236)
    floor.shade(view.floor((150, 178), _DECK, z), 190)


def _draw_fence(floor: CutSheet, view: Projection) -> None:
    """The back fence of the platform, planks to the vanishing point."""
    x = 1020.0
    floor.cut(view.side_wall(x, (60, 212), (0.5, 60.0)), 50)
    floor.shade(view.side_wall(x, (60, 72), (0.5, 60.0)), 150)
    for z in np.geomspace(0.7, 30, 60).tolist():
        line = [view.at(x, 72, z), view.at(x, 212, z)]
        floor.shade_line(line, max(1.0, 4 * view.k / z), 34)
    for z in np.geomspace(0.8, 30, 16).tolist():
        post = [view.at(x, 30, z), view.at(x, 212, z)]
        floor.line(post, max(1.0, 12 * view.k / z), 28)


def _lay_train(stage: Stage, view: Projection, blur: float) -> None:
    """A train standing at the platform: its rounded front, one long side with lit windows."""
    look = SheetLook(
        shadow=0.45,
        fog_depth=0.14,
        rim=1.0,
        rim_reach=5,
        soft=8,
        airlight=0.5,
        blur=blur,
        fog_skirt=(view.at(0, 120, 1.4)[1], view.at(0, 330, 1.4)[1], 0.3),
    )
    sheet = stage.sheet("train", 0.24, look, tone=30)
    right, z = -105.0, (1.32, 34.0)
    left, k = right - 440.0, view.k / z[0]
    sheet.cut(view.side_wall(right, (-236, 262), z), 66)
    sheet.shade(view.side_wall(right, (-236, -196), z), 34)
    sheet.shade(view.side_wall(right, (70, 96), z), 128)
    deep = 1.5
    while deep < 24:
        sheet.light(view.side_wall(right, (-150, 6), (deep, deep * 1.075)), 215, lamp=True)
        sheet.shade_line(
            [view.at(right, -196, deep * 0.985), view.at(right, 262, deep * 0.985)],
            max(1.0, 3 * view.k / deep),
            40,
        )
        deep *= 1.12
    shape = [
        (left + 30, 262.0),
        (left, 190.0),
        (left, -110.0),
        (left + 60, -214.0),
        (left + 180, -252.0),
        (right - 180, -252.0),
        (right - 60, -214.0),
        (right, -110.0),
        (right, 190.0),
        (right - 30, 262.0),
    ]
    front = smooth([view.at(x, y, z[0]) for x, y in shape], samples=4)
    sheet.card(front, 24, 130, (-2.0 * view.side, 2.0))
    middle = (left + right) / 2
    for half in (-1.0, 1.0):
        pane = [
            (middle + half * 14, -176.0),
            (middle + half * 168, -160.0),
            (middle + half * 180, -34.0),
            (middle + half * 14, -30.0),
        ]
        sheet.shade([view.at(x, y, z[0]) for x, y in pane], 84)
        lamp = view.at(middle + half * 150, 92, z[0])
        sheet.light(ellipse(float(lamp[0]), float(lamp[1]), 22 * k), 255, lamp=True)
    sheet.shade(view.front((left + 4, right - 4), (22, 46), z[0]), 118)
    sheet.cut(view.front((left + 50, right - 50), (226, 296), z[0]), 12)
    top = view.at(middle, -222, z[0])
    sheet.light(ellipse(float(top[0]), float(top[1]), 15 * k), 255, lamp=True)


def _lay_roofs(stage: Stage, scene: InteriorScene, view: Projection, blur: float) -> None:
    """Canopy and columns in three sheets, masts over the tracks, clock, bench, suitcase."""
    night = scene.time == "night"
    looks = (
        ("far", 0.60, 0.15, 0.44, (4.4, 17.0), 44.0),
        ("middle", 0.34, 0.35, 0.20, (2.0, 4.5), 30.0),
        ("near", 0.12, 0.50, 0.05, (0.5, 2.05), 15.0),
    )
    for name, depth, shadow, fog, stretch, tone in looks:
        look = SheetLook(
            shadow=shadow,
            soft=6,
            fog_depth=fog,
            airlight=0.45 + 0.8 * depth,
            rim=0.6 if name == "far" else 1.0,
            rim_reach=4,
            blur=blur,
        )
        sheet = stage.sheet(name, depth, look, tone=40)
        draw_canopy(sheet, view, stretch, tone)
        for z in _COLUMNS[::-1]:
            if stretch[0] <= z * 1.001 < stretch[1]:
                draw_column(sheet, view, z, tone - 9)
                if night:
                    _draw_platform_lamp(sheet, view, z)
        if name != "near":
            for z in (12.0, 7.6, 5.0) if name == "far" else (3.2,):
                draw_mast(sheet, view, z, tone)
        if name == "middle":
            _draw_things(sheet, scene, view)


def _draw_platform_lamp(sheet: CutSheet, view: Projection, z: float) -> None:
    """A hanging lamp between the columns, by night."""
    x, y = view.at(560, -270, z).tolist()
    size = view.k / z
    sheet.line([view.at(560, -340, z), view.at(560, -285, z)], max(1.0, 5 * size), 20)
    sheet.cut(
        [
            [x - 44 * size, y],
            [x - 16 * size, y - 22 * size],
            [x + 16 * size, y - 22 * size],
            [x + 44 * size, y],
        ],
        18,
    )
    sheet.light(ellipse(x, y + 3 * size, 38 * size, 9 * size), 255, lamp=True)


def _draw_things(sheet: CutSheet, scene: InteriorScene, view: Projection) -> None:
    """The clock under the canopy, a bench, and what the words add."""
    look = PropLook(scene.film, scene.place, 20, 190, -scene.side)
    z = 2.35
    draw_furniture(sheet, view.spot(800, _DECK, 118, z), "bench", look)
    words = [w for w in scene.props if w in {"suitcase", "crate", "bicycle", "barrel", "box"}]
    for index, word in enumerate(words or ["suitcase"]):
        tall = {"bicycle": 170.0, "suitcase": 66.0}.get(word, 110.0)
        draw_furniture(sheet, view.spot(1010 + 170 * index, _DECK, tall, z), word, look)
    y = float(view.at(330, -60, 2.8)[1])
    arm = smooth(
        [view.at(330, -250, 2.8), view.at(240, -210, 2.8), view.at(215, -160, 2.8)], closed=False
    )
    size = 120 * view.k / 2.8
    sheet.cut(ribbon(arm, 5), 20)
    clock_x = float(view.at(215, 0, 2.8)[0])
    draw_clock(sheet, Spot(clock_x, y - 0.35 * size, size, 1), look)


def _lay_people(
    stage: Stage, scene: InteriorScene, view: Projection
) -> tuple[float, float, float, float] | None:
    if not scene.people:
        return None
    near = scene.framing in {"medium", "close"}
    look = SheetLook(
        shadow=0.5,
        rim=1.1,
        rim_width=3.2 if near else 2.4,
        rim_reach=6,
        rim_floor=0.25,
        soft=16 if near else 8,
        stipple=0.7,
        fog_depth=0.02,
        accent=scene.people[0].accent,
    )
    sheet = stage.sheet("figures", 0.05, look, tone=12)
    if near:
        return _draw_near(sheet, scene)
    boxes: list[tuple[float, float, float, float]] = []
    deep = {"extreme wide": 2.9}.get(scene.framing, 1.55)
    for index, person in enumerate(scene.people[:6]):
        z = deep + 0.34 * (index // 2)
        spot = view.spot(165 + 96 * (index % 2) + 60 * (index // 2), _DECK + 6, 390, z)
        tall = spot.height * person.height
        facing = -scene.side if index % 2 == 0 else scene.side
        if len(scene.people) == 1 or person.pose in {"walk", "run"}:
            facing = -scene.side
        place = Spot(spot.x, spot.base, tall, facing)
        _draw_shadow(sheet, place, scene)
        held = "suitcase" if index == 0 and "suitcase" in scene.props else ""
        draw_figure(sheet, place, person, FigureLook(tone=10, held=held, wind=0.35))
        boxes.append((place.x - 0.2 * tall, place.base - tall, place.x + 0.2 * tall, place.base))
    return boxes[0]


def _draw_shadow(sheet: CutSheet, spot: Spot, scene: InteriorScene) -> None:
    """A long shadow away from the light, thrown on the slab."""
    way = np.array([scene.side * 1.0, 0.26]) * spot.height * 0.9
    foot = np.array([spot.x, spot.base])
    shadow: Points = np.array(
        [
            foot + (-0.05 * spot.height, 0),
            foot + (0.05 * spot.height, 2),
            foot + way + (0.07 * spot.height, 4),
            foot + way + (-4, -4),
        ]
    )
    sheet.cut(shadow, 14, 110)


def _draw_near(sheet: CutSheet, scene: InteriorScene) -> tuple[float, float, float, float]:
    """Busts against the light of the rails' end: the lead, and whoever faces them."""
    frame: Frame = sheet.frame
    close = scene.framing == "close"
    here = station(scene)
    size = (0.56 if close else 0.30) * frame.unit * (1 + 0.6 * (here.zoom - 1))
    x = frame.x(0.5 + scene.side * (0.12 + 0.06 * here.across))
    y = frame.y((0.80 if close else 0.70) + 0.02 * here.up)
    for person in scene.people[1:2]:
        other = Spot(x - scene.side * size * 1.7, y + size * 0.2, size * 0.84, scene.side)
        draw_bust(sheet, other, person, BustLook(tone=18, lit=96, tilt=2, fall=3.0))
    tilt = {"lookup": -22.0, "lookdown": 14.0}.get(scene.people[0].pose, -2.0)
    draw_bust(
        sheet,
        Spot(x, y, size, -scene.side),
        scene.people[0],
        BustLook(tone=18, lit=110, tilt=tilt, fall=3.0),
    )
    return x - size * 0.6, y - size * 1.1, x + size * 0.6, y
