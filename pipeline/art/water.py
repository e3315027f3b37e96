"""Water and ice: slivers of light, cracks toward a vanishing column, mirrored silhouettes."""

from __future__ import annotations

import math

import cv2
import numpy as np

from pipeline.art.geometry import points, ribbon, smooth
from pipeline.art.land import horizon_band
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["ice", "reflect", "sea", "waves"]


def sea(
    sheet: CutSheet, horizon: float, tones: tuple[float, float], light_x: float, name: str
) -> None:
    """120 leaf slivers; tone rises with exp(-|x - light| / 260); 40 % dark ones.

    `tones` is (water, lit). Slivers grow with u^1.6 from the horizon to the foot of the frame.
    """
    frame, random = sheet.frame, generator("sea", name)
    tone, lit = tones
    unit = frame.unit / 720
    sheet.cut(horizon_band(frame, horizon), tone)
    deep = frame.bottom - horizon
    for _ in range(120):
        t = random.random() ** 1.6
        y = horizon + 3 + t * deep
        wide = (26 + 260 * t) * random.uniform(0.4, 1.1) * unit
        high = (1.2 + 8 * t) * unit
        near = random.random() < 0.7
        spread = 90 + 520 * random.random()
        x = light_x + random.normal(0, spread) if near else random.uniform(frame.left, frame.right)
        strength, chance = random.uniform(0.5, 1.1), random.random()
        leaf = [
            [x - wide / 2, y],
            [x - wide * 0.15, y - high * 0.5],
            [x + wide / 2, y],
            [x + wide * 0.1, y + high * 0.5],
        ]
        gleam = math.exp(-abs(x - light_x) / 260) * strength
        bright = tone + (lit - tone) * min(1.0, gleam)
        sheet.shade(smooth(leaf, samples=5), bright if chance < 0.6 else tone * 0.6)
    sheet.shade_line([[frame.left, horizon + 1], [frame.right, horizon + 1]], 1, tone + 60)


def waves(
    sheet: CutSheet, rows: tuple[float, float], tones: tuple[float, float], name: str
) -> None:
    """Rolls of paper surf between two rows, each with a pale torn crest: a stormy sea."""
    frame = sheet.frame
    tone, crest = tones
    unit = frame.unit / 720
    for index, t in enumerate(np.linspace(0, 1, 6) ** 1.4):
        random = generator("waves", name, index)
        y = rows[0] + (rows[1] - rows[0]) * t
        xs = np.arange(frame.left - 60, frame.right + 60, 7.0)
        p = random.random(3) * 2 * math.pi
        swell = (6 + 26 * t) * unit
        long = (60 + 190 * t) * unit
        line = np.abs(np.sin(xs / long + p[0])) ** 1.6 * 1.2 + 0.5 * np.sin(
            xs / (long * 2.7) + p[1]
        )
        edge = np.stack([xs, y - swell * line], 1)
        floor = [[xs[-1], frame.bottom + 30], [xs[0], frame.bottom + 30]]
        sheet.cut(np.vstack([edge, floor]), tone * (1 - 0.10 * index))
        thick = np.clip(line, 0, None) ** 2 * (1.5 + 6 * t) * unit
        sheet.shade(np.vstack([edge, (edge + np.stack([xs * 0, thick + 1], 1))[::-1]]), crest)


def ice(
    sheet: CutSheet, horizon: float, tones: tuple[float, float], vanishing: float, name: str
) -> None:
    """Pale bands and cracks that walk to a vanishing column; at most 4 roots, branches .55, .35."""
    frame, random = sheet.frame, generator("ice", name)
    tone, lit = tones
    unit = frame.unit / 720
    sheet.cut(horizon_band(frame, horizon), tone)
    deep = frame.bottom - horizon
    for _ in range(46):
        t = random.random() ** 1.5
        y = horizon + 4 + t * deep
        wide, high = (60 + 420 * t) * random.uniform(0.5, 1.2) * unit, (1.5 + 11 * t) * unit
        x = random.uniform(frame.left - 100, frame.right)
        leaf = [
            [x, y],
            [x + wide * 0.4, y - high],
            [x + wide, y],
            [x + wide * 0.55, y + high * 0.8],
        ]
        part = random.uniform(0.1, 0.55)
        bright = tone + (lit - tone) * part if random.random() < 0.62 else tone * 0.72
        sheet.shade(smooth(leaf, samples=5), bright)
    for root in range(4):
        x = frame.width * (0.08 + 0.28 * root) + random.uniform(-60, 60)
        _crack(sheet, (x, frame.bottom + 10), (horizon, vanishing), (7 * unit, tone, lit), random)
    sheet.shade_line([[frame.left, horizon + 1], [frame.right, horizon + 1]], 1, lit)


def _crack(
    sheet: CutSheet,
    start: tuple[float, float],
    goal: tuple[float, float],
    look: tuple[float, float, float],
    random: np.random.Generator,
) -> None:
    """10-24 % of the remaining height a step, sideways noise 70 t, width w0 t."""
    width, tone, lit = look
    horizon, vanishing = goal
    deep = start[1] - horizon
    line = [start]
    x, y = start
    while y > horizon + 0.04 * deep and len(line) < 14:
        step = (y - horizon) * random.uniform(0.10, 0.24)
        t = (y - horizon) / deep
        x += (vanishing - x) * step / max(1.0, y - horizon) + random.normal(0, 70 * t)
        y -= step
        line.append((x, y))
    stroke = points(line)
    sheet.shade(ribbon(stroke + np.array([1.6, 1.6]), width * 0.6, 0.8), lit)
    sheet.shade(ribbon(stroke, width * 0.55, 0.8), tone * 0.42)
    for share in (0.55, 0.35):
        index = int(random.integers(1, max(2, len(line) - 2)))
        bx, by = line[index]
        branch = [(bx, by)]
        side = float(random.choice([-1, 1]))
        for _ in range(4):
            t = (by - horizon) / deep
            bx += side * random.uniform(30, 90) * t * share * 2
            by -= (by - horizon) * random.uniform(0.06, 0.15)
            branch.append((bx, by))
        sheet.shade(ribbon(points(branch), width * 0.3 * share, 0.7), tone * 0.45)


def reflect(sheet: CutSheet, above: CutSheet, line: float, strength: float = 0.55) -> None:
    """Lay the silhouette of another sheet upside down below a row, squeezed to 60 %, fading."""
    frame = sheet.frame
    row = int(line) + frame.bleed_y
    reach = min(row, 420)
    part = above.mask[row - reach : row][::-1]
    height = int(reach * 0.6)
    if height < 4 or row >= frame.canvas_height:
        return
    squeezed = cv2.resize(part, (part.shape[1], height), interpolation=cv2.INTER_AREA)
    fade = np.linspace(1, 0.2, height)[:, None] * strength
    faded = (squeezed.astype(np.float32) * fade).astype(np.uint8)
    rows = min(height, frame.canvas_height - row)
    target = sheet.tones[row : row + rows]
    inside = sheet.mask[row : row + rows]
    dark = cv2.multiply(faded[:rows], inside, scale=1 / 255)
    kept = cv2.multiply(target, 255 - np.asarray(dark, np.uint8), scale=1 / 255)
    target[:] = np.asarray(kept, np.uint8)
