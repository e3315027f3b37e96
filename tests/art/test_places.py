"""Where people stand and what a place is made of, seen from the side and from above."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.art.brief import Brief
from pipeline.art.composer import compose
from pipeline.art.hero_places import BRIDGE_DEPTH, bridge_deck
from pipeline.art.panel import draw
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet
from pipeline.art.street import street_middle


def sheet_of(scene: Scene, name: str) -> CutSheet:
    """One sheet of a scene by its name."""
    return next(sheet for sheet in scene.stage.sheets if sheet.name == name)


@pytest.mark.parametrize(
    "words",
    [
        "night, haze, a long bridge over the sea, one small figure",
        "dusk, a woman crosses the bridge",
        "黄昏，海上的长桥，一个女人走过桥",
    ],
)
def test_who_crosses_a_bridge_walks_on_its_deck(words: str) -> None:
    """Feet on the deck, moving with the bridge, before the sky; never on a bank in the sea."""
    for seed in range(4):
        scene = compose(Brief(words, framing="EWS", film="f", seed=seed))
        figures = sheet_of(scene, "figures")
        rows = np.flatnonzero(figures.mask.any(1)) - scene.frame.bleed_y
        columns = np.flatnonzero(figures.mask.any(0)) - scene.frame.bleed_x

        assert BRIDGE_DEPTH == figures.depth
        assert abs(rows[-1] - bridge_deck(scene)) < 5
        assert 0.03 < (rows[-1] - rows[0]) / scene.frame.height < 0.12
        assert 0.1 * scene.frame.width < columns.mean() < 0.9 * scene.frame.width
        assert "lip" not in {sheet.name for sheet in scene.stage.sheets}


CITY = Brief("the city from above, day", framing="WS", angle="top", film="f")


def test_a_city_from_above_is_no_grid_of_equal_boxes() -> None:
    """Roofs of many sizes lean out and show their walls; streets are not parallel to the frame."""
    scene = compose(CITY)
    roofs = sheet_of(scene, "roofs")
    tones = roofs.tones[roofs.mask > 200]
    walls = ((tones == 26) | (tones == 58)).mean()
    empty = (roofs.mask > 200).mean(1)

    assert 0.08 < walls < 0.6
    assert 8 <= len(np.unique(tones // 8))
    assert empty.min() > 0.05, "a street runs along a row of the frame"


@pytest.mark.parametrize("seed", range(4))
def test_people_seen_from_above_stand_in_the_open(seed: int) -> None:
    """No roof lies under them: there is a square where they are."""
    scene = compose(replace(CITY, words="two men in the city", seed=seed))
    roofs, figures = sheet_of(scene, "roofs"), sheet_of(scene, "figures")

    under = roofs.mask[figures.mask > 128]

    assert float((under > 128).mean()) < 0.1


def test_the_plan_of_a_city_belongs_to_the_place() -> None:
    """Takes show the same streets and houses."""
    first, second = (
        sheet_of(compose(replace(CITY, place="old town", seed=seed)), "roofs") for seed in (1, 2)
    )

    assert float(np.abs(first.mask.astype(int) - second.mask).mean()) < 3


@pytest.mark.parametrize("seed", range(4))
def test_who_walks_a_street_walks_in_its_open_middle(seed: int) -> None:
    """The lead's column lies on the roadway, where the light is, not before a dark wall."""
    brief = Brief("night, rain, a woman walks alone through the street of the city", film="f")
    scene = compose(replace(brief, framing="WS", seed=seed))
    figures = sheet_of(scene, "figures")
    columns = np.flatnonzero(figures.mask.any(0)) - scene.frame.bleed_x

    assert abs(columns.mean() - street_middle(scene)) < 0.16 * scene.frame.width


def test_a_crowd_with_lanterns_holds_lanterns() -> None:
    """They shine above the heads; without the word there are none."""
    words = "night, people of the village, a crowd{}, looks up"
    lit, dark = (
        [
            sheet.lamp_plane is not None and int(sheet.lamp_plane.max())
            for sheet in compose(Brief(words.format(held), framing="MS", film="f")).stage.sheets
            if sheet.name.startswith("crowd")
        ]
        for held in (" with lanterns", "")
    )

    assert 2 <= sum(bool(each) for each in lit)
    assert not any(dark)


@pytest.mark.parametrize(("word", "channel"), [("red", 0), ("green", 1), ("blue", 2)])
def test_a_switch_has_the_colour_it_is_said_to_have(word: str, channel: int) -> None:
    """A red switch is red, not a white lamp."""
    words = f"control room, a gloved hand on a {word} switch, monitors behind"
    panel = draw(Brief(words, framing="insert", film="f"))
    knob = next(layer for layer in panel.layers if layer.name == "button")
    bright = knob.colour[knob.alpha > 250].astype(float)
    strong = bright[bright.max(1) > np.percentile(bright.max(1), 60)]

    assert channel == int(strong.mean(0).argmax())
    assert strong.mean(0).max() > 1.4 * strong.mean(0).min()
