"""The form of a film of pictures, and the camera move for each of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.production.framing import Form, form_of, moves_for
from pipeline.project.vocabulary import read_words

HD = 16 / 9


@pytest.mark.parametrize(
    ("sizes", "form"),
    [
        ([(4032, 3024)] * 3, Form("4:3", 1440)),
        ([(3024, 4032)] * 3, Form("3:4", 1080)),
        ([(1080, 1920)] * 3, Form("9:16", 1080)),
        ([(3840, 2160), (3024, 4032), (1920, 1080)], Form("16:9", 1920)),
        ([(640, 360)] * 3, Form("16:9", 1280)),
        ([(480, 640)] * 3, Form("3:4", 720)),
        ([(2000, 2000)], Form("1:1", 1080)),
        ([(9000, 3000)], Form("2.39", 1920)),
        ([(3000, 4000), (3000, 4000), (4000, 3000), (1920, 1080), (1600, 900)], Form("16:9", 1920)),
        ([(4000, 3000), (3000, 4000)], Form("4:3", 1440)),
    ],
)
def test_the_film_has_the_form_of_most_of_its_pictures(
    sizes: list[tuple[float, float]], form: Form
) -> None:
    """Upright or not is decided first; never larger than full HD, smaller for small pictures."""
    assert form == form_of(sizes)


def test_a_panorama_is_panned_and_a_portrait_tilted() -> None:
    """There and back; what has the film's form is approached and left."""
    moves = moves_for([3.0, 3.0, 0.75, 0.75, HD, 1.5, HD, HD, HD], HD)

    assert ["pan right", "pan left", "tilt up", "tilt down"] == moves[:4]
    assert ["push in", "pull out", "push in @ 38,42", "pull out @ 62,42", "push in"] == moves[4:]


@pytest.mark.parametrize(
    ("picture", "film", "move"),
    [(4 / 3, HD, "push in"), (1.5, HD, "push in"), (1.0, HD, "tilt up"), (4 / 3, 2.39, "tilt up")],
)
def test_a_picture_a_little_taller_than_the_film_is_not_tilted_over(
    picture: float, film: float, move: str
) -> None:
    """Only where half as much again lies above and below the frame."""
    assert [move] == moves_for([picture], film)


@given(st.lists(st.floats(0.2, 6), min_size=2, max_size=40), st.sampled_from([HD, 2.39, 0.75]))
def test_neighbours_never_have_the_same_move(ratios: list[float], film: float) -> None:
    """And every still is moved over, in words that the film knows."""
    moves = moves_for(ratios, film)

    assert len(ratios) == len(moves)
    assert all(one != other for one, other in pairwise(moves))
    assert "static" not in moves
    for move in moves:
        assert str(read_words(move).camera).split() == move.split()
