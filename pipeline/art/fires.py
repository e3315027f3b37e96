"""Fire in the open: burning places with tongues of cut flame, columns of smoke, a fireball."""

from __future__ import annotations

import math

import numpy as np

from pipeline.art.colour import mix_hex
from pipeline.art.geometry import capsule, ellipse, smooth
from pipeline.art.lights import smoke, warm_wash
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet, Light, SheetLook
from pipeline.art.weather import embers

__all__ = ["build_campfire", "build_fire"]

_BLASTS = ("explo", "blast", "fireball", "eruption", "爆炸", "喷发")


def build_fire(scene: Scene) -> None:
    """Flames behind the middle sheets and smoke above them; a blast where the words say so."""
    words = scene.wish.words.lower()
    blast = any(word in words for word in _BLASTS)
    sheet = scene.stage.sheet("fire", 0.47, _look(scene), tone=0)
    if blast:
        _fireball(scene, sheet)
    else:
        _flames(scene, sheet)
    _smoke(scene)


def build_campfire(scene: Scene) -> None:
    """A fire on three logs, as near as the people, and its light on the ground and the air."""
    frame, layout, px = scene.frame, scene.layout, scene.frame.px
    near = scene.wish.subject == "bust"
    x = layout.people_x + layout.side * (frame.x(0.30) if near else layout.figure * 0.95)
    foot = frame.y(0.97) if near else layout.people_y + px(6)
    size = px(210) if near else max(px(16), layout.figure * 0.52)
    depth = 0.12 if near else 0.046
    logs = SheetLook(shadow=0.4, fog_depth=0.03, soft=4, blur=layout.blur)
    wood = scene.stage.sheet("logs", depth - 0.002, logs, tone=12)
    for turn in (-1, 0, 1):
        a, b = x - size * 0.34, x + size * 0.34
        rise = size * 0.09 * turn
        wood.cut(capsule((a, foot + rise), (b, foot - rise), size * 0.06, size * 0.05), 12)
    flames = scene.stage.sheet("campfire", depth, _look(scene), tone=0)
    random = scene.chance("campfire")
    for index in range(7):
        away = (index - 3) / 3
        tall = size * (1.0 - 0.55 * abs(away)) * float(random.uniform(0.8, 1.15))
        _tongue(flames, (x + away * size * 0.24, foot), tall, random)
    glow = Light(x, foot - size * 0.3, size * 1.9)
    scene.stage.add_light(warm_wash(frame, glow, depth + 0.2, ("ff9a3c", 0.5)))
    scene.stage.add_light(warm_wash(frame, glow, depth - 0.01, ("ff8a3c", 0.16)))
    scene.stage.add_light(*embers(frame, scene.atmosphere.seed))


def _look(scene: Scene) -> SheetLook:
    return SheetLook(
        shadow=0.0,
        rim=0.0,
        airlight=0.0,
        fog_depth=0.05,
        light_colour="ffc23c",
        lamp_colour="ff5a12",
        light_white=0.10,
        pure_bloom=True,
        blur=scene.layout.blur,
    )


def _flames(scene: Scene, sheet: CutSheet) -> None:
    frame, layout, random = scene.frame, scene.layout, scene.place("flames")
    px = frame.px
    for _ in range(26):
        x = layout.light.x + frame.x(float(random.normal(0, 0.16)))
        tall = px(float(random.uniform(40, 170))) * layout.zoom
        _tongue(sheet, (x, layout.horizon + px(56)), tall, random)


def _tongue(
    sheet: CutSheet, foot: tuple[float, float], tall: float, random: np.random.Generator
) -> None:
    x, y = foot
    lean = float(random.uniform(-0.35, 0.35))
    for part, lamp, value in ((1.0, True, 215), (0.62, False, 235)):
        h, w = tall * part, tall * 0.24 * part
        outline = [
            [x - w, y],
            [x - w * 0.9, y - h * 0.35],
            [x - w * 0.2 + lean * h * 0.4, y - h * 0.62],
            [x + lean * h, y - h],
            [x + w * 0.5 + lean * h * 0.3, y - h * 0.5],
            [x + w, y - h * 0.25],
            [x + w * 0.9, y],
        ]
        sheet.light(smooth(outline, samples=5), value, lamp=lamp)


def _fireball(scene: Scene, sheet: CutSheet) -> None:
    """Lobes of paper fire on a stalk: red outside, yellow inside."""
    frame, layout, random = scene.frame, scene.layout, scene.chance("blast")
    px = frame.px
    x, y = layout.light.x, layout.horizon - px(120) * layout.zoom
    lobes = []
    for index in range(17):
        a = 2 * math.pi * index / 17 + float(random.normal(0, 0.1))
        away = px(118) * float(random.uniform(0.75, 1.1)) * layout.zoom
        lobes.append((x + away * math.cos(a), y + away * 0.85 * math.sin(a)))
    for part, lamp, value in (
        (1.0, True, 225),
        (0.72, True, 255),
        (0.52, False, 215),
        (0.3, False, 255),
    ):
        for lx, ly in lobes:
            cx, cy = x + (lx - x) * part, y + (ly - y) * part
            sheet.light(ellipse(cx, cy, px(58) * part * layout.zoom), value, lamp=lamp)
        stalk = [
            [x - px(64) * part, layout.horizon + px(60)],
            [x - px(26) * part, y + px(60)],
            [x + px(26) * part, y + px(60)],
            [x + px(64) * part, layout.horizon + px(60)],
        ]
        sheet.light(smooth(stalk, samples=4), value, lamp=lamp)
    for _ in range(20):
        a = float(random.uniform(-math.pi, 0))
        near, far = px(190), px(190) + px(float(random.uniform(40, 160)))
        start = [x + near * math.cos(a), y + near * math.sin(a)]
        end = [x + far * math.cos(a), y + far * math.sin(a) + px(20)]
        sheet.light_line([start, end], float(random.uniform(1, 3)), 220, lamp=True)


def _smoke(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    palette, px = scene.air.palette, scene.frame.px
    dark = mix_hex(palette.ink, palette.sky[1], 0.45)
    for index in range(3):
        random = scene.place("smoke", index)
        x = layout.light.x + frame.x(float(random.normal(0, 0.2)))
        drift = -layout.side * px(float(random.uniform(60, 190)))
        foot, top = layout.horizon + px(10), -px(60)
        line = [
            [x, foot],
            [x + drift * 0.1, foot + (top - foot) * 0.3],
            [x + drift * 0.45, foot + (top - foot) * 0.62],
            [x + drift, top],
        ]
        scene.stage.add_light(smoke(frame, line, 0.60 + 0.02 * index, (dark, px(190)), f"{index}"))
