"""A room of a house: a table with things, people at it, furniture behind, the window's light.

What stands where belongs to the place's name; who sits at the table, what lies on it and what the
window shows belong to the shot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.art.cameras import Camera, shown
from pipeline.art.furniture import (
    FURNITURE,
    FURNITURE_METRES,
    draw_clock,
    draw_furniture,
    draw_shelf,
)
from pipeline.art.geometry import box, ellipse
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.props import METRES, TABLE_PROPS, PropLook, draw_table_prop
from pipeline.art.room_bed import is_bedside, lay_bedside
from pipeline.art.room_people import Seat, lay_people, neck_of, take_seats
from pipeline.art.room_walls import TABLE, WALL, Room, lay_walls
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.sitters import SitterLook, draw_arm_on_table, hold_cup
from pipeline.art.spots import Spot
from pipeline.art.traits import says

__all__ = ["lay_room"]


class _View(NamedTuple):
    """One framing: metres shown in height, camera distance, eye height, horizon."""

    metres: float
    distance: float
    eye: float
    horizon: float


_FRAMINGS = {
    "extreme wide": _View(3.3, 5.2, 1.45, 0.46),
    "wide": _View(2.5, 4.4, 1.26, 0.46),
    "medium": _View(1.02, 1.9, 1.17, 0.44),
    "close": _View(0.44, 1.3, 1.17, 0.46),
    "detail": _View(0.34, 0.9, 0.98, 0.20),
}


def lay_room(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay a room on the stage. Sheets: view, wall, curtain, back, figures, table, lamp, fore."""
    room = _open(stage, scene)
    stage.light = room.light
    lay_walls(room)
    _lay_back(room)
    if is_bedside(scene):
        return lay_bedside(room)
    seats = take_seats(room)
    lay_people(room, seats)
    shines = _lay_table(room, seats)
    if not room.is_near:
        _lay_fore(room)
    return _laid(room, seats, shines)


def _lamp_kind(scene: InteriorScene) -> str:
    """lamp, candle or lantern: what burns on the table."""
    if "candle" in scene.props or says(scene.words, ("candle", "candlelight", "candlelit", "烛")):
        return "candle"
    return "lantern" if "lantern" in scene.props else "lamp"


def _open(stage: Stage, scene: InteriorScene) -> Room:
    frame = stage.frame
    view = _FRAMINGS.get(scene.framing, _FRAMINGS["wide"])
    lift = {"low": 0.10, "high": -0.12}.get(scene.angle, 0.0)
    eye = view.eye + {"low": -0.18, "high": 0.35}.get(scene.angle, 0.0)
    here = station(scene)
    drift = 0.19 * here.across * scene.side * view.metres
    scale = shown(frame, view.metres / (1 + 0.6 * (here.zoom - 1)))
    camera = Camera(
        frame.x(0.5),
        frame.y(view.horizon + lift),
        scale,
        view.distance * (1 + 0.9 * (1 - here.zoom)),
        eye + 0.05 * here.up * min(1.0, view.metres),
        centre=drift * (0.4 if scene.framing == "close" else 1.0),
    )
    has_lamp = scene.time in {"night", "dusk"} or bool(
        {"lamp", "candle", "lantern"} & set(scene.props)
    )
    if has_lamp:
        between = scene.framing == "medium" and len(scene.people) > 1
        usual = 0.04 if between else 0.30
        x = scene.side * {"close": 0.62, "detail": 0.21}.get(scene.framing, usual)
        z = 1.0 if scene.framing == "close" else 0.18
        px, py = camera.at(x, TABLE + (0.44 if _lamp_kind(scene) == "lamp" else 0.22), z)
        near = 30 if scene.framing in {"medium", "close", "detail"} else 66
        light = Light(float(px), float(py), 0.21 * camera.metre(z) + near)
        return Room(stage, scene, camera, light, x)
    px, py = camera.at(scene.side * 1.25, 1.5, WALL)
    light = Light(float(px), float(py), 0.45 * camera.metre(WALL) + 40)
    return Room(stage, scene, camera, light, None)


def _lay_back(room: Room) -> None:
    """What hangs on the wall and stands before it: shelf, pictures, clock, furniture."""
    camera, scene = room.camera, room.scene
    look = SheetLook(rim=0.8, shadow=0.5, fog_depth=0.03, blur=room.blur, rim_reach=4)
    back = room.stage.sheet("back", 0.52, look, tone=40)
    chance = generator(scene.film, "room back", scene.place)
    side = -scene.side
    shelf_x = side * 1.95 if side < 0 else 0.75
    m = camera.metre(WALL)
    px, py = camera.at(shelf_x, 1.60, WALL)
    draw_shelf(back, Spot(float(px), float(py), 0.26 * m), room.prop("shelf", 1.0), length=4.6)
    for index, (offset, tall) in enumerate(((0.34, 0.36), (0.02, 0.26))):
        x = side * (0.16 + offset) + 0.05 * chance.random()
        draw_table_prop(
            back,
            camera.spot(x, 1.42 - 0.06 * index, tall, z=WALL),
            "frame",
            room.prop(f"frame {index}", 1.0),
        )
    if "clock" in scene.props:
        draw_clock(back, camera.spot(side * 0.95, 1.98, 0.34, z=WALL), room.prop("clock", 1.0))
    standing = [w for w in scene.props if w in FURNITURE and w not in {"clock", "bed"}]
    if not standing and not room.is_near:
        standing = [("stove", "door", "piano")[int(chance.random() * 3)]]
    for index, word in enumerate(standing[:2]):
        x = side * (1.75 - 0.9 * index) if not index else scene.side * 2.2
        spot = camera.spot(
            x, 0.0, FURNITURE_METRES.get(word, 0.9), z=WALL - 0.25, facing=scene.side
        )
        draw_furniture(back, spot, word, room.prop(word, 0.6))


def _lay_table(room: Room, seats: list[Seat]) -> list[Shine]:
    """The table, what stands on it, and the hands of those who sit at it."""
    camera, scene = room.camera, room.scene
    near = room.is_near
    look = SheetLook(
        rim=0.9, rim_width=2.5, rim_reach=3, soft=8, shadow=0.6, fog_depth=0.0, stipple=0.6
    )
    table = room.stage.sheet("table", 0.045, look, tone=40)
    if near:
        _draw_table_plane(room, table)
    else:
        _draw_table(room, table)
    things = room.stage.sheet(
        "things",
        0.30 if scene.framing == "close" else 0.02,
        SheetLook(
            rim=0.3,
            shadow=0.0,
            bloom=(0.8, 0.9),
            fog_depth=0.0,
            rim_reach=4,
            blur=room.blur if scene.framing == "close" else 0.0,
        ),
        tone=30,
    )
    shines: list[Shine] = []
    if room.lamp_x is not None:
        shines += _draw_table_lamp(room, room.lamp_x, table, things)
    shines += _draw_things(room, table, things)
    if near and scene.framing != "close":
        shines += _draw_hands(room, table, seats)
    if room.lamp_x is None:
        x, y = room.light.x, room.light.y
        down = 2.2 if scene.side > 0 else 0.94
        shines.append(Shine("beam", x, y, camera.metre() * 1.4, 0.35, 0.3, down))
    return shines


def _draw_table_plane(room: Room, table: CutSheet) -> None:
    """The table top across the whole frame, with grain and the lamp's pool on it."""
    camera, frame = room.camera, room.frame
    edge = float(camera.at(0, TABLE, 0.62)[1])
    plane = box(frame.left - 60, edge, frame.right + 60, frame.bottom + 60)
    table.cut(plane, 76)
    for index in range(16):
        y = edge + 3 + index * index * 1.25 * frame.unit / 720
        tone = 58 if index % 2 else 98
        line = [[frame.left - 20, y + 4], [frame.right + 20, y - 4]]
        table.shade_line(line, 1 if index % 3 else 2, tone)
    table.shade_line([[frame.left - 20, edge + 1], [frame.right + 20, edge + 1]], 3, 176)
    if room.lamp_x is None:
        return
    x, y = camera.at(room.lamp_x, TABLE, 0.18).tolist()
    m = camera.metre(0.18)
    table.shade(_below(ellipse(x, y, 0.46 * m, 0.068 * m), edge), 146)
    table.shade(_below(ellipse(x, y - 2, 0.29 * m, 0.042 * m), edge), 194)


def _below(
    outline: np.ndarray[tuple[int, ...], np.dtype[np.float64]], row: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    held = outline.copy()
    held[:, 1] = np.maximum(held[:, 1], row + 2)
    return held


def _draw_table(room: Room, table: CutSheet) -> None:
    """The whole table seen across the room: top, apron, four legs."""
    camera = room.camera
    half = 0.72 + 0.12 * generator(room.scene.film, "table", room.scene.place).random()
    top = camera.floor(-half, half, (0.0, 0.75), TABLE)
    for x, z in (
        (-half + 0.08, 0.70),
        (half - 0.08, 0.70),
        (-half + 0.05, 0.05),
        (half - 0.05, 0.05),
    ):
        table.cut(camera.wall(x - 0.035, x + 0.035, (0.0, TABLE), z), 26)
    table.cut(camera.wall(-half + 0.04, half - 0.04, (TABLE - 0.14, TABLE), 0.02), 40)
    table.cut(top, 92)
    if room.lamp_x is not None:
        x, y = camera.at(room.lamp_x, TABLE, 0.35).tolist()
        m = camera.metre(0.3)
        table.shade(ellipse(x, y, 0.34 * m, 0.05 * m), 190)
    table.cut(camera.wall(-half, half, (TABLE - 0.03, TABLE), 0.0), 60)
    table.shade_line([top[0], top[1]], 2, 190)


def _draw_table_lamp(room: Room, x: float, table: CutSheet, things: CutSheet) -> list[Shine]:
    camera, scene = room.camera, room.scene
    kind = _lamp_kind(scene)
    z = 1.0 if scene.framing == "close" else 0.18 if room.is_near else 0.35
    spot = camera.spot(x, TABLE, METRES[kind], z=z)
    shadow = ellipse(spot.x + 6, spot.base + 2, spot.height * 0.30, spot.height * 0.035)
    table.shade(shadow, 36)
    light = draw_table_prop(things, spot, kind, PropLook(scene.film, f"{scene.place} lamp", 26))
    if light is None:
        return []
    reach = spot.height * (1.5 if kind == "lamp" else 0.9)
    cone = Shine("cone", light.x, light.y + spot.height * 0.05, reach, 0.42, 0.03)
    wash = Shine("wash", light.x, light.y, spot.height * 0.75, 0.34, 0.05)
    return [cone, wash] if kind == "lamp" else [wash]


def _draw_things(room: Room, table: CutSheet, things: CutSheet) -> list[Shine]:
    """The props of the shot in a row on the table, cups aside: those stand in somebody's hand."""
    scene, camera = room.scene, room.camera
    words = [w for w in scene.props if w in TABLE_PROPS and w not in {"lamp", "candle", "lantern"}]
    held = "cup" in words and scene.people and room.is_near
    words = [w for w in words if not (w == "cup" and held)]
    if not words and scene.framing != "close":
        chance = generator(scene.film, "things", scene.place)
        words = [("book", "letter", "bowl", "bottle")[int(chance.random() * 4)]]
    places = (0.56, 0.02, -0.14, 0.78, -0.62)
    if room.is_near:
        places = (0.50, 0.06, 0.62, -0.60, -0.72)
    if scene.framing == "medium" and len(scene.people) > 1:
        places = (0.23, -0.17, 0.13, 0.72, -0.72)
    shines = []
    for word, place in zip(words, places, strict=False):
        x = scene.side * place * (0.7 if scene.framing in {"close", "detail"} else 1.0)
        z = 0.10 if room.is_near else 0.25
        if scene.framing == "detail" and word == words[0]:
            x, z = 0.0, 0.05
        spot = camera.spot(
            x, TABLE, METRES[word] * (1.0 if room.is_near else 1.15), z=z, facing=-scene.side
        )
        table.shade(
            ellipse(spot.x - 4 * scene.side, spot.base + 2, spot.height * 0.5, spot.height * 0.06),
            38,
        )
        light = draw_table_prop(things, spot, word, room.prop(word))
        if light is not None:
            shines.append(Shine("wash", light.x, light.y, light.radius, 0.3, 0.05))
        if word == "teapot":
            tip = spot.up([[0.78, 0.78]])[0]
            shines.append(
                Shine("steam", float(tip[0]), float(tip[1]), spot.height * 0.25, 0.5, 0.01)
            )
    return shines


def _draw_hands(room: Room, table: CutSheet, seats: list[Seat]) -> list[Shine]:
    """Near arms on the table; the first person's hand holds the cup, if there is one."""
    scene, camera = room.scene, room.camera
    shines: list[Shine] = []
    figures = next(sheet for sheet in room.stage.sheets if sheet.name == "figures")
    arms = room.stage.sheet("arms", 0.03, figures.look, tone=30)
    hands = room.stage.sheet("hands", 0.015, figures.look, tone=30)
    lead = scene.people[0] if scene.people else None
    for seat in seats:
        if not seat.seated:
            continue
        neck = neck_of(room, seat)
        look = SitterLook(tone=34, rim=170)
        x = seat.x + seat.facing * (0.30 if scene.framing == "medium" else 0.20)
        cup = camera.spot(x, TABLE, METRES["cup"], z=0.08, facing=seat.facing)
        hand = (cup.x - seat.facing * cup.height * 0.75, cup.base - cup.height * 0.42)
        if seat.person is lead and "cup" in scene.props:
            draw_arm_on_table(arms, neck, hand, seat.person, look)
            table.shade(ellipse(cup.x, cup.base + 2, cup.height * 0.8, cup.height * 0.1), 36)
            mirrored = Spot(cup.x, cup.base, cup.height, seat.facing)
            draw_table_prop(hands, mirrored, "cup", room.prop("cup"))
            hold_cup(hands, cup, look, facing=seat.facing)
            shines.append(
                Shine("steam", cup.x, cup.base - cup.height * 1.05, cup.height * 0.42, 0.55, 0.01)
            )
        else:
            draw_arm_on_table(arms, neck, (hand[0], hand[1] + 6), seat.person, look)
    return shines


def _lay_fore(room: Room) -> None:
    """A dark door jamb or the back of a chair in the corner away from the light."""
    frame, scene = room.frame, room.scene
    look = SheetLook(rim=0.6, shadow=0.55, fog_depth=0.0)
    fore = room.stage.sheet("fore", -0.10, look, tone=5)
    wide = frame.x(0.055)
    if scene.side > 0:
        fore.cut(box(frame.left - 60, frame.top - 60, wide, frame.bottom + 60), 6)
        fore.shade(box(wide - 9, frame.top - 60, wide - 4, frame.bottom + 60), 26)
    else:
        inner = frame.width - wide
        fore.cut(box(inner, frame.top - 60, frame.right + 60, frame.bottom + 60), 6)
        fore.shade(box(inner + 4, frame.top - 60, inner + 9, frame.bottom + 60), 26)


def _laid(room: Room, seats: list[Seat], shines: list[Shine]) -> InteriorLaid:
    frame = room.frame
    xs = [float(room.camera.at(seat.x, 1.2, seat.z)[0]) for seat in seats] or [room.light.x]
    focus = (0.5 * (float(np.mean(xs)) + room.light.x), frame.y(0.5))
    low, high = min(xs) - 0.12 * frame.unit, max(xs) + 0.12 * frame.unit
    subject = (low, frame.y(0.25), high, frame.y(0.8)) if seats else None
    return InteriorLaid(
        room.light, focus, tuple(shines), 0.15 if room.lamp_x is None else 0.0, 1.5, subject
    )
