"""The sound that comes with footage: too long, too short, cut by an edit list, or not there."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.media.ffmpeg import run
from pipeline.media.samples import write_sound
from pipeline.media.verify import verify
from pipeline.project.edit import Cut, Picks, ShotEvent
from tests.cut.numbered import film, shot, take, write_numbered
from tests.cut.test_mix import click, mixed

RATE = 48_000


def footage(folder: Path, seconds: float, *more: str, at: float = 1.0) -> Path:
    """Two seconds of pictures and so much sound, with a click after one second."""
    write_numbered(folder / "n.mp4", 48)
    write_sound(click(round(at * RATE), round(seconds * RATE)), folder / "click.flac")
    run(
        (
            *("-v", "error", "-y", *more, "-i", str(folder / "n.mp4")),
            *(*more, "-i", str(folder / "click.flac"), "-map", "0:v", "-map", "1:a"),
            *("-c", "copy", "-strict", "-2", str(folder / "clip.mp4")),
        ),
        doing="making test footage",
    )
    return folder / "clip.mp4"


def heard(path: Path, folder: Path, begin: int, end: int) -> tuple[np.ndarray, int]:
    """The film's sound of that window, and the frames of the film."""
    takes = [take(path, "sh010", 1, verify(path))]
    cut = Cut("m", (ShotEvent("sh010", start=begin, end=end), ShotEvent("sh010", end=6)))
    timeline = assemble(film(shot("sh010")), cut, Picks(), takes)
    return mixed(timeline, {}, folder)[:, 0], timeline.frames


@pytest.mark.parametrize("seconds", [1.2, 2.0, 5.0])
def test_sound_of_any_length_keeps_its_place_and_the_films_length(
    seconds: float, tmp_path: Path
) -> None:
    """Shorter: silence follows. Longer: it ends with its window, not over the next event."""
    path = footage(tmp_path, seconds)

    sound, frames = heard(path, tmp_path, 6, 48)

    assert 48 == frames
    assert round(frames / Fraction(24) * RATE) == len(sound)
    (places,) = np.nonzero(np.abs(sound) > 0.1)
    assert abs(int(places[0]) - 36_000) <= 60
    assert places[-1] - places[0] < 200


def test_sound_cut_by_an_edit_list_stays_with_its_picture(tmp_path: Path) -> None:
    """A telephone's trim at half a second: picture and sound keep their places."""
    whole = tmp_path / "phone.mp4"
    run(
        (
            *("-v", "error", "-i", str(footage(tmp_path, 2.0)), "-c:v", "copy"),
            *("-c:a", "aac", str(whole)),
        ),
        doing="making test footage",
    )
    path = tmp_path / "trimmed.mp4"
    run(
        ("-v", "error", "-ss", "0.5", "-i", str(whole), "-c", "copy", "-strict", "-2", str(path)),
        doing="trimming test footage",
    )

    sound, _ = heard(path, tmp_path, 0, 30)

    (places,) = np.nonzero(np.abs(sound) > 0.1)
    assert abs(int(places[0]) - RATE // 2) <= 120  # coding softens the click's beginning


def test_a_take_without_sound_is_silent(tmp_path: Path) -> None:
    """And the film has a sound track all the same."""
    sound, frames = heard(write_numbered(tmp_path / "n.mp4", 48), tmp_path, 0, 24)

    assert 30 == frames
    assert 60_000 == len(sound)
    assert not sound.any()
