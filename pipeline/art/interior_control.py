"""A control room: a great screen, side screens, two arcs of desks with operators, a commander.

Sitters are nearly black and sit before lit monitors. Nearer framings put the lead in profile before
the blurred screen. The same stage with a window in the screen's place is a ship's bridge.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.boards import Board
from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.geometry import Points, dot
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.people import Person, strangers
from pipeline.art.screens import ScreenArea, draw_screen, screen_topic
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.sitters import SitterLook, draw_operator
from pipeline.art.spots import Spot
from pipeline.art.views import Pane, draw_view, view_look
from pipeline.art.walls import lay_tones

__all__ = ["lay_control_room"]

_AREA = (268.0, 96.0, 1052.0, 428.0)
"""The great screen on the board."""


class _Desks(Struct, frozen=True):
    """One arc of desks on the board."""

    y: float
    x0: float
    x1: float
    count: int
    size: float
    tone: float
    curve: float


def lay_control_room(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay a control room. Sheets: screen, hall, middle, near, figures, fore."""
    frame = stage.frame
    zoom = {"extreme wide": 0.86, "medium": 1.25, "close": 1.55}.get(scene.framing, 1.0)
    lift = {"low": 40.0, "high": -30.0}.get(scene.angle, 0.0)
    here = station(scene)
    zoom *= 1 + 0.7 * (here.zoom - 1)
    drift = 70 * here.across
    near = scene.framing in {"medium", "close"}
    centre = (700 + drift if near else 660 + drift, (300 if near else 360) - lift + 12 * here.up)
    board = Board(frame, scene.side < 0, zoom, centre)
    lx, ly = board.point(660, 262)
    stage.light = Light(lx, ly, 200 * board.k)
    blur = {"medium": 2.2, "close": 4.0}.get(scene.framing, 0.0)
    _lay_screen(stage, scene, board, blur)
    _lay_hall(stage, board, blur)
    _lay_desks(stage, scene, board, blur)
    subject = _lay_lead(stage, scene, board)
    if blur == 0:
        _lay_railing(stage, board)
    fx, fy = board.point(560, 300)
    haze = Shine("haze", lx, board.point(0, 520)[1], 240 * board.k, 0.20, 0.3)
    return InteriorLaid(stage.light, (fx, fy), (haze,), 0.16, 1.7, subject)


def _lay_screen(stage: Stage, scene: InteriorScene, board: Board, blur: float) -> None:
    """The great screen, bowed a little, glowing in its middle; or a window, and side screens."""
    look = SheetLook(
        shadow=0.0, airlight=0.2, fog_depth=0.15, rim=0.0, bloom=(0.35, 0.35), blur=blur
    )
    sheet = stage.sheet("screen", 0.80, look, tone=24)
    x0, y0, x1, y1 = _AREA
    gx, gy = stage.frame.grid(4)
    mx, my = board.point(630, 270)
    glow = np.exp(-(((gx - mx) / (330 * board.k)) ** 2) - (((gy - my) / (170 * board.k)) ** 2))
    u = np.linspace(-1, 1, 25)
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    bow = 10 * (1 - u * u)
    top = np.stack([middle + u * half, y0 + bow], 1)
    low = np.stack([middle + u * half, y1 - bow * 0.4], 1)
    outline = board.at(np.vstack([top, low[::-1]]))
    lay_tones(sheet, 104 + 66 * glow)
    _fill_around(sheet, outline)
    if scene.view:
        sheet.hole(outline)
        (ax, ay), (bx, by) = outline.min(0).tolist(), outline.max(0).tolist()
        view = stage.sheet("view", 1.2, view_look(scene.time), tone=30)
        draw_view(view, Pane(ax, ay, bx, by, scene.view, "night", f"{scene.film} {scene.place}"))
        for x in np.linspace(x0, x1, 5)[1:-1].tolist():
            sheet.cut(board.at([[x - 5, y0], [x + 5, y0], [x + 5, y1], [x - 5, y1]]), 22)
    else:
        sheet.light(outline, 34)
        topic = screen_topic((*scene.props, scene.words), f"{scene.film} {scene.place}")
        draw_screen(sheet, board, ScreenArea(x0, y0, x1, y1, topic, f"{scene.film}{scene.place}"))
    chance = generator(scene.film, "side screens", scene.place)
    for near, far in ((236.0, -60.0), (1084.0, 1380.0)):
        _draw_side_screen(sheet, board, (near, far), chance)


def _fill_around(sheet: CutSheet, outline: Points) -> None:
    """Cut the whole canvas, dark outside the outline, the laid tones inside it."""
    laid = sheet.tones.copy()
    sheet.mask[:] = 0
    sheet.cut(outline)
    inside = sheet.mask > 127
    sheet.cut(sheet.frame.everything(), 24)
    sheet.tones[inside] = laid[inside]


def _draw_side_screen(
    sheet: CutSheet, board: Board, ends: tuple[float, float], chance: np.random.Generator
) -> None:
    """A wall of four small screens in perspective."""
    near, far = ends

    def at(u: float, v: float) -> list[float]:
        top = 120 - 80 * u
        return [near + (far - near) * u, top + v * (292 + 168 * u)]

    frame = board.at([at(0, 0), at(1, 0), at(1, 1), at(0, 1)])
    sheet.shade(frame, 50)
    sheet.light(frame, 12)
    for j in (0.0, 0.46):
        for a, b in ((0.08, 0.48), (0.55, 0.93)):
            pane = board.at([at(a, 0.08 + j), at(b, 0.08 + j), at(b, 0.46 + j), at(a, 0.46 + j)])
            sheet.shade(pane, 92)
            sheet.light_line(np.vstack([pane, pane[:1]]), 1, 110)
            for row in range(5):
                v = 0.14 + j + row * 0.055
                end = a + 0.03 + (b - a - 0.06) * float(chance.uniform(0.3, 1))
                line = board.at([at(a + 0.03, v), at(end, v)])
                sheet.light_line(line, 2, 150, lamp=bool(chance.random() < 0.25))


def _lay_hall(stage: Stage, board: Board, blur: float) -> None:
    """Ceiling with four light panels, two piers, and the floor of the hall."""
    look = SheetLook(shadow=0.55, fog_depth=0.05, rim=0.5, airlight=0.5, blur=blur)
    hall = stage.sheet("hall", 0.55, look, tone=16)
    far = 3000
    hall.cut(
        board.at(
            [
                [-1400, -far],
                [2700, -far],
                [2700, -300],
                [1480, 30],
                [1066, 92],
                [660, 84],
                [254, 92],
                [-200, 30],
                [-1400, -300],
            ]
        ),
        20,
    )
    for i in range(-9, 10):
        hall.shade_line(board.at([[660 + i * 60, 92], [660 + i * 240, -450]]), 2, 42)
    for y, w in ((70, 440), (40, 520), (0, 640), (-60, 800)):
        hall.shade_line(board.at([[660 - w, y + 8], [660, y], [660 + w, y + 8]]), 2, 44)
    for i in (-2, -1, 1, 2):
        panel = [[660 + i * 92, 74], [706 + i * 92, 74], [720 + i * 118, 34], [660 + i * 118, 34]]
        hall.light(board.at(panel), 190)
    for x in (252, 1068):
        hall.cut(board.at([[x - 15, 60], [x + 15, 60], [x + 17, 470], [x - 17, 470]]), 26)
        hall.shade_line(board.at([[x - 8, 70], [x - 8, 460]]), 1, 70)
    hall.cut(
        board.at(
            [
                [-1400, 900],
                [-200, 520],
                [236, 424],
                [1084, 424],
                [1480, 520],
                [2700, 900],
                [2700, far],
                [-1400, far],
            ]
        ),
        26,
    )
    for step in range(8):
        gleam = [
            [236 + 14 * step, 424],
            [1084 - 14 * step, 424],
            [1140 - 40 * step, 470 - 4 * step],
            [180 + 40 * step, 470 - 4 * step],
        ]
        hall.shade(board.at(gleam), 30 + 11 * step)
    hall.shade(board.at([[236, 424], [1084, 424], [1094, 430], [226, 430]]), 130)


def _lay_desks(stage: Stage, scene: InteriorScene, board: Board, blur: float) -> None:
    """Two arcs of desks with twin monitors and operators before them."""
    crew = strangers(f"{scene.film} {scene.place}", 12)
    rows = (
        ("middle", 0.32, 0.10, _Desks(478, 30, 1290, 8, 42, 40, 16)),
        ("near", 0.14, 0.04, _Desks(588, -330, 1650, 7, 78, 26, 40)),
    )
    for name, depth, fog, desks in rows:
        look = SheetLook(shadow=0.55, fog_depth=fog, rim=1.0, bloom=(0.4, 0.32), blur=blur * 0.7)
        sheet = stage.sheet(name, depth, look, tone=30)
        chance = generator(scene.film, "desks", scene.place, name)
        _draw_desks(sheet, board, desks, (crew, chance))


def _draw_desks(
    sheet: CutSheet,
    board: Board,
    desks: _Desks,
    staff: tuple[tuple[Person, ...], np.random.Generator],
) -> None:
    crew, chance = staff
    u = np.linspace(-1, 1, 31)
    middle, half = (desks.x0 + desks.x1) / 2, (desks.x1 - desks.x0) / 2
    edge = np.stack([middle + u * half, desks.y + desks.curve * u * u], 1)
    below = np.vstack(
        [
            edge[-1:] + (900, 0),
            edge[-1:] + (900, 2500),
            edge[:1] + (-900, 2500),
            edge[:1] + (-900, 0),
        ]
    )
    sheet.card(board.at(np.vstack([edge, below])), desks.tone, 150, (0, 2 * board.k))
    s = desks.size
    sheet.shade(
        board.at(np.vstack([edge + (0, s * 0.30), (edge + (0, s * 0.42))[::-1]])), desks.tone * 0.4
    )
    for index in range(desks.count):
        at = -1 + (2 * index + 1) / desks.count
        x, y = middle + at * half, desks.y + desks.curve * at * at
        wide = half / desks.count * 0.72
        _draw_monitors(sheet, board, (x, y, wide, s), chance)
        draws = chance.random(3).tolist()
        if draws[0] < 0.85:
            spot = board.spot(x + 8 * (draws[1] - 0.5), y + s * 0.62, s * 0.86)
            draw_operator(
                sheet,
                spot,
                crew[index % len(crew)],
                SitterLook(tone=8, rim=None),
                lean=draws[2] * 1.6 - 0.8,
            )
        for lamp in range(6):
            px, py = board.point(x - wide + lamp * wide * 0.36, y + s * 0.36)
            sheet.light(dot(px, py, (s * 0.035 + 0.6) * board.k), 200, lamp=lamp % 5 != 2)


def _draw_monitors(
    sheet: CutSheet,
    board: Board,
    place: tuple[float, float, float, float],
    chance: np.random.Generator,
) -> None:
    """Twin monitors at (x, y), `wide` apart, s high."""
    x, y, wide, s = place
    for side in (-0.52, 0.52):
        cx = x + side * wide
        case = np.array(
            [
                [cx - wide * 0.46, y - s * 0.95],
                [cx + wide * 0.46, y - s * 0.95],
                [cx + wide * 0.42, y - s * 0.10],
                [cx - wide * 0.42, y - s * 0.10],
            ]
        )
        sheet.cut(board.at(case), 20)
        middle = case.mean(0)
        sheet.light(board.at(middle + (case - middle) * 0.84), 95)
        ends = chance.uniform(-0.1, 0.3, 2).tolist()
        for row, end in zip((-0.2, 0.0), ends, strict=True):
            line = [middle + (-wide * 0.3, s * row), middle + (wide * end, s * row)]
            sheet.light_line(board.at(line), 1, 230, lamp=row == 0.0 and end > 0.1)


def _lay_lead(
    stage: Stage, scene: InteriorScene, board: Board
) -> tuple[float, float, float, float] | None:
    """The lead: from behind, standing, in wide framings; in profile before the screen in near."""
    if not scene.people:
        return None
    frame = stage.frame
    near = scene.framing in {"medium", "close"}
    look = SheetLook(
        shadow=0.55,
        rim=1.2,
        rim_width=3.2 if near else 2.6,
        rim_reach=4,
        rim_floor=0.2,
        soft=16 if near else 10,
        accent=scene.people[0].accent,
    )
    sheet = stage.sheet("figures", 0.04, look, tone=10)
    if near:
        return _draw_near(sheet, scene)
    places = (404, 520, 300, 640)
    for index, person in enumerate(scene.people[:4]):
        tall = 452 * person.height * (1.0 if scene.framing == "wide" else 0.8)
        spot = board.spot(places[index], 770 + 6 * index, tall)
        speaks = person.pose in {"point", "reach", "wave", "run", "arms"}
        draw_figure(
            sheet, spot, person, FigureLook(tone=8, view="side" if speaks else "back", wind=0.0)
        )
    x, y = board.point(404, 770)
    tall = 452 * board.k
    return x - tall * 0.16, max(frame.top, y - tall), x + tall * 0.16, y


def _draw_near(sheet: CutSheet, scene: InteriorScene) -> tuple[float, float, float, float]:
    frame = sheet.frame
    close = scene.framing == "close"
    size = (0.56 if close else 0.30) * frame.unit
    x = frame.x(0.5 - scene.side * (0.10 if close else 0.16))
    y = frame.y(0.80 if close else 0.70)
    for index, person in enumerate(scene.people[1:3]):
        other = x + scene.side * size * (1.75 + 1.1 * index)
        draw_bust(
            sheet,
            Spot(other, y + size * 0.24, size * 0.84, -scene.side),
            person,
            BustLook(tone=18, lit=84, tilt=2, fall=3.0),
        )
    tilt = {"lookup": -22.0, "lookdown": 14.0}.get(scene.people[0].pose, -4.0)
    draw_bust(
        sheet,
        Spot(x, y, size, scene.side),
        scene.people[0],
        BustLook(tone=18, lit=110, tilt=tilt, fall=3.0),
    )
    return x - size * 0.6, y - size * 1.1, x + size * 0.6, y


def _lay_railing(stage: Stage, board: Board) -> None:
    """The gallery's railing along the bottom of the frame."""
    fore = stage.sheet("fore", -0.10, SheetLook(shadow=0.5, rim=0.6), tone=5)
    fore.cut(board.at([[-1400, 716], [2700, 674], [2700, 3000], [-1400, 3000]]), 6)
    fore.line(board.at([[-1400, 676], [2700, 624]]), 9 * board.k, 8)
    fore.shade_line(board.at([[-1400, 673], [2700, 621]]), 2, 120)
    for x in range(-1240, 2700, 320):
        top = 676 - (x + 1400) * 52 / 4100
        fore.line(board.at([[float(x), top], [float(x), 780.0]]), 6 * board.k, 6)
