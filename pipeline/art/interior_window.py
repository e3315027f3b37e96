"""A window from inside: the frame as real card over the view, frost or rain, and who looks out.

A hand lies open on the glass where the words say so, with its breath around it; else someone
stands before the window, in profile when near, from behind when far.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from msgspec import Struct

from pipeline.art.boards import Board
from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.geometry import Points, box, ellipse, ribbon, smooth
from pipeline.art.hands import HandLook, HandPlace, draw_hand, draw_sleeve
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.people import Person
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.spots import Spot
from pipeline.art.views import Pane, draw_view, view_look

__all__ = ["lay_window"]

_SKIN_COLD = ("1c0d12", "7d4642", "ffc79c")


class _Window(Struct, frozen=True):
    stage: Stage
    scene: InteriorScene
    board: Board
    light: Light


def lay_window(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay a window. Sheets: view, bokeh, frost, near (the frame), figures or hand, fore."""
    frame = stage.frame
    wide = scene.framing in {"wide", "extreme wide"}
    here = station(scene)
    zoom = (0.82 if wide else 1.0) * here.zoom
    board = Board(
        frame, scene.side < 0, zoom, (640 + 70 * here.across, 360 + 16 * here.up * (2 - here.zoom))
    )
    lx, ly = board.point(930, 210)
    stage.light = Light(lx, ly, 220 * board.k)
    window = _Window(stage, scene, board, stage.light)
    _lay_view(window)
    if scene.view in {"snow", "ice", "mountains", ""} or "frost" in scene.props:
        _lay_frost(window)
    if scene.view == "rain" or "rain" in scene.props:
        _lay_drops(window)
    _lay_frame(window, wide=wide)
    hand = "hand" in scene.props
    subject = _lay_hand(window) if hand else _lay_people(window, wide=wide)
    fx, fy = board.point(705, 360)
    shines = [Shine("haze", lx, board.point(0, 610)[1], 150 * board.k, 0.12, 0.5)]
    if hand:
        hx, hy = board.point(715, 320)
        shines.append(Shine("wash", hx, hy, 170 * board.k, 0.42, 0.29))
    return InteriorLaid(stage.light, (fx, fy), tuple(shines), 0.12, 1.9, subject)


def _lay_view(window: _Window) -> None:
    """The view fills the frame, out of focus, with discs of light before it."""
    frame, scene = window.stage.frame, window.scene
    look = view_look(scene.time)
    view = window.stage.sheet("view", 1.2, look, tone=40)
    pane = Pane(
        frame.left - 40,
        frame.top - 40,
        frame.right + 40,
        frame.bottom + 40,
        scene.view or "mountains",
        scene.time,
        f"{scene.film} {scene.place}",
    )
    draw_view(view, pane)
    view.look = SheetLook(
        rim=0.0,
        shadow=0.0,
        fog_depth=0.0,
        airlight=0.3,
        ramp=look.ramp,
        blur=3.0,
        bloom=(0.3, 0.3),
        light_colour=look.light_colour,
    )
    if scene.view in {"city", "rain"} or (scene.time == "night" and scene.view != "stars"):
        _lay_bokeh(window)


def _lay_bokeh(window: _Window) -> None:
    """Lamps out of focus: discs of radius 10-34 with a paler rim."""
    look = SheetLook(
        rim=0.0, shadow=0.0, fog_depth=0.0, airlight=0.0, blur=1.4, bloom=(0.25, 0.1), opacity=0.62
    )
    sheet = window.stage.sheet("bokeh", 0.9, look, tone=0)
    chance = generator(window.scene.film, "bokeh", window.scene.place).random((34, 5))
    for ux, uy, size, value, kind in chance.tolist():
        x, y = window.board.point(-200 + 1680 * ux, 300 + 330 * (0.25 + 0.5 * uy))
        radius = (10 + 24 * size) * window.board.k
        lamp = kind < 0.72
        bright = 40 + 110 * value
        sheet.light(ellipse(x, y, radius), bright + 36, lamp=lamp)
        sheet.light(ellipse(x, y, radius * 0.86), bright, lamp=lamp)


def _lay_frost(window: _Window) -> None:
    """Ferns of ice from the corners of the glass, at seventy per cent."""
    look = SheetLook(shadow=0.0, rim=0.0, opacity=0.62, fog_depth=0.1)
    sheet = window.stage.sheet("frost", 0.30, look, tone=210)
    chance = generator(window.scene.film, "frost", window.scene.place)
    corners = (((1230, 730), (-1, -1)), ((1230, -30), (-1, 1)), ((60, -30), (1, 1)))
    for (x, y), (sx, sy) in corners:
        for _ in range(2):
            angle = math.atan2(sy * chance.uniform(0.15, 1), sx * chance.uniform(0.15, 1))
            root = np.array([x + sx * chance.uniform(-20, 160), y + sy * chance.uniform(-20, 60)])
            _draw_fern(sheet, window.board, (root, angle, chance.uniform(90, 220)), chance)


def _draw_fern(
    sheet: CutSheet, board: Board, stem: tuple[Points, float, float], chance: np.random.Generator
) -> None:
    """Nine nodes; side branches .42 (1 - i / 10) long at .8-1.05 radians; twice."""
    work = [(stem, 3.2, 2)]
    tone = chance.uniform(170, 240)
    while work:
        (root, angle, length), width, depth = work.pop()
        nodes = [root]
        turn = angle
        for bend in chance.normal(0, 0.05, 9).tolist():
            turn += bend
            step = length / 9 * np.array([math.cos(turn), math.sin(turn)])
            nodes.append(nodes[-1] + step)
        if depth == 2:
            sheet.cut(board.at(ribbon(np.array(nodes), width, 0.7)), tone)
        else:
            sheet.line(board.at(np.array(nodes)), width * 0.7, tone)
        if depth == 0:
            continue
        for index in range(1, 9):
            for side in (-1, 1):
                reach = length * 0.42 * (1 - index / 10) * chance.uniform(0.7, 1.1)
                if reach > 15:
                    way = turn + side * chance.uniform(0.8, 1.05)
                    work.append(((nodes[index], way, reach), width * 0.55, depth - 1))


def _lay_drops(window: _Window) -> None:
    """Rain on the glass: drops and the tracks they leave."""
    look = SheetLook(shadow=0.2, rim=0.0, opacity=0.7, fog_depth=0.0, bloom=(0.2, 0.1))
    sheet = window.stage.sheet("drops", 0.30, look, tone=150)
    chance = generator(window.scene.seed, "drops").random((90, 4))
    for ux, uy, size, run in chance.tolist():
        x, y = window.board.point(-160 + 1600 * ux, -60 + 760 * uy)
        r = (1.5 + 5.5 * size**2) * window.board.k
        if run > 0.8:
            track = smooth([[x, y - r * 24 * run], [x + r, y - r * 10], [x, y]], closed=False)
            sheet.cut(ribbon(track, 0.6, r * 1.1), 96)
        sheet.cut(ellipse(x, y, r, r * 1.25), 70)
        sheet.shade(ellipse(x + r * 0.1, y + r * 0.35, r * 0.7, r * 0.6), 190)
        sheet.light(ellipse(x - r * 0.3, y - r * 0.4, r * 0.22), 210)


def _lay_frame(window: _Window, *, wide: bool) -> None:
    """Jambs, cross bar, sill with snow: thick card over the hole."""
    board, scene = window.board, window.scene
    k = board.k
    look = SheetLook(shadow=0.65, shadow_shift=(8, 12), rim=0.9, soft=5, fog_depth=0.0)
    near = window.stage.sheet("near", 0.12, look, tone=20)
    shift = (3 * k, 3 * k)
    far = 3000.0
    right = 1180.0 if wide else 1250.0
    left = 100.0 if wide else -far
    top, sill = 18.0, 585.0
    bars = [(1040.0, -far, 1078.0, far), (-far, -far, far, top), (right, -far, far, far)]
    if wide:
        bars += [(-far, -far, left, far), (400.0, -far, 438.0, far)]
    for bar in bars:
        near.card(_card(board, bar), 16, 110, shift)
    near.card(_card(board, (-far, sill, far, sill + 37)), 16, 130, shift)
    near.shade(_card(board, (-far, sill + 27, far, sill + 37)), 6)
    if wide:
        near.cut(_card(board, (-far, sill + 37, far, far)), 14)
        for x in range(-600, 2000, 90):
            near.shade_line(board.at([[float(x), sill + 40], [float(x), sill + 900]]), 1, 26)
    if scene.view in {"snow", "ice", "mountains", ""} and scene.time in {"night", "dawn"}:
        drift = smooth(
            [
                [-400, 586],
                [40, 578],
                [240, 583],
                [420, 576],
                [640, 584],
                [820, 580],
                [1040, 570],
                [1060, 586],
            ],
            closed=False,
        )
        near.cut(board.at(np.vstack([drift, [[1060, 590], [-400, 590]]])), 225)


def _card(board: Board, bar: tuple[float, float, float, float]) -> Points:
    return board.at(box(*bar))


def _lay_hand(window: _Window) -> tuple[float, float, float, float]:
    """An open hand on the glass in a knitted sleeve; its owner from behind in the corner."""
    stage, scene, board = window.stage, window.scene, window.board
    lead = scene.people[0] if scene.people else Person(age="child", item="scarf")
    look = SheetLook(
        shadow=0.55,
        soft=13,
        rim=1.1,
        rim_width=3.2,
        rim_reach=5,
        rim_floor=0.3,
        ramp=_SKIN_COLD,
        fog_depth=0.0,
    )
    x, y = board.point(705, 360)
    is_child = lead.age == "child"
    palm = (130 if is_child else 150) * board.k  # shorter than the head beside it
    place = HandPlace(x, y, palm, -7.0 * (-1 if board.flip else 1), -1 if board.flip else 1)
    skin = stage.sheet("hand", 0.04, look, tone=30)
    draw_hand(skin, place, HandLook(tone=92, lit=124 if is_child else 150, child=is_child))
    cloth = SheetLook(shadow=0.5, soft=12, rim=0.9, accent=lead.accent, fog_depth=0.0)
    sleeve = stage.sheet("sleeve", 0.03, cloth, tone=20)
    draw_sleeve(sleeve, place, 60, accent=lead.item != "")
    if scene.people:
        fore = stage.sheet(
            "fore",
            -0.08,
            SheetLook(shadow=0.6, soft=16, rim=1.0, rim_width=3.5, rim_reach=3, accent=lead.accent),
            tone=10,
        )
        spot = board.spot(262, 760, 400)
        draw_bust(fore, spot, lead, BustLook(tone=14, lit=None, rim=90, view="back", fall=2.4))
    size = 190 * board.k
    return x - size, y - size, x + size, y + size


def _lay_people(window: _Window, *, wide: bool) -> tuple[float, float, float, float] | None:
    """Who looks out: from behind before a wide window, in profile against the glass when near."""
    stage, scene, board = window.stage, window.scene, window.board
    if not scene.people:
        return None
    frame = stage.frame
    lead = scene.people[0]
    look = SheetLook(
        shadow=0.55,
        rim=1.15,
        rim_width=3.4 if not wide else 2.6,
        rim_reach=5,
        rim_floor=0.25,
        soft=18 if not wide else 9,
        stipple=0.8,
        fog_depth=0.0,
        accent=lead.accent,
    )
    sheet = stage.sheet("figures", 0.04, look, tone=14)
    if wide:
        for index, person in enumerate(scene.people[:4]):
            tall = 430 * person.height
            spot = board.spot(560 + (150 if index % 2 else 0) - 130 * (index // 2), 742, tall)
            moves = person.pose in {"point", "reach", "wave", "sit", "kneel"}
            draw_figure(
                sheet, spot, person, FigureLook(tone=9, view="side" if moves else "back", wind=0.0)
            )
        x, y = board.point(560, 742)
        return x - 80, y - 430 * board.k, x + 80, y
    close = scene.framing in {"close", "detail"}
    here = station(scene)
    size = (0.58 if close else 0.34) * frame.unit * (1 + 0.6 * (here.zoom - 1))
    x = frame.x(0.5 - scene.side * (0.13 + 0.06 * here.across))
    y = frame.y((0.82 if close else 0.70) + 0.02 * here.up)
    for person in scene.people[1:2]:
        other = Spot(x + scene.side * size * 1.5, y + size * 0.2, size * 0.84, -scene.side)
        draw_bust(sheet, other, person, BustLook(tone=18, lit=92, fall=3.0))
    tilt = {"lookup": -20.0, "lookdown": 14.0}.get(lead.pose, -3.0)
    draw_bust(
        sheet, Spot(x, y, size, scene.side), lead, BustLook(tone=18, lit=112, tilt=tilt, fall=3.0)
    )
    _mirror_in_glass(
        window, Spot(x + scene.side * size * 1.15, y - size * 0.02, size * 0.92, -scene.side), lead
    )
    return x - size * 0.6, y - size * 1.1, x + size * 0.6, y


def _mirror_in_glass(window: _Window, spot: Spot, person: Person) -> None:
    """The faint reflection of a face in the pane, where it looks at itself."""
    if len(window.scene.people) > 1 or window.scene.time == "day":
        return
    look = SheetLook(shadow=0.0, rim=0.0, opacity=0.20, blur=1.6, fog_depth=0.0)
    sheet = window.stage.sheet("mirror", 0.31, look, tone=120)
    draw_bust(sheet, spot, person, BustLook(tone=90, lit=200, fall=2.6))
    sheet.mask[:] = cv2.convertScaleAbs(sheet.mask, alpha=0.9)
