"""The sound is coded once for the film, apart from the picture, and laid beside it as it is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.coded import coded_loudness, render_coded, track_recipe
from pipeline.cut.film import FilmPlan, FilmWish, plan_film
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.looks import Look
from pipeline.cut.reels import Tools
from pipeline.cut.render import render_reel
from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run
from pipeline.media.loudness import measured
from pipeline.media.samples import write_sound
from pipeline.project.edit import Cut, ShotEvent
from tests.cut.numbered import film, info, shot, take, write_numbered

RATE = Fraction(24)
LOOK = Look(96, 54, crf=12, preset="ultrafast")


def heard(path: Path) -> np.ndarray:
    """The samples that a player gives, (n, 2)."""
    arguments = ("-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le", "pipe:1")
    return np.frombuffer(run(arguments, doing="test").output, "<f4").reshape(-1, 2)


def planned(tmp_path: Path, start: int, look: Look = LOOK) -> FilmPlan:
    """A film of one window of one silent clip."""
    path = tmp_path / "a.mp4"
    if not path.exists():
        write_numbered(path, 60)
    project = film(shot("sh010"))
    cut = Cut("m", (ShotEvent("sh010", start=start, end=start + 48),))
    takes = [take(path, "sh010", 1, info(60, RATE))]
    return plan_film(project, cut, takes, FilmWish(look, Tools("test")))


@pytest.mark.parametrize("is_compressed", [True, False])
def test_the_film_sounds_as_its_track(*, is_compressed: bool, tmp_path: Path) -> None:
    """Sample for sample, a click on frame 24 lying where the picture shows it."""
    plan = planned(tmp_path, 0)
    (reel,) = plan.reels
    render_reel(reel.recipe, reel.inputs, tmp_path / "reel.mp4")
    samples = np.zeros((96_000, 2), np.float32)
    samples[48_000:48_048] = 0.8
    mix, track = tmp_path / "mix.flac", tmp_path / "track.m4a"
    write_sound(samples, mix)
    _, recipe = track_recipe("mix", "test", is_compressed=is_compressed)
    render_coded(recipe, {"mix": mix}, track)

    join_film([tmp_path / "reel.mp4"], tmp_path / "film.mp4", RATE, FilmForm(sound=track))

    found, coded = heard(tmp_path / "film.mp4"), heard(track)
    assert np.array_equal(found[:96_000], coded[:96_000])
    assert abs(len(found) - 96_000) < 1024
    loud = np.flatnonzero(np.abs(found[:, 0]) > 0.4)
    assert abs(loud[0] - 48_000) < (16 if is_compressed else 1)


def test_a_change_of_the_picture_codes_no_sound(tmp_path: Path) -> None:
    """Another window of the same length has the same track; a draft has one of its own."""
    before, after = planned(tmp_path, 0), planned(tmp_path, 6)
    draft = planned(tmp_path, 0, Look(96, 54, crf=27, preset="ultrafast", is_draft=True))

    assert before.reels != after.reels
    assert before.track.key == after.track.key
    assert before.mix.key == draft.mix.key
    assert before.track.key != draft.track.key


def test_a_mix_that_is_not_there_is_said(tmp_path: Path) -> None:
    """And nothing is left under the track's name."""
    _, recipe = track_recipe("mix", "test", is_compressed=True)

    with pytest.raises(MediaError, match="is not here"):
        render_coded(recipe, {}, tmp_path / "track.m4a")
    (tmp_path / "mix.flac").write_bytes(b"no sound")
    with pytest.raises(MediaError, match="coding the sound"):
        render_coded(recipe, {"mix": tmp_path / "mix.flac"}, tmp_path / "track.m4a")

    assert not (tmp_path / "track.m4a").exists()


def test_a_coded_track_says_how_loud_it_is(tmp_path: Path) -> None:
    """It is measured as it is made, beside the reels, not when everybody waits for the join."""
    mix, track, other = (tmp_path / name for name in ("mix.flac", "track.m4a", "draft.m4a"))
    tone = 0.5 * np.sin(np.arange(96_000) * (2 * np.pi * 440 / 48_000))
    write_sound(np.repeat(tone[:, None], 2, 1).astype(np.float32), mix)
    for is_compressed, path in ((True, track), (False, other)):
        _, recipe = track_recipe("mix", "test", is_compressed=is_compressed)
        render_coded(recipe, {"mix": mix}, path)

    assert coded_loudness(track) == measured(track)
    assert coded_loudness(other) is None
    assert len(heard(track)) >= 96_000
