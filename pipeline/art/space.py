"""Space: a world from orbit, a giant, ships with their trails, walkers on a tether, a black hole.

No ground and no horizon; the light is a sun on the limb of a world or outside the frame. Under
the film's own earth engines, plumes stand on the limb.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.colour import mix_hex
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.geometry import Points, dot, ellipse, ribbon, rotate, rough, smooth
from pipeline.art.lights import Beam, beam, flare, whole
from pipeline.art.masks import soft_shape
from pipeline.art.planets import Globe, lay_blue_planet, lay_gas_giant, lay_ring
from pipeline.art.scene import Scene
from pipeline.art.sheets import Light, LightSheet, SheetLook
from pipeline.art.ship import ShipLook, draw_ship
from pipeline.art.sky import MilkyWay, Sky, paint_milky_way
from pipeline.art.spots import Spot
from pipeline.art.staging import cast_of
from pipeline.art.understanding import Named

__all__ = ["build_space"]

_SMALL = ("very small", "tiny", "small against", "a speck", "渺小", "很小", "微小")


class _Plan(Struct, frozen=True):
    """Where the bodies and the ship of this shot are."""

    world: Globe | None
    giant: Globe | None
    ship: tuple[float, float]
    heading: float


def build_space(scene: Scene) -> None:
    """Lay everything of a shot beyond the air."""
    frame = scene.frame
    plan = _plan(scene)
    light = _sun(scene, plan)
    scene.layout = replace(scene.layout, light=light, horizon=frame.y(0.62))
    scene.stage.light = light
    scene.atmosphere = replace(scene.atmosphere, light=light, key=1.0)
    scene.rays = 0.16
    _sky(scene, plan)
    if "black hole" in scene.wish.bodies:
        _black_hole(scene)
    heroes = {hero.kind: hero for hero in scene.wish.heroes}
    if "engine" in heroes and plan.world is not None:
        _plumes(scene, plan.world)
    ship = heroes.get("ship") or heroes.get("rocket")
    asked_station = any(w in scene.wish.words.lower() for w in ("space station", "空间站"))
    if ship is None and (asked_station or not scene.wish.people):
        ship = Named("ship", scene.place_name("ship")) if asked_station else None
    if ship is not None:
        _ship(scene, plan, ship)
    if any(word in scene.wish.words.lower() for word in ("asteroid", "debris", "小行星", "残骸")):
        _rocks(scene)
    if scene.wish.people:
        _walkers(scene, plan)
    scene.focus = (plan.ship[0] / frame.width, plan.ship[1] / frame.height)


def _plan(scene: Scene) -> _Plan:
    frame, side = scene.frame, scene.layout.side
    bodies = set(scene.wish.bodies)
    take = scene.chance("space")
    wants_world = "planet" in bodies or not bodies & {"giant", "black hole", "stars", "milky way"}
    giant = world = None
    text = scene.wish.words.lower()
    both = "giant" in bodies and any(w in text for w in ("earth", "blue planet", "地球"))
    if "giant" in bodies:
        radius = frame.unit * float(take.uniform(0.52, 0.66))
        x = frame.x(0.5 - side * float(take.uniform(0.10, 0.17)))
        y = frame.y(float(take.uniform(0.50, 0.62)))
        tilt = 0.18 * side
        giant = Globe(x, y, radius, scene.place_name("giant"), (0.72 * side, -0.25, 0.55), tilt)
        wants_world = both
    if wants_world:
        high = scene.wish.angle in {"high", "top"}
        radius = frame.width * (0.66 if not both else 0.062)
        x = frame.x(0.5 - side * 0.14 if not both else 0.5 + side * 0.24)
        y = frame.y(0.40 if not high else 0.16) + radius
        if both:
            y = frame.y(0.64)
        elif scene.wish.size in {"medium", "close", "ecu"}:
            x = frame.x(0.5 - side * 0.3)
        frozen = scene.wish.icy or "ice" in scene.wish.far
        name = scene.place_name("world")
        world = Globe(x, y, radius, name, (0.62 * side, -0.6, 0.32), 0.1, None, frozen)
    where = (frame.x(0.5 + side * 0.10), frame.y(0.34 if not giant else 0.40))
    if giant is not None or "black hole" in bodies:
        where = (frame.x(0.5 + side * 0.20), frame.y(float(take.uniform(0.34, 0.5))))
    heading = float(take.uniform(-0.5, -0.28))
    return _Plan(world, giant, where, heading)


def _sun(scene: Scene, plan: _Plan) -> Light:
    """On the limb of the world at the light's side, else outside the frame."""
    frame, side = scene.frame, scene.layout.side
    if plan.world is not None and plan.giant is None:
        angle = -math.pi / 2 + side * 0.52
        x = plan.world.x + plan.world.radius * math.cos(angle)
        y = plan.world.y + plan.world.radius * math.sin(angle)
        x = min(max(x, frame.x(0.08)), frame.x(0.92))
        return Light(x, y, frame.px(86))
    return Light(frame.x(0.5 + side * 0.44), frame.y(0.16), frame.px(80))


def _sky(scene: Scene, plan: _Plan) -> None:
    frame = scene.frame
    sky = Sky(frame, scene.atmosphere, frame.height * 1.25)
    side = scene.layout.side
    band = MilkyWay(frame.x(0.5), frame.y(0.3), -0.5 * side, frame.px(110), 0.34)
    paint_milky_way(sky, band)
    for globe in (plan.giant, plan.world):
        if globe is not None:
            sky.halo(globe.x, globe.y, globe.radius, amount=0.8 if globe is plan.world else 0.3)
    sky.settle()
    sky.horizon = frame.height * 1.6
    sky.stars(int(760 * frame.height / 720), power=0.95, band=band)
    palette = scene.air.palette
    if plan.giant is not None:
        ringed = "saturn" in scene.wish.words.lower() or "土星" in scene.wish.words
        if ringed:
            lay_ring(sky.picture, frame, plan.giant, palette, front=False)
        lay_gas_giant(sky.picture, frame, plan.giant, palette)
        if ringed:
            lay_ring(sky.picture, frame, plan.giant, palette, front=True)
    if plan.world is not None:
        lay_blue_planet(sky.picture, frame, plan.world, palette)
    if plan.world is None and "moon" in scene.wish.bodies:
        sky.disc(frame.x(0.5 - side * 0.22), frame.y(0.3), frame.px(60), palette.lit, 235)
    scene.sky = sky.papered()
    spot = (scene.layout.light.x, scene.layout.light.y)
    if 0 < spot[1] < frame.height:
        scene.stage.add_light(flare(frame, spot, 1.2, palette.key))


def _plumes(scene: Scene, world: Globe) -> None:
    """Engines on the limb: thin plumes that push the world, all to the side of the night."""
    side = scene.layout.side
    colour = scene.air.palette.key
    for index in range(11):
        random = scene.place("plume", index)
        angle = -math.pi / 2 - side * (0.05 + 0.062 * index) + float(random.normal(0, 0.012))
        x = world.x + world.radius * 0.996 * math.cos(angle)
        y = world.y + world.radius * 0.996 * math.sin(angle)
        long = scene.frame.px(float(random.uniform(46, 104)))
        shape = Beam(x, y, angle, long, 0.055, 0.95)
        scene.stage.add_light(beam(scene.frame, shape, 1.15, colour, f"plume {index}"))


def _ship_length(scene: Scene) -> float:
    """Length of the ship: a speck where the words say so, else by the size of the shot."""
    if any(word in scene.wish.words.lower() for word in _SMALL):
        return scene.frame.px(150)
    sizes = {"ews": 400, "wide": 560, "medium": 820, "close": 1100, "ecu": 1300}
    return scene.frame.px(sizes[scene.wish.size])


def _ship(scene: Scene, plan: _Plan, hero: Named) -> None:
    side = scene.layout.side
    look = SheetLook(
        shadow=0.0,
        rim=1.0,
        rim_width=2.2,
        rim_reach=9,
        soft=6,
        stipple=0.45,
        fog_depth=0.0,
        bloom=(0.8, 0.9),
        airlight=0.1,
        light_colour="dff4ff",
        blur=scene.layout.blur * 0.3,
    )
    long = _ship_length(scene)
    x, y = plan.ship
    if "fleet" in scene.wish.words.lower() or "舰队" in scene.wish.words:
        _escorts(scene, plan, hero)
    sheet = scene.stage.sheet("hero ship", 0.10, look, tone=24)
    kind = ShipLook(scene.brief.film, hero.name, plan.heading, 18, 182, -0.5)
    exhaust = draw_ship(sheet, Spot(x, y, long, side), kind)
    scene.stage.add_light(*_trail(scene, exhaust.x, exhaust.y, (exhaust.dx, exhaust.dy), long))


def _trail(
    scene: Scene, x: float, y: float, way: tuple[float, float], long: float
) -> list[LightSheet]:
    """Three blurred ribbons (26, 10, 4 px at 560) that fade with exp(-distance / 260)."""
    frame = scene.frame
    k = long / frame.px(560)
    t = np.linspace(0, 1, 12)
    reach = frame.px(620) * max(0.5, k)
    bend = -way[0] * 0.05
    line: Points = np.stack(
        [x + way[0] * reach * t, y + way[1] * reach * t + bend * reach * t**2], 1
    )
    gx, gy = frame.grid(4)
    away = np.sqrt((gx - x) ** 2 + (gy - y) ** 2)
    fade = np.exp(-away / (frame.px(240) * max(0.5, k)))
    made = []
    glow, key = scene.air.palette.glow, scene.air.palette.key
    for width, sigma, part, colour in ((30, 12, 0.65, glow), (12, 5, 0.85, glow), (5, 2, 1.0, key)):
        shape = ribbon(line, frame.px(width) * k, frame.px(width) * k * 1.6)
        soft = soft_shape(frame, [(shape, 1.0)], max(1.2, frame.px(sigma) * k))
        made.append(whole(frame, f"trail {width}", 0.11, soft * fade * part, colour))
    return made


def _escorts(scene: Scene, plan: _Plan, hero: Named) -> None:
    frame, side = scene.frame, scene.layout.side
    look = SheetLook(shadow=0.0, rim=0.6, fog_depth=0.14, bloom=(0.4, 0.2), airlight=0.2)
    sheet = scene.stage.sheet("escorts", 0.45, look, tone=30)
    random = scene.chance("escorts")
    for index in range(5):
        x = plan.ship[0] - side * frame.px(float(random.uniform(-420, 520)))
        y = plan.ship[1] + frame.px(float(random.uniform(-150, 160)))
        kind = ShipLook(scene.brief.film, f"{hero.name} {index % 2}", plan.heading, 22, 150, -0.5)
        draw_ship(sheet, Spot(x, y, frame.px(float(random.uniform(60, 130))), side), kind)


def _rocks(scene: Scene) -> None:
    """Two fields of tumbling rock, far and near."""
    frame = scene.frame
    for index, (count, size, depth) in enumerate(((26, 12.0, 0.5), (9, 44.0, 0.06))):
        random = scene.chance("rocks", index)
        look = SheetLook(shadow=0.0, rim=1.0, fog_depth=0.12 * (1 - index), soft=5, stipple=0.8)
        sheet = scene.stage.sheet(f"rocks {index}", depth, look, tone=34)
        for _ in range(count):
            x, y = frame.x(float(random.uniform(-0.05, 1.05))), frame.y(float(random.uniform(0, 1)))
            r = frame.px(size) * float(random.uniform(0.4, 1.5))
            shape = rough(
                ellipse(x, y, r, r * float(random.uniform(0.6, 0.9))), r * 0.1, r * 0.4, random
            )
            sheet.cut(shape, 34)
            lit = ellipse(x + scene.layout.side * r * 0.25, y - r * 0.15, r * 0.55, r * 0.45)
            sheet.shade(rough(lit, r * 0.06, r * 0.3, random), 120)


def _walkers(scene: Scene, plan: _Plan) -> None:
    """People outside: in suits, tilted, on a tether that leads out of the frame or to the ship."""
    frame, side = scene.frame, scene.layout.side
    sizes = {"ews": 70, "wide": 250, "medium": 430, "close": 560, "ecu": 640}
    tall = frame.px(sizes[scene.wish.size])
    look = SheetLook(
        shadow=0.0,
        rim=1.2,
        rim_width=3,
        rim_reach=9,
        rim_floor=0.4,
        soft=8,
        stipple=0.6,
        fog_depth=0.0,
    )
    for index, person in enumerate(cast_of(scene)[:3]):
        sheet = scene.stage.sheet(f"walker {index}", 0.05 + 0.02 * index, look, tone=70)
        random = scene.chance("walker", index)
        x = frame.x(0.5 - side * (0.17 - 0.14 * index))
        y = frame.y(0.60 - 0.10 * index)
        turn = float(random.uniform(-0.5, 0.4)) * side
        middle = (x, y - tall * 0.5)

        def turned(p: Points, turn: float = turn, middle: tuple[float, float] = middle) -> Points:
            return rotate(p, turn, middle)

        suited = replace(person, kit="suit", pose="reach" if index == 0 else "stand", hat="")
        if sheet.frame.height < tall:
            y += tall * 0.3
        tether = [
            [x - side * frame.px(20), y - tall * 0.45],
            [x - side * frame.px(160), y - tall * 0.1],
            [x - side * frame.px(300), y - tall * 0.5],
            [-60.0 if side > 0 else frame.width + 60.0, y - tall * 0.2],
        ]
        if plan.ship and any(h.kind == "ship" for h in scene.wish.heroes):
            tether[-1] = [plan.ship[0], plan.ship[1]]
        sheet.line(smooth(tether, closed=False, samples=10), max(1.4, tall * 0.008), 120)
        sheet.transform = turned
        draw_figure(sheet, Spot(x, y, tall, side), suited, FigureLook(tone=74, rim=None))
        sheet.transform = None
        sheet.light(dot(x, y - tall * 0.5, max(1.2, tall * 0.01)), 200, lamp=True)


def _black_hole(scene: Scene) -> None:
    """A black disc, a thin bright ring, a tilted band of glowing paper before and over it."""
    frame, side = scene.frame, scene.layout.side
    x, y, r = frame.x(0.5 - side * 0.20), frame.y(0.46), frame.px(150)
    look = SheetLook(
        shadow=0.0,
        rim=0.0,
        fog_depth=0.0,
        airlight=0.0,
        light_colour="ffd9a0",
        lamp_colour="ff9a4a",
    )
    sheet = scene.stage.sheet("black hole", 1.0, look, tone=0)
    middle = (x, y)
    for part, value, lamp in (
        (2.5, 60, True),
        (2.2, 110, True),
        (1.9, 180, True),
        (1.55, 220, False),
    ):
        band = rotate(ellipse(x, y, r * part, r * part * 0.24), -0.18 * side, middle)
        sheet.light(band, value, lamp=lamp)
    sheet.light(ellipse(x, y, r * 1.16), 235)
    sheet.cut(ellipse(x, y, r * 1.06), 0)
    front = rotate(
        ellipse(x, y, r * 1.9, r * 0.34, arc=(0.02, math.pi - 0.02)), -0.18 * side, middle
    )
    inner = rotate(
        ellipse(x, y, r * 1.5, r * 0.20, arc=(math.pi - 0.02, 0.02)), -0.18 * side, middle
    )
    sheet.light(np.vstack([front, inner]), 235)
    tint = mix_hex(scene.air.palette.glow, "ffb060", 0.5)
    gx, gy = frame.grid(4)
    away = np.sqrt((gx - x) ** 2 + (gy - y) ** 2)
    halo = 0.35 * np.exp(-np.clip(away - r * 1.2, 0, None) / frame.px(90))
    scene.stage.add_light(whole(frame, "halo", 1.01, halo, tint))
