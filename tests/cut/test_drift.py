"""Nothing drifts: in a film of half an hour every frame is heard on its own sample."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import MIX_RATE, sample_of
from pipeline.cut.cues import Mix, plan_mix
from pipeline.cut.desk import Desk
from pipeline.cut.film import FilmWish, performers, plan_film
from pipeline.cut.hearing import render_heard
from pipeline.cut.join import FilmForm, join_film
from pipeline.cut.looks import Look
from pipeline.cut.mix import render_mix
from pipeline.cut.reels import Tools
from pipeline.cut.timeline import Timeline
from pipeline.media.ffmpeg import run
from pipeline.media.samples import read_sound, write_sound
from pipeline.project.edit import Cut, Picks, ShotEvent
from tests.cut.numbered import decode, film, info, numbers, shot, take, write_numbered

RATES = ("24000/1001", "24", "25", "30000/1001")
TAKE = 240
"""Frames of the take that is cut up."""
HALF_AN_HOUR = 1800


def click_of(frame: int, rate: Fraction) -> int:
    """The sample in the take in the middle of its frame."""
    return round(Fraction(2 * frame + 1, 2) / rate * MIX_RATE)


def ticking(rate: Fraction) -> np.ndarray:
    """The sound of the take: one sample in the middle of every frame, its level says which."""
    sound = np.zeros((click_of(TAKE, rate) + 2, 2), np.float32)
    for frame in range(TAKE):
        sound[click_of(frame, rate)] = 0.25 + frame / 1024
    return sound


def cut_up(rate: Fraction, seconds: int) -> Timeline:
    """A film of that length, of windows of one take at odd places, one to 199 frames long."""
    chance = random.Random(7)
    events, left = [], round(seconds * rate)
    while left:
        length = min(left, chance.randrange(1, 200))
        begin = chance.randrange(TAKE - length)
        events.append(ShotEvent("sh010", start=begin, end=begin + length))
        left -= length
    media = info(TAKE, rate, has_sound=True, sample_rate=MIX_RATE, channels=2)
    takes = [take(Path("no.mp4"), "sh010", 1, media)]
    return assemble(film(shot("sh010"), fps=rate), Cut("m", tuple(events)), Picks(), takes)


def readied(mix: Mix, rate: Fraction, folder: Path) -> dict[str, Path]:
    """The take's sound, as it is made ready for the mix."""
    ready = {}
    for sound in mix.sounds:
        path = ready[sound.key] = folder / f"{sound.key}.pcm"
        begin, end = sound.recipe["begin"], sound.recipe["end"]
        np.concatenate((ticking(rate)[begin:end], np.zeros((1, 2), np.float32))).tofile(path)
    return ready


def clicks(blocks: Iterator[tuple[int, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Where the clicks are in a sound that comes in blocks, and how high they are."""
    places, levels = [], []
    for begin, block in blocks:
        found = np.flatnonzero(block[:, 0])
        places.append(found + begin)
        levels.append(block[found, 0])
    return np.concatenate(places), np.concatenate(levels)


def check(timeline: Timeline, found: tuple[np.ndarray, np.ndarray]) -> None:
    """Every frame of the film has its own click, of the right frame, half a sample away at most."""
    rate = timeline.rate
    places, levels = found
    assert timeline.frames == len(places)
    number, worst = 0, Fraction(0)
    for record, clip in timeline.picture.placed():
        window = clip.window.source_range
        for offset in range(len(record)):
            frame = window.start + offset
            ideal = Fraction(record.start - window.start) / rate * MIX_RATE + click_of(frame, rate)
            worst = max(worst, abs(int(places[number]) - ideal))
            assert frame == round((levels[number] - 0.25) * 1024)
            number += 1
    assert worst <= Fraction(1, 2)


@pytest.mark.parametrize("rate", RATES)
def test_every_frame_of_half_an_hour_is_heard_on_its_sample(rate: str, tmp_path: Path) -> None:
    """Hundreds of windows of a take: half a sample off at most, at the last cut as at the first."""
    exact = Fraction(rate)
    timeline = cut_up(exact, HALF_AN_HOUR)
    mix = plan_mix(timeline, {}, "test")
    desk = Desk(mix.recipe, readied(mix, exact, tmp_path))

    check(timeline, clicks((begin, stems["OWN"]) for begin, _, stems in desk.blocks()))

    assert abs(mix.recipe["samples"] - HALF_AN_HOUR * MIX_RATE) < MIX_RATE / exact


def test_the_finished_mix_is_the_sum_to_the_sample(tmp_path: Path) -> None:
    """What the file holds when it is decoded: no sample more, none less, none moved."""
    rate = Fraction(30000, 1001)
    timeline = cut_up(rate, 60)
    mix = plan_mix(timeline, {}, "test")
    ready = readied(mix, rate, tmp_path)
    ready[mix.recipe["heard"]] = tmp_path / "heard.npz"
    render_heard(mix.heard, ready, tmp_path / "heard.npz")

    render_mix(mix.recipe, ready, tmp_path / "mix.flac")

    sound = read_sound(tmp_path / "mix.flac")
    assert sample_of(timeline.frames, rate) == len(sound)
    check(timeline, clicks(iter([(0, sound)])))


LOOK = Look(width=96, height=54, crf=12, preset="ultrafast")


@pytest.mark.parametrize("rate", ["24000/1001", "25"])
def test_sound_and_picture_of_an_export_agree(rate: str, tmp_path: Path) -> None:
    """Frames that say their number, each with its click, cut at odd places and coded as AAC.

    What AAC needs to begin with is told to players in the edit list and is not heard.
    """
    exact = Fraction(rate)
    write_numbered(tmp_path / "silent.mp4", 96, exact)
    sound = np.zeros((sample_of(96, exact), 2), np.float32)
    for frame in range(5, 96, 10):
        sound[click_of(frame, exact) : click_of(frame, exact) + 4] = 0.7
    write_sound(sound, tmp_path / "click.flac")
    run(
        (
            *(
                "-v",
                "error",
                "-i",
                str(tmp_path / "silent.mp4"),
                "-i",
                str(tmp_path / "click.flac"),
            ),
            *("-c", "copy", "-strict", "-2", str(tmp_path / "a.mp4")),
        ),
        doing="test",
    )
    media = info(96, exact, has_sound=True, sample_rate=MIX_RATE, channels=2)
    events = tuple(
        ShotEvent("sh010", start=start, end=end) for start, end in ((3, 20), (31, 58), (61, 92))
    )
    project = film(shot("sh010"), fps=exact)
    takes = [take(tmp_path / "a.mp4", "sh010", 1, media)]

    plan = plan_film(project, Cut("m", events), takes, FilmWish(LOOK, Tools("test")))
    for work in plan.jobs:
        inputs = {**work.inputs, **{key: tmp_path / key for key in work.needs}}
        performers()[work.performer](work.recipe, inputs, tmp_path / work.key)
    into = tmp_path / "film.mp4"
    reels = [tmp_path / reel.key for reel in plan.reels]
    join_film(reels, into, exact, FilmForm(sound=tmp_path / plan.track.key))

    shown = numbers(decode(into))
    heard = np.abs(read_sound(into)[:, 0])
    assert [*range(3, 20), *range(31, 58), *range(61, 92)] == shown
    assert abs(len(heard) - sample_of(75, exact)) < 1024
    for place, number in enumerate(shown):
        begin, end = sample_of(place, exact), sample_of(place + 1, exact)
        loudest = begin + int(np.argmax(heard[begin:end]))
        if number % 10 == 5:
            assert heard[loudest] > 0.15
            assert abs(loudest - click_of(place, exact)) <= 6
        else:
            assert heard[loudest] < 0.05
