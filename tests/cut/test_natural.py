"""Footage that nobody here made: both routes, odd rates, and what a join looks like."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import goes_plain, render_reel
from pipeline.media.probe import probe
from pipeline.project.edit import Cut, Picks, ShotEvent
from tests.cut.numbered import decode, film, shot, take

FOOTAGE = Path(__file__).parents[3] / "shared" / "footage"
LOOK = Look(320, 180, crf=1, preset="ultrafast")


@pytest.mark.parametrize("name", ["big_buck_bunny_0_30.webm", "chaplin.mp4"])
def test_both_routes_give_the_same_picture(name: str, tmp_path: Path) -> None:
    """At least 45 dB apart from each other, and no shift of brightness at a join."""
    path = FOOTAGE / name
    if not path.exists():
        pytest.skip("the test footage is not beside this checkout")
    takes = [take(path, "sh010", 1, probe(path))]
    cut = Cut("m", (ShotEvent("sh010", start=50, end=62),))
    timeline = assemble(film(shot("sh010")), cut, Picks(), takes)
    (reel,) = split(timeline, LOOK, Tools("test"))
    nothing = {"kind": "fade", "frames": 1, "colour": "#000000", "direction": "", "offset": 1}

    assert goes_plain(reel.recipe)
    render_reel(reel.recipe, reel.inputs, tmp_path / "plain.mp4")
    render_reel({**reel.recipe, "into": nothing}, reel.inputs, tmp_path / "composed.mp4")

    plain = decode(tmp_path / "plain.mp4", 320, 180).astype(np.float64)
    composed = decode(tmp_path / "composed.mp4", 320, 180).astype(np.float64)
    assert 12 == len(plain) == len(composed)
    for one, other in zip(plain, composed, strict=True):
        assert 45 < 10 * math.log10(255**2 / max(1e-9, ((one - other) ** 2).mean()))
    assert abs((plain - composed).mean()) < 0.5


def test_a_still_of_its_own_shape_is_filmed(tmp_path: Path) -> None:
    """A photograph plays for its planned length, whole frame, from edge to edge."""
    path = FOOTAGE / "vacation_2017.jpg"
    if not path.exists():
        pytest.skip("the test footage is not beside this checkout")
    takes = [take(path, "sh010", 1, probe(path), is_panel=True)]
    timeline = assemble(
        film(shot("sh010", 10), fps=Fraction(25)), Cut("m", (ShotEvent("sh010"),)), Picks(), takes
    )
    (reel,) = split(timeline, LOOK, Tools("test"))

    render_reel(reel.recipe, reel.inputs, tmp_path / "still.mp4")

    frames = decode(tmp_path / "still.mp4", 320, 180)
    assert 10 == len(frames)
    assert frames[:, 0].mean() > 20
