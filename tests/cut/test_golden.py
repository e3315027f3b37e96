"""Pictures that were looked at once and must not change unless the recipe's version does.

A golden that is deleted is drawn anew by the next run, which fails to have it looked at.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import RECIPE_VERSION, Tools, split
from pipeline.cut.render import render_reel
from pipeline.facts import Camera
from pipeline.project.edit import Black, Cut, Dissolve, Picks, ShotEvent
from pipeline.project.story import Line, Text, Title
from tests.cut.numbered import decode, film, info, shot, take, write_numbered

GOLDEN = Path(__file__).parents[1] / "golden"
LOOK = Look(
    320, 134, crf=8, preset="ultrafast", burn=("zh",), title_languages=("zh", "en"), has_marks=True
)
TITLE = Text((("zh", "流浪地球"), ("en", "The Wandering Earth")))


def still(folder: Path) -> Path:
    """A picture with edges in every direction."""
    y, x = np.mgrid[0:268, 0:640]
    pixels = np.stack([x % 256, y % 256, (x // 40 + y // 40) % 2 * 200], 2).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "still.png")
    return folder / "still.png"


@pytest.mark.parametrize("name", ["move", "dissolve", "words", "card", "slate"])
def test_a_reel_looks_as_it_did(name: str, tmp_path: Path) -> None:
    """The middle frame of each way to make one, to within coding noise."""
    panel = info(1, Fraction(24), kind="image", width=640, height=268)
    takes = [
        take(still(tmp_path), "sh010", 1, panel, is_panel=True),
        take(write_numbered(tmp_path / "a.mp4", 60), "sh020", 1, info(60, Fraction(24))),
    ]
    line = Line("l1", "liu", Text((("zh", "别回头。"),)), frames=24)
    project = film(
        shot("sh010", camera=Camera("push", "in")),
        shot("sh020", lines=(line,), titles=(Title(TITLE, "main"),)),
        shot("sh030", framing="EWS", panel="an engine over a frozen city"),
        languages=("zh", "en"),
    )
    bare = film(*(shot(each) for each in ("sh010", "sh020")))
    ways = {
        "move": (project, (ShotEvent("sh010"),)),
        "dissolve": (bare, (ShotEvent("sh010"), Dissolve(24), ShotEvent("sh020"))),
        "words": (project, (ShotEvent("sh020"),)),
        "card": (project, (Black(24, title=Title(TITLE, "card")),)),
        "slate": (project, (ShotEvent("sh030"),)),
    }
    board, events = ways[name]
    *_, reel = split(assemble(board, Cut("m", events), Picks(), takes), LOOK, Tools("test"))

    render_reel(reel.recipe, reel.inputs, tmp_path / "reel.mp4")

    shown = decode(tmp_path / "reel.mp4", 320, 134)[12]
    golden = GOLDEN / f"reel_v{RECIPE_VERSION}_{name}.png"
    if not golden.exists():
        Image.fromarray(shown).save(golden)
        pytest.fail(f"{golden.name} was drawn anew: look at it, then run again")
    kept = np.asarray(Image.open(golden).convert("RGB"), np.uint8)
    assert np.abs(shown.astype(int) - kept).mean() < 2.0
