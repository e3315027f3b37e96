"""Takes of one place: the camera of each stands elsewhere, the place stays what it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.art.brief import Brief
from pipeline.art.interiors import InteriorScene, station
from pipeline.art.panel import draw

INTERIORS = {
    "platform": Brief("an empty station platform at night, a clock", framing="WS", film="f"),
    "room": Brief("an old man at the table in his room, night", framing="MS", film="f"),
    "room close": Brief("a girl in the room, a lamp, night", framing="CU", film="f"),
    "window": Brief("a hand on a window, night, rain", framing="insert", film="f"),
    "at the window": Brief("a woman at the window, dusk", framing="CU", film="f"),
    "control": Brief("mission control, an officer", framing="WS", film="f"),
    "corridor": Brief("an astronaut in a long corridor", framing="MS", film="f"),
    "eye": Brief("a woman's eye, fire in the iris", framing="ECU", film="f"),
    "switch": Brief("a gloved hand on a red switch", framing="insert", film="f"),
}


@pytest.mark.parametrize("name", sorted(INTERIORS))
def test_neighbouring_takes_of_an_interior_differ_in_composition(name: str) -> None:
    """Laid over each other, softened so that grain does not count, two takes do not match."""
    first, second = (
        cv2.GaussianBlur(
            draw(replace(INTERIORS[name], seed=seed)).picture(320, 180), (0, 0), 2
        ).astype(float)
        for seed in (70, 71)
    )

    changed = np.abs(first - second).max(2) > 16

    assert float(changed.mean()) > 0.06


def test_neighbours_stand_on_both_sides_and_at_two_distances() -> None:
    """Of two takes in a row, one looks from the left; of four, two are nearer than usual."""
    for first in range(0, 40, 4):
        four = [
            station(InteriorScene(seed=f"s {take}", take=take)) for take in range(first, first + 4)
        ]

        sides = [np.sign(each.across) for each in four]
        assert [-1, 1, -1, 1] == sides
        assert 2 == sum(each.zoom > 1 for each in four)


@pytest.mark.parametrize("style", ["", "noir", "riso"])
@pytest.mark.parametrize(
    ("words", "framing"),
    [("an old man at the table in his room, night, a lamp", "MS"), ("a woman, night, city", "CU")],
)
def test_a_face_is_not_salted(words: str, framing: str, style: str) -> None:
    """Dither on people stays well below the steps of tone that model them, in every style."""
    brief = Brief(words, framing=framing, style=style, film="f", seed=5)
    panel = draw(brief)
    figures = next(layer for layer in panel.layers if layer.name == "figures")
    grey = cv2.cvtColor(figures.colour, cv2.COLOR_RGB2GRAY).astype(np.float32)
    inside = cv2.erode((figures.alpha > 250).astype(np.uint8), np.ones((15, 15))) > 0

    speck = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 2.0))[inside]

    assert float(np.percentile(speck, 90)) < 14
