"""The sky of an exterior: clouds by weather and hour, stars, bodies, halos, cloud sheets."""

from __future__ import annotations

import numpy as np

from pipeline.art.clouds import Heap, cumulus, storm_wall
from pipeline.art.colour import mix_hex, smoothstep
from pipeline.art.planets import Globe, lay_blue_planet, lay_gas_giant, lay_ring
from pipeline.art.scene import Scene
from pipeline.art.sheets import SheetLook
from pipeline.art.sky import Clouds, MilkyWay, Sky, paint_aurora, paint_clouds, paint_milky_way
from pipeline.art.sky import paint_moon as lay_moon
from pipeline.art.tiles import noise

__all__ = ["build_sky"]

_ENORMOUS = ("enormous", "huge", "immense", "colossal", "fills the sky", "巨大", "庞大", "占满")


def build_sky(scene: Scene) -> None:
    """Paint the whole sky of an exterior and hang its cloud sheets."""
    frame, air = scene.frame, scene.air
    sky = Sky(frame, scene.atmosphere, scene.layout.horizon + frame.px(20))
    bodies = set(scene.wish.bodies)
    _halos(scene, sky)
    if bodies & {"milky way"} or (bodies & {"stars"} and "ice" in scene.wish.far):
        paint_milky_way(sky, _band(scene))
    if "aurora" in bodies:
        paint_aurora(sky, frame.y(0.36), 0.55)
    if not scene.wish.airless:
        _clouds(scene, sky)
    if any(hero.kind == "engine" for hero in scene.wish.heroes):
        _cloud_bowl(scene, sky)
    sky.settle()
    if air.time == "night" and air.weather in {"clear", "snow"}:
        many = 760 if bodies & {"stars", "milky way", "aurora"} else 400
        band = _band(scene) if "milky way" in bodies else None
        power = 1.0 if air.weather == "clear" else 0.6
        sky.stars(int(many * frame.height / 720), power=power, band=band)
    elif air.time in {"dusk", "dawn"} and air.weather == "clear":
        sky.stars(90, power=0.55)
    _bodies(scene, sky)
    scene.sky = sky.papered()
    _cloud_sheets(scene)


def _band(scene: Scene) -> MilkyWay:
    frame, random = scene.frame, scene.place("milky way")
    lean = -scene.layout.side * float(random.uniform(0.25, 0.7))
    x = frame.x(0.5 + 0.06 * scene.layout.side)
    return MilkyWay(x, frame.y(0.30), lean, frame.px(92), 0.55)


def _globe_radius(scene: Scene) -> float:
    """A body fills 35-70 % of the frame's width, cut by the edge or by a ridge."""
    size = {"ews": 0.30, "wide": 0.235, "medium": 0.22, "close": 0.2, "ecu": 0.2}[scene.wish.size]
    return size * (scene.frame.width + scene.frame.unit) / 2


def _globe(scene: Scene, kind: str) -> Globe:
    frame, layout = scene.frame, scene.layout
    random = scene.chance("globe", kind)
    radius = _globe_radius(scene) * float(random.uniform(0.92, 1.15))
    if any(word in scene.wish.words.lower() for word in _ENORMOUS):
        radius *= 1.3
    side = -layout.side if layout.scheme != "centre" else 0
    x = frame.x(0.5) + side * frame.x(0.155) * float(random.uniform(0.8, 1.3))
    if any(hero.kind in {"engine", "tower", "mast"} for hero in scene.wish.heroes):
        x = frame.x(0.5) - layout.side * frame.x(0.22)
    y = layout.horizon - radius * float(random.uniform(0.55, 0.85))
    y = min(y, frame.y(0.42)) if layout.scheme != "vast" else frame.y(0.34)
    toward = 0.7 if layout.light.x > x else -0.7
    haze = (y + radius * 0.05, max(y + radius * 0.9, layout.horizon + frame.px(40)), 0.82)
    frozen = "ice" in scene.wish.far
    name = scene.place_name(kind)
    tilt = float(scene.place("tilt").uniform(0.05, 0.28)) * layout.side
    return Globe(x, y, radius, name, (toward, -0.15, 0.6), tilt, haze, frozen)


def _halos(scene: Scene, sky: Sky) -> None:
    bodies = set(scene.wish.bodies)
    for kind in ("giant", "planet"):
        if kind in bodies:
            globe = _globe(scene, kind)
            sky.halo(globe.x, globe.y, globe.radius, amount=0.55)
            return
    if _moon_stands(scene):
        light = scene.layout.light
        sky.halo(light.x, light.y, light.radius * 0.44, amount=0.7)


def _moon_stands(scene: Scene) -> bool:
    wish, air = scene.wish, scene.air
    if air.time != "night" or air.weather in {"storm", "rain", "haze", "dust"}:
        return "moon" in wish.bodies
    if "beam" in wish.lights and "moon" not in wish.bodies:
        return False
    taken = {"giant", "planet", "milky way", "aurora"} & set(wish.bodies)
    return not taken and not any(hero.kind == "engine" for hero in wish.heroes)


def _bodies(scene: Scene, sky: Sky) -> None:
    wish, air, frame = scene.wish, scene.air, scene.frame
    light = scene.layout.light
    palette = air.palette
    if "giant" in wish.bodies:
        globe = _globe(scene, "giant")
        ringed = "saturn" in wish.words.lower() or "土星" in wish.words
        if ringed:
            lay_ring(sky.picture, frame, globe, palette, front=False)
        lay_gas_giant(sky.picture, frame, globe, palette)
        if ringed:
            lay_ring(sky.picture, frame, globe, palette, front=True)
    elif "planet" in wish.bodies and _planet_in_sky(scene):
        lay_blue_planet(sky.picture, frame, _globe(scene, "planet"), palette)
    if _moon_stands(scene):
        lay_moon(sky, light.x, light.y, light.radius * (0.62 if "moon" in wish.bodies else 0.44))
    elif air.time in {"dawn", "dusk"} and air.weather not in {"storm", "rain"}:
        sky.disc(light.x, light.y, light.radius * 0.4, palette.key)
    elif air.time == "day" and air.weather in {"clear", "dust"}:
        sky.disc(light.x, light.y, light.radius * 0.27, palette.key, 235)


def _planet_in_sky(scene: Scene) -> bool:
    """The earth stands in the sky only where one is not standing on it."""
    text = scene.wish.words.lower()
    elsewhere = any(w in text for w in ("mars", "lunar", "moon", "火星", "月球", "月面"))
    named = "planet" in text or "行星" in text or "星球" in text
    above = any(w in text for w in ("above", "over the", "rises", "in the sky", "升起", "天上"))
    return elsewhere or named or above


def _clouds(scene: Scene, sky: Sky) -> None:
    """Torn banks: heavy in storm, a few by clear night, two families by day, dusk and dawn."""
    air, frame = scene.air, scene.frame
    horizon, top = scene.layout.horizon, -frame.y(0.17)
    palette = air.palette
    if air.weather in {"storm", "rain"}:
        dark = mix_hex(palette.sky[0], palette.ink, 0.35)
        heavy = Clouds(top, horizon * 0.9, 0.55, 0.44, 0.09, 4, (0.36, 1.5), dark)
        paint_clouds(sky, heavy, "heavy")
        paint_clouds(sky, Clouds(top, horizon, 0.30, 0.58, 0.08, 3, tint=palette.sky[3]))
        return
    if air.time == "night":
        if air.weather == "clear" and set(scene.wish.bodies) & {"stars", "milky way", "aurora"}:
            return
        thin = Clouds(top, horizon - frame.px(90), 0.2, 0.60, 0.08, 3, tint=palette.glow)
        paint_clouds(sky, thin)
        return
    fair = air.time == "day" and air.weather == "clear"
    part, first, tint = (0.22, 0.62, "ffffff") if fair else (0.34, 0.57, palette.sky[3])
    high = Clouds(top, horizon * 0.62, part, first, 0.07, 3, (0.30, 2.6), tint)
    low = Clouds(horizon * 0.45, horizon + frame.px(30), 0.42, 0.60, 0.07, 3, (0.55, 3.0))
    paint_clouds(sky, high, "high")
    if air.weather == "clear":
        paint_clouds(sky, low, "low")


def _cloud_bowl(scene: Scene, sky: Sky) -> None:
    """Lit cloud around a plume: four steps of d / (120 + 95 i) - 1 + .9 (n - .5), x halved."""
    frame = scene.frame
    x, y = sky.grid()
    random = scene.chance("bowl")
    k = frame.unit / 720
    away = np.sqrt(((x - scene.layout.hero_x) / 1.7) ** 2 + (y + frame.px(30)) ** 2) / k
    step = frame.canvas_width / x.shape[1] / 4
    broken = noise((x.shape[1], x.shape[0]), (0.9 * step, 1.6 * step), random)
    bowl = np.zeros_like(away)
    for i in range(4):
        bowl = bowl + smoothstep(0.03, 0, (away / (120 + 95 * i) - 1) + (broken - 0.5) * 0.9) / 4
    part = bowl * 0.42 * np.exp(-away / 300)
    sky.lay(scene.air.palette.glow, np.clip(part, 0, 1))
    foot = scene.layout.horizon - frame.px(40)
    dx, dy = (x - scene.layout.hero_x) / frame.px(430), (y - foot) / frame.px(150)
    sky.lay(scene.air.palette.glow, 0.5 * np.exp(-(dx**2) - dy**2))


def _cloud_sheets(scene: Scene) -> None:
    """Cut cumulus by day and in the warm hours; a scalloped wall where dust comes."""
    air, frame, layout = scene.air, scene.frame, scene.layout
    random = scene.chance("cloud sheets")
    if air.weather == "dust":
        for i, depth in enumerate((1.3, 1.1, 0.95)):
            skirt = (layout.horizon * (0.45 + 0.12 * i), layout.horizon + frame.px(30), 0.9)
            look = SheetLook(
                rim=0.5,
                shadow=0.25,
                fog_depth=0.46 - 0.12 * i,
                airlight=0.6,
                soft=12,
                fog_skirt=skirt,
                blur=layout.blur * 0.6,
            )
            sheet = scene.stage.sheet(f"wall {i}", depth, look)
            top = layout.horizon * (0.42 + 0.19 * i)
            fall = layout.side * frame.y(0.62 - 0.16 * i)
            storm_wall(
                sheet, top, (150 - 34 * i, 215 - 30 * i), scene.place_name(f"wall {i}"), fall
            )
        return
    if air.weather != "clear" or air.time not in {"day", "dawn", "dusk"}:
        return
    if air.time != "day" and random.random() < 0.5:
        return
    day = air.time == "day"
    look = SheetLook(
        rim=0.35,
        shadow=0.16,
        fog_depth=0.16 if day else 0.30,
        airlight=0.35,
        soft=9,
        stipple=0.5 if day else 0.7,
        shadow_soft=5,
        ramp=_cloud_ramp(scene) if day else None,
        blur=layout.blur * 0.5,
    )
    sheet = scene.stage.sheet("cumulus", 1.25, look, tone=150)
    count = 4 if air.time == "day" else 2
    light = layout.light
    for index in range(count):
        u = (index + float(random.uniform(0.15, 0.85))) / count
        x = frame.x(-0.08 + 1.16 * u)
        near = abs(x - light.x) < frame.x(0.14)
        foot = frame.y(float(random.uniform(0.16, 0.42))) * min(1.0, layout.horizon / frame.y(0.66))
        if near:
            foot += frame.px(70)
        wide = frame.px(float(random.uniform(190, 420))) * (0.7 if near else 1.0)
        tones = (150.0, 196.0, 250.0) if air.time == "day" else (104.0, 150.0, 226.0)
        side = 1 if light.x > x else -1
        cumulus(sheet, Heap(x, foot, wide, f"{scene.brief.seed} {index}"), tones, side)


def _cloud_ramp(scene: Scene) -> tuple[str, str, str]:
    """White paper with a foot in the colour of the sky."""
    sky = scene.air.palette.sky
    return mix_hex(sky[0], sky[1], 0.5), mix_hex(sky[2], "ffffff", 0.25), "fffdf6"
