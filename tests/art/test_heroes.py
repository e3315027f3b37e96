"""Engines, trucks, ships, props and hands keep their shape by name and stay near their spot."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pipeline.art.astronaut import AstronautLook, draw_astronaut
from pipeline.art.engine import EngineLook, draw_engine
from pipeline.art.frame import frame_for
from pipeline.art.furniture import FURNITURE, draw_furniture
from pipeline.art.hands import GESTURES, HandLook, HandPlace, draw_hand, draw_sleeve
from pipeline.art.people import person_of
from pipeline.art.props import METRES, TABLE_PROPS, PropLook, draw_table_prop
from pipeline.art.sheets import CutSheet
from pipeline.art.ship import ShipLook, draw_rocket, draw_ship
from pipeline.art.spots import Spot
from pipeline.art.vehicles import TruckLook, draw_car, draw_truck

Draws = Callable[[CutSheet, Spot, str], object]

HEROES: dict[str, Draws] = {
    "engine": lambda paper, spot, name: draw_engine(paper, spot, EngineLook("film", name)),
    "truck": lambda paper, spot, name: draw_truck(paper, spot, TruckLook("film", name)),
    "car": lambda paper, spot, name: draw_car(paper, spot, TruckLook("film", name)),
    "ship": lambda paper, spot, name: draw_ship(paper, spot, ShipLook("film", name)),
    "rocket": lambda paper, spot, name: draw_rocket(paper, spot, ShipLook("film", name)),
}


def drawn(draw: Draws, height: float, name: str = "one") -> CutSheet:
    """A sheet with one hero on it."""
    paper = CutSheet(frame_for(16 / 9), "hero", 0.3)
    draw(paper, Spot(640, 600, height), name)
    return paper


def cropped(mask: np.ndarray) -> np.ndarray:
    """The mask without its empty rows and columns."""
    rows, columns = np.where(mask.max(1) > 127)[0], np.where(mask.max(0) > 127)[0]
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("hero", sorted(HEROES))
def test_a_hero_is_the_same_at_any_size(hero: str):
    """Proportions belong to the name; the size only scales them."""
    large = cropped(drawn(HEROES[hero], 240).mask)
    small = cropped(drawn(HEROES[hero], 120).mask)

    shrunk = cv2.resize(large, small.shape[::-1], interpolation=cv2.INTER_AREA)
    shared = np.logical_and(shrunk > 127, small > 127).sum()
    either = np.logical_or(shrunk > 127, small > 127).sum()
    assert shared / either > 0.8


@pytest.mark.parametrize("hero", sorted(HEROES))
def test_another_name_is_another_hero(hero: str):
    """Two engines of one film differ, and the same engine does not."""
    first, again = drawn(HEROES[hero], 240), drawn(HEROES[hero], 240)
    others = [drawn(HEROES[hero], 240, name).tones.tobytes() for name in ("two", "three", "four")]

    assert np.array_equal(first.tones, again.tones)
    assert any(first.tones.tobytes() != other for other in others)


def test_the_engine_says_where_its_plume_begins():
    """The mouth is above the spot by the engine's height, and half a bell wide."""
    paper = CutSheet(frame_for(16 / 9), "engine", 0.5)

    mouth = draw_engine(paper, Spot(500, 650, 400), EngineLook("film", "No. 7"))

    assert (500, 250) == (round(mouth.x), round(mouth.y))
    assert 0.30 * 400 <= mouth.half_width <= 0.36 * 400
    assert paper.light_plane is not None


@pytest.mark.parametrize("word", sorted(TABLE_PROPS))
def test_every_table_prop_draws_near_its_spot(word: str):
    """A thing covers something, has a height in metres, and does not wander off."""
    paper = CutSheet(frame_for(16 / 9), "prop", 0.1)

    draw_table_prop(paper, Spot(640, 400, 60), word, PropLook("film", "place"))

    rows, columns = np.where(paper.mask > 127)
    assert METRES[word] > 0
    assert abs(columns.mean() - 640 - 80) < 60
    assert abs(rows.mean() - 400 - paper.frame.bleed_y) < 100


@pytest.mark.parametrize("word", sorted(FURNITURE))
def test_every_piece_of_furniture_stands_on_its_spot(word: str):
    """Nothing hangs above its foot or sinks through the floor."""
    paper = CutSheet(frame_for(16 / 9), "prop", 0.1)

    draw_furniture(paper, Spot(640, 500, 100), word, PropLook("film", "place"))

    rows = np.where(paper.mask.max(1) > 127)[0] - paper.frame.bleed_y
    assert 488 <= rows[-1] <= 512


def test_words_nobody_drew_draw_nothing():
    """An unknown thing is not drawn as a box."""
    paper = CutSheet(frame_for(16 / 9), "prop", 0.1)

    draw_table_prop(paper, Spot(640, 400, 60), "astrolabe", PropLook())
    draw_furniture(paper, Spot(640, 400, 60), "throne", PropLook())

    assert not paper.mask.any()


@pytest.mark.parametrize("gesture", GESTURES)
def test_every_gesture_is_one_hand(gesture: str):
    """Palm, thumb and fingers melt into a single piece of paper."""
    paper = CutSheet(frame_for(16 / 9), "hand", 0.1)

    draw_hand(paper, HandPlace(640, 360, 150, -7), HandLook(gesture=gesture))

    pieces, _, areas, _ = cv2.connectedComponentsWithStats((paper.mask > 127).astype(np.uint8))
    assert 2 == pieces
    assert areas[1:, cv2.CC_STAT_AREA].max() > 150 * 150


def test_a_childs_hand_is_short_and_smooth():
    """Rounder than a grown-up's of the same palm, without the dark lines of knuckles."""
    papers = {}
    for child in (True, False):
        paper = CutSheet(frame_for(16 / 9), "hand", 0.1)
        draw_hand(paper, HandPlace(640, 360, 150), HandLook(tone=92, lit=124, child=child))
        papers[child] = paper

    rows = {child: np.flatnonzero((paper.mask > 127).any(1)) for child, paper in papers.items()}
    lines = {
        child: int(((paper.tones < 60) & (paper.mask > 250)).sum())
        for child, paper in papers.items()
    }
    assert rows[True][0] > rows[False][0] + 20
    assert lines[True] < lines[False] / 3


def test_a_sleeve_of_accent_paper_is_accent():
    """A coloured sleeve colours only itself."""
    paper = CutSheet(frame_for(16 / 9), "sleeve", 0.1)

    draw_sleeve(paper, HandPlace(640, 300, 100), 60, accent=True)

    assert paper.accent_plane is not None
    assert not (paper.accent_plane[paper.mask == 0] > 127).any()


@pytest.mark.parametrize("world", ["corridor", "planet", "fire"])
def test_the_astronaut_reflects_a_world(world: str):
    """The visor carries light, whatever it reflects."""
    paper = CutSheet(frame_for(16 / 9), "astronaut", 0.1)

    draw_astronaut(
        paper, Spot(640, 300, 120), person_of("f", "lin", "astronaut"), AstronautLook(world=world)
    )

    visor = paper.light_values[300 + 48 - 80 : 300 + 48 + 80, 640 + 80 - 90 : 640 + 80 + 90]
    assert visor.max() > 100
