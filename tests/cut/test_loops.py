"""Sounds that come again keep their beat, without a seam, and winds cross without a hole."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import sample_of
from pipeline.project.beat_marks import BeatMarks
from pipeline.project.edit import Black, Cut, Picks, ShotEvent, SoundEvent
from pipeline.project.load import load
from pipeline.project.story import Effect, Music
from tests.cut.numbered import film, shot
from tests.cut.test_mix import mixed, tone
from tests.project.films import write_film

RATE = Fraction(24)


def ticks(places: list[int], length: int) -> np.ndarray:
    """Silence with bursts of ten samples."""
    sound = np.zeros((length, 2), np.float32)
    for place in places:
        sound[place : place + 10] = 0.5
    return sound


def heard(sound: np.ndarray) -> list[int]:
    """Where bursts begin."""
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.2)
    return [int(each) for each in loud[np.diff(loud, prepend=-1000) > 100]]


def looped_music(music: Music, sound: np.ndarray, folder: Path, *, start: int = 0) -> np.ndarray:
    """Twenty seconds of black under a piece that comes again."""
    cue = SoundEvent("m1", source=Fraction(start))
    cut = Cut("m", (Black(480),), (cue,))
    timeline = assemble(film(music={"m1": music}), cut, Picks(), [])
    return mixed(timeline, {"m.flac": sound}, folder)


def test_music_turns_after_whole_bars_and_never_drifts(tmp_path: Path) -> None:
    """Five bars at 143 a minute and a tail: every downbeat of twenty seconds on its own sample."""
    bar = Fraction(4 * 60, 143) * 48000
    first = 4800
    music = Music("m1", Path("m.flac"), Fraction(143), Fraction(1, 10), is_looped=True)
    sound = ticks([first + round(n * bar) for n in range(5)], first + int(5 * bar) + 20000)

    found = heard(looped_music(music, sound, tmp_path)[:-48000])

    assert len(found) == int((19 * 48000 - first) / bar) + 1
    assert max(abs(place - (first + n * bar)) for n, place in enumerate(found)) <= 1


def test_music_from_its_middle_turns_where_it_would(tmp_path: Path) -> None:
    """``from 3s``: the first turn is shorter."""
    music = Music("m1", Path("m.flac"), Fraction(120), is_looped=True)

    found = heard(looped_music(music, ticks([300], 200000), tmp_path, start=3)[:-48000])

    assert [48300 + n * 192000 for n in range(5)] == pytest.approx(found[:5], abs=1)


def test_marked_music_turns_at_its_last_bar(tmp_path: Path) -> None:
    """From the first marked bar to the last, however its tempo sways."""
    beats = tuple(map(Fraction, ("0.5", "1", "1.6", "2.1", "2.7")))
    bars = (beats[0], beats[2], beats[4])
    marks = BeatMarks(beats, bars, (), Fraction(1, 2), 2)
    music = Music("m1", Path("m.flac"), marks=marks, is_looped=True)

    found = heard(looped_music(music, ticks([24000], 160000), tmp_path)[:-48000])

    assert [24000 + round(n * 2.2 * 48000) for n in range(8)] == pytest.approx(found[:8], abs=1)


def test_an_effect_comes_again_until_its_shot_ends(tmp_path: Path) -> None:
    """An alarm of a third of a second, in its own rhythm, silent with the next shot."""
    alarm = Effect(Path("alarm.wav"), at=6, is_looped=True)
    project = film(shot("sh010", 48, effects=(alarm,)), shot("sh020"))
    cut = Cut("m", (ShotEvent("sh010"), ShotEvent("sh020")))
    timeline = assemble(project, cut, Picks(), [])

    sound = mixed(timeline, {"alarm.wav": ticks([500], 16000)}, tmp_path)

    assert [12000 + 500 + n * 16000 for n in range(6)] == pytest.approx(heard(sound)[:6], abs=1)
    assert not sound[sample_of(48, RATE) :].any()


def test_the_seam_of_a_loop_is_no_click(tmp_path: Path) -> None:
    """A saw that ends high and begins low: the step is spread over five milliseconds."""
    saw = np.linspace(-0.4, 0.4, 30000, dtype=np.float32)
    effect = Effect(Path("saw.wav"), is_looped=True)
    timeline = assemble(
        film(shot("sh010", 60, effects=(effect,))), Cut("m", (ShotEvent("sh010"),)), Picks(), []
    )

    sound = mixed(timeline, {"saw.wav": np.stack([saw, saw], 1)}, tmp_path)

    assert np.abs(sound[40000:100000]).max() > 0.3
    assert np.abs(np.diff(sound[:, 0])).max() < 0.01


def two_winds(folder: Path, **says: object) -> np.ndarray:
    """Two places of two seconds with a wind each."""
    chance = np.random.default_rng(4)
    winds = {
        name: chance.normal(0, 0.1, (48000 * 3, 2)).astype(np.float32)
        for name in ("a.wav", "b.wav")
    }
    project = film(
        shot("sh010", 48, ambience=Effect(Path("a.wav"), **says)),  # type: ignore[arg-type]
        shot("sh020", 48, ambience=Effect(Path("b.wav"), **says)),  # type: ignore[arg-type]
    )
    cut = Cut("m", (ShotEvent("sh010"), ShotEvent("sh020")))
    return mixed(assemble(project, cut, Picks(), []), winds, folder)


def level(sound: np.ndarray) -> float:
    """Decibels of a stretch."""
    return float(20 * np.log10(np.sqrt((sound**2).mean())))


@pytest.mark.parametrize("fade", [None, 24])
def test_the_winds_of_two_places_cross_without_a_hole(fade: int | None, tmp_path: Path) -> None:
    """As loud in the middle of the join as before it and behind it."""
    sound = two_winds(tmp_path, fade=fade)

    before, after = level(sound[48000:80000]), level(sound[112000:144000])
    across = [level(sound[at : at + 2400]) for at in range(84000, 108000, 2400)]
    assert before == pytest.approx(-20, abs=0.3)
    assert after == pytest.approx(-20, abs=0.3)
    assert min(across) > -20.7
    assert max(across) < -19.3


def test_ambience_may_cut_hard_or_play_once(tmp_path: Path) -> None:
    """``fade: 0`` ends with its place; ``loop: no`` is heard once."""
    sound = two_winds(tmp_path, fade=0, is_looped=False)
    assert level(sound[96000 + 600 : 98000]) == pytest.approx(-20, abs=0.6)

    project = film(shot("sh010", 96, ambience=Effect(Path("t.wav"), is_looped=False)))
    timeline = assemble(project, Cut("m", (ShotEvent("sh010"),)), Picks(), [])
    once = mixed(timeline, {"t.wav": tone(1.0)}, tmp_path)
    assert not once[48000 + 100 :].any()


def test_fade_and_loop_are_read(tmp_path: Path) -> None:
    """Of an effect, of ambience and of music; one length stands alone."""
    text = (
        "film: 1\nmusic: {m1: {file: a.wav, bpm: 120, loop: yes}}\nshots:\n"
        "  sh010: {panel: MS | x, sfx: {file: a.wav, fade: 6f, loop: yes}}\n"
        "  sh020: {panel: MS | x, ambience: {file: a.wav, fade: 1s, loop: no}}\n"
        "  sh030: {panel: MS | x, ambience: a.wav}\n"
    )
    project = load(write_film(tmp_path / "a", text, {"a.wav": b"x"}))

    (effect,) = project.shots["sh010"].effects
    ambience, plain = (project.shots[name].ambience for name in ("sh020", "sh030"))
    assert (6, 6, True) == (effect.fade_in, effect.fade_out, effect.is_looped)
    assert ambience is not None
    assert plain is not None
    assert (24, False) == (ambience.fade, ambience.is_looped)
    assert (None, None) == (plain.fade, plain.is_looped)
    assert project.music["m1"].is_looped

    text = "film: 1\nshots:\n  sh010: {panel: MS | x, sfx: {file: a.wav, fade: 6f, out: 9f}}\n"
    (problem,) = load(write_film(tmp_path / "b", text, {"a.wav": b"x"})).problems
    assert "'fade' and 'out' both say how it fades" == problem.message
