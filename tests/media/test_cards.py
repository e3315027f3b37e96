"""Cards: words that can be read, red where something fails."""

from __future__ import annotations

import numpy as np

from pipeline.media.cards import Card, draw_card


def test_a_card_fills_its_frame_and_shows_its_words():
    """Pale letters on a dark ground."""
    empty = draw_card(Card(""), 320, 134)
    card = draw_card(Card("sh010", "a frozen city", ("EWS", "4 s")), 320, 134)

    assert (134, 320, 3) == card.shape
    assert (card.astype(int) - empty).max() > 120


def test_chinese_words_are_not_boxes():
    """Two different characters give two different pictures."""
    one, other = (draw_card(Card("sh010", word * 4), 320, 134) for word in ("城", "船"))

    assert not np.array_equal(one, other)


def test_a_fault_is_red():
    """It cannot be overlooked."""
    red, _, blue = draw_card(Card("sh010", "gone", is_fault=True), 320, 134).mean((0, 1))

    assert red > 2 * blue


def test_too_many_words_stay_inside():
    """The bottom margin stays empty."""
    card = draw_card(Card("sh010", "many words " * 200), 320, 134)

    assert card[-6:].max() < 90


def test_a_card_is_always_the_same():
    """Bit for bit."""
    card = Card("sh010", "a frozen city", ("EWS",))

    assert np.array_equal(draw_card(card, 192, 80), draw_card(card, 192, 80))
