"""Heroes in the open: where each stands, how large, how little fog it gets, what it lights.

A hero stays where it is in space and gets a third of the fog its depth asks for; a second hero
stands 250 px further out. Colossal heroes fill 45-100 % of the height of an extreme wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from pipeline.art.buildings import Coat, bridge, house, lighthouse, pagoda
from pipeline.art.city import Facade, tower
from pipeline.art.colour import mix_hex
from pipeline.art.engine import EngineLook, draw_engine
from pipeline.art.geometry import dot, ellipse, rough, smooth
from pipeline.art.hero_places import (
    BRIDGE_DEPTH,
    bridge_deck,
    fogged,
    hero_column,
    hero_foot,
    hero_sheet,
    hero_size,
)
from pipeline.art.lights import Beam, Plume, beam, plume, smoke
from pipeline.art.materials import material_ramp
from pipeline.art.scene import Scene
from pipeline.art.sheets import Light, SheetLook
from pipeline.art.spots import Spot
from pipeline.art.transports import (
    build_boat,
    build_convoy,
    build_rocket,
    build_ship,
    build_train,
    build_truck,
)
from pipeline.art.trees import bare_tree, leafy_tree
from pipeline.art.understanding import Named

__all__ = ["BUILDERS", "build_heroes"]


def build_heroes(scene: Scene) -> None:
    """Lay every hero of the wish, at most three."""
    slot = 0
    for hero in scene.wish.heroes[:3]:
        build = BUILDERS.get(hero.kind)
        if build is None:
            continue
        build(scene, hero, slot)
        if hero.kind not in {"bridge", "ship", "convoy", "train"}:
            slot += 1


def _engine(scene: Scene, hero: Named, slot: int) -> None:
    frame, layout = scene.frame, scene.layout
    x, foot = hero_column(scene, slot), hero_foot(scene, 62)
    height = 350 * hero_size(scene)
    if scene.wish.size == "ews":
        height = min(height * 1.05, frame.height * 0.62)
    if scene.wish.angle == "low":
        height *= 1.2
    height = min(height, foot - frame.y(0.13))
    skirt = (layout.horizon - frame.px(160), foot + frame.px(12), 0.88)
    sheet = hero_sheet(scene, hero, 0.50, fog_skirt=skirt, rim_width=3.0)
    sheet.look = fogged(sheet.look, 0.20, soft=13.0)
    look = EngineLook(scene.brief.film, hero.name, 20, 104, -0.3 * layout.side)
    mouth = draw_engine(sheet, Spot(x, foot, height), look)
    shape = Plume(mouth.x, mouth.y, mouth.half_width, 0.3, 1.25)
    scene.stage.add_light(*plume(frame, scene.atmosphere, shape, 0.29))
    scene.rays = max(scene.rays, 0.45)
    scene.rays_from = Light(mouth.x, mouth.y - frame.px(40), frame.px(72))


def _house(scene: Scene, hero: Named, slot: int) -> None:
    frame, layout = scene.frame, scene.layout
    sheet = hero_sheet(scene, hero, 0.22, ramp=material_ramp(scene, "brick"))
    coat = Coat(22, 84, layout.side, scene.air.cold, scene.air.time != "day")
    x, foot = hero_column(scene, slot), hero_foot(scene, 76)
    flue = house(sheet, x, foot, 150 * hero_size(scene), (coat, hero.name))
    cx, cy = float(flue[0]), float(flue[1])
    px = frame.px
    line = [
        [cx, cy],
        [cx + px(10), cy - px(50)],
        [cx - px(14), cy - px(110)],
        [cx + px(30), cy - px(190)],
        [cx + px(90), cy - px(260)],
    ]
    tint = mix_hex(scene.air.palette.fog, scene.air.palette.lit, 0.4)
    scene.stage.add_light(smoke(frame, line, 0.215, (tint, px(64)), hero.name))
    _mound(scene, x, foot, 150 * hero_size(scene))


def _mound(scene: Scene, x: float, foot: float, wide: float) -> None:
    """A drift before the foot of a building, no visible flat base; at sea an islet of rock."""
    px = scene.frame.px
    afloat = bool({"sea", "ice"} & set(scene.wish.far))
    ramp = material_ramp(scene, "rock" if afloat else "grass")
    look = SheetLook(shadow=0.3, fog_depth=0.12, rim=0.5, stipple=0.5, soft=6, ramp=ramp)
    sheet = scene.stage.sheet("mound", 0.20 if not afloat else 0.221, look, tone=80)
    tone = 168.0 if scene.air.cold else 24.0 if afloat else 70.0
    high, low, spread = (26.0, 40.0, 1.5) if afloat else (3.0, 22.0, 1.0)
    line = [
        [x - wide * 1.7 * spread, foot + px(16)],
        [x - wide * 0.8 * spread, foot - px(high * 0.7)],
        [x, foot - px(high if afloat else -3)],
        [x + wide * 0.7 * spread, foot - px(high * 0.8)],
        [x + wide * 1.6 * spread, foot + px(16)],
    ]
    top = smooth(line, closed=False, samples=7)
    floor = [[x + wide * spread, foot + px(low)], [x - wide * spread, foot + px(low)]]
    outline = [*top.tolist(), *floor]
    sheet.cut(rough(outline, px(1.6), px(14), scene.place("mound")) if afloat else outline, tone)


def _lighthouse(scene: Scene, hero: Named, slot: int) -> None:
    frame, layout = scene.frame, scene.layout
    px = frame.px
    plain = any(w in hero.description.lower() for w in ("black", "white", "grey", "黑", "白"))
    sheet = hero_sheet(scene, hero, 0.22, accent="15181c" if plain else "b8483a")
    x, foot = hero_column(scene, slot), hero_foot(scene, 60)
    rock = [
        [x - px(350), foot + px(60)],
        [x - px(210), foot - px(10)],
        [x - px(70), foot - px(56)],
        [x + px(75), foot - px(60)],
        [x + px(190), foot - px(6)],
        [x + px(320), foot + px(60)],
    ]
    curve = rough(smooth(rock, closed=False), 3, 12, scene.place("rock"), closed=False)
    sheet.cut(curve, 20)
    for i in range(7):
        u = (i + 0.5) / 7
        top = [x + px(-200 + 400 * u), foot - px(44 - 60 * abs(u - 0.5))]
        face = [top, [top[0] + px(40), top[1] + px(60)], [top[0] - px(10), top[1] + px(80)]]
        sheet.shade(face, 40 if (i % 2 == 0) == (layout.side > 0) else 13)
    coat = Coat(24, 168, layout.side, scene.air.cold)
    tall = min(350 * hero_size(scene), foot - px(50) - frame.y(0.06))
    lamp = lighthouse(sheet, x, foot - px(50), tall, (coat, hero.name))
    if scene.air.time != "day":
        for angle, amount in ((math.pi + 0.06, 0.95), (-0.06, 0.75)):
            shape = Beam(float(lamp[0]), float(lamp[1]), angle, px(430), 0.085, amount)
            scene.stage.add_light(beam(frame, shape, 0.21, scene.air.palette.key, hero.name))
        scene.rays_from = Light(float(lamp[0]), float(lamp[1]), px(46))


def _tree(scene: Scene, hero: Named, slot: int) -> None:
    layout = scene.layout
    sheet = hero_sheet(scene, hero, 0.20, ramp=material_ramp(scene, "wood"))
    x, foot = hero_column(scene, slot), hero_foot(scene, 84)
    tall = 370 * hero_size(scene)
    bare = scene.air.cold or any(w in scene.wish.words.lower() for w in ("bare", "dead", "枯"))
    if bare:
        bare_tree(sheet, x, foot, tall, (16, hero.name))
    else:
        leafy_tree(sheet, x, foot, tall, (24, 116, layout.side, hero.name))
    _mound(scene, x, foot, tall * 0.3)


def _tower(scene: Scene, hero: Named, slot: int) -> None:
    layout = scene.layout
    sheet = hero_sheet(
        scene, hero, 0.36, fog_skirt=(layout.horizon - 60, hero_foot(scene, 80), 0.6)
    )
    sheet.look = fogged(sheet.look, 0.15)
    wide, tall = 128 * hero_size(scene), 440 * hero_size(scene)
    night = scene.air.time in {"night", "dusk"}
    snow = 7.0 if scene.air.cold else 0.0
    facade = Facade(
        24, 88, layout.side, snow, 0.16 if night else 0.0, (9, 13), dark_windows=not night
    )
    x, foot = hero_column(scene, slot), hero_foot(scene, 84)
    top = tower(sheet, x - wide / 2, foot, (wide, tall), (facade, hero.name))
    sheet.line([[top[0], top[1]], [top[0], top[1] - tall * 0.2]], 3, 24)
    sheet.light(dot(float(top[0]), float(top[1]) - tall * 0.2, 2.4), 255, lamp=True)
    if "sea" in scene.wish.far:
        _mound(scene, x, foot, wide)


def _mast(scene: Scene, hero: Named, slot: int) -> None:
    frame = scene.frame
    sheet = hero_sheet(scene, hero, 0.24)
    x, foot = hero_column(scene, slot), hero_foot(scene, 80)
    tall, wide = 400 * hero_size(scene), 62 * hero_size(scene)
    t = np.linspace(0, 1, 15)
    left = np.stack([x - wide / 2 * (1 - 0.82 * t), foot - tall * t], 1)
    right = np.stack([x + wide / 2 * (1 - 0.82 * t), foot - tall * t], 1)
    sheet.line(left, frame.px(3), 18)
    sheet.line(right, frame.px(3), 18)
    for i in range(14):
        sheet.line([left[i], right[i + 1]], frame.px(1.5), 18)
        sheet.line([right[i], left[i + 1]], frame.px(1.5), 18)
    dish = ellipse(x, foot - tall * 0.66, wide * 0.62, wide * 0.62)
    sheet.cut(dish, 30)
    sheet.shade(ellipse(x + scene.layout.side * wide * 0.1, foot - tall * 0.67, wide * 0.5), 84)
    sheet.line([[x, foot - tall * 0.66], [x + wide * 0.5, foot - tall * 0.7]], 2, 12)
    sheet.line([[x, foot - tall], [x, foot - tall * 1.14]], 2, 18)
    for part in (0.5, 0.8, 1.14):
        sheet.light(dot(x, foot - tall * part, frame.px(2.6)), 255, lamp=True)
    if "sea" in scene.wish.far:
        _mound(scene, x, foot, wide * 1.6)


def _pagoda(scene: Scene, hero: Named, slot: int) -> None:
    sheet = hero_sheet(scene, hero, 0.26)
    coat = Coat(22, 90, scene.layout.side, scene.air.cold, scene.air.time != "day")
    x, foot = hero_column(scene, slot), hero_foot(scene, 80)
    pagoda(sheet, x, foot, 360 * hero_size(scene), (coat, hero.name))
    _mound(scene, x, foot, 130 * hero_size(scene))


def _bridge(scene: Scene, hero: Named, slot: int) -> None:
    del slot
    frame, layout = scene.frame, scene.layout
    sheet = hero_sheet(
        scene,
        hero,
        BRIDGE_DEPTH,
        fog_skirt=(layout.horizon + 10, layout.horizon + frame.px(70), 0.3),
    )
    sheet.look = fogged(sheet.look, 0.14)
    spread = 0.30 if scene.wish.size == "ews" else 0.38
    middle = frame.x(0.5) + layout.shift
    columns = (middle - frame.x(spread), middle + frame.x(spread))
    tall = frame.px(235) if frame.height <= frame.width else frame.px(330)
    coat = Coat(24, 92, layout.side, scene.air.cold)
    bridge(sheet, bridge_deck(scene) + frame.px(9), tall, columns, coat)


BUILDERS: dict[str, Callable[[Scene, Named, int], None]] = {
    "engine": _engine,
    "house": _house,
    "lighthouse": _lighthouse,
    "tree": _tree,
    "tower": _tower,
    "mast": _mast,
    "pagoda": _pagoda,
    "bridge": _bridge,
    "truck": build_truck,
    "car": build_truck,
    "convoy": build_convoy,
    "ship": build_ship,
    "boat": build_boat,
    "train": build_train,
    "rocket": build_rocket,
}
"""Who builds which hero."""
