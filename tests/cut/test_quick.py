"""A draft is made quicker than a delivery, and shows the same frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Reel, Tools, split
from pipeline.cut.render import render_reel
from pipeline.project.edit import Cut, Dissolve, Picks, ShotEvent, Split
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

LOOK = Look(96, 54, crf=4, preset="ultrafast")
EVENTS = (
    ShotEvent("sh010", start=2, end=14),
    Dissolve(4),
    ShotEvent("sh020", start=5, end=17),
    Split("left-right", (ShotEvent("sh010", start=0, end=6), ShotEvent("sh020", start=0, end=6))),
)


def reels(look: Look, tmp_path: Path) -> tuple[Reel, ...]:
    """A plain part, a composed one and a split, from material twice the size."""
    takes = []
    for name in ("sh010", "sh020"):
        path = write_numbered(tmp_path / f"{name}.mp4", 40, size=(192, 108))
        media = info(40, Fraction(24), width=192, height=108)
        takes.append(take(path, name, 1, media))
    project = film(shot("sh010"), shot("sh020"))
    return split(assemble(project, Cut("m", EVENTS), Picks(), takes), look, Tools("test"))


@pytest.mark.parametrize("number", range(3))
def test_a_draft_shows_the_frames_of_the_delivery(number: int, tmp_path: Path) -> None:
    """Scaled with less care: hardly another picture, and every frame in its place."""
    shown = []
    for name, look in (("slow", LOOK), ("quick", replace(LOOK, is_draft=True))):
        reel = reels(look, tmp_path)[number]
        assert (name == "quick") == ("quick" in reel.recipe)
        render_reel(reel.recipe, reel.inputs, tmp_path / f"{name}.mp4")
        shown.append(decode(tmp_path / f"{name}.mp4"))

    slow, quick = shown
    assert len(slow) == len(quick)
    assert np.abs(slow.astype(int) - quick).mean() < 4
    if number == 0:
        assert list(range(2, 14)) == numbers(quick)
