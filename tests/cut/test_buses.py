"""The buses of the mix: level, place, fades and mute of all that runs over one, and the dip."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cut.assemble import assemble
from pipeline.cut.clock import sample_of
from pipeline.cut.cues import SoundFile, plan_mix
from pipeline.project.buses import Bus, Duck, MixDesk
from pipeline.project.edit import Black, Cut, Picks, SoundEvent
from pipeline.project.story import Music
from tests.cut.numbered import film
from tests.cut.test_mix import mixed, tone

RATE = Fraction(24)
MUSIC = {"m1": Music("m1", Path("m.flac"))}


def timeline(*sound: SoundEvent, frames: int = 96, cut: MixDesk | None = None, **film_desk: Bus):
    """A black film with sounds and buses."""
    project = film(music=MUSIC, mix=MixDesk(film_desk))
    return assemble(
        project, Cut("m", (Black(frames),), tuple(sound), mix=cut or MixDesk()), Picks(), []
    )


def level(sound: np.ndarray, frame: int, side: int = 0) -> float:
    """The peak of the frame's samples."""
    begin, end = sample_of(frame, RATE), sample_of(frame + 1, RATE)
    return float(np.abs(sound[begin:end, side]).max())


def test_a_bus_lowers_all_that_runs_over_it_and_nothing_else(tmp_path: Path) -> None:
    """Music 12 dB down; the effect beside it as it was."""
    events = (SoundEvent("m1"), SoundEvent("x.flac", at_frame=48))
    sounds = {"m.flac": tone(2), "x.flac": tone(2)}

    sound = mixed(timeline(*events, music=Bus(gain=-12.0)), sounds, tmp_path)

    assert 0.25 / 4 == pytest.approx(level(sound, 12), rel=0.02)
    assert 0.25 == pytest.approx(level(sound, 60), rel=0.02)


def test_the_cut_has_the_last_word_key_by_key(tmp_path: Path) -> None:
    """It says another gain; the film's pan stays."""
    cut = MixDesk({"music": Bus(gain=0.0)})

    sound = mixed(
        timeline(SoundEvent("m1"), cut=cut, music=Bus(gain=-60.0, pan=100.0)),
        {"m.flac": tone(4)},
        tmp_path,
    )

    assert level(sound, 40, side=0) < 0.001
    assert 0.25 * 2**0.5 == pytest.approx(level(sound, 40, side=1), rel=0.02)


@pytest.mark.parametrize(("pan", "left", "right"), [(0, 1.0, 1.0), (-100, 2**0.5, 0.0)])
def test_a_pan_keeps_the_power(pan: float, left: float, right: float, tmp_path: Path) -> None:
    """The middle is untouched; at one side both powers stand together."""
    sound = mixed(timeline(SoundEvent("m1", pan=pan)), {"m.flac": tone(4)}, tmp_path)

    assert [left, right] == pytest.approx(
        [level(sound, 40, side) / 0.25 for side in (0, 1)], abs=0.02
    )


def test_a_mute_bus_and_a_mute_cue_are_silent(tmp_path: Path) -> None:
    """Nothing of them is decoded either."""
    events = (SoundEvent("m1"), SoundEvent("x.flac", is_muted=True))

    mix = plan_mix(
        timeline(*events, music=Bus(is_muted=True)),
        {Path(name): SoundFile(tmp_path / name, f"b2:{name}") for name in ("m.flac", "x.flac")},
        "test",
    )

    assert ((), []) == (mix.sounds, mix.recipe["cues"])


def test_a_bus_fades_with_the_film_whatever_plays_then(tmp_path: Path) -> None:
    """In over its first second, out over its last."""
    sound = mixed(
        timeline(SoundEvent("m1"), music=Bus(fade_in=24, fade_out=24)),
        {"m.flac": tone(10)},
        tmp_path,
    )

    levels = [level(sound, frame) for frame in (1, 12, 47, 84, 94)]
    assert levels[0] < 0.01
    assert levels[1:4] == pytest.approx([0.13, 0.25, 0.125], abs=0.02)
    assert levels[4] < 0.01


def test_music_makes_room_for_a_line_and_comes_back(tmp_path: Path) -> None:
    """Down by nine decibels when the first word falls, up again a release after the last."""
    desk = {"music": Bus(duck=Duck(9.0, 6, 12))}
    events = (SoundEvent("m1"), SoundEvent("line.flac", at_frame=48, bus="lines"))
    line = np.zeros((96000, 2), np.float32)
    line[24000:48000] = tone(0.5, 3000.0)  # spoken from frame 60 to frame 72

    sound = mixed(
        timeline(*events, frames=120, **desk), {"m.flac": tone(10), "line.flac": line}, tmp_path
    )
    alone = mixed(timeline(*events[1:], frames=120, **desk), {"line.flac": line}, tmp_path)

    music = sound - alone
    dipped = 0.25 * 10 ** (-9 / 20)
    found = [level(music, frame) for frame in (50, 53, 60, 71, 84, 94)]
    assert found == pytest.approx([0.25, 0.25, dipped, dipped, 0.25, 0.25], rel=0.03)
    assert dipped < level(music, 57) < 0.25
    assert dipped < level(music, 78) < 0.25
    assert np.abs(np.diff(music[:, 0])).max() < 0.02


def test_a_short_pause_between_two_lines_does_not_pump(tmp_path: Path) -> None:
    """The music stays down between lines that follow each other within its way up."""
    desk = {"music": Bus(duck=Duck(9.0, 6, 18))}
    events = [
        SoundEvent("m1"),
        *(SoundEvent("line.flac", at_frame=at, bus="lines") for at in (24, 54)),
    ]
    quiet = tone(0.5, 3000.0, 0.01)  # 12 frames

    sound = mixed(timeline(*events, **desk), {"m.flac": tone(10), "line.flac": quiet}, tmp_path)

    dipped = 0.25 * 10 ** (-9 / 20)
    assert [level(sound, frame) for frame in (40, 45, 50)] == pytest.approx([dipped] * 3, rel=0.03)


def test_a_film_that_says_nothing_of_its_buses_keeps_its_mix() -> None:
    """And so does one whose words change nothing."""
    files = {Path("m.flac"): SoundFile(Path("m.flac"), "b2:00")}

    def key(**desk: Bus) -> str:
        return plan_mix(timeline(SoundEvent("m1"), **desk), files, "test").key

    assert key() == key(lines=Bus(gain=3.0)) == key(music=Bus(gain=0.0, pan=0.0))
    assert key() != key(music=Bus(gain=-1.0))


def test_a_place_in_music_that_plays_is_where_it_is_heard() -> None:
    """Bar 3 of a piece that began with its bar 2 at frame 10, and out on its own bar 4."""
    music = {"m1": Music("m1", Path("m.flac"), bpm=Fraction(120))}  # a bar is two seconds
    project = film(music=music)
    sounds = (
        SoundEvent("m1", source=Fraction(2), at_frame=10),
        SoundEvent("x.flac", at_music="m1", at_bar="bar 3"),
        SoundEvent("m1", is_end=True, at_music="m1", at_bar="bar 4"),
        SoundEvent("y.flac", at_music="m1", at_bar="beat 3"),
    )

    laid = assemble(project, Cut("m", (Black(400),), sounds), Picks(), [])

    assert [(10, 106), (58, 400)] == [(cue.record.start, cue.record.end) for cue in laid.sounds]
    assert ["the sound 'y.flac' is tied to beat 3 of 'm1', which does not play in this cut"] == [
        each.message for each in laid.problems
    ]
