"""The top shot: everything from straight above, with one long shadow away from the light.

A person is shoulders and a head, a tree a rough disc, a house two roof slabs, an engine rings, a
truck a box with its beams; the long shadow tells what each of them is.
"""

from __future__ import annotations

import math

import numpy as np

from pipeline.art.geometry import Points, box, dot, ellipse, ribbon, rotate, rough, smooth
from pipeline.art.land import horizon_band
from pipeline.art.lights import Beam, beam
from pipeline.art.materials import material_ramp
from pipeline.art.people import Person
from pipeline.art.plan_city import build_city_plan
from pipeline.art.scene import Scene
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, SheetLook
from pipeline.art.staging import cast_of

__all__ = ["build_plan"]


def build_plan(scene: Scene) -> None:
    """Lay ground, growth or roofs, heroes and people as seen from above."""
    far = scene.wish.far[0] if scene.wish.far else ""
    _ground(scene, far)
    if far == "forest":
        _wood(scene)
    elif far == "city":
        build_city_plan(scene, _shadows(scene))
    elif scene.wish.village:
        _blocks(scene)
    _heroes(scene)
    _people(scene)


def _away(scene: Scene) -> Points:
    """The way shadows fall: from the light's side, downward."""
    side = -scene.layout.side
    return np.array([0.86 * side, 0.5])


def _ground(scene: Scene, far: str) -> None:
    frame = scene.frame
    material = {"sea": "water", "desert": "sand", "city": "rock"}.get(far, "grass")
    look = SheetLook(
        shadow=0.0, fog_depth=0.06, stipple=0.5, rim=0.0, ramp=material_ramp(scene, material)
    )
    sheet = scene.stage.sheet("ground", 0.60, look, tone=90)
    cold = scene.air.cold or far == "ice"
    tone = 168.0 if cold else {"sea": 66.0, "desert": 128.0, "city": 56.0}.get(far, 88.0)
    sheet.cut(horizon_band(frame, frame.top - 60), tone)
    random = scene.place("plan")
    for index in range(34):
        x, y = random.uniform(frame.left, frame.right), random.uniform(frame.top, frame.bottom)
        wide = frame.px(float(random.uniform(50, 260)))
        turn = float(random.uniform(-0.3, 0.3))
        shape = rotate(ellipse(x, y, wide, wide * float(random.uniform(0.12, 0.4))), turn, (x, y))
        cut = rough(shape, wide * 0.03, 22, random)
        sheet.shade(cut, tone + (-18, 16, -10, 9)[index % 4])
    if far == "ice":
        for index in range(5):
            _crack(scene, sheet, index)
    if far in {"plain", ""} and not cold:
        _road(scene, sheet, tone)


def _crack(scene: Scene, sheet: CutSheet, index: int) -> None:
    frame, random = scene.frame, scene.place("plan crack", index)
    angle = float(random.uniform(0, math.pi))
    x, y = frame.x(float(random.uniform(0.1, 0.9))), frame.top
    line = [[x, y]]
    for _ in range(16):
        angle += float(random.normal(0, 0.35))
        x += frame.px(70) * math.cos(angle)
        y += frame.px(64)
        line.append([x, y])
    sheet.shade(ribbon(np.array(line) + 2.0, frame.px(5), 1), 235)
    sheet.shade(ribbon(np.array(line), frame.px(5), 1), 62)


def _road(scene: Scene, sheet: CutSheet, tone: float) -> None:
    frame, random = scene.frame, scene.place("plan road")
    u = float(random.uniform(0.25, 0.7))
    xs = [frame.x(u + 0.22 * math.sin(k * 0.9 + u * 9)) for k in range(7)]
    ys = np.linspace(frame.top - 40, frame.bottom + 40, 7).tolist()
    spine = smooth(list(map(list, zip(xs, ys, strict=True))), closed=False, samples=8)
    sheet.shade(ribbon(spine, frame.px(92), frame.px(92)), tone * 0.66)
    for i in range(0, len(spine) - 2, 4):
        sheet.shade_line(spine[i : i + 2], frame.px(4), tone + 70)


def _cast(sheet: CutSheet, foot: Points, spread: float, long: float, way: Points) -> None:
    """A long shadow: a ribbon that narrows a little."""
    line = np.array([foot, foot + way * long])
    sheet.shade(ribbon(line, spread, spread * 0.8), 30)


def _shadows(scene: Scene) -> CutSheet:
    for sheet in scene.stage.sheets:
        if sheet.name == "ground":
            return sheet
    raise ValueError("a plan view has no ground")


def _wood(scene: Scene) -> None:
    frame = scene.frame
    look = SheetLook(
        shadow=0.55,
        fog_depth=0.05,
        soft=6,
        rim=0.7,
        shadow_shift=(10, 13),
        ramp=material_ramp(scene, "wood"),
    )
    sheet = scene.stage.sheet("crowns", 0.34, look, tone=50)
    random = scene.place("crowns")
    for index in range(90):
        x, y = random.uniform(frame.left, frame.right), random.uniform(frame.top, frame.bottom)
        r = frame.px(float(random.uniform(26, 58)))
        if abs(x - scene.layout.people_x) < frame.px(120) and y > frame.y(0.3):
            continue
        crown = rough(ellipse(x, y, r), r * 0.07, r * 0.24, random)
        tone = 52.0 + 12 * (index % 3)
        sheet.cut(crown, tone)
        bright = ellipse(x + scene.layout.side * r * 0.22, y - r * 0.2, r * 0.6)
        sheet.shade(rough(bright, r * 0.06, r * 0.22, random), 180 if scene.air.cold else tone + 46)


def _blocks(scene: Scene) -> None:
    frame = scene.frame
    look = SheetLook(
        shadow=0.6,
        fog_depth=0.05,
        soft=6,
        rim=0.6,
        shadow_shift=(16, 20),
        ramp=material_ramp(scene, "roof"),
    )
    sheet = scene.stage.sheet("roofs", 0.34, look, tone=70)
    random = scene.place("plan roofs")
    step = frame.px(190)
    for j in range(int(frame.canvas_height / step) + 2):
        for i in range(int(frame.canvas_width / step) + 2):
            if random.random() < 0.16:
                continue
            x = frame.left + i * step + float(random.uniform(0, 20))
            y = frame.top + j * step + float(random.uniform(0, 20))
            w, h = step * float(random.uniform(0.5, 0.72)), step * float(random.uniform(0.5, 0.72))
            tone = 184.0 if scene.air.cold else float(random.uniform(70, 120))
            turn, middle = float(random.normal(0, 0.22)), (x + w / 2, y + h / 2)
            house = rotate(box(x, y, x + w, y + h * 0.8), turn, middle)
            _cast(_shadows(scene), house.mean(0), h * 0.8, h * 0.7, _away(scene))
            sheet.cut(house, tone)
            ridge = [(house[0] + house[3]) / 2, (house[1] + house[2]) / 2]
            sheet.shade([*ridge, house[2], house[3]], tone * 0.70)
            sheet.shade_line(ridge, 1.6, min(250, tone + 50))
            flue = ridge[0] + (ridge[1] - ridge[0]) * 0.3
            sheet.shade(dot(float(flue[0]), float(flue[1]), frame.px(6)), tone * 0.4)


def _heroes(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    way, floor = _away(scene), _shadows(scene)
    look = SheetLook(shadow=0.6, fog_depth=0.04, soft=7, shadow_shift=(12, 15), rim=0.9)
    x, y = frame.x(0.5 + layout.side * 0.17), frame.y(0.42)
    for index, hero in enumerate(scene.wish.heroes[:2]):
        sheet = scene.stage.sheet(f"hero {hero.kind}", 0.28, look, tone=30)
        at = np.array([x - index * frame.x(0.3) * layout.side, y + index * frame.y(0.16)])
        if hero.kind == "engine":
            _rings(scene, sheet, at)
        elif hero.kind in {"truck", "car", "convoy"}:
            count = 5 if hero.kind == "convoy" else 1
            for k in range(count):
                _truck(scene, sheet, at + np.array([-0.5, 0.42]) * frame.px(150) * (k - count // 2))
        elif hero.kind in {"tower", "mast", "lighthouse", "rocket", "pagoda"}:
            _cast(floor, at, frame.px(64), frame.px(420), way)
            for r, tone in ((46, 30), (36, 96), (24, 52), (10, 150)):
                sheet.cut(ellipse(float(at[0]), float(at[1]), frame.px(r)), tone)
        elif hero.kind == "house":
            _cast(floor, at, frame.px(110), frame.px(130), way)
            hx, hy = float(at[0]), float(at[1])
            w, h = frame.px(80), frame.px(58)
            sheet.cut(box(hx - w, hy - h, hx + w, hy), 120)
            sheet.cut(box(hx - w, hy, hx + w, hy + h), 64)
            sheet.cut(box(hx + w * 0.3, hy - h * 0.6, hx + w * 0.5, hy - h * 0.3), 30)
        elif hero.kind == "tree":
            random = generator(hero.name)
            _cast(floor, at, frame.px(110), frame.px(210), way)
            sheet.cut(rough(ellipse(float(at[0]), float(at[1]), frame.px(105)), 7, 26, random), 58)


def _rings(scene: Scene, sheet: CutSheet, at: Points) -> None:
    """An engine from above: concentric rings, spokes, the burning mouth."""
    px = scene.frame.px
    x, y = float(at[0]), float(at[1])
    for r, tone in ((230, 22), (206, 62), (196, 30), (150, 74), (140, 34), (104, 92), (94, 26)):
        sheet.cut(ellipse(x, y, px(r)), tone)
    for k in range(18):
        a = 2 * math.pi * k / 18
        spoke = [
            [x + px(96) * math.cos(a), y + px(96) * math.sin(a)],
            [x + px(204) * math.cos(a), y + px(204) * math.sin(a)],
        ]
        sheet.shade_line(spoke, 2, 96 if k % 2 else 14)
        sheet.light(
            dot(x + px(214) * math.cos(a), y + px(214) * math.sin(a), px(3)), 230, lamp=True
        )
    sheet.light(ellipse(x, y, px(82)), 255)


def _truck(scene: Scene, sheet: CutSheet, at: Points) -> None:
    frame, layout = scene.frame, scene.layout
    angle = math.atan2(0.42, -0.5) + (math.pi if layout.side > 0 else 0)
    long, wide = frame.px(54), frame.px(20)
    body = rotate(box(-long, -wide, long * 0.5, wide), angle) + at
    cab = rotate(box(long * 0.56, -wide * 0.9, long, wide * 0.9), angle) + at
    sheet.cut(body, 34)
    sheet.cut(cab, 66)
    nose = rotate([[long, 0.0]], angle)[0] + at
    shape = Beam(float(nose[0]), float(nose[1]), angle, frame.px(150), 0.3, 0.7)
    scene.stage.add_light(beam(frame, shape, 0.27, scene.air.palette.glow, str(at)))


def _people(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    cast = cast_of(scene)
    if scene.wish.crowd:
        cast = cast or ()
        _crowd(scene)
    if not cast:
        return
    way, floor = _away(scene), _shadows(scene)
    look = SheetLook(
        shadow=0.5, soft=5, rim=1.0, fog_depth=0.02, stipple=0.5, rim_floor=0.4, rim_reach=8
    )
    sheet = scene.stage.sheet("figures", 0.20, look, tone=14)
    size = frame.px({"ews": 17, "wide": 34}.get(scene.wish.size, 52))
    walks = scene.wish.pose in {"walk", "run"}
    for index, person in enumerate(cast):
        x = layout.people_x + (index - (len(cast) - 1) / 2) * size * 2.6
        y = frame.y(0.56) + (index % 2) * size * 0.9
        at = np.array([x, y])
        if walks:
            for k in range(14):
                step = at + np.array([0.30 * (k % 2) - 0.15, 0.62 * k + 0.9]) * size * 1.1
                floor.shade(ellipse(float(step[0]), float(step[1]), size * 0.14, size * 0.2), 40)
        _cast(floor, at, size * 0.9, size * 5.2 * person.height, way)
        head = floor_head(at, way, size * 5.2 * person.height)
        floor.shade(ellipse(float(head[0]), float(head[1]), size * 0.42), 30)
        _figure(sheet, at, size * (0.8 + 0.2 * person.height), person)


def floor_head(at: Points, way: Points, long: float) -> Points:
    """Where the shadow of a head falls."""
    return np.asarray(at + way * long * 1.04)


def _figure(sheet: CutSheet, at: Points, size: float, person: Person) -> None:
    x, y = float(at[0]), float(at[1])
    shoulders = smooth(
        [
            [x - size, y],
            [x - size * 0.6, y - size * 0.42],
            [x + size * 0.6, y - size * 0.42],
            [x + size, y],
            [x + size * 0.6, y + size * 0.4],
            [x - size * 0.6, y + size * 0.4],
        ]
    )
    sheet.cut(shoulders, 16)
    if person.item:
        collar = ellipse(x, y, size * 0.56, size * 0.44)
        sheet.cut(collar, 90)
        sheet.accent(collar)
    sheet.cut(ellipse(x, y - size * 0.05, size * 0.40, size * 0.42), 30)


def _crowd(scene: Scene) -> None:
    frame, random = scene.frame, scene.chance("crowd above")
    way, floor = _away(scene), _shadows(scene)
    sheet = scene.stage.sheet("crowd", 0.22, SheetLook(shadow=0.4, soft=3, fog_depth=0.02), tone=14)
    size = frame.px(13)
    for index in range(150):
        x = frame.x(0.5) + frame.x(float(random.normal(0, 0.22)))
        y = frame.y(0.52) + frame.y(float(random.normal(0, 0.22)))
        at = np.array([x, y])
        _cast(floor, at, size * 0.8, size * 4.4, way)
        sheet.cut(ellipse(x, y, size, size * 0.55), 16)
        disc = ellipse(x, y, size * 0.46)
        sheet.cut(disc, 120 if index % 7 == 0 else 40)
        if index % 7 == 0:
            sheet.accent(disc)
