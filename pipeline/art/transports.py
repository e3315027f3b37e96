"""Heroes that travel: trucks, convoys, ships in the air, boats, trains, rockets on their pads."""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from pipeline.art.brief import Named
from pipeline.art.colour import mix_hex
from pipeline.art.geometry import box, dot, ellipse, smooth
from pipeline.art.hero_places import (
    HERO_SIZES,
    fogged,
    hero_column,
    hero_foot,
    hero_sheet,
    hero_size,
)
from pipeline.art.lights import Beam, beam, smoke
from pipeline.art.scene import Scene
from pipeline.art.sheets import SheetLook
from pipeline.art.ship import ShipLook, draw_rocket, draw_ship
from pipeline.art.spots import Spot
from pipeline.art.vehicles import TruckLook, draw_car, draw_truck
from pipeline.art.vessels import draw_boat, draw_steamer, draw_train

__all__ = [
    "build_boat",
    "build_convoy",
    "build_rocket",
    "build_ship",
    "build_train",
    "build_truck",
]

_LIFTS = ("launches", "lifts off", "lift off", "liftoff", "takes off", "blasts off", "rising",
          "rises", "is launched", "升空", "起飞", "腾空")  # fmt: skip
_SAILS = (
    "sail",
    "fishing",
    "small",
    "canoe",
    "raft",
    "yacht",
    "lifeboat",
    "帆",
    "渔",
    "小",
    "舟",
    "木",
)


def build_truck(scene: Scene, hero: Named, slot: int) -> None:
    """A truck or a car with its beam."""
    frame, layout = scene.frame, scene.layout
    sheet = hero_sheet(scene, hero, 0.16)
    sheet.look = replace(sheet.look, fog_depth=0.04, stipple=0.4)
    x, foot = hero_column(scene, slot), hero_foot(scene, 100)
    size = (150 if hero.kind == "truck" else 120) * hero_size(scene)
    if carried(scene):
        sheet = hero_sheet(scene, hero, 0.335)
        foot, size = layout.horizon - frame.px(7), size * 0.42
    facing = -layout.side if layout.scheme == "depth" else layout.side
    if not carried(scene):
        sheet.cut(ellipse(x, foot + 2, size * 1.15, size * 0.12), 12)
    look = TruckLook(scene.brief.film, hero.name, 15, 118)
    paint = draw_car if hero.kind == "car" else draw_truck
    lamp = paint(sheet, Spot(x, foot, size, facing), look)
    angle = 0.03 if facing > 0 else math.pi - 0.03
    shape = Beam(
        lamp[0], lamp[1], angle, size * 1.75, 0.16, 0.9 if scene.air.time != "day" else 0.4
    )
    scene.stage.add_light(beam(frame, shape, sheet.depth - 0.01, scene.air.palette.key, hero.name))


def carried(scene: Scene) -> bool:
    """Whether a bridge carries what drives: both are named."""
    return any(hero.kind == "bridge" for hero in scene.wish.heroes)


def build_convoy(scene: Scene, hero: Named, slot: int) -> None:
    """Size x .80 each, spacing 2.75 sizes, contact shadows, on a ribbon of road."""
    del slot
    frame, layout = scene.frame, scene.layout
    side = layout.side
    if carried(scene):
        _on_deck(scene, hero)
        return
    lead = 78.0 * hero_size(scene) * (1.55 if scene.wish.size != "ews" else 1.05)
    high = scene.wish.angle == "high"
    x, q = frame.x(0.5 + side * 0.26), lead
    path: list[tuple[float, float, float]] = []
    for _ in range(9):
        rise = 2.3 if high else 1.35
        path.append((x, layout.horizon + frame.px(38) + rise * q, q))
        x -= side * 2.75 * q * 0.86
        q *= 0.80
    road = scene.stage.sheet(
        "road", 0.24, SheetLook(shadow=0.0, rim=0.0, fog_depth=0.14, airlight=0.6), tone=40
    )
    first = path[0]
    ahead = (first[0] + side * 4.6 * lead, first[1] + 1.1 * lead, lead * 1.9)
    spine = [ahead, *path]
    upper = [[px_, y - size * 0.15] for px_, y, size in spine]
    lower = [[px_, y + size * 0.2] for px_, y, size in spine]
    tone = 96.0 if scene.air.cold else 46.0
    road.cut([*upper, *lower[::-1]], tone)
    sheet = hero_sheet(scene, hero, 0.22)
    sheet.look = replace(sheet.look, fog_depth=0.04, soft=6.0, stipple=0.35)
    for index, (tx, ty, size) in enumerate(reversed(path)):
        sheet.cut(ellipse(tx, ty + 2, size * 1.15, size * 0.13), 14)
        look = TruckLook(scene.brief.film, f"{hero.name} {index % 3}", 13, 120)
        lamp = draw_truck(sheet, Spot(tx, ty, size, side), look)
        if size > lead * 0.45 and scene.air.time != "day":
            angle = 0.05 if side > 0 else math.pi - 0.05
            leads = index == len(path) - 1
            shape = Beam(lamp[0], lamp[1], angle, size * (2.6 if leads else 0.55), 0.16, 0.85)
            scene.stage.add_light(
                beam(frame, shape, 0.21 if leads else 0.225, scene.air.palette.key, f"{index}")
            )


def _on_deck(scene: Scene, hero: Named) -> None:
    """A convoy in one row along the deck of the bridge."""
    frame, side = scene.frame, scene.layout.side
    sheet = hero_sheet(scene, hero, 0.335)
    sheet.look = fogged(sheet.look, 0.10, soft=4.0)
    size = 46.0 * hero_size(scene)
    for index in range(7):
        x = frame.x(0.5 + side * 0.24) - side * index * 3.1 * size
        look = TruckLook(scene.brief.film, f"{hero.name} {index % 3}", 13, 110)
        lamp = draw_truck(sheet, Spot(x, scene.layout.horizon - frame.px(7), size, side), look)
        if index == 0:
            shape = Beam(
                lamp[0], lamp[1], 0.05 if side > 0 else math.pi - 0.05, size * 2.6, 0.16, 0.85
            )
            scene.stage.add_light(beam(frame, shape, 0.33, scene.air.palette.key, hero.name))


def build_ship(scene: Scene, hero: Named, slot: int) -> None:
    """A ship over a landscape hangs in the sky, huge and half fogged."""
    del slot
    frame, layout = scene.frame, scene.layout
    sheet = hero_sheet(scene, hero, 0.58)
    sheet.look = fogged(sheet.look, 0.22)
    long = frame.px(560) * HERO_SIZES[scene.wish.size]
    x, y = frame.x(0.5 + layout.side * 0.10), frame.y(0.27)
    if layout.horizon < frame.y(0.5):
        y = layout.horizon * 0.5
    look = ShipLook(scene.brief.film, hero.name, -0.12 * layout.side, 16, 150, -0.4)
    exhaust = draw_ship(sheet, Spot(x, y, long, layout.side), look)
    heading = math.atan2(exhaust.dy, exhaust.dx)
    shape = Beam(exhaust.x, exhaust.y, heading, frame.px(190), 0.10, 0.9)
    scene.stage.add_light(beam(frame, shape, 0.575, scene.air.palette.key, hero.name))


def build_rocket(scene: Scene, hero: Named, slot: int) -> None:
    """A rocket on its pad beside the gantry."""
    frame = scene.frame
    sheet = hero_sheet(
        scene, hero, 0.36, fog_skirt=(hero_foot(scene, 10), hero_foot(scene, 84), 0.75)
    )
    sheet.look = fogged(sheet.look, 0.14)
    x, foot = hero_column(scene, slot), hero_foot(scene, 70)
    tall = 420 * hero_size(scene)
    look = ShipLook(scene.brief.film, hero.name, 0.0, 18, 170, 0.4 * scene.layout.side)
    rises = _rises(scene)
    if rises:
        tall = min(tall, (foot - frame.y(0.05)) / 1.4)
    exhaust = draw_rocket(sheet, Spot(x, foot - (0.36 * tall if rises else 0.0), tall, 1), look)
    gantry = scene.stage.sheet("gantry", 0.38, SheetLook(fog_depth=0.22, shadow=0.3), tone=26)
    gx = x - scene.layout.side * tall * 0.24
    for side in (-1, 1):
        gantry.line([[gx + side * 16, foot + 10], [gx + side * 16, foot - tall * 0.9]], 3, 26)
    for y in np.linspace(foot, foot - tall * 0.9, 16).tolist():
        gantry.line([[gx - 16, y], [gx + 16, y - tall * 0.056]], 1.4, 26)
        gantry.line([[gx - 16, y], [gx + 16, y]], 1.4, 26)
    for part in (0.3, 0.55, 0.8):
        y = foot - tall * part
        gantry.cut(box(min(gx, x), y - 3, max(gx, x), y + 3), 26)
        gantry.light(dot(gx, y - 8, 2.2), 240, lamp=True)
    base = scene.stage.sheet("pad", 0.33, SheetLook(fog_depth=0.12, shadow=0.3), tone=30)
    base.cut(box(x - tall * 0.42, foot, x + tall * 0.42, foot + frame.px(16)), 26)
    if rises:
        _lift_off(scene, (exhaust.x, exhaust.y), foot, tall)
        return
    shape = Beam(exhaust.x, exhaust.y, math.pi / 2, tall * 0.3, 0.5, 0.5)
    scene.stage.add_light(beam(frame, shape, 0.32, scene.air.palette.glow, hero.name))


def _rises(scene: Scene) -> bool:
    """Whether the rocket leaves its pad."""
    text = scene.wish.words.lower()
    return any(word in text for word in _LIFTS) or "fire" in scene.wish.lights


def _lift_off(scene: Scene, nozzle: tuple[float, float], foot: float, tall: float) -> None:
    """A flame down to the pad, and steam that rolls away to both sides."""
    frame, palette, px = scene.frame, scene.air.palette, scene.frame.px
    x, y = nozzle
    look = SheetLook(
        shadow=0.0, rim=0.0, airlight=0.0, fog_depth=0.0, light_colour="ffe9a8",
        lamp_colour="ff8a2c", light_white=0.2, pure_bloom=True,
    )  # fmt: skip
    flame = scene.stage.sheet("flame", 0.35, look, tone=0)
    for part, value, lamp in ((1.0, 220, True), (0.55, 255, False)):
        wide, end = tall * 0.062 * part, y + (foot - y) * (0.55 + 0.5 * part)
        tongue = [[x - wide * 0.6, y], [x - wide, y + (end - y) * 0.35], [x, end]]
        mirrored = [[2 * x - u, v] for u, v in reversed(tongue[:-1])]
        flame.light(smooth([*tongue, *mirrored], samples=5), value, lamp=lamp)
    shape = Beam(x, y, math.pi / 2, tall * 0.55, 0.42, 0.95)
    scene.stage.add_light(beam(frame, shape, 0.325, palette.glow, "lift-off"))
    tint = mix_hex(palette.fog, palette.key, 0.55)
    for side in (-1, 1):
        steps = ((0.0, 0.0), (0.3, 6.0), (0.62, 34.0), (0.9, 20.0))
        line = [[x + side * tall * away, foot - px(up)] for away, up in steps]
        scene.stage.add_light(
            smoke(frame, line, 0.31 + 0.004 * side, (tint, px(120)), f"steam {side}")
        )


def build_boat(scene: Scene, hero: Named, slot: int) -> None:
    """One or more vessels on the water: sails where the words are small, else a steamer."""
    frame, layout = scene.frame, scene.layout
    sheet = hero_sheet(scene, hero, 0.24)
    sheet.look = fogged(sheet.look, 0.09, soft=6.0)
    text = f"{hero.description} {scene.wish.words}".lower()
    sails = any(word in text for word in _SAILS) or hero.description in {"boat", "船"}
    many = 3 if any(word in text for word in ("boats", "ships", "fleet", "船只", "舰队")) else 1
    for index in reversed(range(many)):
        scale = 0.62**index
        x = hero_column(scene, slot) - layout.side * frame.px(270) * index * scale
        base = layout.horizon + frame.px(20 + 62 * scale)
        look = (18.0, 150.0, f"{hero.name} {index}")
        if sails:
            draw_boat(sheet, Spot(x, base, 230 * hero_size(scene) * scale, layout.side), look)
        else:
            long = 520 * hero_size(scene) * scale
            mouth = draw_steamer(sheet, Spot(x, base, long, layout.side), look)
            mx, my = float(mouth[0]), float(mouth[1])
            drift = -layout.side * frame.px(170)
            line = [
                [mx, my],
                [mx + drift * 0.3, my - frame.px(40)],
                [mx + drift, my - frame.px(70)],
            ]
            tint = mix_hex(scene.air.palette.fog, scene.air.palette.ink, 0.5)
            scene.stage.add_light(smoke(frame, line, 0.245, (tint, frame.px(54)), f"{index}"))
        gleam = ellipse(x, base + frame.px(2), frame.px(150) * scale, frame.px(3))
        sheet.cut(gleam, 40, 120)


def build_train(scene: Scene, hero: Named, slot: int) -> None:
    """A train that crosses the land on its embankment, smoke trailing, its lamp ahead."""
    del slot
    frame, layout = scene.frame, scene.layout
    sheet = hero_sheet(scene, hero, 0.22)
    sheet.look = replace(sheet.look, fog_depth=0.05, stipple=0.4)
    car = 150 * hero_size(scene)
    base = hero_foot(scene, 92)
    front = frame.x(0.5 + layout.side * 0.27)
    spot = Spot(front, base, car, layout.side)
    chimney, lamp = draw_train(sheet, spot, (15.0, 130.0, hero.name))
    x, y = float(chimney[0]), float(chimney[1])
    back = -layout.side
    line = [
        [x, y],
        [x + back * frame.px(70), y - frame.px(46)],
        [x + back * frame.px(230), y - frame.px(78)],
        [x + back * frame.px(470), y - frame.px(70)],
        [x + back * frame.px(700), y - frame.px(100)],
    ]
    tint = mix_hex(scene.air.palette.fog, scene.air.palette.lit, 0.55)
    scene.stage.add_light(smoke(frame, line, 0.215, (tint, frame.px(100)), hero.name))
    angle = 0.03 if layout.side > 0 else math.pi - 0.03
    shape = Beam(float(lamp[0]), float(lamp[1]), angle, frame.px(240), 0.15, 0.85)
    scene.stage.add_light(beam(frame, shape, 0.21, scene.air.palette.key, hero.name))
