"""A bedside: somebody in bed, a lamp on a stand, and whoever sits with them."""

from __future__ import annotations

import re

from pipeline.art.geometry import box
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine
from pipeline.art.people import Person
from pipeline.art.props import METRES, PropLook, draw_table_prop
from pipeline.art.room_walls import Room
from pipeline.art.sheets import SheetLook
from pipeline.art.sitters import SitterLook, draw_sitter
from pipeline.art.sleepers import SleeperLook, draw_sleeper
from pipeline.art.spots import Spot
from pipeline.art.traits import says

__all__ = ["is_bedside", "lay_bedside", "parted"]

_BESIDE = re.compile(
    r"\b(?:beside|by|at|near|next to|around|over) (?:the |an? |his |her |their |my )?(?:\w+ )?"
    r"(?:bed|sickbed|deathbed)\b|bedside|床边|床前|床头|床旁|病榻前"
)
_SLEEPS = ("asleep", "sleeps", "sleeping", "dying", "in bed", "睡", "临终")

_BED_WORDS = ("bed", "bedside", "sickbed", "deathbed", "asleep", "sleeps", "sleeping", "dying",
              "床", "睡", "病榻", "临终")  # fmt: skip


def is_bedside(scene: InteriorScene) -> bool:
    """Whether the words put somebody to bed."""
    return scene.framing != "detail" and ("bed" in scene.props or says(scene.words, _BED_WORDS))


def lay_bedside(room: Room) -> InteriorLaid:
    """Lay bed, stand and people before walls that stand already."""
    scene, frame = room.scene, room.frame
    height = {"close": 1.02, "medium": 0.74}.get(scene.framing, 0.40) * frame.unit
    near = room.is_near
    head_x = frame.x(0.5 - scene.side * (0.16 if near else 0.20))
    row = frame.y(0.70 if near else 0.76)
    spot = Spot(head_x + scene.side * 0.85 * height, row + 0.60 * height, height, scene.side)
    shines = _lay_stand(room, spot)
    lead, watchers = parted(scene)
    _lay_watchers(room, spot, watchers)
    look = SheetLook(
        rim=1.1, rim_width=3.0 if near else 2.4, rim_reach=4, rim_floor=0.2,
        soft=13 if near else 8, stipple=1.0, shadow=0.55, fog_depth=0.02,
    )  # fmt: skip
    bed = room.stage.sheet("bed", 0.05, look, tone=30)
    drop = (frame.bottom + 40 - spot.base) / height if near else 0.0
    awake = lead is not None and lead.mood in {"sad", "afraid", "happy"}
    sleeper = SleeperLook(tone=30, bright=150, drop=max(0.0, drop), awake=awake)
    draw_sleeper(bed, spot, lead, sleeper)
    x0, x1 = sorted((head_x - 0.4 * height, head_x + 0.4 * height))
    focus = (0.5 * (head_x + room.light.x), frame.y(0.52))
    return InteriorLaid(
        room.light,
        focus,
        tuple(shines),
        0.0 if room.lamp_x is not None else 0.15,
        1.5,
        (x0, row - 0.4 * height, x1, row + 0.1 * height),
    )


def _lay_stand(room: Room, bed: Spot) -> list[Shine]:
    """A night stand beyond the bed with the lamp on it, where the light is."""
    scene, frame = room.scene, room.frame
    if room.lamp_x is None:
        return []
    look = SheetLook(
        rim=0.5, shadow=0.3, bloom=(0.8, 0.9), fog_depth=0.0, rim_reach=4, blur=room.blur
    )
    stand = room.stage.sheet("things", 0.30, look, tone=30)
    metre = bed.height / 0.9 * 0.82
    kind = "candle" if "candle" in scene.props else "lamp"
    tall = METRES[kind] * metre * (1.0 if kind == "lamp" else 1.2)
    x = room.light.x
    base = room.light.y + tall * (0.68 if kind == "lamp" else 0.86)
    half = 0.24 * metre
    stand.card(box(x - half, base, x + half, frame.bottom + 80), 30, 120, (-2, 2))
    stand.shade(box(x - half * 0.8, base + 0.06 * metre, x + half * 0.8, base + 0.24 * metre), 44)
    draw_table_prop(
        stand,
        Spot(x, base, tall, -scene.side),
        kind,
        PropLook(scene.film, f"{scene.place} lamp", 26),
    )
    cup = Spot(x - scene.side * half * 0.6, base, METRES["cup"] * metre, -scene.side)
    draw_table_prop(stand, cup, "cup", room.prop("cup"))
    return [
        Shine("wash", x, room.light.y, tall * 0.8, 0.34, 0.06),
        Shine("cone", x, room.light.y, tall * 1.3, 0.35, 0.25),
    ]


def parted(scene: InteriorScene) -> tuple[Person | None, tuple[Person, ...]]:
    """Who lies in the bed, and who sits with them: somebody beside a bed does not lie in it."""
    people = scene.people
    if not people:
        return None, ()
    if _BESIDE.search(scene.words.lower()) is None:
        return people[0], people[1:]
    if len(people) > 1:
        return people[-1], people[:-1]
    return (people[0], ()) if says(scene.words, _SLEEPS) else (None, people)


def _lay_watchers(room: Room, bed: Spot, watchers: tuple[Person, ...]) -> None:
    """The others sit behind the bed and look at the one who lies in it."""
    scene = room.scene
    if not watchers:
        return
    look = SheetLook(
        rim=1.0,
        rim_width=2.8,
        rim_reach=4,
        rim_floor=0.2,
        soft=12,
        stipple=1.0,
        shadow=0.5,
        fog_depth=0.04,
    )
    sheet = room.stage.sheet("figures", 0.10, look, tone=30)
    for index, person in enumerate(watchers[:3]):
        head = bed.height * 0.29 * (0.86 if person.age == "child" else 1.0)
        x = bed.x + scene.side * bed.height * (-0.12 + 0.42 * index)
        low = 0.14 if person.age == "child" else 0.0
        spot = Spot(x, bed.base - bed.height * (0.92 - low), head, -scene.side)
        draw_sitter(sheet, spot, person, SitterLook(tone=26, lit=104, tilt=16, depth=3.0))
