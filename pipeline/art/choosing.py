"""Choosing the air: hour, weather, palette, dials, from what was wished and from the place.

Place beats weather, weather beats time; the author's tint words turn the palette that came out.
What the words leave open is drawn from the place's name, so that it stays from shot to shot.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.dials import Dials
from pipeline.art.palettes import PALETTES, Palette, tinted, turned
from pipeline.art.seeds import generator
from pipeline.art.understanding import Brief, Wish

__all__ = ["Air", "choose_air"]


class Air(Struct, frozen=True):
    """The settled air of a panel."""

    time: str
    weather: str
    palette: Palette
    dials: Dials
    fog_rate: float
    cold: bool
    """Snow lies: by weather, by ice."""


STYLE_DIALS: dict[str, Dials] = {
    "noir": Dials(saturation=0.18, curve=0.85, stipple=1.5, rim=1.25, fog=0.85, grain=1.2),
    "watercolour": Dials(saturation=1.0, curve=0.12, stipple=0.0, shadow=0.25, rim=0.35, grain=0.6),
    "woodcut": Dials(saturation=0.9, curve=0.8, stipple=0.0, shadow=0.9, rim=0.9, steps=5),
    "riso": Dials(
        curve=0.6,
        stipple=1.9,
        shadow=0.2,
        rim=0.6,
        mono=((0.0, "1b1f5e"), (0.45, "2f5fae"), (0.72, "ff7a62"), (1.0, "fff3df")),
    ),
    "dreamy": Dials(
        saturation=0.95, curve=0.2, stipple=0.6, shadow=0.3, rim=0.8, bloom=1.4, fog=1.2
    ),
    "grim": Dials(saturation=0.7, curve=0.6, stipple=1.2, shadow=1.1, rim=0.8),
    "faded": Dials(saturation=0.72, curve=0.2, stipple=0.9, shadow=0.8, rim=0.9, lift=0.045),
    "vivid": Dials(saturation=1.45, curve=0.52),
    "sepia": Dials(
        curve=0.35,
        stipple=1.2,
        mono=((0.0, "1d120a"), (0.45, "7a5836"), (0.8, "d9b98a"), (1.0, "f8ecd2")),
    ),
    "epic": Dials(saturation=1.2, curve=0.62, rim=1.2, bloom=1.15, vignette=0.42),
    "paper": Dials(shadow=1.25, rim=1.05),
}
"""What each art style turns; several styles multiply into each other."""

TINTS: dict[str, tuple[str, float]] = {
    "teal": ("2f9c98", 0.62),
    "warm": ("e0933c", 0.40),
    "cold": ("3f7fae", 0.45),
    "red": ("c03a2c", 0.60),
    "green": ("3f8f5a", 0.55),
    "violet": ("7d4fb0", 0.55),
}
"""Hue and strength by which a tint word turns a palette."""

_FOG = {"clear": 1.9, "haze": 2.55, "snow": 2.3, "storm": 2.4, "rain": 2.35, "dust": 2.5}
_INDOORS = {"room": "lamp", "control": "lab", "corridor": "lab", "orbit": "space"}


def choose_air(brief: Brief, wish: Wish) -> Air:
    """Hour, weather, palette and dials of the panel."""
    time = "night" if wish.airless else wish.time or _hour(brief, wish)
    weather = _weather(wish)
    cold = weather == "snow" or "ice" in wish.far or wish.icy
    name = _palette_name(brief, wish, time, weather)
    palette = PALETTES[name]
    for tint in wish.tints:
        hue, strength = TINTS[tint]
        palette = tinted(palette, hue, strength)
    cast = generator(brief.film, "cast").uniform(-9, 9) if brief.film else 0.0
    palette = turned(palette, cast)
    rate = 1.25 if wish.stage == "orbit" else 1.7 if wish.stage in _INDOORS else _FOG[weather]
    if wish.subject != "scene":
        rate = min(rate, 2.0)
    return Air(time, weather, palette, _dials(wish.styles), rate, cold)


_HOUR_BY_PLACE: tuple[tuple[str, str, float, str], ...] = (
    ("engine", "night", 0.7, "dawn"),
    ("tower", "night", 0.7, "dusk"),
    ("ice", "night", 0.7, "dawn"),
    ("room", "night", 0.6, "dusk"),
    ("platform", "dawn", 0.5, "dusk"),
    ("snow", "night", 0.5, "dusk"),
    ("desert", "day", 0.5, "dusk"),
    ("city", "night", 0.45, "dusk"),
    ("forest", "dawn", 0.4, "day"),
    ("plain", "day", 0.5, "dusk"),
)
"""Unsaid hours: what is there, its first hour, how likely that is, its second."""


def _hour(brief: Brief, wish: Wish) -> str:
    """An unsaid hour: what the bodies and the place suggest, else drawn from the place's name."""
    bodies = set(wish.bodies)
    if bodies & {"stars", "milky way", "aurora", "moon"} or set(wish.lights) & {
        "fire",
        "campfire",
        "beam",
    }:
        return "night"
    if "giant" in bodies:
        return "dusk"
    random = generator(brief.film, brief.place or brief.words, "hour")
    u = float(random.random())
    if "sun" in bodies:
        return "dusk" if u < 0.5 else "dawn"
    there = {hero.kind for hero in wish.heroes} | set(wish.far) | {wish.stage, wish.weather}
    for thing, first, chance, second in _HOUR_BY_PLACE:
        if thing in there:
            return first if u < chance else second
    return ("dusk", "dawn", "day", "night")[int(u * 4)]


def _weather(wish: Wish) -> str:
    if wish.weather:
        return wish.weather
    styles = set(wish.styles)
    return "haze" if styles & {"dreamy", "watercolour"} else "clear"


def _palette_name(brief: Brief, wish: Wish, time: str, weather: str) -> str:
    """Place beats weather, weather beats time."""
    if wish.airless:
        return "space"
    if wish.stage in _INDOORS:
        by_day = {"day": "daylight", "dawn": "daylight"} if wish.stage == "room" else {}
        return by_day.get(time, _INDOORS[wish.stage])
    machines = {"engine", "ship", "rocket"} & {hero.kind for hero in wish.heroes}
    if "fire" in wish.lights and not machines and (time == "night" or wish.subject == "eye"):
        return "fire"
    if weather == "dust" or ("desert" in wish.far and time == "day"):
        return "dust"
    return _night(brief, wish, weather) if time == "night" else _by_light(wish, time, weather)


def _by_light(wish: Wish, time: str, weather: str) -> str:
    grey = weather == "storm" or (weather == "rain" and time != "dusk")
    return "storm" if grey or ("grim" in wish.styles and time == "day") else time


def _night(brief: Brief, wish: Wish, weather: str) -> str:
    if "ice" in wish.far or set(wish.bodies) & {"milky way", "aurora", "stars"}:
        return "night_ice"
    if wish.icy or weather == "snow":
        return "night_cold"
    warm = (
        "warm" in wish.tints
        or "campfire" in wish.lights
        or "vivid" in wish.styles
        or "lamp" in {p.kind for p in wish.props}
    )
    if "city" in wish.far and weather in {"clear", "rain"}:
        quiet = generator(brief.film, brief.place, "night").random() < 0.45
        return "night_warm" if warm or quiet else "night_cold"
    return "night_warm" if warm else "night_cold"


def _dials(styles: tuple[str, ...]) -> Dials:
    """The first style's dials; each further one moves them half way to its own."""
    if not styles:
        return Dials()
    dials = STYLE_DIALS[styles[0]]
    for style in styles[1:3]:
        dials = _between(dials, STYLE_DIALS[style])
    return dials


def _between(first: Dials, second: Dials) -> Dials:
    changes: dict[str, float | int | tuple[tuple[float, str], ...]] = {}
    for name in Dials.__struct_fields__:
        a, b = getattr(first, name), getattr(second, name)
        if isinstance(a, tuple) or name == "steps":
            changes[name] = a or b
        else:
            changes[name] = (a + b) / 2
    return replace(first, **changes)
