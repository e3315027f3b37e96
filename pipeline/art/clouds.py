"""Clouds as cut paper on sheets of their own: heaped cumulus with flat feet, a scalloped wall.

Sheets of cloud let a camera move them against the sky; the torn banks painted in the sky itself
are in `sky`.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import ellipse
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["Heap", "cumulus", "storm_wall"]


class Heap(Struct, frozen=True):
    """One cumulus: its middle, its foot and its width."""

    x: float
    foot: float
    width: float
    name: str


def cumulus(sheet: CutSheet, heap: Heap, tones: tuple[float, float, float], side: int) -> None:
    """Lobes under a dome-shaped envelope on a flat foot, in two papers, lit on the light's side.

    `tones` is (shaded, body, lit).
    """
    shaded, body, lit = tones
    random = generator("cumulus", heap.name)
    count = int(random.integers(6, 9))
    lobes = []
    for i in range(count):
        u = -1 + 2 * (i + random.uniform(0.2, 0.8)) / count
        r = heap.width * random.uniform(0.10, 0.17) * (1.15 - 0.6 * abs(u))
        rise = heap.width * 0.17 * (1 - u * u) * random.uniform(0.7, 1.2)
        lobes.append((heap.x + u * heap.width * 0.44, heap.foot - rise, r))
    half = heap.width / 2
    foot = heap.width * 0.03
    base = ellipse(heap.x, heap.foot - foot, half * 0.98, foot)
    outlines = [ellipse(x, y, r, r * 0.92) for x, y, r in lobes]
    sheet.melt([*outlines, base], body, max(1.0, heap.width * 0.008))
    for x, y, r in sorted(lobes, key=lambda lobe: lobe[1]):
        bright = ellipse(x + side * r * 0.16, y - r * 0.2, r * 0.72, r * 0.66)
        sheet.shade(bright, lit)
        dim = ellipse(x - side * r * 0.06, y + r * 0.06, r * 0.70, r * 0.62)
        sheet.shade(dim, body)
    under = ellipse(heap.x, heap.foot - foot * 0.4, half, foot * 1.25)
    sheet.shade(under, shaded)


def storm_wall(
    sheet: CutSheet, top: float, tones: tuple[float, float], name: str, fall: float = 0.0
) -> None:
    """A wall of dust or cloud: unions of 17 discs of radius 64-112 along a wavy curve, its lip lit.

    `tones` is (body, lit lip). The wall covers everything below the curve, which falls by `fall`
    pixels from the left edge of the frame to the right (rises where it is negative).
    """
    frame = sheet.frame
    body, lit = tones
    unit = frame.unit / 720
    random = generator("wall", name)
    p = random.random(2) * 2 * math.pi
    discs = []
    for x in np.linspace(frame.left - 40, frame.right + 40, 17).tolist():
        rise = 46 * math.sin(x / 260 + p[0]) + 22 * math.sin(x / 97 + p[1])
        y = top + (rise + random.normal(0, 14)) * unit
        y += fall * (x - frame.width / 2) / frame.width
        discs.append((x + random.normal(0, 12), y, random.uniform(64, 112) * unit))
    for x, y, r in discs:
        sheet.cut(ellipse(x, y, r), lit)
    crest = [[x, y + r * 0.3] for x, y, r in discs]
    floor = [[frame.right + 60, frame.bottom + 30], [frame.left - 60, frame.bottom + 30]]
    ends = [[frame.left - 60, crest[0][1]], *crest, [frame.right + 60, crest[-1][1]]]
    sheet.cut([*ends, *floor], body)
    for x, y, r in discs:
        sheet.shade(ellipse(x - 1, y + r * 0.07, r * 0.985), body)
    for x, y, r in discs:
        swirl = ellipse(x, y + r * 0.25, r * 0.72, r * 0.68, arc=(math.pi * 1.05, math.pi * 1.75))
        sheet.shade_line(swirl, 2.2 * unit, body + (lit - body) * 0.45)
