"""The layout: horizon, light, people and hero, by size, angle, and one of several schemes.

Horizon by angle, as part of the height: low .78-.86, eye .60-.70, high .38-.45; extreme wide .05
lower, close shots behind the shoulder. Light at .5 +- (.11-.17) of the width, people on the other
side, the hero on the light's. The scheme is drawn by the take, the light's side by place and hour.
"""

from __future__ import annotations

import numpy as np

from pipeline.art.choosing import Air
from pipeline.art.frame import Frame
from pipeline.art.scene import Layout
from pipeline.art.seeds import generator
from pipeline.art.sheets import Light
from pipeline.art.understanding import Brief, Wish

__all__ = ["FORE_BY_FAR", "lay_out"]

_HORIZONS = {"low": (0.78, 0.86), "eye": (0.60, 0.70), "high": (0.36, 0.44), "top": (-0.2, -0.15)}
_SCHEMES = {
    "ews": ("thirds", "centre", "vast", "depth", "slope", "thirds"),
    "wide": ("thirds", "slope", "depth", "centre", "thirds"),
    "medium": ("thirds", "centre", "depth"),
    "close": ("thirds", "depth"),
    "ecu": ("thirds",),
}
_LIGHTS = {"thirds": 0.14, "centre": 0.02, "vast": 0.17, "depth": 0.22, "slope": 0.19}
_PEOPLE = {"thirds": -0.15, "centre": -0.07, "vast": -0.05, "depth": -0.27, "slope": -0.17}
_HEROES = {"thirds": 0.12, "centre": 0.0, "vast": 0.10, "depth": 0.20, "slope": 0.17}
_ZOOM = {"ews": 0.78, "wide": 1.0, "medium": 1.5, "close": 2.0, "ecu": 2.4}
_FIGURES = {"ews": 0.085, "wide": 0.30, "medium": 0.62, "close": 0.9, "ecu": 1.2}


def lay_out(brief: Brief, wish: Wish, air: Air, frame: Frame) -> Layout:
    """Where everything stands in this take."""
    take = generator(brief.film, brief.words, brief.seed, "layout")
    home = generator(brief.film, brief.place or brief.words, air.time, "light side")
    side = 1 if home.random() < 0.5 else -1
    scheme = _scheme(wish, take)
    horizon = _horizon(wish, frame, scheme, take)
    jitter = float(take.uniform(-0.02, 0.03))
    light = _light(
        wish, air, frame, (side, horizon, frame.x(0.5 + side * (_LIGHTS[scheme] + jitter)))
    )
    figure = _FIGURES[wish.size] * frame.unit * float(take.uniform(0.92, 1.06))
    if scheme == "depth" and wish.size == "wide":
        figure *= 1.3
    if wish.angle == "low":
        figure *= 1.3
    if wish.angle == "high":
        figure *= 0.62 if wish.size == "wide" else 0.8
    feet = frame.height * (0.93 if wish.size == "ews" else 0.955)
    if scheme == "slope":
        feet -= frame.height * 0.07
    if scheme == "vast":
        feet = max(frame.height * 0.90, horizon + frame.px(40))
    aside = _PEOPLE[scheme]
    if scheme == "centre" and wish.heroes:
        aside = -0.17
    blur = {"medium": 2.2, "close": 4.0, "ecu": 4.0}.get(wish.size, 0.0)
    return Layout(
        scheme=scheme,
        horizon=horizon,
        side=side,
        light=light,
        people_x=frame.x(0.5 + side * aside + float(take.uniform(-0.025, 0.025))),
        people_y=feet,
        hero_x=frame.x(0.5 + side * _HEROES[scheme] + float(take.uniform(-0.02, 0.02))),
        zoom=_ZOOM[wish.size] * float(take.uniform(0.95, 1.08)),
        shift=float(take.uniform(-0.09, 0.09)) * frame.width,
        figure=figure,
        blur=blur if wish.subject != "scene" else 0.0,
        fore=_fore(wish, take),
    )


def _scheme(wish: Wish, take: np.random.Generator) -> str:
    choices = list(_SCHEMES[wish.size])
    if "sea" in wish.far or "ice" in wish.far:
        choices = [c for c in choices if c != "slope"] + ["vast"]
    if any(hero.kind == "engine" for hero in wish.heroes) and wish.size == "ews":
        choices += ["centre", "thirds"]
    return str(choices[int(take.integers(0, len(choices)))])


def _horizon(wish: Wish, frame: Frame, scheme: str, take: np.random.Generator) -> float:
    low, high = _HORIZONS[wish.angle]
    part = float(take.uniform(low, high))
    if wish.angle == "eye":
        part += {"ews": 0.04, "medium": 0.04, "close": 0.08, "ecu": 0.08}.get(wish.size, 0.0)
        if scheme == "vast":
            tall = bool(
                {"engine", "tower", "mast", "rocket", "lighthouse"} & {h.kind for h in wish.heroes}
            )
            part += 0.07 if tall or take.random() < 0.6 else -0.14
        if scheme == "depth":
            part -= 0.04
    return frame.y(min(0.88, part))


def _light(wish: Wish, air: Air, frame: Frame, at: tuple[int, float, float]) -> Light:
    """The one light: low at dawn and dusk, high by day and night; bodies and engines take over."""
    _, horizon, x = at
    px = frame.px
    rows = {"dawn": horizon - px(36), "dusk": horizon - px(48), "day": px(110), "night": px(150)}
    radii = {"dawn": 120, "dusk": 115, "day": 170, "night": 100}
    y, radius = rows[air.time], px(radii[air.time])
    if frame.height > frame.width * 0.8 and air.time in {"day", "night"}:
        y = frame.y(0.2)
    if wish.angle == "high":
        y = px(30) if air.time in {"day", "night"} else max(px(40), horizon - px(60))
    if wish.angle == "top":
        y = -px(60)
    return Light(x, y, radius)


FORE_BY_FAR = {
    "forest": ("pines", "branches", "trunks", "ferns", "rocks", "grass"),
    "city": ("tower", "cables", "railing", "ruin", "branches", "mast"),
    "mountains": ("rocks", "branches", "pines", "grass", "fence", "ferns"),
    "sea": ("rocks", "grass", "railing", "mast", "branches", "fence"),
    "ice": ("rocks", "ice fins", "mast", "fence", "ice fins"),
    "desert": ("rocks", "mast", "cables", "grass", "fence", "ruin"),
    "plain": ("grass", "branches", "cables", "fence", "ferns"),
}
"""Foreground frames by landscape. A cave is only where the words speak of one: its black corners
close a picture that nobody looks at from inside a mountain."""


def _fore(wish: Wish, take: np.random.Generator) -> tuple[str, ...]:
    """One or two frames from the place's vocabulary; a running number keeps neighbours apart."""
    if wish.size not in {"ews", "wide"} or wish.angle == "top":
        return ()
    if wish.size == "ews" and "city" in wish.far:
        return ("cables",) if take.random() < 0.5 else ()
    if any(word in wish.words.lower() for word in ("cave", "grotto", "山洞", "洞穴", "岩洞")):
        return ("cave",)
    if wish.size == "wide" and take.random() < 0.12:
        return ()
    vocabulary = list(
        FORE_BY_FAR[wish.far[0]] if wish.far else ("rocks", "branches", "grass", "pines")
    )
    if {"engine", "mast"} & {hero.kind for hero in wish.heroes}:
        vocabulary = [*vocabulary, "cables", "mast"]
    if wish.village or any(hero.kind == "house" for hero in wish.heroes):
        vocabulary = [*vocabulary, "fence", "branches"]
    start = int(take.integers(0, len(vocabulary)))
    first = vocabulary[start]
    if first not in {"mast", "railing"} and take.random() < 0.35:
        second = vocabulary[(start + 1) % len(vocabulary)]
        return (first, second) if second not in {first, "mast"} else (first,)
    return (first,)
