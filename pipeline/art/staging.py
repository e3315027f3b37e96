"""People in the open: figures on a lip, busts close up, crowds; facing the light or the hero."""

from __future__ import annotations

import re

from msgspec.structs import replace

from pipeline.art import traits
from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.crowds import TILTS, build_crowd
from pipeline.art.figures import FigureLook, draw_figure, figure_height
from pipeline.art.geometry import box, rough
from pipeline.art.grounds import near_ground
from pipeline.art.herds import build_animals
from pipeline.art.hero_places import BRIDGE_DEPTH, bridge_deck
from pipeline.art.lights import pool
from pipeline.art.moods import MOODS, turned_away
from pipeline.art.people import Person, person_of, strangers
from pipeline.art.poses import POSES
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet, SheetLook
from pipeline.art.spots import Spot
from pipeline.art.street import is_street, street_middle

__all__ = ["build_people", "cast_of"]

_ONE_OF_MANY = re.compile(r"^other |\b\d of ")
"""Names of those who only fill a number: one coloured thing a picture, and it is the first's."""
_RIDES = re.compile(
    r"\bon (?:a |his |her |the )?(?:\w+ )?horse(?:back)?\b"
    r"|\brid(?:e|es|ing|er|ers)\b|\bhorsem[ae]n\b|骑"
)
_CROSSES = re.compile(
    r"\b(?:on|over|across|cross(?:es|ing)?) (?:the |a |an )?(?:\w+ )?bridge\b|[过上]桥"
)


def cast_of(scene: Scene) -> tuple[Person, ...]:
    """The persons of the wish, seeded by film and name, in the pose of the shot."""
    cast = []
    away = turned_away(scene.wish.words)
    for index, named in enumerate(scene.wish.people):
        said = _described(named.description or named.kind, scene.wish.words)
        if named.kind in {"child", "old"}:
            said = f"{said} {named.kind}"
        person = person_of(scene.brief.film, named.name, said)
        if index == 0 and not person.mood:
            person = replace(person, mood=traits.first(scene.wish.words, MOODS))
        if scene.wish.stage == "room" and not _hatted(said):
            person = replace(person, hat="")
        if _ONE_OF_MANY.search(named.name) and not traits.coloured(said)[0]:
            person = replace(person, item="")
        turned = away and (index == 0 or len(scene.wish.people) < 4)
        cast.append(replace(person, pose=_pose(scene, index), turned=turned))
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
    rider = _rider(scene)
    if wish.crowd:
        build_crowd(scene, cast_of(scene))
    elif wish.subject == "bust":
        _busts(scene)
    elif rider is not None:
        _figures(scene, cast_of(scene)[1:])
    elif wish.people and _crosses(scene):
        _on_the_bridge(scene, cast_of(scene))
    elif wish.people:
        _figures(scene, cast_of(scene))
    elif wish.size == "ews" and wish.wants_scale and wish.angle != "top":
        _figures(scene, strangers(scene.place_name("pair"), 2))
    elif wish.size in {"ews", "wide"} and wish.angle != "top":
        _bare_lip(scene)
    build_animals(scene, rider)


def _rider(scene: Scene) -> Person | None:
    """Who sits on the horse, where the words say that somebody does."""
    wish = scene.wish
    horses = any(animal.kind == "horse" for animal in wish.animals)
    if not horses or wish.crowd or wish.subject == "bust" or wish.angle == "top":
        return None
    if _RIDES.search(wish.words.lower()) is None:
        return None
    cast = cast_of(scene)
    return cast[0] if cast else person_of(scene.brief.film, scene.place_name("rider"), "rider")


def _bare_lip(scene: Scene) -> None:
    """Without people the near ground is lower, so that it frames and does not ask for them."""
    layout, frame = scene.layout, scene.frame
    if "sea" in scene.wish.far and layout.scheme != "slope":
        return
    near_ground(scene, layout.people_x, layout.people_y + frame.px(26))


def _crosses(scene: Scene) -> bool:
    """Whether the people are on the bridge: over water there is nowhere else to stand."""
    wish = scene.wish
    if wish.size != "ews" or wish.angle in {"high", "top"} or len(wish.people) > 4:
        return False
    if not any(hero.kind == "bridge" for hero in wish.heroes):
        return False
    return bool({"sea", "ice"} & set(wish.far)) or _CROSSES.search(wish.words.lower()) is not None


def _on_the_bridge(scene: Scene, cast: tuple[Person, ...]) -> None:
    """Small on the deck, dark against the light behind it, walking where they are said to stand."""
    layout, frame = scene.layout, scene.frame
    look = SheetLook(
        shadow=0.0, soft=4, rim=1.0, rim_width=1.6, rim_reach=6, rim_floor=0.2,
        stipple=0.3, fog_depth=0.05, airlight=0.15,
    )  # fmt: skip
    sheet = scene.stage.sheet("figures", BRIDGE_DEPTH, look, tone=6)
    deck = bridge_deck(scene)
    tall = layout.figure * 0.78
    x = frame.x(0.5) + 0.62 * (layout.light.x - frame.x(0.5)) - layout.side * frame.px(120)
    for index, person in enumerate(cast):
        column = x + (index - (len(cast) - 1) / 2) * tall * 0.62
        walker = replace(person, pose="walk") if person.pose in {"stand", "lookup"} else person
        spot = Spot(column, deck, figure_height(person, tall), layout.side)
        draw_figure(sheet, spot, walker, FigureLook(tone=6, held=_held(scene, index), wind=1.0))
    scene.focus = (x / frame.width, (deck - tall * 0.6) / frame.height)


def _figures(scene: Scene, cast: tuple[Person, ...]) -> None:
    layout, frame, wish = scene.layout, scene.frame, scene.wish
    x, feet = layout.people_x, layout.people_y
    if is_street(scene):  # in the open middle, not before a dark wall
        x = street_middle(scene) - layout.side * frame.px(84)
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
    if wish.angle == "high" and "city" in wish.far:
        gleam = (scene.air.palette.lamp, 0.5)
        scene.stage.add_light(pool(frame, (x, feet - layout.figure), 0.055, gleam))
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
    tilt = TILTS[wish.angle] + (-14 if wish.pose == "lookup" else 0)
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
