"""City: setback towers with windows and roof furniture, skylines by quarter, ruins, cranes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from pipeline.art.colour import Floats
from pipeline.art.geometry import Points, box, boxes, dot, ellipse, points, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["Facade", "Row", "skyline", "tower"]


class Facade(Struct, frozen=True):
    """How the blocks of one sheet look."""

    tone: float = 36
    lit: float = 80
    side: int = 1
    """+1 where the light stands to the right."""
    snow: float = 0.0
    """Pixels of snow on roofs: 2 far, 9 near."""
    windows: float = 0.08
    """Part of the windows that burn: .04-.12 at night, 0-.03 by day."""
    cell: tuple[float, float] = (7.0, 10.0)
    """Width and height of a window's cell: 5x7 far, 7x10 middle, 9x13 near."""
    ruined: float = 0.0
    """Part of the blocks whose tops are broken."""
    dark_windows: bool = False
    """Draw unlit windows as darker cells: the facades of a day."""


class Row(Struct, frozen=True):
    """One row of a skyline: least and most height and width of its blocks, and its gaps."""

    heights: tuple[float, float]
    widths: tuple[float, float]
    gap: float = 0.12
    zoom: float = 1.0
    shift: float = 0.0
    """Pixels the row is moved sideways: another crop of the same city."""


def skyline(
    sheet: CutSheet,
    base: float,
    row: Row,
    facade: Facade,
    plan: tuple[str, Callable[[float], float]],
) -> None:
    """A row of blocks across the canvas, tallest by a power of 1.8; `plan` is (name, envelope).

    The blocks stand on a fixed plan by name; zoom and shift show another part of it, never
    another city. The envelope takes a column of the view and gives a factor of height.
    """
    name, envelope = plan
    frame = sheet.frame
    middle = frame.width / 2
    place = generator("city", name)
    x = -1.4 * frame.width
    index = 0
    while x < 2.4 * frame.width:
        wide = place.uniform(*row.widths)
        chance, high, step = place.random(3)
        left = middle + (x - middle) * row.zoom + row.shift
        w = wide * row.zoom
        if frame.left - w < left < frame.right + 10 and chance > row.gap:
            tall = row.heights[0] + (row.heights[1] - row.heights[0]) * high**1.8
            tall *= row.zoom * envelope(left + w / 2)
            if tall > 6:
                tower(sheet, left, base, (w, tall), (facade, f"{name} {index}"))
        x += wide * (0.75 + 0.4 * step)
        index += 1


def tower(
    sheet: CutSheet,
    x: float,
    base: float,
    size: tuple[float, float],
    look: tuple[Facade, str],
) -> Points:
    """A setback block of 1-4 tiers, two faces, furniture on top; `look` is (facade, name).

    Returns the foot of its roof: the middle of the topmost edge.
    """
    facade, name = look
    width, height = size
    random = generator("tower", name)
    count = int(random.choice([1, 1, 2, 2, 3, 4]))
    parts = np.sort(random.uniform(0.4, 1, 4))[::-1][:count]
    parts = parts / parts.sum() * height
    split, kind, mullions = random.uniform(0.28, 0.42), random.random(), random.choice([7, 9, 12])
    shrink = random.uniform(0.5, 0.82, 4)
    slide = random.uniform(0.1, 0.9, 4)
    broken = random.random() < facade.ruined
    left, wide, y = x, width, base
    for index in range(count):
        top = y - parts[index]
        last = index == count - 1
        tier = _Tier(left, left + wide, top, y, split)
        _tier(sheet, tier, facade, (kind, float(mullions)), ruin=name if broken and last else "")
        _windows(sheet, tier, facade, generator("windows", name, index))
        y = top
        if not last:
            narrower = wide * shrink[index]
            left, wide = left + (wide - narrower) * slide[index], narrower
    if not broken:
        _roof(sheet, (left, y), wide, (facade.tone, name))
    return np.array([left + wide / 2, y])


class _Tier(Struct, frozen=True):
    x0: float
    x1: float
    top: float
    foot: float
    split: float


def _tier(
    sheet: CutSheet, tier: _Tier, facade: Facade, seams: tuple[float, float], *, ruin: str
) -> None:
    wide = tier.x1 - tier.x0
    tone, lit = facade.tone, facade.lit
    if ruin:
        random = generator("ruin", ruin)
        teeth = max(4, int(wide / 9))
        xs = np.linspace(tier.x0, tier.x1, teeth)
        ys = tier.top + random.uniform(0, wide * 0.5, teeth) * np.linspace(0, 1, teeth) ** 0.5
        edge = np.stack([xs, ys], 1)
    else:
        edge = points([[tier.x0, tier.top], [tier.x1, tier.top]])
    sheet.cut(np.vstack([[[tier.x0, tier.foot]], edge, [[tier.x1, tier.foot]]]), tone)
    if facade.side > 0:
        corner, side = tier.x1 - wide * tier.split, (tier.x1 - wide * tier.split, tier.x1)
    else:
        corner, side = tier.x0 + wide * tier.split, (tier.x0, tier.x0 + wide * tier.split)
    if not ruin:
        sheet.shade(box(side[0], tier.top, side[1], tier.foot), lit)
    _seams(sheet, tier, facade, (*seams, corner))
    if ruin:
        return
    if facade.snow:
        _snow(sheet, tier, facade.snow)
    else:
        sheet.shade_line(
            [[tier.x0, tier.top + 1], [tier.x1, tier.top + 1]], 1, min(255.0, lit + 60)
        )


def _seams(sheet: CutSheet, tier: _Tier, facade: Facade, look: tuple[float, float, float]) -> None:
    """Mullions or floors, one pixel wide; `look` is (kind, pitch, column of the corner)."""
    kind, pitch, corner = look
    wide = tier.x1 - tier.x0
    if wide <= 26:
        return
    if kind < 0.55:
        x = np.linspace(tier.x0, tier.x1, int(wide / pitch) + 1)[1:-1]
        dark = (x < corner) == (facade.side > 0)
        for columns, tone in ((x[dark], facade.tone - 10), (x[~dark], facade.lit - 14)):
            sheet.shade_lines(_lines(columns, (tier.top + 4, tier.foot)), 1, tone)
    if kind > 0.45:
        floors = np.arange(tier.top + facade.cell[1], tier.foot, facade.cell[1])
        rows = _lines(floors, (tier.x0, tier.x1))[..., ::-1]
        sheet.shade_lines(rows, 1, facade.tone - 9)


def _lines(at: Floats, ends: tuple[float, float]) -> Points:
    """Upright lines at columns ``at`` between two rows: (n, 2, 2)."""
    return np.stack([np.stack([at, np.full_like(at, end)], 1) for end in ends], 1)


def _windows(sheet: CutSheet, tier: _Tier, facade: Facade, random: np.random.Generator) -> None:
    """Lit cells in runs: a quarter of the floors three times as bright as the others."""
    cw, ch = facade.cell
    across, down = int((tier.x1 - tier.x0 - 4) / cw), int((tier.foot - tier.top - 6) / ch)
    if across < 1 or down < 1:
        return
    across, down = min(across, 40), min(down, 60)
    floors = np.where(random.random(down) < 0.25, 1.8, 0.6)
    lit = random.random((down, across)) < facade.windows * floors[:, None]
    values = random.integers(120, 255, (down, across))
    if facade.dark_windows and cw > 6:
        floor = tier.top + 6 + (np.arange(down) + 0.5) * ch
        dim = _lines(floor, (tier.x0 + 3, tier.x1 - 3))[..., ::-1]
        sheet.shade_lines(dim, ch * 0.3, facade.tone * 0.62)
    rows, columns = np.nonzero(lit)
    if len(rows):
        left = tier.x0 + 2 + (columns + 0.25) * cw
        upper = tier.top + 6 + (rows + 0.25) * ch
        panes = boxes(left, upper, left + cw * 0.5, upper + ch * 0.5)
        sheet.light_many(panes, values[rows, columns].tolist(), lamp=True)


def _snow(sheet: CutSheet, tier: _Tier, thick: float) -> None:
    wide = tier.x1 - tier.x0
    count = max(3, int(wide / 9))
    random = generator("roof snow", round(wide, 1))
    xs = np.linspace(tier.x0 - 1, tier.x1 + 1, count)
    swell = np.sin(np.linspace(0.3, math.pi - 0.3, count))
    upper = np.stack([xs, tier.top - thick * 0.55 * swell], 1)
    lower = np.stack([xs, tier.top + thick * random.uniform(0.2, 0.9, count)], 1)
    outline = np.vstack(
        [smooth(upper, closed=False, samples=3), smooth(lower[::-1], closed=False, samples=3)]
    )
    sheet.cut(outline, 150 if thick < 3 else 205)


def _roof(sheet: CutSheet, at: tuple[float, float], wide: float, look: tuple[float, str]) -> None:
    """Roof dice: aerial 30 %, boxes 20 %, water tank 12 %, dome 10 %, crane 8 %, nothing 20 %."""
    x, y = at
    tone, name = look
    random = generator("roof", name)
    die, size, turn = random.random(), random.uniform(0.6, 1.4), random.choice([-1, 1])
    if die < 0.30:
        tall = wide * size
        sheet.cut([[x + wide * 0.48, y], [x + wide * 0.5, y - tall], [x + wide * 0.52, y]], tone)
        sheet.line(
            [[x + wide * 0.38, y - tall * 0.45], [x + wide * 0.62, y - tall * 0.45]], 1, tone
        )
        if wide > 30:
            sheet.light(dot(x + wide * 0.5, y - tall, 1.6), 230, lamp=True)
    elif die < 0.5:
        sheet.cut(box(x + wide * 0.15, y - wide * 0.18, x + wide * 0.5, y), tone)
        sheet.cut(box(x + wide * 0.6, y - wide * 0.1, x + wide * 0.85, y), tone)
    elif die < 0.62:
        _tank(sheet, x + wide * 0.4, y, (wide * 0.2, tone))
    elif die < 0.72:
        arc = (math.pi, 2 * math.pi)
        sheet.cut(ellipse(x + wide * 0.5, y, wide * 0.32, wide * 0.30, arc=arc), tone)
    elif die < 0.80:
        _crane(sheet, x + wide * 0.5, y, (wide * size * 1.1, float(turn), tone))


def _tank(sheet: CutSheet, x: float, y: float, look: tuple[float, float]) -> None:
    r, tone = look
    for leg in (-1, 1):
        sheet.line([[x + leg * r * 0.7, y], [x + leg * r * 0.5, y - r]], 1, tone)
    sheet.cut(
        [
            [x - r, y - r],
            [x - r, y - 2.3 * r],
            [x, y - 2.9 * r],
            [x + r, y - 2.3 * r],
            [x + r, y - r],
        ],
        tone,
    )


def _crane(sheet: CutSheet, x: float, y: float, look: tuple[float, float, float]) -> None:
    tall, turn, tone = look
    arm = y - tall * 0.93
    sheet.line([[x, y], [x, y - tall]], 2, tone)
    sheet.line([[x - turn * tall * 0.35, arm], [x + turn * tall, arm]], 2, tone)
    sheet.line([[x, y - tall * 1.1], [x + turn * tall * 0.9, arm]], 1, tone)
    sheet.line([[x, y - tall * 1.1], [x - turn * tall * 0.35, arm]], 1, tone)
    sheet.line([[x + turn * tall * 0.7, arm], [x + turn * tall * 0.7, y - tall * 0.5]], 1, tone)
