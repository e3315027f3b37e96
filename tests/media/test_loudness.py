"""Loudness as BS.1770 and EBU R 128 have it: known signals, and ffmpeg's opinion of others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import MediaError
from pipeline.media.loudness import STEP, Meter, measured
from pipeline.media.samples import RATE, write_sound
from tests.media.ebur import loudness


def sine(seconds: float, decibels: float, hertz: float = 1000.0) -> np.ndarray:
    """A stereo sine whose peak is that far under full scale."""
    wave = np.sin(np.arange(round(seconds * RATE)) * 2 * np.pi * hertz / RATE)
    return np.stack([wave * 10 ** (decibels / 20)] * 2, 1).astype(np.float32)


def heard(sound: np.ndarray, block: int = 4 * RATE) -> Meter:
    """A meter that heard a sound in blocks."""
    meter = Meter()
    for begin in range(0, len(sound), block):
        meter.hear(sound[begin : begin + block])
    return meter


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_a_sine_is_as_loud_as_the_standard_says(level: float) -> None:
    """EBU Tech 3341, cases 1 and 2."""
    assert pytest.approx(level, abs=0.1) == heard(sine(20, level)).loudness().integrated


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        (((10, -36), (60, -23), (10, -36)), -23.0),
        (((10, -72), (10, -36), (60, -23), (10, -36), (10, -72)), -23.0),
        (((20, -26), (20.1, -20), (20, -26)), -23.0),
    ],
)
def test_what_is_quiet_does_not_count(parts: tuple, asked: float) -> None:
    """EBU Tech 3341, cases 3, 4 and 5: both gates."""
    sound = np.concatenate([sine(seconds, level) for seconds, level in parts])

    assert pytest.approx(asked, abs=0.1) == heard(sound).loudness().integrated


@pytest.mark.parametrize(("other", "asked"), [(-30.0, 10.0), (-15.0, 5.0)])
def test_the_range_lies_between_the_quiet_and_the_loud(other: float, asked: float) -> None:
    """EBU Tech 3342, cases 1 and 2."""
    sound = np.concatenate([sine(20, -20), sine(20, other)])

    assert pytest.approx(asked, abs=1) == heard(sound).loudness().range


def test_a_peak_between_two_samples_is_seen() -> None:
    """EBU Tech 3341, case 16: a quarter of the rate, 45 degrees on; its samples are 3 dB lower."""
    wave = np.sin(np.arange(RATE) * np.pi / 2 + np.pi / 4) * 0.5
    sound = np.stack([wave, wave], 1).astype(np.float32)

    assert pytest.approx(-6.0, abs=0.3) == heard(sound).loudness().peak
    assert 20 * np.log10(np.abs(sound).max()) < -8.9


@pytest.mark.parametrize("block", [480, 4800 * 3, 10**9])
def test_blocks_of_any_length_are_heard_alike(block: int) -> None:
    """Where a sound is cut into blocks makes no difference."""
    noise = np.random.default_rng(3).normal(0, 0.1, (RATE + 777, 2)).astype(np.float32)
    noise[RATE // 2] = 0.9

    one, other = heard(noise, block), heard(noise)

    assert np.abs(one.energies - other.energies).max() < 1e-4 * other.energies.max()
    assert np.abs(one.peaks - other.peaks).max() < 1e-5
    assert -(-len(noise) // STEP) == len(one.peaks)
    assert RATE // 2 // STEP == int(one.peaks.argmax())


def test_ffmpeg_is_of_the_same_opinion(tmp_path: Path) -> None:
    """Noise that swells: loudness, range and peak."""
    noise = np.random.default_rng(5).normal(0, 0.08, (12 * RATE, 2))
    noise *= (0.2 + np.abs(np.sin(np.arange(12 * RATE) / RATE)))[:, None]
    write_sound(noise.astype(np.float32), tmp_path / "a.wav")

    ours, theirs = measured(tmp_path / "a.wav"), loudness(tmp_path / "a.wav")

    assert pytest.approx(theirs.integrated, abs=0.1) == ours.integrated
    assert pytest.approx(theirs.range, abs=0.3) == ours.range
    assert pytest.approx(theirs.peak, abs=0.2) == ours.peak


def test_silence_is_silent(tmp_path: Path) -> None:
    """Also where it is too short for a single window."""
    for seconds in (0.01, 2.0):
        write_sound(np.zeros((round(seconds * RATE), 2), np.float32), tmp_path / "s.wav")
        found = measured(tmp_path / "s.wav")
        assert (-70.0, 0.0, -120.0) == pytest.approx((found.integrated, found.range, found.peak))


def test_a_picture_has_no_loudness(tmp_path: Path) -> None:
    """One sentence."""
    with pytest.raises(MediaError, match=r"none\.wav"):
        measured(tmp_path / "none.wav")
