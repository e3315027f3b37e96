"""Beats, bars and sections that are heard in music whose beats are known."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.media.beats import Rhythm, rhythm_of
from pipeline.media.onsets import hear
from pipeline.media.song_form import sections_of
from tests.media.songs import Mono, chords, clicks, drums, f_measure, grid

SECONDS = 20


def listen(sound: Mono, bpm: float | None = None) -> Rhythm:
    """The rhythm of a sound that has one."""
    found = rhythm_of(hear((0.4 * sound / np.abs(sound).max()).astype(np.float32)), bpm)
    assert found is not None
    return found


def bars(found: Rhythm) -> list[float]:
    """The seconds at which bars begin."""
    return [found.beats[number] for number in found.bars]


@pytest.mark.parametrize("bpm", [60, 92.4, 150])
def test_every_click_is_a_beat(bpm: float) -> None:
    """Within four milliseconds; none is doubled, none is missed."""
    beats = grid(bpm)

    found = listen(clicks(beats, SECONDS))

    assert len(beats) == len(found.beats)
    assert np.abs(np.array(found.beats) - beats).max() < 0.004


@pytest.mark.parametrize("off", [0.5, 2 / 3])
def test_drums_have_beats_straight_and_swung(off: float) -> None:
    """What lies between the beats moves none of them; a bar begins with the bass drum."""
    beats = grid(108)

    found = listen(drums(beats, SECONDS, off=off))

    assert f_measure(found.beats, beats) == 1
    assert f_measure(bars(found), beats[::4]) == 1


@pytest.mark.parametrize(("first", "last"), [(80, 120), (150, 110)])
def test_a_tempo_that_changes_is_followed(first: float, last: float) -> None:
    """Over twenty seconds, by half as much again."""
    beats = grid(first, last)

    found = listen(drums(beats, SECONDS) + chords(beats, SECONDS))

    assert f_measure(found.beats, beats) > 0.98
    assert f_measure(bars(found), beats[::4]) > 0.98


def test_a_waltz_has_bars_of_three() -> None:
    """They begin where the harmony changes."""
    beats = grid(120)

    found = listen(drums(beats, SECONDS, meter=3) + chords(beats, SECONDS, meter=3))

    assert 3 == found.beats_a_bar
    assert f_measure(bars(found), beats[::3]) == 1


def test_half_the_tempo_is_not_meant_where_the_tempo_is_said() -> None:
    """People tap to 180 a minute at every beat or at every second one."""
    beats = grid(180)
    sound = clicks(beats, SECONDS)

    assert f_measure(listen(sound, 172).beats, beats) == 1
    assert 90 == round(listen(sound, 92).bpm)


def test_no_beat_is_invented() -> None:
    """Noise, a note that is held, silence, and less than four seconds have none."""
    noise = np.random.default_rng(1).normal(0, 0.1, 10 * 48_000).astype(np.float32)
    held = (0.1 * np.sin(np.arange(10 * 48_000) * 0.03)).astype(np.float32)

    for sound in (noise, held, 0 * noise, noise[: 2 * 48_000], noise[:0]):
        assert rhythm_of(hear(sound)) is None


def test_a_quiet_beginning_has_its_beats() -> None:
    """Chords alone, then drums over them: the beats begin with the chords."""
    beats = grid(120, first=0.0, seconds=24)
    sound = 0.5 * chords(beats, 24)
    sound[12 * 48_000 :] += drums(beats, 24)[12 * 48_000 :]

    found = listen(sound)

    assert found.beats[0] < 0.6


def test_a_section_begins_where_the_music_changes() -> None:
    """Eight bars of drums and chords, eight of chords alone, eight of both: A B A2."""
    beats = grid(120, first=0.0, seconds=48)
    sound = chords(beats, 48)
    knocks = drums(beats, 48)
    knocks[16 * 48_000 : 32 * 48_000] *= 0.05
    heard = hear((0.3 * (sound + knocks)).astype(np.float32))
    found = rhythm_of(heard)
    assert found is not None

    sections = sections_of(heard, found)

    assert ["A", "B", "A2"] == [name for name, _ in sections]
    assert [0, 16, 32] == [round(seconds) for _, seconds in sections]


def test_music_that_goes_on_unchanged_has_no_sections() -> None:
    """Neither does a piece of a few bars."""
    for seconds in (6, 40):
        beats = grid(120, seconds=seconds)
        heard = hear((0.3 * drums(beats, seconds)).astype(np.float32))
        found = rhythm_of(heard)
        assert found is not None
        assert () == sections_of(heard, found)
