"""Interiors of the composer: a wish becomes a scene for the interior stages, lit by ours."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.art.exterior import lay_fall
from pipeline.art.interior_stages import OPEN_SKY, lay_interior
from pipeline.art.interiors import InteriorScene, shining
from pipeline.art.people import Person, strangers
from pipeline.art.scene import Scene
from pipeline.art.skies import build_sky
from pipeline.art.sky import Sky
from pipeline.art.staging import cast_of
from pipeline.art.weather import motes

__all__ = ["build_interior", "interior_kind"]

_STAGES = frozenset({"corridor", "control", "room", "platform", "window"})

_FRAMINGS = {
    "ews": "extreme wide",
    "wide": "wide",
    "medium": "medium",
    "close": "close",
    "ecu": "detail",
}
_THINGS = {
    "lamp": "lamp",
    "screens": "screen",
    "cup": "cup",
    "clock": "clock",
    "switch": "switch",
    "photo": "frame",
    "radio": "radio",
    "bench": "bench",
    "case": "suitcase",
    "flower": "vase",
    "helmet": "helmet",
    "furniture": "chair",
}
_SAID = {
    "lantern": "lantern",
    "灯笼": "lantern",
    "提灯": "lantern",
    "candle": "candle",
    "蜡烛": "candle",
    "teapot": "teapot",
    "茶壶": "teapot",
    "bowl": "bowl",
    "碗": "bowl",
    "letter": "letter",
    "信": "letter",
    "信件": "letter",
    "book": "book",
    "书": "book",
    "diary": "book",
    "日记": "book",
    "phone": "telephone",
    "piano": "piano",
    "钢琴": "piano",
    "bed": "bed",
    "床": "bed",
    "stove": "stove",
    "炉子": "stove",
    "bicycle": "bicycle",
    "自行车": "bicycle",
    "barrel": "barrel",
    "recorder": "recorder",
    "crate": "crate",
    "box": "box",
    "chair": "chair",
    "椅子": "chair",
}


def interior_scene(scene: Scene) -> InteriorScene:
    """The interior scene of a wish."""
    wish, brief = scene.wish, scene.brief
    props = tuple(_SAID.get(prop.description, _THINGS[prop.kind]) for prop in wish.props)
    extra = [hero.kind for hero in wish.heroes]
    extra += [light for light in wish.lights if light == "fire"]
    if "hand" in wish.parts:
        extra.append("hand")
    return InteriorScene(
        film=brief.film,
        place=brief.place or f"{wish.stage} {brief.words}",
        seed=f"{brief.words} {brief.seed}",
        people=cast_of(scene) or _bystanders(scene),
        props=(*props, *extra, *wish.far),
        framing=_FRAMINGS[wish.size],
        angle="high" if wish.angle == "top" else wish.angle,
        view=_view(scene),
        time=scene.air.time,
        side=scene.layout.side,
        palette=scene.air.palette,
        words=brief.words,
        take=brief.seed,
    )


def _bystanders(scene: Scene) -> tuple[Person, ...]:
    """A crowd under a roof: five strangers, moving as the words say."""
    if not scene.wish.crowd:
        return ()
    pose = scene.wish.pose if scene.wish.pose != "embrace" else "stand"
    return tuple(replace(p, pose=pose) for p in strangers(scene.place_name("crowd"), 5))


def _view(scene: Scene) -> str:
    """What a window shows."""
    wish = scene.wish
    bodies = set(wish.bodies)
    if bodies & {"giant", "planet"}:
        return "planet"
    for far in wish.far:
        if far in {"mountains", "city", "sea", "forest"}:
            return far
        if far in {"ice", "desert", "plain"}:
            return "mountains"
    if bodies & {"stars", "milky way", "aurora"}:
        return "stars"
    return wish.weather if wish.weather in {"snow", "rain"} else ""


def interior_kind(scene: Scene) -> str:
    """The interior stage or close-up that shows the wish; nothing for the open air and space."""
    wish = scene.wish
    if wish.subject == "hand":
        return "window" if wish.stage == "window" else "hand"
    if wish.subject == "eye":
        return "eye"
    if wish.subject == "insert" and wish.props:
        kinds = {prop.kind for prop in wish.props}
        return "hand" if kinds <= {"switch", "screens"} else "thing"
    return wish.stage if wish.stage in _STAGES else ""


def build_interior(scene: Scene) -> None:
    """Lay an interior stage and take over its light, air and focus."""
    kind = interior_kind(scene)
    laid = lay_interior(scene.stage, kind, interior_scene(scene))
    scene.stage.light = laid.light
    scene.rays = laid.rays
    scene.focus = (laid.focus[0] / scene.frame.width, laid.focus[1] / scene.frame.height)
    scene.layout = replace(scene.layout, light=laid.light)
    scene.atmosphere = replace(scene.atmosphere, light=laid.light, fog_rate=laid.fog_rate, key=1.0)
    if kind in OPEN_SKY:
        scene.layout = replace(scene.layout, horizon=laid.focus[1])
        build_sky(scene)
        lay_fall(scene)
    else:
        sky = Sky(scene.frame, scene.atmosphere, scene.frame.y(0.85))
        sky.settle()
        scene.sky = sky.papered()
        scene.stage.add_light(motes(scene.frame, scene.atmosphere.seed, scene.air.palette.glow))
    scene.stage.add_light(*shining(scene.frame, scene.atmosphere, laid, scene.atmosphere.seed))
