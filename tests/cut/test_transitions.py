"""Transitions and planes: the arithmetic that is drawn in their docstrings."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.cut.planes import blend, parts, plain_colour
from pipeline.cut.transitions import Dip, Dissolve, FadeIn, Wipe, fade_to, mix_of

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


def test_a_share_of_one_hides_what_is_below() -> None:
    """Left half new, right half old, colour planes too."""
    share = np.zeros((16, 32), np.float32)
    share[:, :16] = 1

    mixed = blend(BLACK, plain_colour("#ff0000", 32, 16), share)

    red = plain_colour("#ff0000", 32, 16)
    assert np.array_equal(luma(red)[:, :16], luma(mixed)[:, :16])
    assert np.array_equal(luma(BLACK)[:, 16:], luma(mixed)[:, 16:])
    assert np.array_equal(parts(red)[2][:, :8], parts(mixed)[2][:, :8])
