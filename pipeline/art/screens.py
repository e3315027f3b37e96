"""What stands on a screen: orbits, a map, graphs, an alarm, bars of text; never letters."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.boards import Board
from pipeline.art.geometry import box, ellipse, rotate, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["ScreenArea", "draw_screen", "screen_topic"]


class ScreenArea(Struct, frozen=True):
    """A screen on the board: its rectangle and what it is about."""

    x0: float
    y0: float
    x1: float
    y1: float
    topic: str = "orbit"
    seed: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """The screen's centre on the board."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


def screen_topic(words: tuple[str, ...], seed: str) -> str:
    """orbit, map, graph or alarm: from the words, else by chance."""
    text = " ".join(words).lower()
    for topic, names in (
        ("map", ("map", "地图")),
        ("graph", ("graph", "wave", "signal", "pulse", "heart", "信号", "心")),
        ("alarm", ("alarm", "warning", "countdown", "警报", "倒计时")),
    ):
        if any(name in text for name in names):
            return topic
    return ("orbit", "orbit", "map", "graph")[int(generator(seed, "screen").random() * 4)]


def draw_screen(sheet: CutSheet, board: Board, area: ScreenArea) -> None:
    """Draw the grid, the topic and the text bars of a screen already laid on the sheet."""
    for i in range(1, 12):
        x = area.x0 + (area.x1 - area.x0) * i / 12
        sheet.light_line(board.at([[x, area.y0 + 12], [x, area.y1 - 8]]), 1, 40)
    for i in range(1, 6):
        y = area.y0 + (area.y1 - area.y0) * i / 6
        sheet.light_line(board.at([[area.x0 + 4, y], [area.x1 - 4, y]]), 1, 40)
    topics = {"map": _draw_map, "graph": _draw_graph, "alarm": _draw_alarm}
    topics.get(area.topic, _draw_orbits)(sheet, board, area)
    _draw_bars(sheet, board, area)


def _closed(
    line: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.vstack([line, line[:1]])


def _draw_orbits(sheet: CutSheet, board: Board, area: ScreenArea) -> None:
    """A banded planet, three tilted orbits and a dashed path in lamp colour with a mark on it."""
    cx, cy = area.middle
    cx -= 50
    chance = generator(area.seed, "orbits")
    r = 48 + 22 * chance.random()
    sheet.light(board.at(ellipse(cx, cy, r)), 150)
    sheet.shade(board.at(ellipse(cx, cy, r)), 150)
    for q in np.linspace(-0.8, 0.8, 7):
        w = r * float(np.sqrt(1 - q * q))
        u = np.linspace(-1, 1, 12)
        band = np.stack([cx + u * w, cy + q * r + 6 * (1 - u * u)], 1)
        sheet.light_line(board.at(band), 1, 250)
    for index, (a, b, turn) in enumerate(((118, 46, -0.25), (180, 74, -0.2), (262, 112, -0.16))):
        orbit = rotate(ellipse(cx, cy, a, b), turn, (cx, cy))
        sheet.light_line(board.at(_closed(orbit)), 2 if index == 1 else 1, 170)
    path = smooth(
        [
            [cx - 270, cy + 128],
            [cx - 180, cy + 58],
            [cx - 80, cy + 58],
            [cx, cy + 100],
            [cx + 120, cy + 78],
            [cx + 220, cy - 10],
            [cx + 300, cy - 102],
            [cx + 430, cy - 150],
        ],
        closed=False,
        samples=10,
    )
    for i in range(0, len(path) - 3, 4):
        sheet.light_line(board.at(path[i : i + 3]), max(1.5, 3 * board.k), 255, lamp=True)
    mark = path[int(len(path) * (0.55 + 0.25 * chance.random()))]
    sheet.light(board.at(ellipse(float(mark[0]), float(mark[1]), 7)), 255, lamp=True)
    ring = _closed(ellipse(float(mark[0]), float(mark[1]), 16))
    sheet.light_line(board.at(ring), 2, 220, lamp=True)


def _draw_map(sheet: CutSheet, board: Board, area: ScreenArea) -> None:
    """Coasts as nested contours, and points of light joined by arcs."""
    chance = generator(area.seed, "map")
    cx, cy = area.middle
    for _ in range(5):
        x, y = cx + chance.uniform(-300, 300), cy + chance.uniform(-90, 90)
        count = 9
        turns = np.linspace(0, 2 * np.pi, count, endpoint=False)
        radii = chance.uniform(34, 92, count)
        coast = np.stack([x + radii * 1.5 * np.cos(turns), y + radii * 0.72 * np.sin(turns)], 1)
        coast = np.clip(
            smooth(coast, samples=5), (area.x0 + 8, area.y0 + 10), (area.x1 - 8, area.y1 - 10)
        )
        sheet.light(board.at(coast), 66)
        sheet.light_line(board.at(_closed(coast)), 1, 170)
    points_of_light = np.stack(
        [
            chance.uniform(area.x0 + 90, area.x1 - 60, 7),
            chance.uniform(area.y0 + 70, area.y1 - 50, 7),
        ],
        1,
    )
    hub = points_of_light[0]
    for target in points_of_light[1:]:
        bow = (hub + target) / 2 + (0, -46)
        arc = smooth([hub, bow, target], closed=False)
        sheet.light_line(board.at(arc), 2, 235, lamp=True)
    for x, y in points_of_light.tolist():
        sheet.light(board.at(ellipse(x, y, 5)), 255, lamp=True)


def _draw_graph(sheet: CutSheet, board: Board, area: ScreenArea) -> None:
    """Three traces: a pulse in lamp colour, two quiet waves."""
    chance = generator(area.seed, "graph")
    x = np.linspace(area.x0 + 20, area.x1 - 20, 240)
    height = area.y1 - area.y0
    for index, value in enumerate((110, 150, 255)):
        y0 = area.y0 + height * (0.30 + 0.22 * index)
        phase = float(chance.uniform(0, 6))
        y = y0 + 12 * np.sin(x / (22 + 9 * index) + phase) * np.sin(x / 170 + phase)
        if index == 2:
            for beat in np.linspace(area.x0 + 90, area.x1 - 120, 5):
                y = (
                    y
                    - 78 * np.exp(-(((x - beat) / 7) ** 2))
                    + 40 * np.exp(-(((x - beat - 14) / 6) ** 2))
                )
        sheet.light_line(
            board.at(np.stack([x, y], 1)), 3 if index == 2 else 2, value, lamp=index == 2
        )


def _draw_alarm(sheet: CutSheet, board: Board, area: ScreenArea) -> None:
    """A great warning triangle and a bar that runs out."""
    cx, cy = area.middle
    triangle = [[cx, cy - 110], [cx + 125, cy + 90], [cx - 125, cy + 90]]
    sheet.light_line(board.at([*triangle, triangle[0]]), max(2.0, 7 * board.k), 255, lamp=True)
    sheet.light(
        board.at([[cx - 10, cy - 46], [cx + 10, cy - 46], [cx + 6, cy + 30], [cx - 6, cy + 30]]),
        255,
        lamp=True,
    )
    sheet.light(board.at(ellipse(cx, cy + 56, 10)), 255, lamp=True)
    sheet.light(board.at(box(cx - 220, cy + 118, cx + 60, cy + 130)), 230, lamp=True)
    sheet.light(board.at(box(cx + 64, cy + 118, cx + 220, cy + 130)), 60)


def _draw_bars(sheet: CutSheet, board: Board, area: ScreenArea) -> None:
    """Bars that stand for text, and a small wave."""
    chance = generator(area.seed, "bars")
    for j in range(8):
        y, w = area.y0 + 28 + j * 13, float(chance.uniform(30, 100))
        bar = box(area.x0 + 28, y, area.x0 + 28 + w, y + 5)
        sheet.light(board.at(bar), 210 if j % 3 == 0 else 120)
    x = np.linspace(area.x0 + 22, area.x0 + 202, 60)
    wave = area.y1 - 38 + 14 * np.sin(x / 9) * np.exp(-(((x - area.x0 - 112) / 60) ** 2))
    sheet.light_line(board.at(np.stack([x, wave], 1)), 2, 230)
