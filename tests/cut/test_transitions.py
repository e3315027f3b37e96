"""Transitions and planes: the arithmetic that is drawn in their docstrings."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.planes import blend, parts, plain_colour
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.cut.transitions import (
    Dip,
    Dissolve,
    FadeIn,
    FadeOut,
    Straight,
    Wipe,
    fade_to,
    mix_of,
)
from pipeline.project.edit import Cut, Fade, Picks, ShotEvent
from pipeline.project.edit import Dissolve as DissolveEvent
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

LOOK = Look(96, 54, crf=10, preset="ultrafast")
WHITE, BLACK = plain_colour("#ffffff", 32, 16), plain_colour("#000000", 32, 16)


def luma(picture: np.ndarray) -> np.ndarray:
    """The bright part of a picture."""
    return parts(picture)[0]


def test_plain_colours_are_broadcast_levels() -> None:
    """White is 235, black 16, neither has a colour (BT.709, limited)."""
    assert {235} == set(luma(WHITE).flat)
    assert {16} == set(luma(BLACK).flat)
    assert {128} == set(np.concatenate([p.ravel() for p in parts(WHITE)[1:]]))


@pytest.mark.parametrize(("p", "level"), [(0.0, 16), (0.25, 71), (0.5, 126), (1.0, 235)])
def test_a_dissolve_weighs_two_pictures(p: float, level: int) -> None:
    """Half-way each counts half."""
    assert abs(int(luma(Dissolve().at(p, BLACK, WHITE))[0, 0]) - level) <= 1


def test_a_dip_is_all_colour_in_the_middle() -> None:
    """Away in the first half, back in the second."""
    dip = Dip("#ffffff")

    assert 16 == luma(dip.at(0.0, BLACK, BLACK))[0, 0]
    assert 235 == luma(dip.at(0.5, BLACK, BLACK))[0, 0]
    assert 16 == luma(dip.at(1.0, BLACK, BLACK))[0, 0]


def test_a_fade_needs_no_picture_before_it() -> None:
    """It comes from its colour, whatever lies before."""
    assert np.array_equal(FadeIn("#000000").at(0.5, WHITE, WHITE), fade_to(WHITE, "#000000", 0.5))


@pytest.mark.parametrize("direction", ["right", "left", "up", "down"])
def test_a_wipe_begins_with_one_picture_and_ends_with_the_other(direction: str) -> None:
    """In between, one side shows the new one and the other the old."""
    wipe = Wipe(direction)

    assert np.array_equal(BLACK, wipe.at(0.0, BLACK, WHITE))
    assert np.array_equal(WHITE, wipe.at(1.0, BLACK, WHITE))
    half = luma(wipe.at(0.5, BLACK, WHITE))
    first, last = int(half[0, 0]), int(half[-1, -1])
    assert ((235, 16) if direction in {"right", "down"} else (16, 235)) == (first, last)


def test_a_recipe_names_its_transition() -> None:
    """By its word; colours and directions are handed on."""
    recipe = {"colour": "#ffffff", "direction": "up"}

    found = [mix_of({**recipe, "kind": kind}) for kind in ("dissolve", "dip", "fade", "wipe")]

    assert [Dissolve(), Dip("#ffffff"), FadeIn("#ffffff"), Wipe("up")] == found
    assert Straight() == mix_of({})


def test_a_plain_cut_is_the_next_picture_and_a_fade_out_ends_in_its_colour() -> None:
    """From the first frame on; at the last."""
    assert np.array_equal(WHITE, Straight().at(0.0, BLACK, WHITE))
    assert np.array_equal(BLACK, FadeOut("#ffffff").at(0.0, BLACK, BLACK))
    assert np.array_equal(WHITE, FadeOut("#ffffff").at(1.0, BLACK, BLACK))


EVERY = {
    "cut": (),
    "dissolve": (DissolveEvent(8),),
    "dip": (DissolveEvent(8, "dip", "#ffffff"),),
    "wipe": (DissolveEvent(8, "wipe", direction="left"),),
    "fade in": (Fade(is_in=True, frames=8),),
    "fade out": (Fade(is_in=False, frames=8),),
}
"""What may stand between two events."""


@pytest.mark.parametrize("name", EVERY)
def test_no_transition_changes_the_length_of_the_film_nor_a_frame_outside_it(
    name: str, tmp_path: Path
) -> None:
    """Twice twenty are forty, and outside the eight every frame is that of a plain cut."""
    path = write_numbered(tmp_path / "a.mp4", 60)
    takes = [take(path, shot_id, 1, info(60, Fraction(24))) for shot_id in ("sh010", "sh020")]
    events = (
        ShotEvent("sh010", start=0, end=20),
        *EVERY[name],
        ShotEvent("sh020", start=30, end=50),
    )
    timeline = assemble(film(shot("sh010"), shot("sh020")), Cut("m", events), Picks(), takes)
    frames = []
    for number, reel in enumerate(split(timeline, LOOK, Tools("test"))):
        render_reel(reel.recipe, reel.inputs, tmp_path / f"{number}.mp4")
        frames += list(decode(tmp_path / f"{number}.mp4"))

    touched = {"cut": range(0), "fade out": range(12, 20)}.get(name, range(20, 28))
    plain = [*range(20), *range(30, 50)]
    assert 40 == timeline.frames == len(frames)
    assert [n for k, n in enumerate(plain) if k not in touched] == numbers(
        np.stack([each for k, each in enumerate(frames) if k not in touched])
    )
    assert not timeline.problems


@pytest.mark.parametrize("kind", ["dissolve", "dip", "wipe"])
def test_a_tail_that_is_missing_is_named_with_its_frames(kind: str, tmp_path: Path) -> None:
    """How many are wanted, how many are there, how many are held, and what to do."""
    path = write_numbered(tmp_path / "a.mp4", 25)
    takes = [take(path, shot_id, 1, info(25, Fraction(24))) for shot_id in ("sh010", "sh020")]
    events = (
        ShotEvent("sh010", start=0, end=20),
        DissolveEvent(12, kind),
        ShotEvent("sh020", start=0, end=20),
    )

    timeline = assemble(film(shot("sh010"), shot("sh020")), Cut("m", events), Picks(), takes)

    (problem,) = timeline.problems
    assert (
        f"the {kind} into sh020 runs 12 frames beyond the out point of sh010 clip 1, which has 5: "
        "its last picture is held for 7 frames"
    ) == problem.message
    assert "end that window 7 frames sooner, or add hold to say it is meant" == problem.fix
    assert 40 == timeline.frames


def test_a_share_of_one_hides_what_is_below() -> None:
    """Left half new, right half old, colour planes too."""
    share = np.zeros((16, 32), np.float32)
    share[:, :16] = 1

    mixed = blend(BLACK, plain_colour("#ff0000", 32, 16), share)

    red = plain_colour("#ff0000", 32, 16)
    assert np.array_equal(luma(red)[:, :16], luma(mixed)[:, :16])
    assert np.array_equal(luma(BLACK)[:, 16:], luma(mixed)[:, 16:])
    assert np.array_equal(parts(red)[2][:, :8], parts(mixed)[2][:, :8])
