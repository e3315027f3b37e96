"""Close-ups of hands and things: a hand on a lever, on a button, over a letter; a thing alone."""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from pipeline.art.boards import Board
from pipeline.art.furniture import FURNITURE, draw_furniture
from pipeline.art.geometry import box, dot, ellipse, ribbon, smooth
from pipeline.art.hands import HandLook, HandPlace, draw_hand, draw_sleeve
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.people import Person
from pipeline.art.props import TABLE_PROPS, PropLook, draw_table_prop
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.spots import Spot
from pipeline.art.traits import ACCENTS, first, says
from pipeline.art.walls import lay_tones, lit_field

__all__ = ["lay_hand", "lay_thing"]

_SKIN_WARM = ("150a0c", "6b2f24", "f6b27c")
_GLOVE = ("0a090d", "302b31", "b3a8a4")
_SKIN_COLD = ("1c0d12", "7d4642", "ffc79c")


_TALL = {
    "letter": 54.0, "book": 130.0, "bowl": 200.0, "bench": 260.0, "bed": 250.0,
    "suitcase": 330.0, "piano": 360.0, "bicycle": 330.0, "telephone": 260.0, "radio": 300.0,
}  # fmt: skip
"""Pixels a thing stands high on the board; all others 380."""


def lay_hand(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay a hand doing something: on a lever, a switch, a button; with a small thing in front.

    Sheets: wall, panel or table, hand, sleeve. The light is above what the hand is about to do.
    """
    frame = stage.frame
    here = station(scene)
    centre = (640 + 60 * here.across, 360 + 14 * here.up)
    board = Board(frame, scene.side < 0, here.zoom, centre)
    lx, ly = board.point(800, 190)
    stage.light = Light(lx, ly, 190 * board.k)
    _lay_backdrop(stage, scene)
    chosen = _on_what(scene)
    if chosen == "lever":
        subject = _lay_lever(stage, scene, board)
    elif chosen == "button":
        subject = _lay_button(stage, scene, board)
    else:
        subject = _lay_reach(stage, scene, board)
    x, y = board.point(720, 340)
    wash = Shine("wash", lx, ly, 260 * board.k, 0.26, 0.5)
    return InteriorLaid(stage.light, (x, y), (wash,), 0.1, 1.3, subject)


def _on_what(scene: InteriorScene) -> str:
    words = set(scene.props)
    if words & {"lever", "handle", "wheel"}:
        return "lever"
    if words & {"switch", "button", "panel", "screen", "keyboard", "console"}:
        return "button"
    return "reach"


def _is_warm(scene: InteriorScene) -> bool:
    return scene.palette.name in {"fire", "lamp", "dust", "dusk", "dawn"}


def _is_gloved(scene: InteriorScene) -> bool:
    return says(scene.words, ("glove", "gloved", "mitten", "gauntlet", "手套"))


def _nail(scene: InteriorScene, tone: float) -> float | None:
    return None if _is_gloved(scene) else tone


def _lay_backdrop(stage: Stage, scene: InteriorScene) -> None:
    """A wall lit around the light, far out of focus, with two bars of shadow on it."""
    light = stage.light or Light(stage.frame.x(0.6), stage.frame.y(0.3), 150)
    sky = scene.palette.sky
    look = SheetLook(
        rim=0.0, shadow=0.0, fog_depth=0.0, airlight=0.5, ramp=(sky[0], sky[1], sky[3])
    )
    wall = stage.sheet("wall", 0.9, look, tone=30)
    lay_tones(wall, lit_field(stage.frame, light, (10, 190)))
    wall.cut(stage.frame.everything())


def _skin_sheet(stage: Stage, scene: InteriorScene, name: str, depth: float) -> CutSheet:
    ramp = _SKIN_WARM if _is_warm(scene) else _SKIN_COLD
    look = SheetLook(
        shadow=0.6,
        soft=13,
        rim=1.1,
        rim_width=3.2,
        rim_reach=5,
        rim_floor=0.3,
        ramp=_GLOVE if _is_gloved(scene) else ramp,
        fog_depth=0.0,
    )
    return stage.sheet(name, depth, look, tone=30)


def _sleeve_sheet(stage: Stage, lead: Person) -> CutSheet:
    look = SheetLook(shadow=0.5, soft=12, rim=0.9, accent=lead.accent, fog_depth=0.0)
    return stage.sheet("sleeve", 0.03, look, tone=20)


def _lead(scene: InteriorScene) -> Person:
    return scene.people[0] if scene.people else Person(item="")


def _place(board: Board, at: tuple[float, float, float], turn: float) -> HandPlace:
    """A hand on the board at (x, y, palm width), mirrored with it."""
    x, y = board.point(at[0], at[1])
    side = -1 if board.flip else 1
    return HandPlace(x, y, at[2] * board.k, turn * side, -side)


def _lay_panel(stage: Stage, scene: InteriorScene, board: Board) -> CutSheet:
    """A control panel across the lower right: gauges, lamps, rows of small switches."""
    look = SheetLook(shadow=0.6, rim=0.9, soft=8, fog_depth=0.05, stipple=0.7, bloom=(0.5, 0.4))
    panel = stage.sheet("panel", 0.22, look, tone=40)
    far = 3000
    face = [[300, 40], [far, -180], [far, far], [300, far]]
    panel.card(board.at(face), 40, 150, (3 * board.k, 3 * board.k))
    panel.shade(board.at([[330, 62], [far, -150], [far, far], [330, far]]), 54)
    chance = generator(scene.film, "panel", scene.place)
    for row in range(2):
        for column in range(4):
            x, y = 1010.0 + 150 * column, 150.0 + 190 * row - 12 * column
            panel.shade(board.at(ellipse(x, y, 58)), 20)
            panel.shade(board.at(ellipse(x, y, 50)), 150 if column % 2 else 120)
            angle = float(chance.uniform(-2.4, -0.6))
            needle = [[x, y + 10], [x + 42 * math.cos(angle), y + 10 + 42 * math.sin(angle)]]
            panel.shade_line(board.at(needle), 4 * board.k, 14)
    for index in range(9):
        x, y = board.point(400 + 62 * index, 96 - 6 * index)
        panel.shade(ellipse(x, y, 15 * board.k), 18)
        panel.light(dot(x, y, 9 * board.k), 110 + 120 * chance.random(), lamp=index % 3 != 1)
    for index in range(6):
        x, y = 420.0 + 96 * index, 640.0
        panel.shade(board.at(box(x, y, x + 58, y + 90)), 22)
        panel.shade(board.at(box(x + 8, y + 6, x + 50, y + 44)), 110)
    return panel


def _lay_lever(
    stage: Stage, scene: InteriorScene, board: Board
) -> tuple[float, float, float, float]:
    """A gripping hand on a great lever in its slot."""
    panel = _lay_panel(stage, scene, board)
    panel.shade(board.at(smooth([[596, 120], [664, 116], [672, 660], [590, 660]], samples=4)), 10)
    look = SheetLook(shadow=0.65, rim=1.0, soft=8, fog_depth=0.0)
    stem = stage.sheet("lever", 0.10, look, tone=40)
    stem.card(board.at(ribbon([[632, 640], [640, 380]], 40, 32)), 60, 190, (3, 2))
    stem.card(board.at(box(570, 610, 700, 660)), 30, 130, (2, 2))
    grip = smooth(
        [[500, 300], [510, 270], [780, 262], [794, 292], [784, 330], [512, 338]], samples=5
    )
    stem.card(board.at(grip), 70, 190, (2, 3))
    stem.accent(board.at(grip))
    place = _place(board, (655, 330, 176), 6)
    hand = _skin_sheet(stage, scene, "hand", 0.05)
    draw_hand(
        hand, place, HandLook(tone=96, lit=None, gesture="grip", child=_lead(scene).age == "child")
    )
    draw_sleeve(_sleeve_sheet(stage, _lead(scene)), place, 54, accent=False)
    x, y = board.point(655, 320)
    half = 200 * board.k
    return x - half, y - half, x + half, y + half


def _lay_button(
    stage: Stage, scene: InteriorScene, board: Board
) -> tuple[float, float, float, float]:
    """One finger on a lit button among gauges."""
    panel = _lay_panel(stage, scene, board)
    x, y = board.point(668, 190)
    k = board.k
    panel.shade(ellipse(x, y, 92 * k, 86 * k), 16)
    colour = first(scene.words, ACCENTS)
    glow = SheetLook(shadow=0.5, shadow_shift=(4, 7), rim=0.6, soft=6, fog_depth=0.0, accent=colour)
    if colour:
        glow = replace(glow, lamp_colour=colour, light_white=0.06, pure_bloom=True)
    knob = stage.sheet("button", 0.20, glow, tone=60)
    knob.card(ellipse(x, y, 88 * k, 82 * k), 70, 190, (2 * k, 3 * k))
    if colour:
        knob.accent(ellipse(x, y, 86 * k, 80 * k), 255)
    knob.shade(ellipse(x, y - 4 * k, 74 * k, 68 * k), 130 if colour else 170)
    knob.light(ellipse(x, y - 4 * k, 66 * k, 60 * k), 205 if colour else 230, lamp=True)
    if colour:
        shine = ellipse(x, y - 6 * k, 48 * k, 44 * k, arc=(-2.5, -1.2))
        knob.light(ribbon(shine, 2 * k, 2 * k, middle=10 * k), 150)
    for angle in np.linspace(0, 2 * math.pi, 9)[:-1].tolist():
        bolt = ellipse(x + 108 * k * math.cos(angle), y + 102 * k * math.sin(angle), 6 * k)
        panel.shade(bolt, 120)
    place = _place(board, (606, 408, 180), 4)
    hand = _skin_sheet(stage, scene, "hand", 0.05)
    draw_hand(
        hand,
        place,
        HandLook(
            tone=96, lit=_nail(scene, 156), gesture="press", child=_lead(scene).age == "child"
        ),
    )
    draw_sleeve(_sleeve_sheet(stage, _lead(scene)), place, 54, accent=_lead(scene).item == "coat")
    half = 210 * k
    return x - half, y - half * 0.6, x + half, y + half * 1.6


def _lay_table(stage: Stage, board: Board) -> CutSheet:
    """A table top with grain and the light's pool."""
    frame = stage.frame
    look = SheetLook(rim=0.9, rim_width=2.5, soft=8, shadow=0.6, fog_depth=0.0, stipple=0.6)
    table = stage.sheet("table", 0.20, look, tone=40)
    edge = board.point(0, 470)[1]
    table.cut(box(frame.left - 60, edge, frame.right + 60, frame.bottom + 60), 78)
    for index in range(15):
        y = edge + 4 + index * index * 1.7 * board.k
        line = [[frame.left - 20, y + 4], [frame.right + 20, y - 4]]
        table.shade_line(line, 1 if index % 3 else 2, 60 if index % 2 else 100)
    table.shade_line([[frame.left, edge + 1], [frame.right, edge + 1]], 3, 190)
    x, y = board.point(730, 570)
    table.shade(ellipse(x, y, 430 * board.k, 82 * board.k), 140)
    table.shade(ellipse(x, y, 280 * board.k, 50 * board.k), 180)
    return table


def _lay_reach(
    stage: Stage, scene: InteriorScene, board: Board
) -> tuple[float, float, float, float]:
    """A hand reaching over a table for a thing; two people's hands meet; or an open hand alone."""
    table = _lay_table(stage, board)
    words = [word for word in scene.props if word in TABLE_PROPS]
    look = SheetLook(shadow=0.5, rim=0.9, soft=9, fog_depth=0.0, bloom=(0.7, 0.6))
    things = stage.sheet("things", 0.14, look, tone=40)
    if words:
        tall = {"letter": 26.0, "book": 74.0, "lamp": 330.0, "vase": 300.0}.get(words[0], 210.0)
        spot = board.spot(850, 590, tall, -1)
        table.shade(ellipse(spot.x, spot.base + 3, spot.height * 0.6, spot.height * 0.07), 34)
        draw_table_prop(things, spot, words[0], PropLook(scene.film, scene.place, 34, 150))
    lead = _lead(scene)
    hand = _skin_sheet(stage, scene, "hand", 0.05)
    place = _place(board, (520, 520, 150), 74)
    draw_hand(
        hand,
        place,
        HandLook(tone=96, lit=_nail(scene, 156), gesture="reach", child=lead.age == "child"),
    )
    draw_sleeve(_sleeve_sheet(stage, lead), place, 54, accent=lead.item == "coat")
    if len(scene.people) > 1 and not words:
        other = _skin_sheet(stage, scene, "other hand", 0.09)
        place = _place(board, (860, 500, 142), -78)
        draw_hand(
            other,
            HandPlace(place.x, place.y, place.size, place.turn, -place.mirror),
            HandLook(tone=84, lit=140, gesture="rest", child=scene.people[1].age == "child"),
        )
        cuff = stage.sheet("other sleeve", 0.08, SheetLook(shadow=0.5, rim=0.9, soft=12), tone=20)
        draw_sleeve(cuff, HandPlace(place.x, place.y, place.size, place.turn, -place.mirror), 40)
    x, y = board.point(700, 520)
    half = 260 * board.k
    return x - half, y - half * 0.7, x + half, y + half * 0.7


def _lay_second(stage: Stage, scene: InteriorScene, spot: Spot, word: str) -> None:
    """A second thing of the words, a little behind the first."""
    look = SheetLook(
        shadow=0.5, rim=1.0, soft=9, fog_depth=0.03, rim_width=2.6, rim_reach=5, stipple=0.9,
        bloom=(0.8, 0.8), blur=1.0,
    )  # fmt: skip
    sheet = stage.sheet("second", 0.12, look, tone=40)
    name = f"{scene.place} {word}"
    draw_table_prop(sheet, spot, word, PropLook(scene.film, name, 34, 140, spot.facing))


def lay_thing(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay one thing alone on a table (or a floor), filling half the frame's height."""
    frame = stage.frame
    here = station(scene)
    centre = (640 + 60 * here.across, 360 + 14 * here.up)
    board = Board(frame, scene.side < 0, here.zoom, centre)
    drawn = dict.fromkeys(w for w in scene.props if w in TABLE_PROPS or w in FURNITURE)
    word, *others = [*drawn] or ["letter"]
    shines = word in {"lamp", "lantern", "candle", "cake"}
    lx, ly = board.point(640, 300) if shines else board.point(900, 200)
    stage.light = Light(lx, ly, (150 if shines else 190) * board.k)
    _lay_backdrop(stage, scene)
    table = _lay_table(stage, board)
    look = SheetLook(
        shadow=0.55,
        rim=1.1,
        soft=11,
        fog_depth=0.0,
        rim_width=3,
        rim_reach=5,
        stipple=0.9,
        bloom=(0.8, 0.8),
    )
    sheet = stage.sheet("thing", 0.06, look, tone=40)
    tall = _TALL.get(word, 380.0)
    spot = board.spot(600 if not shines else 640, 610, tall)
    small = next((w for w in others if w in TABLE_PROPS), "")
    if small and word in TABLE_PROPS:
        tall *= 0.76
        spot = board.spot(420, 622, tall)
        _lay_second(stage, scene, board.spot(880, 588, 0.72 * _TALL.get(small, 380.0), -1), small)
    table.shade(
        ellipse(spot.x - 20 * board.k, spot.base + 4, spot.height * 0.6, spot.height * 0.07), 30
    )
    prop = PropLook(scene.film, f"{scene.place} {word}", 34, 150, 1 if lx > spot.x else -1)
    if word in TABLE_PROPS:
        draw_table_prop(sheet, spot, word, prop)
    else:
        draw_furniture(sheet, spot, word, prop)
    middle: Spot = spot.moved(0, 0.5)
    wash = Shine("wash", lx, ly, 240 * board.k, 0.3, 0.5)
    steam: tuple[Shine, ...] = ()
    if word in {"cup", "teapot", "bowl"}:
        steam = (Shine("steam", spot.x, spot.base - tall * board.k, 70 * board.k, 0.5, 0.02),)
    half = spot.height * 0.6
    return InteriorLaid(
        stage.light,
        (spot.x, middle.base),
        (wash, *steam),
        0.0,
        1.3,
        (spot.x - half, spot.base - spot.height, spot.x + half, spot.base),
    )
