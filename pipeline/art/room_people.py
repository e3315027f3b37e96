"""Who sits or stands in a room, and how: whole in wide framings, cut by the table in near ones."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.furniture import draw_furniture
from pipeline.art.interiors import InteriorScene, station
from pipeline.art.people import Person
from pipeline.art.room_walls import Room
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, SheetLook
from pipeline.art.sitters import SitterLook, draw_sitter
from pipeline.art.spots import Spot
from pipeline.art.traits import says

__all__ = ["Seat", "lay_people", "neck_of", "take_seats"]

HEAD = 0.24
"""Height of a head in metres."""


class Seat(NamedTuple):
    """One person at the table: where (metres), facing, seated or standing."""

    person: Person
    x: float
    z: float
    facing: int
    seated: bool


def take_seats(room: Room) -> list[Seat]:
    """Who sits or stands where: across the table from the light, the second opposite."""
    scene = room.scene
    near = room.is_near
    seats = []
    close = scene.framing in {"close", "detail"}
    for index, person in enumerate(scene.people[:6]):
        toward = scene.side if index % 2 == 0 else -scene.side
        reach = 0.30 if close else 0.36 if near else 0.62
        if scene.framing == "medium" and len(scene.people) > 1:
            reach += min(0.12, max(0.0, 0.3 * room.frame.width / room.camera.scale - reach))
        alone = len(scene.people) == 1
        x = -toward * (reach * (0.62 if alone and close else 1.0))
        z = 0.30 if near else 0.12
        if index in {2, 3}:
            x, z = -toward * (0.17 if near else 0.21), 0.62 if near else 1.05
        elif index > 3:
            x, z = -toward * (reach + 0.5), 0.7
        stands = index >= 4 or _stands(person, scene, near=near, first=index == 0)
        seats.append(Seat(person, x, z, toward, not stands))
    return seats[::-1]


def _stands(person: Person, scene: InteriorScene, *, near: bool, first: bool) -> bool:
    """Whether someone in the room is on their feet; near framings show people at the table."""
    if near:
        return person.pose in {"run", "arms"}
    if person.pose == "walk":
        return says(scene.words, ("walk", "walks", "walking", "enters", "paces", "走"))
    if person.pose == "stand" and not first:
        return bool(generator(scene.place, person.name, "seat").random() < 0.2)
    return person.pose not in {"sit", "hold", "work", "stand", "lookdown"}


def lay_people(room: Room, seats: list[Seat]) -> None:
    """People: whole in wide framings, cut by the table in near ones."""
    scene = room.scene
    soft = {"medium": 13.0, "close": 18.0, "detail": 12.0}.get(scene.framing, 8.0)
    accent = scene.people[0].accent if scene.people else None
    near = room.is_near
    figures = room.stage.sheet(
        "figures",
        0.08,
        SheetLook(
            rim=1.1,
            rim_width=3.0 if near else 2.4,
            rim_reach=4,
            rim_floor=0.2,
            soft=soft,
            stipple=1.2 if near else 0.7,
            shadow=0.55,
            fog_depth=0.03,
            accent=accent,
        ),
        tone=30,
    )
    chairs = room.prop("chair")
    for seat in seats:
        if near:
            _draw_near(room, figures, seat)
            continue
        person = seat.person
        base = room.camera.at(seat.x * 1.35, 0.0, seat.z)
        tall = 1.72 * person.height * room.camera.metre(seat.z)
        if seat.seated:
            chair = room.camera.spot(
                seat.x * 1.35 - 0.04 * seat.facing, 0.0, 1.0, z=seat.z, facing=seat.facing
            )
            draw_furniture(figures, chair, "chair", chairs)
            sitting = replace(person, pose="sit")
            lift = 0.15 if person.age == "child" else 0.0
            spot = Spot(float(base[0]), float(base[1]) - lift * tall, tall, seat.facing)
            draw_figure(figures, spot, sitting, FigureLook(tone=22, lit=90, wind=0.0))
        else:
            spot = Spot(float(base[0]), float(base[1]), tall, seat.facing)
            draw_figure(figures, spot, person, FigureLook(tone=22, lit=90, wind=0.0))


def neck_of(room: Room, seat: Seat) -> Spot:
    """The base of the neck of someone at the table, in view pixels; the height is a head."""
    if room.scene.framing == "close":
        return _close_neck(room, seat)
    size = {"child": 0.84, "old": 0.98}.get(seat.person.age, 1.0)
    seated = 1.09 if seat.seated else 1.44
    height = seated * (0.86 if seat.person.age == "child" else 0.5 + 0.5 * seat.person.stature)
    return room.camera.spot(seat.x, height, HEAD * size, z=seat.z, facing=seat.facing)


def _close_neck(room: Room, seat: Seat) -> Spot:
    """In a close shot the lead's head is 56 % of the frame, on the third away from the light."""
    frame, scene = room.frame, room.scene
    lead = bool(scene.people) and seat.person is scene.people[0]
    alone = len(scene.people) == 1
    away = (0.13 if alone else 0.20) if lead else 0.30
    side = -scene.side if lead else scene.side
    here = station(scene)
    size = (0.56 if lead else 0.46) * (1 + 0.6 * (here.zoom - 1))
    x = frame.x(0.5 + side * away - 0.05 * here.across * scene.side)
    return Spot(x, frame.y(0.80 if lead else 0.86), size * frame.unit, seat.facing)


def _draw_near(room: Room, figures: CutSheet, seat: Seat) -> None:
    """Someone at the table, from the table up."""
    spot = neck_of(room, seat)
    gloom = 30 if seat.z < 0.4 else 24
    lit = 120.0 if seat.facing == room.scene.side else 84.0
    mood = {"asleep": 16.0, "sad": 14.0, "happy": -2.0}.get(seat.person.mood, 5.0)
    tilt = mood + {"lookup": -24.0, "lookdown": 16.0}.get(seat.person.pose, 0.0)
    if room.scene.framing == "close":
        bust = BustLook(tone=gloom, lit=lit, rim=150, tilt=tilt * 0.7, fall=2.6)
        draw_bust(figures, spot, seat.person, bust)
        return
    look = SitterLook(tone=gloom, lit=lit, rim=150, tilt=tilt, depth=2.6)
    draw_sitter(figures, spot, seat.person, look)
