"""An exterior: sky, land, heroes, people, foreground frame, weather and haze, far to near."""

from __future__ import annotations

from pipeline.art.colour import mix_hex
from pipeline.art.fires import build_campfire, build_fire
from pipeline.art.foreground import build_foreground
from pipeline.art.grounds import build_land
from pipeline.art.heroes import build_heroes
from pipeline.art.lights import Mist, Plume, mist, plume, pool, warm_wash
from pipeline.art.plan_view import build_plan
from pipeline.art.scene import Scene
from pipeline.art.sheets import Light
from pipeline.art.skies import build_sky
from pipeline.art.staging import build_people
from pipeline.art.weather import Dust, dust, embers, rain, snow

__all__ = ["build_exterior", "lay_fall", "lay_weather"]

_PILLARS = (
    "pillar of light", "column of light", "shaft of light", "beam of light", "light beam", "光柱",
)  # fmt: skip
_RAYS = {"dawn": 0.6, "dusk": 0.5, "day": 0.22, "night": 0.36}


def build_exterior(scene: Scene) -> None:
    """Lay everything of a shot in the open air."""
    scene.rays = _RAYS[scene.air.time]
    if scene.air.weather in {"storm", "rain"}:
        scene.rays *= 0.45
    build_sky(scene)
    if scene.wish.angle == "top":
        build_plan(scene)
    else:
        build_land(scene)
        if burns(scene):
            build_fire(scene)
        if "campfire" in scene.wish.lights:
            build_campfire(scene)
        build_heroes(scene)
        _pillar(scene)
        build_people(scene)
        build_foreground(scene)
    lay_weather(scene)


def _pillar(scene: Scene) -> None:
    """A pillar of light from the horizon to the sky, where the words name one."""
    text = scene.wish.words.lower()
    if not any(word in text for word in _PILLARS):
        return
    if {"engine", "ship"} & {hero.kind for hero in scene.wish.heroes}:
        return
    frame, layout = scene.frame, scene.layout
    x, foot = layout.light.x, layout.horizon + frame.px(6)
    shape = Plume(x, foot, frame.px(40), 0.3, 0.9)
    scene.stage.add_light(*plume(frame, scene.atmosphere, shape, 0.45))
    scene.rays = max(scene.rays, 0.5)
    scene.rays_from = Light(x, foot - frame.px(120), frame.px(90))


def burns(scene: Scene) -> bool:
    """Whether something burns; the fire of an engine or a ship is its own."""
    machines = {"engine", "ship", "rocket"} & {hero.kind for hero in scene.wish.heroes}
    return "fire" in scene.wish.lights and not machines


def lay_weather(scene: Scene) -> None:
    """Haze at the foot of the far set, then what falls, drifts or burns."""
    frame, air, stage = scene.frame, scene.air, scene.stage
    horizon, px = scene.layout.horizon, scene.frame.px
    palette, seed = air.palette, scene.atmosphere.seed
    if scene.wish.angle == "top":
        horizon = -px(200)
    lit = mix_hex(palette.fog, palette.glow, 0.4)
    if air.weather != "clear" or air.time in {"dawn", "dusk"}:
        bank = Mist(horizon - px(40), horizon + px(70), 0.55)
        stage.add_light(mist(frame, "haze far", 0.55, bank, (lit, seed)))
    if scene.wish.airless:
        return
    wheels = {"truck", "car", "convoy"} & {hero.kind for hero in scene.wish.heroes}
    depth = 0.255 if wheels else 0.2
    wet = bool({"sea", "ice"} & set(scene.wish.far)) and air.weather == "clear"
    amount = {"haze": 0.45, "clear": 0.09 if wet or air.time == "day" else 0.16}.get(
        air.weather, 0.26
    )
    near = Mist(horizon + px(50), frame.bottom - px(30), amount)
    stage.add_light(
        mist(frame, "haze near", depth, near, (mix_hex(palette.fog, palette.glow, 0.2), seed))
    )
    if "sea" in scene.wish.far or "ice" in scene.wish.far:
        spot = (scene.layout.light.x, horizon + px(10))
        stage.add_light(pool(frame, spot, 0.25, (palette.glow, 0.5)))
    lay_fall(scene)


def lay_fall(scene: Scene) -> None:
    """What falls, drifts or burns before everything: snow, rain, dust, embers."""
    frame, air, stage = scene.frame, scene.air, scene.stage
    horizon, px = scene.layout.horizon, scene.frame.px
    palette, seed = air.palette, scene.atmosphere.seed
    lit = mix_hex(palette.fog, palette.glow, 0.4)
    if air.weather == "haze":
        bank = Mist(horizon - px(110), horizon + px(30), 0.5, down=3.0)
        stage.add_light(mist(frame, "haze deep", 0.7, bank, (lit, f"{seed} deep")))
    elif air.weather == "snow":
        strong = any(w in scene.wish.words.lower() for w in ("blizzard", "暴雪", "暴风雪", "storm"))
        stage.add_light(*snow(frame, seed, 1.35 if strong else 1.0))
        if strong:
            drive = Dust(0.12, -px(60), frame.bottom, 0.34, 2.0, 0.46)
            stage.add_light(dust(frame, "drive", drive, ("dfeaf0", seed)))
    elif air.weather in {"storm", "rain"}:
        stage.add_light(*rain(frame, seed, mix_hex(palette.fog, palette.lit, 0.5)))
        veil = Dust(0.42, -px(60), frame.bottom, 0.26, 2.2, 0.48)
        stage.add_light(dust(frame, "veil", veil, (palette.fog, seed)))
    elif air.weather == "dust":
        _dust(scene)
    if burns(scene):
        stage.add_light(*embers(frame, seed))
        below = Light(scene.layout.light.x, frame.height * 1.02, px(340))
        stage.add_light(warm_wash(frame, below, 0.3, ("ff8a3c", 0.34)))


def _dust(scene: Scene) -> None:
    frame, palette, px = scene.frame, scene.air.palette, scene.frame.px
    horizon, seed = scene.layout.horizon, scene.atmosphere.seed
    lit = mix_hex(palette.fog, palette.glow, 0.3)
    bank = Dust(0.42, horizon - px(120), horizon + px(80), 0.55)
    near = Dust(-0.14, -px(60), frame.bottom, 0.22, 2.4)
    scene.stage.add_light(dust(frame, "dust far", bank, (lit, seed)))
    scene.stage.add_light(dust(frame, "dust near", near, (lit, f"{seed} near")))
