"""A still of another form than the film stands in for a clip as the camera would film it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools, split
from pipeline.cut.render import render_reel
from pipeline.facts import Camera
from pipeline.project.edit import Cut, Picks, ShotEvent
from tests.cut.numbered import decode, film, info, shot, take

WIDTH, HEIGHT = 160, 90


@pytest.mark.parametrize(
    ("camera", "is_whole"),
    [(Camera("tilt", "up"), False), (Camera("push", "in"), True), (Camera("pan", "left"), True)],
)
def test_a_still_that_the_camera_travels_along_fills_the_frame(
    tmp_path: Path, *, camera: Camera, is_whole: bool
) -> None:
    """Another move shows a picture of quite another form whole, before a soft ground."""
    pixels = np.full((640, 360, 3), (230, 40, 40), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "tall.png")
    panel = info(1, Fraction(24), kind="image", width=360, height=640)
    takes = [take(tmp_path / "tall.png", "sh010", 1, panel, is_panel=True)]
    look = Look(WIDTH, HEIGHT, crf=8, preset="ultrafast")

    timeline = assemble(
        film(shot("sh010", camera=camera)), Cut("m", (ShotEvent("sh010"),)), Picks(), takes
    )
    *_, reel = split(timeline, look, Tools("test"))
    render_reel(reel.recipe, reel.inputs, tmp_path / "reel.mp4")

    shown = decode(tmp_path / "reel.mp4", WIDTH, HEIGHT)[2]
    assert shown[HEIGHT // 2, WIDTH // 2, 0] > 200
    assert is_whole == (shown[HEIGHT // 2, 4, 0] < 150)
