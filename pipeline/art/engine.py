"""The colossal engine: arched plinth, ribbed cone, terrace, ringed throat, flared bell.

Its proportions come from its name alone, so one engine is the same at 60 and at 600 px.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points, dot, ellipse
from pipeline.art.lathe import LatheLook, draw_lathe, ring_line
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["EngineLook", "Mouth", "draw_engine"]

_TILT = 0.075


class EngineLook(Struct, frozen=True):
    """How an engine is drawn in one shot."""

    film: str = ""
    name: str = "engine"
    dark: float = 20
    bright: float = 104
    light: float = -0.35
    """Where the light falls across it, -1..1."""
    windows: float = 1.0
    """Lit slits, 1 = about ninety."""
    burning: bool = True


class Mouth(NamedTuple):
    """The mouth of the bell, in view pixels: where the plume begins."""

    x: float
    y: float
    half_width: float


class _Build(NamedTuple):
    plinth: float
    foot: float
    collar: float
    throat: float
    bell: float
    h_plinth: float
    h_terrace: float
    h_throat: float
    braces: int
    fins: int
    hoops: int


def draw_engine(sheet: CutSheet, spot: Spot, look: EngineLook) -> Mouth:
    """Draw an engine standing at the spot, `spot.height` pixels tall. Returns its mouth."""
    build = _build(look)
    _draw_braces(sheet, spot, look, build)
    _draw_plinth(sheet, spot, look, build)
    cone = _draw_cone(sheet, spot, look, build)
    _draw_throat(sheet, spot, look, build)
    _draw_terrace(sheet, spot, look, build)
    _draw_bell(sheet, spot, look, build)
    _draw_lamps(sheet, spot, look, build, cone)
    width = build.bell
    x, y = spot.up([[0, 1.0]])[0].tolist()
    mouth = spot.up(ellipse(0, 1.0, width * 1.02, width * 0.085))
    sheet.cut(mouth, look.dark)
    sheet.cut(_lip(spot, width), look.bright * 1.3)
    if look.burning:
        sheet.light(spot.up(ellipse(0, 1.0, width * 0.90, width * 0.066)), 255)
    return Mouth(x, y, width * spot.height)


def _build(look: EngineLook) -> _Build:
    u = generator(look.film, "engine", look.name.strip().lower()).random(11).tolist()
    return _Build(
        plinth=0.58 + 0.10 * u[0],
        foot=0.48 + 0.07 * u[1],
        collar=0.28 + 0.05 * u[2],
        throat=0.20 + 0.04 * u[3],
        bell=0.30 + 0.06 * u[4],
        h_plinth=0.09 + 0.04 * u[5],
        h_terrace=0.50 + 0.08 * u[6],
        h_throat=0.76 + 0.06 * u[7],
        braces=3 + int(2 * u[8]),
        fins=11 + int(5 * u[9]),
        hoops=4 + int(3 * u[10]),
    )


def _ring(build_width: float, height: float, u: Points) -> Points:
    drop = _TILT * build_width * np.sqrt(np.clip(1 - u * u, 0, 1))
    return np.stack([u * build_width, height - drop], 1)


def _draw_braces(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build) -> None:
    """Pylons beside the plinth and the cables they hold, behind everything."""
    tone = look.dark + 8
    for side in (-1, 1):
        for k in range(b.braces):
            w, top = side * (b.plinth + 0.16 + 0.17 * k), 0.42 - 0.085 * k
            pylon = [[w - 0.022, 0], [w - 0.012, top], [w + 0.012, top], [w + 0.022, 0]]
            sheet.cut(spot.up(pylon), tone)
            arm = [[w, top], [side * b.collar * 1.1, b.h_terrace - 0.02 - 0.03 * k]]
            sheet.line(spot.up(arm), spot.size(0.006), tone)
            x, y = spot.up([[w, top + 0.005]])[0]
            sheet.light(dot(float(x), float(y), max(1.4, spot.height * 0.004)), 255, lamp=True)


def _draw_plinth(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build) -> None:
    top, a = b.h_plinth, b.plinth
    shading = LatheLook(look.dark, look.bright, look.light, 13)
    profile = [(-0.06, a * 1.04), (0, a), (top * 0.8, a * 0.97), (top * 0.8, a), (top, a)]
    draw_lathe(sheet, spot, profile, shading)
    chance = generator(look.film, "engine arches", look.name).random(15)
    for index, u in enumerate(np.sin(np.linspace(-1.35, 1.35, 15))):
        w = a * 0.045 * math.sqrt(1 - u * u) + 0.002
        x = float(u * a)
        foot = float(_ring(a, 0.0, np.array([u]))[0, 1]) - 0.01
        spring = float(_ring(a, top * 0.58, np.array([u]))[0, 1])
        sheet.shade(spot.up(_arch(x, foot, spring, w)), look.dark * 0.35)
        if chance[index] < 0.5:
            sheet.light(spot.up(_arch(x, foot, spring - w, w * 0.5)), 120, lamp=True)


def _arch(x: float, foot: float, spring: float, half: float) -> Points:
    bow = ellipse(x, spring, half, half * 1.2, arc=(0.0, math.pi))
    return np.vstack([[[x + half, foot]], bow, [[x - half, foot]]])


def _draw_cone(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build) -> Points:
    """The concave ribbed cone; returns its (height, half width) profile."""
    heights = np.linspace(b.h_plinth, b.h_terrace, 9)
    t = (heights - b.h_plinth) / (b.h_terrace - b.h_plinth)
    cone = np.stack([heights, b.foot + (b.collar - b.foot) * t**0.72], 1)
    draw_lathe(sheet, spot, cone, LatheLook(look.dark, look.bright, look.light, 15))
    for u in np.sin(np.linspace(-1.45, 1.45, b.fins)):
        line = np.vstack([_ring(w, h, np.array([u])) for h, w in cone])
        wide = 0.016 * math.sqrt(1.02 - u * u)
        weight = 0.5 + 0.7 * float(np.clip(1 - abs(u - look.light), 0, 1))
        sheet.shade(spot.up(np.vstack([line - (wide, 0), line[::-1]])), look.dark * 0.5)
        sheet.shade(
            spot.up(np.vstack([line, (line + (wide * 0.6, 0))[::-1]])), look.bright * weight
        )
    for h, w in cone[2:-1:2]:
        _hoop(
            sheet,
            ring_line(spot, float(h), float(w) * 1.015),
            spot.height * 0.010,
            (look.bright * 0.8, look.dark * 0.5),
        )
    return cone


def _hoop(sheet: CutSheet, line: Points, thick: float, tones: tuple[float, float]) -> None:
    """A hoop standing proud: a bright band and its shadow."""
    sheet.cut(np.vstack([line, (line + (0, thick))[::-1]]), tones[0])
    sheet.shade(np.vstack([line + (0, thick), (line + (0, thick * 2.2))[::-1]]), tones[1])


def _draw_throat(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build) -> None:
    profile = [
        (b.h_terrace, b.collar * 0.9),
        (b.h_terrace + 0.02, b.throat * 1.1),
        (b.h_throat, b.throat),
    ]
    draw_lathe(sheet, spot, profile, LatheLook(look.dark, look.bright * 1.1, look.light, 13))
    for h in np.linspace(b.h_terrace + 0.05, b.h_throat - 0.03, b.hoops):
        _hoop(
            sheet,
            ring_line(spot, float(h), b.throat * 1.16, tilt=0.065),
            spot.height * 0.012,
            (look.bright, look.dark * 0.4),
        )
    for side in (-1, 1):
        outer = [[side * b.collar * 1.12, b.h_terrace + 0.01], [side * b.bell * 0.93, 0.90]]
        inner = [[side * b.collar * 0.8, b.h_terrace + 0.01], [side * b.bell * 0.70, 0.86]]
        sheet.line(spot.up(outer), spot.size(0.012, 2), look.dark)
        sheet.line(spot.up(inner), spot.size(0.008), look.dark + 14)


def _draw_terrace(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build) -> None:
    line = ring_line(spot, b.h_terrace, b.collar * 1.22)
    k = spot.height
    sheet.cut(np.vstack([line - (0, 0.012 * k), (line + (0, 0.020 * k))[::-1]]), look.bright * 1.25)
    sheet.shade(np.vstack([line + (0, 0.020 * k), (line + (0, 0.045 * k))[::-1]]), look.dark * 0.4)


def _draw_bell(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build) -> None:
    neck, top = b.throat * 1.05, b.h_throat + 0.02
    flare = [
        (top + (1 - top) * t, neck + (b.bell - neck) * t**0.8)
        for t in np.linspace(0.1, 1, 6).tolist()
    ]
    profile = [(b.h_throat - 0.01, b.throat * 1.12), (top, neck), *flare]
    draw_lathe(sheet, spot, profile, LatheLook(look.dark, look.bright, look.light, 15))
    for u in np.sin(np.linspace(-1.4, 1.4, b.fins + 4)):
        vane = np.vstack([_ring(w, h, np.array([u])) for h, w in profile[1:]])
        sheet.shade_line(spot.up(vane), spot.size(0.004), look.dark * 0.4)


def _lip(spot: Spot, width: float) -> Points:
    """The front half of the mouth's rim, thick in the middle."""
    u = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 41))
    k = np.sqrt(np.clip(1 - u * u, 0, 1))
    upper = np.stack([u * width * 1.02, 1.0 - width * 0.085 * k], 1)
    lower = upper - np.stack([0 * u, 0.006 + 0.030 * k], 1)
    return spot.up(np.vstack([upper, lower[::-1]]))


def _draw_lamps(sheet: CutSheet, spot: Spot, look: EngineLook, b: _Build, cone: Points) -> None:
    """Beads along the terraces and lit slits in the cone."""
    middle = cone[4]
    rows = (
        (b.h_plinth, b.plinth),
        (b.h_terrace, b.collar * 1.2),
        (float(middle[0]), float(middle[1]) * 1.01),
    )
    bead = max(0.9, spot.height * 0.0026)
    for height, width in rows:
        for u in np.sin(np.linspace(-1.45, 1.45, int(18 + 30 * width))):
            x, y = spot.up(_ring(width, height, np.array([u])))[0]
            sheet.light(dot(float(x), float(y) + spot.height * 0.012, bead), 235, lamp=True)
    chance = generator(look.film, "engine windows", look.name).random((90, 4))
    for u_height, u_turn, u_tall, u_value in chance[: int(90 * min(1.0, look.windows))].tolist():
        h = b.h_plinth + 0.03 + (b.h_terrace - b.h_plinth - 0.06) * u_height
        w = float(np.interp(h, cone[:, 0], cone[:, 1]))
        u = math.sin(-1.2 + 2.4 * u_turn)
        x, y = spot.up(_ring(w, h, np.array([u])))[0].tolist()
        half = spot.height * 0.0035 * math.sqrt(1 - u * u) + 0.4
        tall = spot.height * (0.004 + 0.010 * u_tall)
        slit = [[x - half, y], [x + half, y], [x + half, y - tall], [x - half, y - tall]]
        sheet.light(slit, 120 + 120 * u_value, lamp=True)
