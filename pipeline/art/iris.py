"""The iris of an eye and the small scene reflected in it."""

from __future__ import annotations

import math

import cv2
import numpy as np
from msgspec import Struct

from pipeline.art.boards import Board
from pipeline.art.colour import smoothstep
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.geometry import box, ellipse, ribbon, smooth
from pipeline.art.interiors import InteriorScene
from pipeline.art.palettes import Palette
from pipeline.art.people import Person, person_of
from pipeline.art.seeds import generator
from pipeline.art.sheets import Bytes, CutSheet, SheetLook, Stage
from pipeline.art.tiles import SIDE, tile
from pipeline.art.traits import says

__all__ = ["Iris", "draw_iris", "draw_reflection", "reflected"]

_BROWN = ("0a0608", "5a2a12", "f0a24a")
_GREY = ("060a10", "24485a", "a9d2d6")


class Iris(Struct, frozen=True):
    """An iris on the board: middle, radius, palette, and whose it is."""

    x: float
    y: float
    radius: float
    palette: Palette
    owner: str = ""


def draw_iris(stage: Stage, board: Board, iris: Iris) -> None:
    """Draw the iris: fibres from polar noise, limbus, a ring around the pupil, the pupil."""
    chance = generator("iris", iris.owner)
    ramp = _BROWN if chance.random() < 0.6 or iris.palette.name == "fire" else _GREY
    look = SheetLook(
        shadow=0.35, fog_depth=0.0, rim=0.0, airlight=0.0, shadow_shift=(0, 6), ramp=ramp
    )
    sheet = stage.sheet("iris", 0.52, look, tone=40)
    sheet.cut(board.at(ellipse(iris.x, iris.y, iris.radius)), 60)
    _lay_fibres(sheet, board, iris)
    fibres = chance.random((150, 5))
    for index, (a, r0, r1, bend, value) in enumerate(fibres.tolist()):
        angle = index / 150 * 2 * math.pi + (a - 0.5) * 0.04
        way = np.array([math.cos(angle), math.sin(angle)])
        inner, outer = iris.radius * (0.46 + 0.10 * r0), iris.radius * (0.66 + 0.29 * r1)
        middle = np.array([iris.x, iris.y])
        across = np.array([-way[1], way[0]]) * (bend - 0.5) * 14
        line = [
            middle + way * inner,
            middle + way * (inner + outer) / 2 + across,
            middle + way * outer,
        ]
        tone = 150 + 85 * value if index % 3 else 20 + 30 * value
        sheet.shade(
            board.at(ribbon(line, 1.5 + 2.5 * value, 0.6)), tone * (1.0 if way[1] > -0.35 else 0.45)
        )
    sheet.shade(board.at(ellipse(iris.x, iris.y, iris.radius * 0.44)), 3)


def _lay_fibres(sheet: CutSheet, board: Board, iris: Iris) -> None:
    """Polar noise written into the sheet's tones inside the iris."""
    frame = sheet.frame
    cx, cy = board.point(iris.x, iris.y)
    r = iris.radius * board.k
    size = int(r) + 2
    across = np.arange(-size, size + 1, dtype=np.float32)
    x, y = np.meshgrid(across, across)
    away = np.sqrt(x * x + y * y) / r
    turn = np.arctan2(y, x) / (2 * np.pi) + 0.5
    noise = tile()
    coarse = cv2.remap(
        noise,
        (turn * SIDE).astype(np.float32),
        (away * 26).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    fine = cv2.remap(
        noise,
        (turn * 4 * SIDE).astype(np.float32),
        (away * 34 + 90).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    v = 58 + 190 * np.clip(coarse * 0.75 + fine * 0.55 - 0.30, 0, 1) * smoothstep(1.02, 0.60, away)
    v = v + 50 * np.exp(-(((away - 0.52 - 0.05 * (coarse - 0.5)) / 0.08) ** 2))
    v = v + 46 * smoothstep(-0.2, 0.9, y / r)
    limbus = smoothstep(1.0, 0.86, away)
    v = (v * limbus + 12 * (1 - limbus)) * (1 - 0.72 * smoothstep(-0.25, -0.85, y / r))
    v = 0.45 * v + 0.55 * np.floor(v / 18) * 18
    left, top = round(cx + frame.bleed_x) - size, round(cy + frame.bleed_y) - size
    _paste(sheet.tones, np.clip(v, 0, 255).astype(np.uint8), away < 1.03, (left, top))


def _paste(
    plane: Bytes,
    values: Bytes,
    inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    corner: tuple[int, int],
) -> None:
    """Write values into a plane where inside, clipped at the plane's edges."""
    left, top = corner
    h, w = values.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(plane.shape[1], left + w), min(plane.shape[0], top + h)
    if x1 <= x0 or y1 <= y0:
        return
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    window = plane[y0:y1, x0:x1]
    window[inside[part]] = values[part][inside[part]]


def _disc(sheet: CutSheet, board: Board, iris: Iris, part: float = 0.97) -> Bytes:
    mask = np.zeros_like(sheet.mask)
    x, y = board.point(iris.x, iris.y)
    centre = (round(x + sheet.frame.bleed_x), round(y + sheet.frame.bleed_y))
    cv2.circle(mask, centre, round(iris.radius * part * board.k), 255, -1, cv2.LINE_AA)
    return mask


_SEEN = (
    ("fire", ("fire", "flame", "explosion", "burning", "火", "爆炸")),
    ("screens", ("screen", "monitor", "console", "屏幕", "显示器")),
    ("planet", ("planet", "giant", "jupiter", "earth", "木星", "地球", "行星")),
    ("city", ("city", "town", "tower", "城")),
    ("stars", ("star", "milky way", "星")),
    ("person", ("person", "figure", "silhouette", "人影")),
)


def reflected(scene: InteriorScene) -> str:
    """What the iris reflects: screens, fire, city, planet, stars, person or a window."""
    text = f"{' '.join(scene.props)} {scene.view} {scene.words}"
    for kind, words in _SEEN:
        if says(text, words):
            return kind
    return "fire" if scene.palette.name in {"fire", "dust"} else "window"


def draw_reflection(stage: Stage, board: Board, iris: Iris, scene: InteriorScene) -> None:
    """Draw what the eye sees, clipped to the iris, and the glint on the cornea."""
    kind = reflected(scene)
    look = SheetLook(shadow=0.0, rim=0.0, airlight=0.0, fog_depth=0.0, bloom=(0.5, 0.45))
    if kind == "fire":
        look = SheetLook(
            shadow=0.0,
            rim=0.0,
            airlight=0.0,
            fog_depth=0.0,
            bloom=(0.5, 0.45),
            light_colour="ffc83c",
            lamp_colour="ff4a08",
            light_white=0.10,
            pure_bloom=True,
        )
    lights = stage.sheet("reflection", 0.48, look, tone=0)
    dark = stage.sheet(
        "silhouette", 0.46, SheetLook(shadow=0.0, rim=0.0, airlight=0.0, fog_depth=0.0), tone=3
    )
    chance = generator(scene.film, "reflection", kind)
    if kind == "fire":
        _draw_fire(lights, board, iris, chance)
    elif kind == "planet":
        _draw_planet(lights, board, iris)
    elif kind == "window":
        _draw_window(lights, board, iris)
    elif kind == "screens":
        _draw_screens(lights, board, iris, chance)
    else:
        _draw_sky(lights, board, iris, chance)
    _draw_ground(dark, board, iris, kind)
    if kind in {"city", "fire"}:
        _draw_towers(dark, board, iris, chance)
    if kind in {"person", "stars", "planet"}:
        _draw_person(dark, board, iris, scene)
    clip = _disc(lights, board, iris)
    for plane in (lights.light_plane, lights.lamp_plane):
        if plane is not None:
            plane[:] = cv2.bitwise_and(plane, clip)
    dark.mask[:] = cv2.bitwise_and(dark.mask, clip)
    _draw_glint(stage, board, iris)


def _base(iris: Iris, x: float) -> float:
    """The horizon of the reflection, bent by the cornea."""
    return iris.y + 112 - ((x - iris.x) / 150) ** 2 * 40


def _draw_fire(sheet: CutSheet, board: Board, iris: Iris, chance: np.random.Generator) -> None:
    rows = ((17, 17.0, (70, 170), (14, 24), True), (12, 19.0, (40, 105), (9, 15), False))
    for count, step, tall, wide, lamp in rows:
        for index in range(count):
            off = index - (count - 1) / 2
            x = iris.x + off * step
            h = chance.uniform(*tall) * (1 - abs(off) / (count * 0.76))
            w, lean = chance.uniform(*wide), chance.normal(0, 0.2)
            y = _base(iris, x) + 14
            flame = smooth(
                [
                    [x - w, y],
                    [x - w * 0.9, y - h * 0.30],
                    [x - w * 0.25 + lean * w, y - h * 0.62],
                    [x + lean * w * 2, y - h],
                    [x + w * 0.35 + lean * w, y - h * 0.60],
                    [x + w * 0.95, y - h * 0.28],
                    [x + w, y],
                ]
            )
            sheet.light(board.at(flame), 200 if lamp else 190, lamp=lamp)
    for _ in range(36):
        x, y = iris.x + chance.normal(0, 70), iris.y - chance.uniform(-40, 130)
        sheet.light(board.at(ellipse(x, y, chance.uniform(1, 3))), 220, lamp=True)


def _draw_planet(sheet: CutSheet, board: Board, iris: Iris) -> None:
    """A crescent: bright discs, each covered a little less by the next, darker one."""
    for step, value in enumerate((210, 165, 120, 80, 50)):
        disc = ellipse(iris.x + 30 - 13 * step, iris.y + 16 - 6 * step, 96 - 5 * step)
        sheet.light(board.at(disc), value)


def _draw_window(sheet: CutSheet, board: Board, iris: Iris) -> None:
    """A bright window with a cross, bent by the cornea."""
    for u in (-1, 1):
        for v in (-1, 1):
            x, y = iris.x + u * 40, iris.y - 8 + v * 44
            bend = 4.0 * u
            pane = [
                [x - 34, y - 38 + bend],
                [x, y - 41 + bend * 0.4],
                [x + 34, y - 38 - bend],
                [x + 34 - 3 * v, y + 38],
                [x - 34 + 3 * v, y + 38],
            ]
            sheet.light(board.at(pane), 150 if v < 0 else 120)


def _draw_screens(sheet: CutSheet, board: Board, iris: Iris, chance: np.random.Generator) -> None:
    """A wall of small screens, bent by the cornea, each with its own bars."""
    for row in (-1, 0, 1):
        for column in (-1.5, -0.5, 0.5, 1.5):
            wide = 46 - 5 * abs(row)
            x = iris.x + column * wide
            y = iris.y + 6 + row * 50 + 3.2 * column * column * (1 if row >= 0 else -1)
            sheet.light(board.at(box(x - wide * 0.44, y - 21, x + wide * 0.44, y + 21)), 96)
            for line, length in enumerate(chance.uniform(0.2, 0.8, 3).tolist()):
                top = y - 13 + 11 * line
                bar = box(x - wide * 0.36, top, x - wide * 0.36 + wide * 0.72 * length, top + 4)
                sheet.light(board.at(bar), 235, lamp=line == 1)


def _draw_sky(sheet: CutSheet, board: Board, iris: Iris, chance: np.random.Generator) -> None:
    for _ in range(70):
        x, y = iris.x + chance.normal(0, 80), iris.y + chance.uniform(-150, 90)
        sheet.light(board.at(ellipse(x, y, 0.8 + 2.2 * chance.random() ** 3)), 230)
    glow = ellipse(iris.x, iris.y + 104, 120, 22)
    sheet.light(board.at(glow), 120)


def _draw_ground(sheet: CutSheet, board: Board, iris: Iris, kind: str) -> None:
    if kind in {"window", "screens"}:
        return
    cx, cy = iris.x, iris.y
    hill = smooth(
        [
            [cx - 170, cy + 112],
            [cx - 110, cy + 98],
            [cx - 40, cy + 116],
            [cx + 30, cy + 104],
            [cx + 100, cy + 112],
            [cx + 170, cy + 98],
            [cx + 150, cy + 170],
            [cx, cy + 210],
            [cx - 150, cy + 170],
        ]
    )
    sheet.cut(board.at(hill), 6)


def _draw_towers(sheet: CutSheet, board: Board, iris: Iris, chance: np.random.Generator) -> None:
    for x in np.linspace(iris.x - 110, iris.x + 110, 9).tolist():
        w = chance.uniform(7, 13)
        h = chance.uniform(20, 64) * (1 - abs(x - iris.x) / 220)
        sheet.cut(board.at(box(x - w, iris.y + 108 - h, x + w, iris.y + 130)), 6)


def _draw_person(sheet: CutSheet, board: Board, iris: Iris, scene: InteriorScene) -> None:
    other: Person = (
        scene.people[1]
        if len(scene.people) > 1
        else person_of(scene.film, "the one they see", "coat")
    )
    draw_figure(
        sheet, board.spot(iris.x - 46, iris.y + 112, 92), other, FigureLook(tone=5, wind=0.2)
    )


def _draw_glint(stage: Stage, board: Board, iris: Iris) -> None:
    look = SheetLook(
        shadow=0.0, rim=0.0, airlight=0.0, fog_depth=0.0, light_colour="fff4dc", bloom=(0.3, 0.2)
    )
    sheet = stage.sheet("glint", 0.44, look, tone=255)
    x, y = iris.x, iris.y
    shape = smooth(
        [[x + 64, y - 128], [x + 118, y - 112], [x + 126, y - 62], [x + 76, y - 74]], samples=5
    )
    sheet.light(board.at(shape), 235)
    sheet.light(board.at(ellipse(x - 92, y - 56, 9, 12)), 150)
