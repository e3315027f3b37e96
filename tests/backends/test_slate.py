"""Slate shows what the author said."""

from __future__ import annotations

import numpy as np

from pipeline.backends.base import Operation, Order
from pipeline.backends.slate import Slate, SlateSettings
from pipeline.media.pictures import read_picture


def test_words_framing_and_length_change_the_card(tmp_path):
    """Everything that was said is on it."""
    cards = []
    for change in ({}, {"panel": "a ship"}, {"framing": "CU"}, {"seconds": 3.0}):
        words = {"panel": "a city", "framing": "EWS", "seconds": 2.5, **change}
        order = Order(Operation.T2I, "sh010", width=320, height=136, words=words)
        backend = Slate(SlateSettings(), tmp_path)
        ticket = backend.submit(backend.prepare(order), "key", tmp_path)
        cards.append(read_picture(backend.collect(ticket, tmp_path).outputs[0].path))

    assert all((136, 320, 3) == card.shape for card in cards)
    assert not any(np.array_equal(cards[0], other) for other in cards[1:])
