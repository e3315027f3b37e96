"""Single buildings: houses, villages, lighthouses, bridges, ruins of columns, piers.

Shapes are drawn from the building's name; the returned points are where smoke, beams or people
belong.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points, box, points, ribbon, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["Coat", "bridge", "house", "lighthouse", "pagoda", "village"]


class Coat(Struct, frozen=True):
    """Tones of a building: shaded, lit, which side the light is on, snow on the roof."""

    tone: float = 22
    lit: float = 84
    side: int = 1
    snow: bool = False
    lamps: bool = True


def house(sheet: CutSheet, x: float, base: float, width: float, look: tuple[Coat, str]) -> Points:
    """Gable to the light, side wall, two roof slabs 4-6 % over, chimney, 3 lamps.

    Returns the mouth of the chimney.
    """
    coat, name = look
    random = generator("house", name)
    wall, rise = width * random.uniform(0.42, 0.60), width * random.uniform(0.36, 0.55)
    deep = width * random.uniform(0.5, 0.8)
    s, half = coat.side, width * 0.5
    roof = 226.0 if coat.snow else coat.tone * 0.8
    eave, top = base - wall, base - wall - rise
    gable = [
        [x - s * half, base],
        [x - s * half, eave],
        [x, top],
        [x + s * half, eave],
        [x + s * half, base],
    ]
    sheet.cut(gable, coat.lit)
    back = x - s * (half + deep)
    sheet.cut([[x - s * half, base], [x - s * half, eave], [back, eave], [back, base]], coat.tone)
    slab = [
        [x, top - rise * 0.06],
        [x - s * (half + deep * 0.06), eave + width * 0.03],
        [x - s * (half + deep * 1.06), eave + width * 0.03],
        [x - s * (deep + width * 0.04), top - rise * 0.06],
    ]
    sheet.cut(slab, roof)
    verge = ribbon(
        [[x, top - rise * 0.05], [x + s * width * 0.56, eave + width * 0.05]], width * 0.06
    )
    sheet.cut(verge, roof if coat.snow else coat.tone * 0.7)
    flue = x - s * (width * 0.35 + deep * 0.5)
    stack = box(flue, eave - rise * 1.42, flue + width * 0.14, eave - rise * 0.6)
    sheet.cut(stack, coat.tone)
    if coat.snow:
        cap = box(flue - 1, eave - rise * 1.47, flue + width * 0.14 + 1, eave - rise * 1.40)
        sheet.cut(cap, 226)
    _panes(sheet, (x, base, wall), (width, deep), coat)
    return np.array([flue + width * 0.07, eave - rise * 1.45])


def _panes(
    sheet: CutSheet, at: tuple[float, float, float], size: tuple[float, float], coat: Coat
) -> None:
    x, base, wall = at
    width, deep = size
    s = coat.side
    pane = box(x - width * 0.10, base - wall * 0.80, x + width * 0.12, base - wall * 0.34)
    value = 235.0 if coat.lamps else 0.0
    if value:
        sheet.light(pane, value, lamp=True)
    else:
        sheet.shade(pane, coat.tone * 0.5)
    bar = [[x + width * 0.01, base - wall * 0.80], [x + width * 0.01, base - wall * 0.34]]
    sheet.shade_line(bar, max(1, width * 0.02), coat.lit)
    for k in range(2):
        u = x - s * (width * 0.62 + deep * 0.36 * k)
        side = box(u, base - wall * 0.72, u - s * deep * 0.18, base - wall * 0.34)
        if coat.lamps:
            sheet.light(side, 200, lamp=True)
        else:
            sheet.shade(side, coat.tone * 0.45)
    door = box(x - width * 0.3 * s, base - wall * 0.5, x - width * 0.14 * s, base)
    sheet.shade(door, coat.tone * 0.6)


def village(
    sheet: CutSheet, base: float, zoom: float, look: tuple[Coat, str], shift: float = 0.0
) -> list[Points]:
    """Thirteen houses of four kinds along a row, their plan fixed by name; returns chimneys."""
    coat, name = look
    frame = sheet.frame
    plan = generator("village", name)
    middle = frame.width / 2
    flues = []
    for index, raw in enumerate(np.sort(plan.uniform(-0.7, 1.7, 30)) * frame.width):
        drop, size = plan.uniform(-8, 26), plan.uniform(46, 84)
        x = middle + (raw - middle) * zoom + shift
        if frame.left - 120 < x < frame.right + 120:
            y = base + drop * zoom
            width = size * zoom * frame.unit / 720
            flues.append(house(sheet, x, y, width, (coat, f"{name} {index % 4}")))
    return flues


def lighthouse(
    sheet: CutSheet, x: float, base: float, height: float, look: tuple[Coat, str]
) -> Points:
    """A tapering tower with three bands, a gallery and a lantern. Returns the lantern's middle."""
    coat, name = look
    w = generator("lighthouse", name).uniform(0.085, 0.11)

    def half(part: float) -> float:
        return height * (w - w * 0.38 * max(0.0, part - 0.04) / 0.68)

    plinth = height * w * 1.45
    sheet.cut(box(x - plinth, base - height * 0.04, x + plinth, base + 4), coat.tone)
    levels = np.linspace(0.04, 0.72, 8)
    edges = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 10))
    for a, b in pairwise(edges.tolist()):
        bright = max(0.0, 1 - abs((a + b) / 2 - 0.4 * coat.side) / 1.1) ** 1.6
        left = [[x + a * half(p), base - height * p] for p in levels]
        right = [[x + b * half(p), base - height * p] for p in levels]
        strip = np.vstack([points(left), points(right)[::-1]])
        sheet.cut(strip, coat.tone + (coat.lit - coat.tone) * bright)
    for k in range(3):
        low, high = 0.16 + k * 0.20, 0.26 + k * 0.20
        band = [
            [x - half(low), base - height * low],
            [x + half(low), base - height * low],
            [x + half(high), base - height * high],
            [x - half(high), base - height * high],
        ]
        sheet.accent(band, 165)
    deck = height * w * 0.95
    sheet.cut(box(x - deck, base - height * 0.735, x + deck, base - height * 0.72), coat.tone)
    lantern = height * w * 0.45
    sheet.light(box(x - lantern, base - height * 0.83, x + lantern, base - height * 0.735), 255)
    cap = height * w * 0.62
    top = base - height * 0.83
    sheet.cut([[x - cap, top], [x + cap, top], [x, base - height * 0.93]], coat.tone)
    sheet.line([[x, base - height * 0.93], [x, base - height]], 2, coat.tone)
    for u in (-0.45, 0.0, 0.45):
        post = x + u * height * w
        sheet.line([[post, base - height * 0.735], [post, top]], max(1, height * 0.006), coat.tone)
    return np.array([x, base - height * 0.78])


def bridge(
    sheet: CutSheet, deck: float, tall: float, columns: tuple[float, float], coat: Coat
) -> None:
    """A suspension bridge across the frame: pylons, sagging cables, hangers at the nodes, deck."""
    frame = sheet.frame
    left, right = columns
    foot = frame.bottom + 30
    unit = frame.unit / 720
    leg = 12 * unit
    for x in columns:
        for side in (-1, 1):
            post = [
                [x + side * leg * 1.5 - 5 * unit, foot],
                [x + side * leg - 4 * unit, deck - tall],
                [x + side * leg + 4 * unit, deck - tall],
                [x + side * leg * 1.5 + 5 * unit, foot],
            ]
            sheet.cut(post, coat.tone if side != coat.side else coat.lit)
        for part in (0.22, 0.5, 0.78, 0.97):
            y = deck - tall * part
            sheet.cut(box(x - leg, y - 5 * unit, x + leg, y + 5 * unit), coat.tone)
            brace = deck - tall * max(0.0, part - 0.25)
            sheet.line([[x - leg, y], [x + leg, brace]], 1.6, coat.tone)
    spans = (
        ((2 * left - right, deck - 12), (left, deck - tall), 0.10),
        ((left, deck - tall), (right, deck - tall), 0.82),
        ((right, deck - tall), (2 * right - left, deck - 12), 0.10),
    )
    for start, end, sag in spans:
        t = np.linspace(0, 1, 25)
        line = np.array(start) + (np.array(end) - np.array(start)) * t[:, None]
        line[:, 1] += sag * tall * 4 * t * (1 - t)
        sheet.line(line, 3 * unit, coat.tone)
        for x, y in line[1:-1].tolist():
            sheet.line([[x, y], [x, deck - 6]], 1, coat.tone)
    x0, x1 = frame.left - 60, frame.right + 60
    sheet.cut(box(x0, deck - 9 * unit, x1, deck + 9 * unit), coat.tone)
    sheet.shade_line([[x0, deck - 8 * unit], [x1, deck - 8 * unit]], 2, coat.lit + 40)
    for x in np.arange(x0, x1, 20 * unit).tolist():
        sheet.line([[x, deck + 9 * unit], [x + 10 * unit, deck + 18 * unit]], 1, coat.tone)
        sheet.line(
            [[x + 20 * unit, deck + 9 * unit], [x + 10 * unit, deck + 18 * unit]], 1, coat.tone
        )
    sheet.line([[x0, deck + 18 * unit], [x1, deck + 18 * unit]], 2 * unit, coat.tone)


def pagoda(sheet: CutSheet, x: float, base: float, height: float, look: tuple[Coat, str]) -> None:
    """A tower of upturned roofs, five to seven storeys by name."""
    coat, name = look
    random = generator("pagoda", name)
    storeys = int(random.choice([5, 7]))
    wide = height * random.uniform(0.15, 0.19)
    y = base
    for index in range(storeys):
        share = 1 - 0.62 * index / storeys
        w, h = wide * share, height * 0.8 / storeys
        sheet.cut(box(x - w * 0.72, y - h, x + w * 0.72, y), coat.tone)
        split = x + coat.side * w * 0.2
        sheet.shade(box(split, y - h, x + coat.side * w * 0.72, y), coat.lit * 0.7)
        if coat.lamps:
            for u in (-0.36, 0.0, 0.36):
                pane = box(x + u * w - w * 0.09, y - h * 0.62, x + u * w + w * 0.09, y - h * 0.2)
                sheet.light(pane, 200, lamp=True)
        eave = y - h
        roof = [
            [x - w * 1.5, eave - h * 0.16],
            [x - w * 1.1, eave + h * 0.06],
            [x, eave + h * 0.10],
            [x + w * 1.1, eave + h * 0.06],
            [x + w * 1.5, eave - h * 0.16],
            [x + w * 0.8, eave - h * 0.16],
            [x + w * 0.5, eave - h * 0.34],
            [x - w * 0.5, eave - h * 0.34],
            [x - w * 0.8, eave - h * 0.16],
        ]
        sheet.cut(smooth(roof, samples=3), 220 if coat.snow else coat.tone * 0.8)
        y = eave - h * 0.16
    sheet.line([[x, y], [x, base - height]], max(1.5, height * 0.01), coat.tone)
