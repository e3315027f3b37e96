"""The still beside a film: which frame it is, and that it is that frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.cut.assemble import assemble
from pipeline.cut.poster import poster_frame, write_poster
from pipeline.cut.timeline import Timeline
from pipeline.errors import ProjectError, Where
from pipeline.project.edit import Black, Cut, Picks, ShotEvent
from pipeline.project.poster import Poster
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered


def timeline(tmp_path: Path) -> Timeline:
    """Black for 10 frames, 20-32 of one shot, 0-8 of another."""
    path = write_numbered(tmp_path / "a.mp4", 40)
    takes = [take(path, name, 1, info(40, Fraction(24))) for name in ("sh010", "sh020")]
    events = (
        Black(10),
        ShotEvent("sh010", start=20, end=32),
        ShotEvent("sh020", start=0, end=8),
    )
    return assemble(film(shot("sh010"), shot("sh020")), Cut("main", tuple(events)), Picks(), takes)


@pytest.mark.parametrize(
    ("poster", "frame"),
    [
        (Poster("sh010"), 15),
        (Poster("sh020"), 25),
        (Poster("sh010", 22), 12),
        (Poster("", 0), 0),
        (Poster("", 29), 29),
    ],
)
def test_a_poster_is_a_frame_of_the_film(poster: Poster, frame: int, tmp_path: Path) -> None:
    """The middle of the shot's first event, a frame of its take, or a time."""
    assert frame == poster_frame(timeline(tmp_path), poster)


@pytest.mark.parametrize(
    ("poster", "said"),
    [
        (Poster("", 30), "the poster is frame 30; the cut 'main' has 30"),
        (Poster("sh090"), "the poster shows sh090, which does not play in the cut 'main'"),
        (Poster("sh010", 3), "the poster shows sh010@3, a frame that the cut 'main' does not play"),
    ],
)
def test_a_poster_of_what_is_not_shown_is_an_error(
    poster: Poster, said: str, tmp_path: Path
) -> None:
    """Before anything is rendered, with its line."""
    with pytest.raises(ProjectError) as caught:
        poster_frame(timeline(tmp_path), Poster(poster.shot, poster.frame, Where(Path("f"), 3, 1)))

    (problem,) = caught.value.problems
    assert said == problem.message
    assert "f:3:1" == str(problem.where)


@pytest.mark.parametrize("frame", [0, 1, 23, 39])
def test_the_still_is_that_very_frame(frame: int, tmp_path: Path) -> None:
    """Its number is read back, and its colours are those of the film."""
    path = write_numbered(tmp_path / "a.mp4", 40, "24000/1001")

    write_poster(path, frame, Fraction(24000, 1001), tmp_path / "a.jpg")

    with Image.open(tmp_path / "a.jpg") as still:
        pixels = np.asarray(still.convert("RGB"))
    assert [frame] == numbers(pixels[None])
    assert np.abs(pixels.astype(int) - decode(path)[frame]).mean() < 3
