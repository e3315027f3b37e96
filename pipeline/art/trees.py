"""Trees: pines of jagged skirts, recursive bare branches, rounded crowns, whole forests."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import box, ellipse, points, ribbon, rough, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["Bough", "Wood", "bare_tree", "bough", "forest", "leafy_tree", "pine"]


class Bough(Struct, frozen=True):
    """The root of a recursive branch: where, which way (radians, up = pi / 2), how long, wide."""

    x: float
    y: float
    angle: float
    length: float
    width: float
    depth: int = 6


class Wood(Struct, frozen=True):
    """A band of trees along one row."""

    y: float
    least: float
    most: float
    count: int
    tone: float
    snow: float | None = None
    zoom: float = 1.0
    shift: float = 0.0


def pine(
    sheet: CutSheet, x: float, base: float, height: float, look: tuple[float, float | None, str]
) -> None:
    """5-8 jagged skirts, half width h (.18-.25)(1 - t)^.8; `look` is (tone, snow tone, name)."""
    tone, snow, name = look
    random = generator("pine", name)
    count = int(random.integers(5, 8))
    wide = height * random.uniform(0.18, 0.25)
    sheet.cut([[x - height * 0.015, base], [x + height * 0.015, base], [x, base - height]], tone)
    for i in range(count):
        t = i / count
        y = base - height * (0.12 + 0.80 * t)
        half = wide * (1 - t) ** 0.8 + height * 0.02
        tall = height * 0.24 * (1 - 0.4 * t)
        swing = random.uniform(-0.02, 0.035, 7) * height
        swing[::2] *= -0.2
        skirt = [[x, y - tall]]
        skirt += [[x + half - 2 * half * q / 6, y + swing[q]] for q in range(7)]
        sheet.cut(skirt, tone)
        if snow is not None:
            sheet.shade(
                [
                    [x, y - tall],
                    [x + half * 0.5, y - tall * 0.25],
                    [x + half * 0.2, y - tall * 0.2],
                    [x - half * 0.35, y - tall * 0.1],
                ],
                snow,
            )


def bough(sheet: CutSheet, root: Bough, tone: float, name: str) -> list[tuple[float, float]]:
    """Recursive: x .68-.84 length, x .66 width, angle +-(.25-.6). Returns the tips."""
    random = generator("bough", name)
    stack = [(root.x, root.y, root.angle, root.length, root.width, root.depth)]
    tips: list[tuple[float, float]] = []
    while stack:
        x, y, angle, length, width, depth = stack.pop()
        end = (x + length * math.cos(angle), y - length * math.sin(angle))
        bend = random.normal(0, length * 0.06, 2)
        middle = ((x + end[0]) / 2 + bend[0], (y + end[1]) / 2 + bend[1])
        line = smooth([(x, y), middle, end], closed=False, samples=4 if width > 3 else 2)
        sheet.cut(ribbon(line, max(1.1, width), max(0.9, width * 0.68)), tone)
        if depth <= 0:
            tips.append(end)
            continue
        forks = 2 if random.random() < 0.8 else 3
        for side in np.linspace(-1, 1, forks):
            turn = angle + side * random.uniform(0.25, 0.6) + random.normal(0, 0.1)
            longer = length * random.uniform(0.68, 0.84)
            stack.append((end[0], end[1], turn, longer, width * 0.66, depth - 1))
    return tips


def bare_tree(
    sheet: CutSheet, x: float, base: float, height: float, look: tuple[float, str]
) -> None:
    """A winter tree; `look` is (tone, name)."""
    tone, name = look
    flare = height * 0.035
    sheet.cut(
        [
            [x - flare * 1.6, base + 2],
            [x - flare, base - height * 0.06],
            [x + flare, base - height * 0.06],
            [x + flare * 1.6, base + 2],
        ],
        tone,
    )
    root = Bough(x, base - height * 0.02, math.pi / 2, height * 0.28, height * 0.075, 6)
    bough(sheet, root, tone, name)


def leafy_tree(
    sheet: CutSheet, x: float, base: float, height: float, look: tuple[float, float, int, str]
) -> None:
    """A trunk and 26 rough discs, each with a lit disc moved .25 r toward the light.

    `look` is (tone, lit, side of the light, name).
    """
    tone, lit, side, name = look
    root = Bough(x, base, math.pi / 2, height * 0.30, height * 0.075, 4)
    bough(sheet, root, tone * 0.7, name)
    random = generator("crown", name)
    for i in range(26):
        angle, away = random.uniform(-0.2, math.pi + 0.2), math.sqrt(random.random())
        radius, part = height * random.uniform(0.07, 0.13), random.uniform(0.25, 0.7)
        cx = x + height * 0.375 * away * math.cos(angle)
        cy = base - height * 0.66 - height * 0.27 * away * math.sin(angle)
        crown = rough(ellipse(cx, cy, radius), radius * 0.05, radius * 0.22, random)
        sheet.cut(crown, tone + 10 * (i % 3))
        bright = ellipse(cx + side * radius * 0.25, cy - radius * 0.28, radius * 0.62)
        cut = rough(bright, radius * 0.05, radius * 0.2, random)
        sheet.shade(cut, tone + (lit - tone) * part)


def forest(sheet: CutSheet, wood: Wood, name: str) -> None:
    """A band of pines on a soft ground line, its plan fixed by name, zoomed and shifted."""
    frame = sheet.frame
    plan = generator("forest", name)
    middle = frame.width / 2
    xs = np.sort(plan.uniform(-0.9 * frame.width, 1.9 * frame.width, wood.count * 3))
    wobble, sizes, tones = plan.normal(0, 1, (3, len(xs)))
    ground = wood.y + 5 * np.sin(np.linspace(0, 9, 14))
    line = np.stack([np.linspace(frame.left - 50, frame.right + 50, 14), ground], 1)
    floor = [[frame.right + 50, frame.bottom + 30], [frame.left - 50, frame.bottom + 30]]
    sheet.cut(np.vstack([smooth(line, closed=False, samples=4), floor]), wood.tone)
    shown = 0
    for i, raw in enumerate(xs.tolist()):
        x = middle + (raw - middle) * wood.zoom + wood.shift
        if not frame.left - 60 < x < frame.right + 60 or shown > wood.count * 1.3:
            continue
        shown += 1
        share = min(1.0, max(0.0, 0.5 + 0.3 * sizes[i]))
        tall = wood.least + (wood.most - wood.least) * share
        y = wood.y + 6 + 5 * wobble[i] * wood.zoom
        pine(sheet, x, y, tall, (wood.tone + 3 * tones[i], wood.snow, f"{name} {i % 12}"))


def trunks(sheet: CutSheet, columns: list[tuple[float, float]], tone: float, name: str) -> None:
    """Bare trunks through the whole height, for a walk inside the wood; each (x, width)."""
    frame = sheet.frame
    for index, (x, width) in enumerate(columns):
        random = generator("trunk", name, index)
        line = points(
            [
                [x + random.normal(0, width * 0.25), y]
                for y in np.linspace(frame.top - 40, frame.bottom + 40, 6)
            ]
        )
        stem = ribbon(smooth(line, closed=False), width * 0.72, width * 1.15)
        sheet.cut(rough(stem, 1.0, 16, random), tone)
        for _ in range(5):
            y = random.uniform(frame.top, frame.height * 0.7)
            side = float(random.choice([-1, 1]))
            tip = Bough(x, y, math.pi / 2 - side * 1.2, width * 1.3, width * 0.16, 2)
            bough(sheet, tip, tone, f"{name} {index} {y:.0f}")


def grass(sheet: CutSheet, y: float, tone: float, random: np.random.Generator) -> None:
    """Blades along the lower edge of the frame."""
    frame = sheet.frame
    unit = frame.unit / 720
    for _ in range(120):
        x = random.uniform(frame.left, frame.right)
        tall = random.uniform(18, 74) * unit
        lean = random.normal(0.25, 0.35)
        line = [[x, y + 30], [x + lean * tall * 0.3, y - tall * 0.5], [x + lean * tall, y - tall]]
        sheet.cut(ribbon(smooth(line, closed=False, samples=4), 4.2 * unit, 0.6), tone)
    sheet.cut(box(frame.left - 40, y + 10, frame.right + 40, frame.bottom + 30), tone)
