"""What a window shows: a small picture of its own, with its own ramp, behind a warm room."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import box, dot, ellipse, smooth
from pipeline.art.land import Facets, Peak, mountains
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, SheetLook

__all__ = ["Pane", "draw_view", "view_look"]

_RAMPS = {
    "night": ("07101f", "1a3f5c", "a9cfd6"),
    "day": ("2f6b8e", "82b3c0", "f4ecd8"),
    "dusk": ("241a40", "8c4458", "ffb46c"),
    "dawn": ("34507e", "a58aa4", "ffe0a8"),
}


class Pane(Struct, frozen=True):
    """The glass: a rectangle in view pixels, what is behind it, and when."""

    x0: float
    y0: float
    x1: float
    y1: float
    view: str = "mountains"
    time: str = "night"
    seed: str = ""

    @property
    def width(self) -> float:
        """Width of the glass."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height of the glass."""
        return self.y1 - self.y0

    def x(self, u: float) -> float:
        """Column of a fraction of the width."""
        return self.x0 + self.width * u

    def y(self, v: float) -> float:
        """Row of a fraction of the height."""
        return self.y0 + self.height * v


def view_look(time: str) -> SheetLook:
    """The look of a window view's sheet: its own ramp, no rim, no fog, little bloom."""
    return SheetLook(
        rim=0.0,
        shadow=0.0,
        fog_depth=0.0,
        airlight=0.0,
        bloom=(0.2, 0.1),
        ramp=_RAMPS.get(time, _RAMPS["night"]),
        light_colour="dfeef2",
    )


def draw_view(sheet: CutSheet, pane: Pane) -> None:
    """Fill the glass: a graded sky, then what the words say, then what falls."""
    chance = generator("view", pane.seed, pane.view)
    sheet.cut(box(pane.x0 - 4, pane.y0 - 4, pane.x1 + 4, pane.y1 + 4), 60)
    for step in range(36):
        v = step / 36
        low = pane.y(v + 1 / 36) + (4 if step == 35 else 1)
        sheet.shade(box(pane.x0 - 4, pane.y(v), pane.x1 + 4, low), 56 + 100 * v)
    if pane.view in {"stars", "planet"} or pane.time == "night":
        _draw_stars(sheet, pane, chance)
    drawings = {"city": _draw_city, "sea": _draw_sea, "forest": _draw_forest}
    if pane.view == "planet":
        _draw_planet(sheet, pane)
    elif pane.view != "stars":
        drawings.get(pane.view, _draw_ridges)(sheet, pane, chance)
    if pane.view in {"snow", "mountains", "ice", ""} and pane.time == "night":
        _draw_flakes(sheet, pane, chance)
    if pane.view == "rain":
        _draw_rain(sheet, pane, chance)


def _draw_flakes(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    for _ in range(46):
        x, y = chance.uniform(pane.x0, pane.x1), chance.uniform(pane.y0, pane.y1)
        sheet.light(dot(x, y, chance.uniform(0.8, 2.2)), chance.uniform(90, 200))


def _draw_rain(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    for _ in range(60):
        x, y = chance.uniform(pane.x0, pane.x1), chance.uniform(pane.y0, pane.y1)
        drop = chance.uniform(0.03, 0.08) * pane.height
        sheet.light_line([[x, y], [x - drop * 0.15, min(pane.y1, y + drop)]], 1, 90)


def _draw_stars(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    for _ in range(36):
        x, y = pane.x(chance.random()), pane.y(chance.random() ** 1.4 * 0.8)
        sheet.light(dot(x, y, 0.6 + 1.2 * chance.random() ** 3), chance.uniform(80, 220))


def _draw_planet(sheet: CutSheet, pane: Pane) -> None:
    radius = 0.62 * pane.height
    x, y = pane.x(0.62), pane.y(0.95)
    for step, scale in enumerate((1.0, 0.97, 0.90, 0.80, 0.66)):
        disc = ellipse(x + radius * 0.10 * step, y + radius * 0.05 * step, radius * scale)
        held = np.clip(disc, (pane.x0 - 4, pane.y0 - 4), (pane.x1 + 4, pane.y1 + 4))
        sheet.shade(held, 230 - 30 * step)


def _draw_ridges(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    """Two ranges, far and pale to near and dark; the wall around the glass hides the rest.

    Broad and low, a handful of peaks however wide the glass is: steep ones are shards.
    """
    rows = ((0.86, 0.30, 1.9, 104, 150), (1.02, 0.26, 2.4, 66, 112))
    across = float(np.clip(pane.width / pane.height, 0.7, 2.4))
    for row, (foot, tall, slope, tone, lit) in enumerate(rows):
        peaks = []
        count = max(2, round((2 + row) * across))
        for index in range(count):
            u = -0.08 + 1.16 * (index + chance.uniform(0.25, 0.75)) / count
            high = tall * (0.5 + 0.5 * chance.random() ** 1.5) * pane.height
            half = high * slope * chance.uniform(0.9, 1.25)
            peaks.append(Peak(pane.x(u), high, half, f"{pane.seed} {row} {index}"))
        mountains(sheet, peaks, pane.y(foot), Facets(tone, lit, -1, None, 0.35))
        for step in range(5):
            veil = box(pane.x0 - 4, pane.y(foot - 0.02 + 0.03 * step), pane.x1 + 4, pane.y1 + 4)
            sheet.shade(veil, tone + (30 - 10 * row) * (step + 1) / 5)


def _draw_city(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    """Two rows of towers with lamps in them."""
    for row, (tall, tone) in enumerate(((0.62, 92), (0.45, 40))):
        x = pane.x0
        while x < pane.x1:
            wide = pane.width * chance.uniform(0.07, 0.15)
            top = pane.y(1 - tall * (0.35 + 0.65 * chance.random() ** 1.6))
            right = min(pane.x1 + 4, x + wide)
            sheet.shade(box(x, top, right, pane.y1 + 4), tone)
            _light_windows(sheet, (x, top, right, pane.y1), chance)
            x += wide * chance.uniform(0.85, 1.2 + 0.3 * row)


def _light_windows(
    sheet: CutSheet, walls: tuple[float, float, float, float], chance: np.random.Generator
) -> None:
    x0, top, x1, low = walls
    columns, rows = max(1, int((x1 - x0) / 7)), max(1, int((low - top) / 10))
    for index in chance.choice(columns * rows, max(1, columns * rows // 6), replace=False).tolist():
        x, y = x0 + 2 + 7 * (index % columns), top + 4 + 10 * (index // columns)
        if x + 4 < x1:
            sheet.light(box(x, y, x + 3.5, y + 5), chance.uniform(120, 250), lamp=True)


def _draw_sea(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    line = pane.y(0.58)
    sheet.shade(box(pane.x0 - 4, line, pane.x1 + 4, pane.y1 + 4), 74)
    for _ in range(26):
        v = chance.random() ** 1.5
        y = line + 2 + v * (pane.y1 - line - 4)
        x, half = pane.x(chance.random()), pane.width * (0.02 + 0.10 * v)
        glint = smooth(
            [
                [max(pane.x0, x - half), y],
                [x, y - 1 - 2 * v],
                [min(pane.x1, x + half), y],
                [x, y + 1 + 2 * v],
            ],
            samples=4,
        )
        sheet.shade(glint, chance.uniform(110, 220))


def _draw_forest(sheet: CutSheet, pane: Pane, chance: np.random.Generator) -> None:
    for row, tone in enumerate((84, 50, 24)):
        for u in np.linspace(0, 1, 12) + chance.normal(0, 0.02, 12):
            tall = pane.height * (0.26 + 0.12 * row) * chance.uniform(0.7, 1.15)
            x = float(np.clip(pane.x(float(u)), pane.x0, pane.x1))
            wide = tall * 0.20
            low = pane.y1 + 4
            left, right = max(pane.x0 - 4, x - wide), min(pane.x1 + 4, x + wide)
            sheet.shade([[left, low], [x, pane.y(0.98 - 0.08 * row) - tall], [right, low]], tone)
