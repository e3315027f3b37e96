"""The city of an exterior: a far row in the haze, two rows of blocks, near corner blocks."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from pipeline.art.city import Facade, Row, skyline, tower
from pipeline.art.geometry import Points
from pipeline.art.land import dunes
from pipeline.art.materials import material_ramp
from pipeline.art.scene import Scene, skirt
from pipeline.art.sheets import CutSheet, SheetLook

__all__ = ["build_city", "build_far_city"]


def build_far_city(scene: Scene, sheet: CutSheet, base: float) -> None:
    """The last row: thin blocks in the haze, low under the hero or the light."""
    frame, layout = scene.frame, scene.layout
    k = frame.unit / 720
    night = scene.air.time == "night"
    facade = Facade(
        44, 90, layout.side, 2.0 if scene.air.cold else 0.0, 0.06 if night else 0.0, (5, 7)
    )
    row = Row((46 * k, 200 * k), (18 * k, 46 * k), 0.06, min(1.4, layout.zoom), layout.shift * 0.5)
    skyline(sheet, base, row, facade, (scene.place_name("far city"), _valley(scene, 0.75, 0.35)))


def _valley(scene: Scene, floor: float, rise: float) -> Callable[[float], float]:
    """An envelope that leaves a valley under the hero or the light."""
    frame, layout = scene.frame, scene.layout
    centre = layout.hero_x if scene.wish.heroes else layout.light.x

    def envelope(x: float) -> float:
        gap = math.exp(-(((x - centre) / frame.px(210)) ** 2))
        swell = 0.5 + 0.5 * math.sin(x / frame.px(260) + centre)
        return float(floor + rise * swell - 0.45 * floor * gap)

    return envelope


def build_city(scene: Scene) -> None:
    """Two rows of blocks, tall at the sides; in an extreme wide also near blocks in the corners."""
    frame, layout = scene.frame, scene.layout
    k, zoom = frame.unit / 720, layout.zoom
    night = scene.air.time == "night"
    ruined = 0.45 if "ruin" in scene.wish.words.lower() or "废墟" in scene.wish.words else 0.04
    low = 1.0 if scene.wish.angle != "low" else 1.25
    rows = (
        ("middle", 0.48, 0.38, (66, 290, 34, 82), (38, 84), (7.0, 10.0), 62.0, 4.0),
        ("quarter", 0.32, 0.24, (60, 250, 56, 120), (30, 80), (8.0, 11.0), 96.0, 6.0),
    )
    for name, depth, fog, sizes, tones, cell, drop, snow in rows:
        look = SheetLook(
            shadow=0.35,
            airlight=0.65,
            fog_depth=fog,
            soft=5,
            fog_skirt=skirt(scene, 60 - drop * 0.6, 60 + drop, 0.68),
            blur=layout.blur,
        )
        look = replace(look, ramp=material_ramp(scene, "brick"))
        sheet = scene.stage.sheet(name, depth, look, tone=36)
        sheet.transform = _lean(scene, depth)
        facade = Facade(
            tones[0],
            tones[1],
            layout.side,
            snow if scene.air.cold else 0.0,
            0.13 if night else 0.05 if scene.air.time == "dusk" else 0.0,
            cell,
            ruined,
            not night,
        )
        if scene.wish.size == "ews":
            low = 1.35
        heights = (sizes[0] * k * low, sizes[1] * k * low)
        row = Row(heights, (sizes[2] * k, sizes[3] * k), 0.14, zoom, layout.shift)
        base = layout.horizon + frame.px(drop)
        plan = (scene.place_name(name), _sides(scene, near=name == "quarter"))
        skyline(sheet, base, row, facade, plan)
        tone = 150.0 if scene.air.cold else 52.0
        dunes(sheet, base - frame.px(4), frame.px(4), (tone, None), scene.place(name, "drift"))
    if scene.wish.size == "ews" and "sea" not in scene.wish.far:
        _corner_blocks(scene)


def _corner_blocks(scene: Scene) -> None:
    """Extreme wide: a few tall near blocks in both corners, with a drift before them."""
    frame, layout = scene.frame, scene.layout
    look = SheetLook(shadow=0.5, fog_depth=0.10, soft=9, fog_skirt=skirt(scene, -60, 200, 0.35))
    sheet = scene.stage.sheet("near", 0.15, look, tone=30)
    plan = scene.place("corner blocks")
    night = scene.air.time in {"night", "dusk"}
    facade = Facade(
        22,
        60,
        layout.side,
        8.0 if scene.air.cold else 0.0,
        0.06 if night else 0.0,
        (9, 13),
        0.15,
        not night,
    )
    base = frame.bottom + frame.px(20)
    spans = (
        (-0.05, 430, 126),
        (0.055, 290, 84),
        (0.115, 190, 62),
        (0.86, 250, 84),
        (0.93, 410, 104),
        (1.01, 320, 92),
    )
    for index, (u, tall, wide) in enumerate(spans):
        height = frame.px(tall * float(plan.uniform(0.75, 1.15))) * 0.92
        if scene.wish.people and (u < 0.5) == (layout.people_x < frame.x(0.5)):
            height *= 0.72
        name = f"{scene.place_name('corner')} {index}"
        tower(
            sheet, frame.x(u) - frame.px(wide / 2), base, (frame.px(wide), height), (facade, name)
        )


def _sides(scene: Scene, *, near: bool) -> Callable[[float], float]:
    """Tall at the sides, low in the middle: streets open toward the light."""
    frame, layout = scene.frame, scene.layout
    centre = (layout.light.x + layout.hero_x) / 2 if scene.wish.heroes else layout.light.x
    strength = 1.25 if near else 0.95

    def envelope(x: float) -> float:
        away = min(1.0, abs(x - centre) / frame.x(0.55))
        return float((0.16 if near else 0.34) + strength * away**1.25)

    return envelope


def _lean(scene: Scene, depth: float) -> Callable[[Points], Points] | None:
    """Low angle: x' = c + (x - c) / (1 + a t), t = height above the ground / H."""
    if scene.wish.angle != "low":
        return None
    frame, layout = scene.frame, scene.layout
    a = 0.62 if depth < 0.45 else 0.42
    centre = frame.x(0.5)

    def lean(p: Points) -> Points:
        t = np.clip((layout.horizon + frame.px(60) - p[:, 1]) / frame.height, 0, 2)
        return np.stack([centre + (p[:, 0] - centre) / (1 + a * t), p[:, 1]], 1)

    return lean
