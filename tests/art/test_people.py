"""People keep their identity: same name, same person, at every size and in every shot."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.faces import head_outline
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.frame import frame_for
from pipeline.art.people import person_of, strangers
from pipeline.art.poses import POSES, pose_named
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

KITS = {
    "suit": "astronaut",
    "worker": "engineer",
    "parka": "traveller",
    "coat": "captain",
    "dress": "grandmother",
    "jacket": "student",
}


def sheet() -> CutSheet:
    """An empty piece of paper."""
    return CutSheet(frame_for(16 / 9), "people", 0.05)


def silhouette(height: float, person, look: FigureLook | None = None) -> np.ndarray:
    """The mask of a figure standing in the middle of a sheet."""
    paper = sheet()
    draw_figure(paper, Spot(640, 640, height), person, look or FigureLook())
    return paper.mask


def cropped(mask: np.ndarray) -> np.ndarray:
    """The mask without its empty rows and columns."""
    rows, columns = np.where(mask.max(1) > 127)[0], np.where(mask.max(0) > 127)[0]
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def test_the_same_name_is_the_same_person():
    """Film and name decide a person; another name or another film is somebody else."""
    keeper = person_of("film", "Keeper", "old man")

    again = person_of("film", " keeper ", "old man")

    assert replace(keeper, name="") == replace(again, name="")
    assert keeper.face != person_of("film", "Anna", "old man").face
    assert keeper.face != person_of("another film", "Keeper", "old man").face


@pytest.mark.parametrize(("kit", "words"), KITS.items())
def test_words_choose_the_clothes(kit: str, words: str):
    """A description's words overrule chance."""
    assert kit == person_of("film", "somebody", words).kit


def test_describing_one_trait_changes_no_other():
    """A scarf named in the description leaves the face, the height and the kit alone."""
    plain = person_of("film", "mei", "girl")

    described = person_of("film", "mei", "girl, blue scarf")

    assert ("scarf", "4286c4") == (described.item, described.accent)
    assert plain == replace(described, item=plain.item, accent=plain.accent)


@pytest.mark.parametrize(
    ("words", "item", "accent"),
    [
        ("a girl in a yellow raincoat", "coat", "e2ae3a"),
        ("穿红色大衣的女孩", "coat", "d8503c"),
        ("an old man with a blue knitted hat", "hat", "4286c4"),
    ],
)
def test_a_colour_belongs_to_the_thing_it_stands_before(words: str, item: str, accent: str):
    """The one coloured thing is the thing named with a colour, in both languages."""
    person = person_of("film", "somebody", words)

    assert (item, accent) == (person.item, person.accent)


def test_a_figure_has_the_same_outline_at_sixty_and_at_six_hundred_pixels():
    """The silhouette does not depend on the size it is drawn at."""
    person = replace(person_of("film", "mei", "woman"), pose="walk")

    large = cropped(silhouette(600, person))
    small = cropped(silhouette(60, person))

    shrunk = cv2.resize(large, small.shape[::-1], interpolation=cv2.INTER_AREA)
    shared = np.logical_and(shrunk > 127, small > 127).sum()
    either = np.logical_or(shrunk > 127, small > 127).sum()
    assert shared / either > 0.80


@pytest.mark.parametrize("pose", sorted(POSES))
def test_every_pose_stands_on_the_ground(pose: str):
    """Feet, or a seated person's, reach the spot's row, and nothing sinks far below it."""
    person = replace(person_of("film", "chen", "man"), pose=pose, item="")

    rows = np.where(silhouette(300, person).max(1) > 127)[0] - frame_for(16 / 9).bleed_y

    assert 630 <= rows[-1] <= 656
    assert rows[0] > 640 - 1.35 * 300


@pytest.mark.parametrize("view", ["side", "back", "front"])
@pytest.mark.parametrize("words", KITS.values())
def test_every_kit_draws_in_every_view(words: str, view: str):
    """A dressed figure is as tall as its spot and stays inside an arm's reach of it."""
    person = replace(person_of("film", "x", words), item="")

    mask = silhouette(300, person, FigureLook(view=view, lit=90))

    rows, columns = np.where(mask > 127)
    assert 270 < np.ptp(rows) < 340
    assert np.ptp(columns) < 240


def test_faces_differ_by_name():
    """Twenty strangers have twenty profiles."""
    outlines = {head_outline(person).round(3).tobytes() for person in strangers("street", 20)}

    assert 20 == len(outlines)


def test_a_crowd_is_the_same_crowd_again():
    """The same seed gives the same strangers; about one in six has an accent."""
    crowd = strangers("square", 60)

    assert crowd == strangers("square", 60)
    assert 3 <= sum(1 for person in crowd if person.item) <= 20


@pytest.mark.parametrize("view", ["profile", "back", "over"])
@pytest.mark.parametrize("mood", ["", "sad", "afraid", "happy", "stern", "asleep"])
def test_busts_draw_in_every_view_and_mood(view: str, mood: str):
    """A mood changes tones inside the face, never its outline."""
    person = replace(person_of("film", "mei", "old woman, spectacles"), mood=mood)
    calm, moved = sheet(), sheet()

    draw_bust(calm, Spot(640, 500, 300), replace(person, mood=""), BustLook(view=view))
    draw_bust(moved, Spot(640, 500, 300), person, BustLook(view=view))

    assert np.array_equal(calm.mask, moved.mask)
    if view == "profile" and mood:
        assert not np.array_equal(calm.tones, moved.tones)


def test_the_head_sits_where_the_drawing_says():
    """The place returned is inside the silhouette, above the shoulders."""
    paper = sheet()

    head = draw_figure(paper, Spot(400, 600, 400), person_of("film", "a", "man"), FigureLook())

    frame = paper.frame
    row, column = int(head.y + frame.bleed_y), int(head.x + frame.bleed_x)
    assert paper.mask[row, column] > 127
    assert 600 - 400 < head.y < 600 - 0.7 * 400


def test_unknown_pose_words_stand():
    """Words nobody drew a pose for stand still."""
    assert "lookup" == pose_named("look up")
    assert "stand" == pose_named("somersaults")
