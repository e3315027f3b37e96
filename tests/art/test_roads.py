"""Roads and streets: in perspective, with lit edges, a broken middle line, and light on them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.art.brief import Brief
from pipeline.art.composer import compose
from pipeline.art.roads import Way
from pipeline.art.sheets import CutSheet


def sheet_of(words: str, framing: str, name: str) -> CutSheet:
    """One sheet of a composed shot."""
    scene = compose(Brief(words, framing=framing, film="f", seed=3))
    return next(sheet for sheet in scene.stage.sheets if sheet.name == name)


@pytest.mark.parametrize("bend", [0.0, 90.0])
def test_a_way_narrows_to_its_vanishing_point(bend: float) -> None:
    """Twice as far is half as wide and half as far below the horizon; far away it is a point."""
    way = Way(600, 300, half=200, eye=240, aside=-80, bend=bend)

    def width(z: float) -> float:
        return way.at(1, z)[0] - way.at(-1, z)[0]

    assert pytest.approx(width(1) / 2) == width(2)
    assert pytest.approx(120) == way.at(0, 2)[1] - 300
    assert (600, 300) == tuple(round(each) for each in way.at(0.5, 10_000))


@pytest.mark.parametrize(
    ("words", "framing", "name"),
    [
        ("night, rain, a city from afar", "EWS", "ground"),
        ("night, a man walks down a city street", "WS", "roadway"),
        ("day, a car on a long road through the plain", "WS", "ground"),
    ],
)
def test_a_road_has_lit_edges_and_a_broken_line_between_them(
    words: str, framing: str, name: str
) -> None:
    """Along some row there is light edge, dark paving, light mark, dark paving, light edge."""
    tones = sheet_of(words, framing, name).tones.astype(int)
    found = 0
    for row in tones[tones.shape[0] // 2 :: 3]:
        dark = row < np.median(row[row > 20]) * 0.86
        runs = np.flatnonzero(np.diff(np.concatenate([[0], dark.view(np.int8), [0]])))
        lanes = [(a, b) for a, b in runs.reshape(-1, 2).tolist() if b - a > 12]
        for (_, left), (right, _) in itertools.pairwise(lanes):
            found += bool(3 <= right - left <= 60 and row[left:right].max() > row[left - 6] + 40)

    assert found >= 4


def test_lamps_stand_along_a_road_of_a_city_by_night_alone() -> None:
    """They shine at night; by day there are posts and no light."""
    night = sheet_of("night, a city from afar", "EWS", "ground")
    day = sheet_of("day, a city from afar", "EWS", "ground")

    assert night.lamp_plane is not None
    assert int((night.lamp_plane > 200).sum()) > 100
    assert day.lamp_plane is None
