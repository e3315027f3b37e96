"""Land: mountain ranges of concave cones, dunes and drifts, the dark lip people stand on, rocks.

Silhouettes are drawn from generators named by the place and the peak, so that a range keeps its
shape at every size; only line widths have floors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from pipeline.art.frame import Frame
from pipeline.art.geometry import Points, rough, smooth, wavy
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["Facets", "Peak", "dunes", "lip", "mesas", "mountains", "rocks"]


Whole: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.signedinteger]]


class Peak(Struct, frozen=True):
    """One cone: the column of its summit, its height and half width in pixels."""

    x: float
    height: float
    half_width: float
    name: str = ""


class Facets(Struct, frozen=True):
    """Tones of a range: far 60 / 200, middle 44 / 150, near 36 / 96."""

    tone: float = 50
    lit: float = 170
    side: int = 1
    """+1 where the light stands to the right."""
    snow: float | None = None
    """Tone of the caps; None = bare rock."""
    detail: float = 1.0


def mountains(sheet: CutSheet, peaks: Sequence[Peak], base: float, facets: Facets) -> Points:
    """A range: y(x) = max over peaks of h max(0, 1 - |x - px| / w)^1.22, plus noise in the heights.

    Every peak gets a zig-zag spine between a lit and a shaded facet, dark gullies, pale chutes,
    and a torn cap. Returns the silhouette.
    """
    frame = sheet.frame
    xs = np.arange(frame.left - 50, frame.right + 50, 3.0)
    line, owner = _heights(xs, peaks)
    tallest = max(peak.height for peak in peaks)
    share = np.clip(line / tallest, 0.08, 1)
    random = generator("range noise", peaks[0].name)
    phase = float(peaks[0].x) / max(40.0, peaks[0].half_width)
    line = line + _roughness(xs, phase, random, tallest) * share**0.7
    silhouette = np.stack([xs, base - line], 1)
    floor = frame.bottom + 30
    corners = [[xs[-1], floor], [xs[0], floor]]
    sheet.cut(np.vstack([silhouette, corners]), facets.tone)
    for index, peak in enumerate(peaks):
        own = np.flatnonzero(owner == index)
        if len(own) >= 8:
            _facet(sheet, silhouette, own, (peak, base), facets)
    return silhouette


def _heights(xs: Points, peaks: Sequence[Peak]) -> tuple[Points, Whole]:
    line = np.zeros_like(xs)
    owner = np.zeros(len(xs), int)
    for index, peak in enumerate(peaks):
        stretch = generator("peak", peak.name).uniform(0.85, 1.2)
        half = np.where(xs < peak.x, peak.half_width * stretch, peak.half_width / stretch)
        cone = peak.height * np.clip(1 - np.abs(xs - peak.x) / half, 0, None) ** 1.22
        owner = np.where(cone > line, index, owner)
        line = np.maximum(line, cone)
    return line, owner


def _roughness(xs: Points, phase: float, random: np.random.Generator, tallest: float) -> Points:
    broad, fine = random.normal(0, 1, 257), random.normal(0, 1, 1025)
    at = xs / max(90.0, tallest) - phase
    first = np.interp((at * 9.0) % 256, np.arange(257), broad)
    second = np.interp((at * 34.0) % 1024, np.arange(1025), fine)
    return np.asarray((first * 0.045 + second * 0.016) * tallest)


def _facet(
    sheet: CutSheet, line: Points, own: Whole, at: tuple[Peak, float], facets: Facets
) -> None:
    peak, base = at
    k = int(own[np.argmin(line[own, 1])])
    summit = line[k]
    if summit[1] > base - peak.height * 0.5:
        return
    random = generator("facet", peak.name)
    side = facets.side
    lit_flank = _flank(line, own, (k, side), base - peak.height * 0.04)
    dark_flank = _flank(line, own, (k, -side), base - peak.height * 0.04)
    tall = (base - summit[1]) * 1.25
    spine = _spine(summit, tall, side, random)
    drop = max(10.0, spine[-1, 1] - lit_flank[-1, 1])
    t = np.linspace(0, 1, 7)[1:]
    valley = np.stack(
        [
            lit_flank[-1, 0] - side * drop * 0.34 * t + random.normal(0, drop * 0.03, 6),
            lit_flank[-1, 1] + drop * t,
        ],
        1,
    )
    sheet.shade(np.vstack([lit_flank, valley, spine[::-1]]), facets.lit)
    count = int(min(14, max(2, tall / 40)) * facets.detail)
    dim = facets.tone + (facets.lit - facets.tone) * 0.30
    pale = facets.tone + (facets.lit - facets.tone) * 0.38
    for flank, tone, sign in ((lit_flank, dim, -side), (dark_flank, pale, side)):
        for _ in range(count):
            _kite(sheet, flank, (tall, sign), tone, random)
    if facets.snow is not None:
        _cap(sheet, line, (k, tall), peak, facets)


def _flank(line: Points, own: Whole, start: tuple[int, int], level: float) -> Points:
    k, step = start
    inside = np.zeros(len(line), bool)
    inside[own] = True
    chosen = [k]
    while 0 <= chosen[-1] + step < len(line):
        following = chosen[-1] + step
        if not inside[following] or line[following, 1] >= level:
            break
        chosen.append(following)
    return line[chosen]


def _spine(summit: Points, tall: float, side: int, random: np.random.Generator) -> Points:
    """Drifts .10 of the height to the shade side, amplitude .02-.035."""
    count = max(6, int(tall / 16))
    t = np.linspace(0, 1, count)
    turns = np.where(np.arange(count) % 2, 1.0, -1.0)
    walk = np.cumsum(random.normal(0, 1, 64)[:count] if count <= 64 else random.normal(0, 1, count))
    zigzag = walk * tall * 0.022 * (16 / max(16, count)) ** 0.5 + tall * 0.03 * turns * t**0.6
    return np.stack(
        [summit[0] - side * tall * 0.10 * t + zigzag * (t > 0), summit[1] + tall * t], 1
    )


def _kite(
    sheet: CutSheet,
    flank: Points,
    shape: tuple[float, int],
    tone: float,
    random: np.random.Generator,
) -> None:
    tall, sign = shape
    at, long = random.uniform(0.05, 0.78), tall * random.uniform(0.12, 0.36)
    wide, slant = long * random.uniform(0.06, 0.17), sign * long * random.uniform(-0.1, 0.33)
    a = flank[int(at * (len(flank) - 1))]
    outline = [
        a + np.array([0.0, 1.0]),
        a + np.array([slant * 0.4 + wide, long * 0.42]),
        a + np.array([slant, long]),
        a + np.array([slant * 0.5 - wide * 0.7, long * 0.47]),
    ]
    sheet.shade(outline, tone)


def _cap(sheet: CutSheet, line: Points, at: tuple[int, float], peak: Peak, facets: Facets) -> None:
    """Everything above 26 % of the height, lower edge zig-zag; the shaded half at .62."""
    k, tall = at
    snow = facets.snow or 0.0
    summit = line[k]
    level = summit[1] + tall * 0.26
    part = line[max(0, k - 220) : k + 220]
    part = part[(part[:, 1] < level) & (np.abs(part[:, 0] - summit[0]) < peak.half_width * 0.42)]
    if len(part) <= 5:
        return
    random = generator("cap", peak.name)
    teeth = max(5, min(30, len(part) // 3))
    xs = np.linspace(part[-1, 0], part[0, 0], teeth)
    swing = np.where(np.arange(teeth) % 2, 1.0, -0.6) * random.uniform(0.4, 1, teeth)
    lower = np.stack([xs, level + tall * 0.09 * swing], 1)
    sheet.shade(np.vstack([part, lower[1:-1]]), snow)
    shaded = part[(part[:, 0] - summit[0]) * facets.side < 0]
    if len(shaded) > 3:
        foot = [[summit[0] - facets.side * 3, level - 4]]
        sheet.shade(np.vstack([shaded, foot]), snow * 0.62)


def mesas(sheet: CutSheet, peaks: Sequence[Peak], base: float, facets: Facets) -> None:
    """Table mountains of a desert: stacked steps with a lit wall and banded strata."""
    frame = sheet.frame
    sheet.cut(
        [
            [frame.left - 50, base],
            [frame.right + 50, base],
            [frame.right + 50, frame.bottom + 30],
            [frame.left - 50, frame.bottom + 30],
        ],
        facets.tone,
    )
    for peak in peaks:
        random = generator("mesa", peak.name)
        top, half = base - peak.height * 0.8, peak.half_width * 0.55
        wall = rough(
            [
                [peak.x - half * 1.25, base + 4],
                [peak.x - half * 1.02, base - peak.height * 0.30],
                [peak.x - half * 0.86, base - peak.height * 0.34],
                [peak.x - half * 0.80, top],
                [peak.x + half * 0.78, top + peak.height * 0.03],
                [peak.x + half * 0.86, base - peak.height * 0.32],
                [peak.x + half * 1.04, base - peak.height * 0.28],
                [peak.x + half * 1.3, base + 4],
            ],
            1.6,
            13,
            random,
        )
        sheet.cut(wall, facets.tone)
        split = facets.side * half * random.uniform(0.1, 0.35)
        lit = [
            [peak.x + split, top + 2],
            [peak.x + facets.side * half * 0.78, top + 4],
            [peak.x + facets.side * half * 1.2, base],
            [peak.x + split * 1.5, base],
        ]
        sheet.shade(rough(lit, 1.4, 12, random), facets.lit * 0.8)
        for step in (0.14, 0.3, 0.52, 0.7):
            y = base - peak.height * 0.8 * (1 - step)
            strata = rough(
                [[peak.x - half, y], [peak.x + half, y + 2]], 1.0, 22, random, closed=False
            )
            sheet.shade_line(strata, 1, facets.tone * 0.72)


def dunes(
    sheet: CutSheet,
    y: float,
    amplitude: float,
    look: tuple[float, float | None],
    random: np.random.Generator,
) -> Points:
    """A sheet of ground with a smooth upper edge and wind-cut crests; `look` is (tone, lit)."""
    frame = sheet.frame
    tone, lit = look
    edge = wavy(
        (frame.left - 50, frame.right + 50), y, amplitude=amplitude, knots=7, generator=random
    )
    floor = frame.bottom + 30
    sheet.cut(np.vstack([edge, [[edge[-1, 0], floor], [edge[0, 0], floor]]]), tone)
    if lit is None:
        return edge
    unit = frame.unit / 720
    for _ in range(6):
        i = int(random.integers(0, len(edge) - 26))
        long = int(random.integers(10, 25))
        crest = edge[i : i + long]
        t = np.linspace(0, 1, long)
        swell = np.sin(np.pi * t) * random.uniform(6, 16) + t * random.uniform(10, 40)
        moved = crest + np.stack([t * 60 * unit, swell * unit], 1)
        sheet.shade(np.vstack([crest, moved[::-1]]), lit)
    return edge


def slivers(
    sheet: CutSheet, rows: tuple[float, float], tones: Sequence[float], random: np.random.Generator
) -> None:
    """Leaf-shaped patches that grow toward the viewer: snow ripples, sand, cloud shadows."""
    frame = sheet.frame
    near, far = rows[1], rows[0]
    for _ in range(34):
        t = random.random() ** 1.6
        y = far + (near - far) * t
        wide = (60 + 320 * t) * random.uniform(0.5, 1.2) * frame.unit / 720
        high = (2 + 9 * t) * random.uniform(0.6, 1.3) * frame.unit / 720
        x = random.uniform(frame.left - 60, frame.right)
        leaf = [
            [x, y],
            [x + wide * 0.4, y - high],
            [x + wide, y],
            [x + wide * 0.5, y + high],
        ]
        sheet.shade(smooth(leaf, samples=5), float(random.choice(np.asarray(tones))))


def lip(
    sheet: CutSheet, line: Points, tones: tuple[float, float], random: np.random.Generator
) -> Points:
    """The near ground people stand on: a knife-cut dark sheet with a lit edge 4-9 px thick."""
    frame = sheet.frame
    edge = rough(line, 0.7, 14, random, closed=False)
    floor = frame.bottom + 30
    sheet.cut(np.vstack([edge, [[edge[-1, 0], floor], [edge[0, 0], floor]]]), tones[0])
    knots = random.uniform(3.0, 9.0, max(4, len(edge) // 9))
    depth = np.interp(np.linspace(0, 1, len(edge)), np.linspace(0, 1, len(knots)), knots)
    thick = np.stack([np.zeros(len(edge)), depth * frame.unit / 720 + 1], 1)
    sheet.shade(np.vstack([edge, (edge + thick)[::-1]]), tones[1])
    return edge


def rocks(
    sheet: CutSheet, spans: Sequence[tuple[float, float]], tone: float, random: np.random.Generator
) -> None:
    """Fins of rock rising from below the frame; each span is (column, height)."""
    floor = sheet.frame.bottom + 30
    bottom = sheet.frame.height
    for x, height in spans:
        w = 26 + height * 0.16
        fin = [
            [x - w * 1.5, floor],
            [x - w * 0.8, bottom - height * 0.5],
            [x - w * 0.1, bottom - height],
            [x + w * 0.7, bottom - height * 0.55],
            [x + w * 1.5, floor],
        ]
        sheet.cut(rough(fin, 2.0, 13, random), tone)


def horizon_band(frame: Frame, y: float) -> Points:
    """Everything of the canvas below a row."""
    return np.array(
        [
            [frame.left - 50, y],
            [frame.right + 50, y],
            [frame.right + 50, frame.bottom + 30],
            [frame.left - 50, frame.bottom + 30],
        ],
        np.float64,
    )
