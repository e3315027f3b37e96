"""Reels show exactly the frames that their recipes name, whichever way they are made."""

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
from pipeline.project.edit import Cut, Dissolve, Fade, Over, Picks, ShotEvent, TakeChoice, Zoom
from pipeline.facts import CLIP
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

LOOK = Look(96, 54, crf=10, preset="ultrafast")
TOOLS = Tools("test")
RATES = ["24000/1001", "24", "25", "30000/1001", "30", "50", "60000/1001", "60"]


def render(project, events, takes, folder: Path, look: Look = LOOK) -> list[np.ndarray]:
    """Every frame of the film that the events make, reel after reel."""
    timeline = assemble(project, Cut("main", tuple(events)), Picks(), takes)
    frames: list[np.ndarray] = []
    for number, reel in enumerate(split(timeline, look, TOOLS)):
        path = folder / f"reel{number}.mp4"
        render_reel(reel.recipe, reel.inputs, path)
        shown = decode(path)
        assert reel.frames == len(shown)
        frames += list(shown)
    assert timeline.frames == len(frames)
    return frames


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("speed", [Fraction(1), Fraction(2), Fraction(3, 10)])
def test_frame_k_shows_what_is_on_screen_in_the_middle_of_its_time(
    rate: str, speed: Fraction, tmp_path: Path
) -> None:
    """A window of a clip of any rate shows frame floor((in + (k + 1/2) * speed) / 24 * rate)."""
    source = Fraction(rate)
    path = write_numbered(tmp_path / "a.mp4", 150, rate)
    event = ShotEvent("sh010", start=7, end=7 + 14, speed=((0, speed),))

    shown = numbers(
        render(film(shot("sh010")), [event], [take(path, "sh010", 1, info(150, source))], tmp_path)
    )

    places = [7 + (k + Fraction(1, 2)) * speed for k in range(len(shown))]
    assert [math.floor(place / 24 * source) for place in places] == shown
