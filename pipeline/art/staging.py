"""People in the open: figures on a lip, busts close up, crowds; facing the light or the hero."""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.art import traits
from pipeline.art.animals import SHOULDERS, draw_animal, draw_birds
from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure, figure_height
from pipeline.art.geometry import box, capsule, rough
from pipeline.art.grounds import near_ground
from pipeline.art.people import Person, person_of, strangers
from pipeline.art.poses import POSES
from pipeline.art.scene import Scene
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, SheetLook
from pipeline.art.spots import Spot

__all__ = ["build_people", "cast_of"]

_TILTS = {"low": -16.0, "eye": -4.0, "high": 9.0, "top": 12.0}


def cast_of(scene: Scene) -> tuple[Person, ...]:
    """The persons of the wish, seeded by film and name, in the pose of the shot."""
    cast = []
    for index, named in enumerate(scene.wish.people):
        said = _described(named.description or named.kind, scene.wish.words)
        if named.kind in {"child", "old"}:
            said = f"{said} {named.kind}"
        person = person_of(scene.brief.film, named.name, said)
        if index == 0 and not person.mood:
            person = replace(person, mood=traits.first(scene.wish.words, traits.MOODS))
        if scene.wish.stage == "room" and not _hatted(said):
            person = replace(person, hat="")
        cast.append(replace(person, pose=_pose(scene, index)))
    return tuple(cast)


def _described(said: str, words: str) -> str:
    """One word for a person with what stands around it in the shot: "driver" -> "in a fur cap".

    A description an author wrote is left alone: it is the same in every shot.
    """
    if not said.isalpha() or not said.isascii():
        clauses = [part for part in re.split(r"[,，。；;、]", words) if said and said in part]
        return clauses[0] if clauses and len(said) <= 3 else said
    found = re.search(
        rf"((?:[\w-]+\s+){{0,2}})\b{re.escape(said)}\b(\s+(?:in|with|wearing)\s+(?:(?!\band\b)[^,.;])*)?",
        words,
        re.IGNORECASE,
    )
    return f"{said} {found[0]}" if found else said


def _hatted(description: str) -> bool:
    """Indoors only a described hat is kept on."""
    return any(word in description.lower() for word in ("cap", "hat", "hood", "helmet", "帽"))


def _pose(scene: Scene, index: int) -> str:
    pose = scene.wish.pose
    if pose == "embrace":
        return "stand"
    if pose != "stand":
        return pose if index == 0 or pose in {"walk", "run"} else ("lookup", "stand")[index % 2]
    random = scene.chance("pose", index)
    grand = scene.wish.heroes or set(scene.wish.bodies) & {"giant", "planet", "stars", "aurora"}
    if scene.wish.angle == "low" or grand:
        return "lookup" if random.random() < 0.6 else "stand"
    return ("stand", "walk", "stand")[int(random.integers(0, 3))]


def build_people(scene: Scene) -> None:
    """Put the people of the wish on the stage, by size of the shot."""
    wish = scene.wish
    if wish.crowd:
        _crowd(scene)
    elif wish.subject == "bust":
        _busts(scene)
    elif wish.people:
        _figures(scene, cast_of(scene))
    elif wish.size == "ews" and wish.wants_scale and wish.angle != "top":
        _figures(scene, strangers(scene.place_name("pair"), 2))
    elif wish.size in {"ews", "wide"} and wish.angle != "top":
        _bare_lip(scene)
    _animals(scene)


def _animals(scene: Scene) -> None:
    """Animals beside the people, or where people would stand; birds in the sky."""
    layout, frame, wish = scene.layout, scene.frame, scene.wish
    if not wish.animals or wish.angle == "top":
        return
    look = SheetLook(
        shadow=0.4,
        soft=6,
        rim=1.1,
        rim_width=2.4,
        rim_reach=6,
        rim_floor=0.22,
        stipple=0.6,
        fog_depth=0.03,
    )
    lips = [sheet for sheet in scene.stage.sheets if sheet.name == "lip"]
    figure = layout.figure if wish.size in {"ews", "wide"} else frame.px(300)
    for index, animal in enumerate(wish.animals[:3]):
        if animal.kind == "birds":
            sky = SheetLook(shadow=0.0, rim=0.3, fog_depth=0.16, stipple=0.2)
            flock = scene.stage.sheet("birds", 0.8, sky, tone=20)
            draw_birds(flock, frame, (18.0, float(layout.side), scene.atmosphere.seed))
            continue
        sheet = scene.stage.sheet(f"animal {index}", 0.055, look, tone=11)
        tall = figure * SHOULDERS[animal.kind]
        away = figure * 0.35 + tall * 0.9 if wish.people else tall * 0.2
        x = layout.people_x + layout.side * (away + index * tall * 1.8)
        row = _row_of(lips[0], x) if lips else layout.people_y
        herd = 4 if animal.kind in {"sheep", "cow"} and not wish.people else 1
        for k in reversed(range(herd)):
            column = x + layout.side * tall * (2.3 * k - 0.9 * (herd - 1))
            ground = _row_of(lips[0], column) if lips else row
            side = layout.side if k % 3 != 2 else -layout.side
            look_of = (animal.kind, 11.0, f"{animal.name} {k}")
            draw_animal(sheet, Spot(column, ground + 2, tall, side), look_of)


def _row_of(sheet: CutSheet, x: float) -> float:
    """The view row where a sheet begins in a column."""
    frame = sheet.frame
    column = min(max(int(x) + frame.bleed_x, 0), frame.canvas_width - 1)
    filled = sheet.mask[:, column] > 128
    return float(filled.argmax()) - frame.bleed_y if filled.any() else float(frame.height)


def _bare_lip(scene: Scene) -> None:
    """Without people the near ground is lower, so that it frames and does not ask for them."""
    layout, frame = scene.layout, scene.frame
    if "sea" in scene.wish.far and layout.scheme != "slope":
        return
    near_ground(scene, layout.people_x, layout.people_y + frame.px(26))


def _figures(scene: Scene, cast: tuple[Person, ...]) -> None:
    layout, frame, wish = scene.layout, scene.frame, scene.wish
    x, feet = layout.people_x, layout.people_y
    if wish.angle != "top":
        edge = near_ground(scene, x, feet)
    look = SheetLook(
        shadow=0.45,
        soft=8 if wish.size == "wide" else 4,
        rim=1.1,
        rim_width=3.0 if wish.size == "wide" else 1.8,
        rim_reach=6,
        rim_floor=0.24,
        stipple=0.6,
        ground=(feet - layout.figure * 0.2, feet + frame.px(60), 0.4),
        fog_depth=0.03,
    )
    sheet = scene.stage.sheet("figures", 0.05, look, tone=9)
    spacing = layout.figure * (0.40 if wish.size == "wide" else 0.5)
    if wish.pose == "embrace":
        spacing = layout.figure * 0.13
    view = "back" if scene.chance("view").random() < 0.3 and wish.pose == "stand" else "side"
    for index, person in enumerate(cast):
        offset = (index - (len(cast) - 1) / 2) * spacing * layout.side
        column = x + offset
        row = feet
        if wish.angle != "top":
            near = edge[abs(edge[:, 0] - column).argmin()]
            row = float(near[1]) + 2
        height = figure_height(person, layout.figure)
        held = _held(scene, index)
        if person.pose == "sit":
            _seat(scene, sheet, (column, row, height))
        figure = FigureLook(tone=10, view=view, held=held, lit=None, wind=1.0)
        facing = layout.side if index % 2 == 0 or wish.pose != "embrace" else -layout.side
        draw_figure(sheet, Spot(column, row, height, facing), person, figure)
    scene.focus = (x / frame.width, (feet - layout.figure * 0.6) / frame.height)


def _seat(scene: Scene, sheet: CutSheet, at: tuple[float, float, float]) -> None:
    """What a sitter sits on: the bench or the case of the words, else a stone."""
    x, foot, height = at
    props = {prop.kind for prop in scene.wish.props}
    seat = POSES["sit"].seat * height
    if "bench" in props:
        wide = height * 0.62
        sheet.cut(box(x - wide, foot - seat, x + wide, foot - seat * 0.86), 16)
        sheet.cut(box(x - wide, foot - seat * 1.9, x + wide, foot - seat * 1.5), 16)
        for u in (-0.86, -0.8, 0.8, 0.86):
            sheet.line([[x + u * wide, foot], [x + u * wide, foot - seat * 1.9]], height * 0.02, 16)
        return
    stone = [
        [x - height * 0.24, foot + 4],
        [x - height * 0.19, foot - seat * 0.8],
        [x - height * 0.04, foot - seat],
        [x + height * 0.13, foot - seat * 0.9],
        [x + height * 0.22, foot + 4],
    ]
    sheet.cut(rough(stone, height * 0.008, height * 0.06, scene.place("stone")), 13)


def _held(scene: Scene, index: int) -> str:
    if index:
        return ""
    props = {prop.kind for prop in scene.wish.props}
    if "lamp" in props:
        return "lantern"
    if "case" in props:
        return "suitcase"
    return "flower" if "flower" in props else ""


def _busts(scene: Scene) -> None:
    """A profile against the light: head 24-36 % of the height, or 60-70 % close up."""
    layout, frame, wish = scene.layout, scene.frame, scene.wish
    close = wish.size in {"close", "ecu"}
    cast = cast_of(scene) or (person_of(scene.brief.film, scene.place_name("someone"), ""),)
    random = scene.chance("bust")
    look = SheetLook(
        shadow=0.5,
        soft=24 if close else 16,
        rim=1.1,
        rim_width=4 if close else 3,
        rim_reach=5,
        rim_floor=0.2,
        stipple=0.8,
        fog_depth=0.02,
    )
    size = frame.unit * (0.62 if close else 0.34) * float(random.uniform(0.95, 1.06))
    x = frame.x(0.5 - layout.side * (0.10 if close else 0.13))
    base = frame.height * (0.86 if close else 0.66)
    tilt = _TILTS[wish.angle] + (-14 if wish.pose == "lookup" else 0)
    if wish.over_shoulder:
        _over_shoulder(scene, cast, size)
        return
    behind = cast[1:3]
    for index, person in enumerate(reversed(behind)):
        far = scene.stage.sheet(
            f"second {index}",
            0.16 + 0.06 * index,
            replace(look, fog_depth=0.10, rim=0.8, soft=12, blur=1.2 if close else 0.8),
        )
        place = len(behind) - 1 - index
        spot = Spot(
            x + layout.side * size * (1.15 + 0.55 * place),
            base + size * 0.26,
            size * 0.80,
            -layout.side if place == 0 else layout.side,
        )
        draw_bust(far, spot, person, BustLook(tone=22, lit=86, breadth=0.9, fall=3.0))
    sheet = scene.stage.sheet("figures", 0.05, look, tone=20)
    bust = BustLook(tone=22, lit=98, tilt=tilt, breadth=0.92, fall=3.0)
    draw_bust(sheet, Spot(x, base, size, layout.side), cast[0], bust)
    scene.focus = (
        (x + layout.side * size * 0.3) / frame.width,
        (base - size * 0.55) / frame.height,
    )


def _over_shoulder(scene: Scene, cast: tuple[Person, ...], size: float) -> None:
    """A dark shoulder at the frame's edge, the other face or the view in the light."""
    layout, frame = scene.layout, scene.frame
    other = cast[1] if len(cast) > 1 else None
    if other is not None:
        look = SheetLook(shadow=0.4, soft=14, rim=0.9, rim_width=3, rim_reach=5, fog_depth=0.05)
        far = scene.stage.sheet("second", 0.14, look)
        spot = Spot(
            frame.x(0.5 + layout.side * 0.16), frame.height * 0.70, size * 0.62, -layout.side
        )
        draw_bust(far, spot, other, BustLook(tone=24, lit=100, breadth=0.92, fall=3.0))
    near = SheetLook(
        shadow=0.5, soft=20, rim=1.0, rim_width=4, rim_reach=6, blur=2.0, fog_depth=0.0
    )
    sheet = scene.stage.sheet("shoulder", -0.06, near, tone=10)
    spot = Spot(frame.x(0.5 - layout.side * 0.27), frame.height * 0.80, size * 1.12, layout.side)
    draw_bust(sheet, spot, cast[0], BustLook(tone=10, lit=None, view="over", fall=3.0))


def _crowd(scene: Scene) -> None:
    """Rows of heads of 44, 52 and 86 px, leads of 128-190: everyone faces the light."""
    layout, frame, wish = scene.layout, scene.frame, scene.wish
    if wish.size == "ews" or wish.angle in {"high", "top"}:
        _far_crowd(scene)
        return
    rows = (
        ("crowd far", 0.30, 0.22, 44.0, 24, 0.845, 14.0),
        ("crowd", 0.17, 0.11, 70.0, 15, 0.92, 20.0),
        ("crowd near", 0.08, 0.04, 116.0, 8, 1.02, 26.0),
    )
    for name, depth, fog, head, count, foot, wobble in rows:
        look = SheetLook(
            shadow=0.4,
            soft=6 if head < 100 else 10,
            rim=0.95,
            rim_reach=4,
            rim_floor=0.2,
            stipple=0.7,
            fog_depth=fog,
        )
        sheet = scene.stage.sheet(name, depth, look, tone=18)
        random = scene.chance(name)
        people = strangers(f"{scene.brief.film} {scene.brief.place} {name}", min(count, 12))
        for index in range(count):
            x = frame.x((index + float(random.uniform(0.1, 0.9))) / count * 1.16 - 0.08)
            base = frame.y(foot) + frame.px(float(random.normal(0, wobble)))
            size = frame.px(head) * float(random.uniform(0.88, 1.15))
            facing = 1 if layout.light.x > x else -1
            tilt = _TILTS[wish.angle] - float(random.uniform(2, 20))
            lit = 70.0 if head > 100 else None
            bust = BustLook(tone=16 if head < 100 else 12, lit=lit, tilt=tilt, fall=3.0)
            draw_bust(sheet, Spot(x, base, size, facing), people[index % len(people)], bust)
            if head > 60 and random.random() < 0.16:
                raised_arm(sheet, Spot(x, base, size, facing), (15.0, f"{name} {index}"))
    leads = cast_of(scene)[:2]
    if leads and wish.size in {"wide", "medium", "close"}:
        _leads(scene, leads)


def raised_arm(sheet: CutSheet, spot: Spot, look: tuple[float, str]) -> None:
    """An arm that points upward beside a head; `look` is (tone, name)."""
    tone, name = look
    lean = float(generator("raised arm", name).uniform(0.05, 0.6))
    shoulder, elbow = (0.42, 0.30), (0.62 + lean * 0.4, -0.35)
    wrist = (0.70 + lean, -1.05)
    tip = (wrist[0] + 0.10 + lean * 0.16, wrist[1] - 0.42)
    pieces = [
        capsule(shoulder, elbow, 0.20, 0.15),
        capsule(elbow, wrist, 0.15, 0.10),
        capsule(wrist, (wrist[0] + 0.05, wrist[1] - 0.14), 0.115, 0.10),
        capsule((wrist[0] + 0.05, wrist[1] - 0.14), tip, 0.042, 0.03),
    ]
    sheet.melt([spot.down(piece) for piece in pieces], tone, spot.height * 0.02)


def _leads(scene: Scene, leads: tuple[Person, ...]) -> None:
    layout, frame = scene.layout, scene.frame
    look = SheetLook(
        shadow=0.5,
        soft=14,
        rim=1.1,
        rim_width=3,
        rim_reach=5,
        rim_floor=0.24,
        stipple=0.8,
        fog_depth=0.02,
    )
    sheet = scene.stage.sheet("leads", 0.03, look, tone=14)
    for index, person in enumerate(leads):
        x = frame.x(0.5 - layout.side * (0.24 - 0.17 * index))
        size = frame.px(190 - 26 * index)
        bust = BustLook(tone=16, lit=96, tilt=-18, fall=3.2)
        draw_bust(sheet, Spot(x, frame.height * 0.93, size, layout.side), person, bust)


def _far_crowd(scene: Scene) -> None:
    """Hundreds from afar: small figures in bands on the plain, thinning with distance."""
    layout, frame = scene.layout, scene.frame
    look = SheetLook(
        shadow=0.35, soft=3, rim=1.0, rim_width=1.6, rim_reach=6, stipple=0.4, fog_depth=0.08
    )
    sheet = scene.stage.sheet("figures", 0.12, look, tone=12)
    random = scene.chance("far crowd")
    people = strangers(f"{scene.brief.film} {scene.brief.place}", 12)
    spots = []
    deep = frame.height - layout.horizon
    for _ in range(110):
        t = float(random.random()) ** 0.8
        y = layout.horizon + frame.px(64) + (deep - frame.px(76)) * t
        x = (
            frame.x(0.5)
            + frame.x(float(random.normal(0, 0.20 + 0.12 * t)))
            - layout.side * frame.x(0.08 * t)
        )
        spots.append((y, x, frame.px(15 + 44 * t)))
    for index, (y, x, size) in enumerate(sorted(spots)):
        person = replace(people[index % 12], pose=("walk", "stand", "lookup")[index % 3])
        facing = layout.side if index % 7 else -layout.side
        draw_figure(sheet, Spot(x, y, size * person.height, facing), person, FigureLook(tone=12))
