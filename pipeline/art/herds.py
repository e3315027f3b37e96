"""Animals in the open: beside the people, ridden, in a herd, or birds in the sky."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.art.animals import SHOULDERS, draw_animal, draw_birds
from pipeline.art.figures import FigureLook, draw_figure, figure_height
from pipeline.art.people import Person, strangers
from pipeline.art.poses import POSES
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet, SheetLook
from pipeline.art.spots import Spot

__all__ = ["build_animals"]

_HERDS = {"sheep": 4, "cow": 4}
"""Animals that are never alone, unless somebody is with them."""


def build_animals(scene: Scene, rider: Person | None = None) -> None:
    """Animals beside the people, or where people would stand, one ridden; birds in the sky."""
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
        rides = rider is not None and animal.kind == "horse"
        beside = len(wish.people) > (1 if rides else 0)
        away = figure * 0.35 + tall * 0.9 if beside else tall * 0.2
        x = layout.people_x + layout.side * (away + index * tall * 1.8)
        row = _row_of(lips[0], x) if lips else layout.people_y
        herd = wish.herd if wish.herd > 1 or wish.people else _HERDS.get(animal.kind, 1)
        for k in reversed(range(herd)):
            column = x + layout.side * tall * (2.3 * k - 0.9 * (herd - 1))
            ground = _row_of(lips[0], column) if lips else row
            side = layout.side if rides or k % 3 != 2 else -layout.side
            look_of = (animal.kind, 11.0, f"{animal.name} {k}")
            at = Spot(column, ground + 2, tall, side)
            draw_animal(sheet, at, look_of, runs=wish.pose == "run")
            if rides and rider is not None:
                _mount(sheet, at, rider if k == 0 else _companion(scene, k), figure)


def _companion(scene: Scene, index: int) -> Person:
    """Another rider beside the first: nobody in particular, nothing coloured."""
    person = strangers(scene.place_name("riders"), index + 1)[index]
    return replace(person, item="")


def _mount(sheet: CutSheet, horse: Spot, rider: Person, adult: float) -> None:
    """Somebody in the saddle; the horse's spot is its shoulder's height."""
    tall = figure_height(rider, adult)
    back = horse.base - horse.height * 0.99
    seat = Spot(
        horse.x - horse.facing * horse.height * 0.06,
        back + POSES["ride"].seat * tall,
        tall,
        horse.facing,
    )
    draw_figure(sheet, seat, replace(rider, pose="ride", turned=False), FigureLook(tone=15))


def _row_of(sheet: CutSheet, x: float) -> float:
    """The view row where a sheet begins in a column."""
    frame = sheet.frame
    column = min(max(int(x) + frame.bleed_x, 0), frame.canvas_width - 1)
    filled = sheet.mask[:, column] > 128
    return float(filled.argmax()) - frame.bleed_y if filled.any() else float(frame.height)
