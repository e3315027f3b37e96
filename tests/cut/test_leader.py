"""Slate, 2-pop and black before a film: on their frames and samples, and the film untouched."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.beside import write_subtitles
from pipeline.cut.coded import render_coded, track_ending, track_recipe
from pipeline.cut.film import FilmPlan, FilmWish, plan_film, with_leader
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.leader import before, leader_frames, leader_sound, pop_frame
from pipeline.cut.looks import delivery_look
from pipeline.cut.reels import Tools
from pipeline.cut.render import render_reel
from pipeline.media.ffmpeg import run
from pipeline.media.samples import write_sound
from pipeline.project.edit import Cut, ShotEvent
from pipeline.project.story import Delivery, Line, Text
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

TOOLS = Tools("test")
MASTER = Delivery("x", width=96, codec="prores-hq", has_slate=True)


def planned(tmp_path: Path, delivery: Delivery = MASTER, rate: str = "25") -> FilmPlan:
    """Six numbered frames behind their leader."""
    fps = Fraction(rate)
    path = write_numbered(tmp_path / "a.mp4", 6, rate)
    said = Line("l1", "liu", Text((("en", "Run"),)), 0, 6)
    project = film(shot("sh010", lines=(said,)), fps=fps, languages=("en",))
    takes = [take(path, "sh010", 1, info(6, fps))]
    wish = FilmWish(delivery_look(project, delivery), TOOLS)
    plan = plan_film(project, Cut("m", (ShotEvent("sh010", start=0, end=6),)), takes, wish)
    return with_leader(plan, "Snow", ("cut m, version 1",), TOOLS)


def heard(path: Path) -> np.ndarray:
    """(n, 2) samples of a film, full scale 1."""
    output = run(("-v", "error", "-i", str(path), "-f", "f32le", "pipe:1"), doing="test").output
    return np.frombuffer(output, np.float32).reshape(-1, 2)


def test_the_film_begins_eight_seconds_after_the_slate_and_two_after_its_blip(
    tmp_path: Path,
) -> None:
    """Picture and tone on the same frame; the film's own pictures and samples as they were."""
    plan = planned(tmp_path)
    parts = []
    for number, reel in enumerate(plan.all_reels):
        parts.append(tmp_path / f"reel{number}.mov")
        render_reel(reel.recipe, reel.inputs, parts[-1])
    drawn = np.random.default_rng(1).integers(-(2**22), 2**22, (6 * 1920, 2)) / 2**23
    mix = tmp_path / "mix.flac"
    write_sound(drawn.astype(np.float32), mix)
    recipe = plan.track.recipe
    track = tmp_path / f"track{track_ending(recipe)}"
    render_coded(recipe, {plan.mix.key: mix}, track)

    join_film(parts, tmp_path / "film.mov", plan.timeline.rate, FilmForm(sound=track))

    shown = decode(tmp_path / "film.mov").astype(int)
    assert 8 * 25 + 6 == len(shown)
    assert list(range(6)) == numbers(shown[200:].astype(np.uint8))
    light = shown.mean((1, 2, 3))
    assert light[:125].min() > 20
    assert light[150] > 20
    assert np.concatenate([light[125:150], light[151:200]]).max() < 4
    samples = heard(tmp_path / "film.mov")
    tone = samples[150 * 1920 : 151 * 1920]
    assert 206 * 1920 == len(samples)
    assert not samples[: 150 * 1920].any()
    assert not samples[151 * 1920 : 200 * 1920].any()
    assert abs(np.abs(tone).max() - 0.1) < 1e-4, "-20 dBFS"
    strength = np.abs(np.fft.rfft(tone[:, 0]))
    assert 1000 == int(strength.argmax()) * 48000 // len(tone)
    assert np.array_equal(heard(mix), samples[200 * 1920 :])


@pytest.mark.parametrize(
    ("rate", "frames", "pop", "first"),
    [
        ("24", 192, 144, "00:59:52:00"),
        ("24000/1001", 192, 144, "00:59:52:00"),
        ("25", 200, 150, "00:59:52:00"),
        ("60000/1001", 480, 360, "00:59:52;00"),
    ],
)
def test_its_seconds_are_those_of_timecode(rate: str, frames: int, pop: int, first: str) -> None:
    """And midnight is no wall."""
    fps = Fraction(rate)

    assert (frames, pop) == (leader_frames(fps), pop_frame(fps))
    assert first == before("01:00:00:00", fps)
    assert f"23{first[2:]}" == before("00:00:00:00", fps)
    sound = leader_sound(fps)
    assert round(frames * 48000 / fps) == sound["samples"]
    assert [round(each * 48000 / fps) for each in (pop, pop + 1)] == sound["pop"]


def test_the_parts_of_the_film_do_not_know_of_its_leader(tmp_path: Path) -> None:
    """With it or without, they are the same; only the coded sound is another."""
    plan = planned(tmp_path, Delivery("x", width=96, has_slate=True))
    bare = planned(tmp_path, Delivery("x", width=96))

    assert [reel.key for reel in bare.reels] == [reel.key for reel in plan.reels]
    assert bare.mix.key == plan.mix.key
    _, plain = track_recipe(plan.mix.key, plan.mix.recipe["ffmpeg"], is_compressed=True)
    assert {**plain, "lead": leader_sound(Fraction(25))} == plan.track.recipe


def test_subtitles_beside_it_wait_for_the_film(tmp_path: Path) -> None:
    """Players count from the file's first frame."""
    timeline = planned(tmp_path).timeline

    write_subtitles(timeline, "en", tmp_path / "x.srt", 200)

    assert "00:00:08,000 --> 00:00:08,240" in (tmp_path / "x.srt").read_text("utf-8")
