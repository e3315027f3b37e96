"""Sound: what is written comes back; tempo and loudness of known material."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from pipeline.media.samples import RATE, read_sound, tempo, write_sound


def clicks(bpm, first=0.21, seconds=20):
    """A drum on every beat over a soft hum, stereo."""
    n = seconds * RATE
    sound = 0.05 * np.sin(np.arange(n) * 0.03)
    hit = np.exp(-np.arange(4800) / 900) * np.sin(np.arange(4800) * 0.05)
    for beat in np.arange(first, seconds - 0.2, 60 / bpm):
        start = int(beat * RATE)
        sound[start : start + 4800] += hit
    return np.stack([sound, sound], 1).astype(np.float32) * 0.5


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_sound_comes_back_as_it_was_written(tmp_path, ending):
    """24 bits, stereo, 48 kHz."""
    sound = clicks(100, seconds=2)

    write_sound(sound, tmp_path / f"a.{ending}")

    again = read_sound(tmp_path / f"a.{ending}")
    assert sound.shape == again.shape
    assert np.abs(sound - again).max() < 2e-7


def test_a_part_of_a_sound_is_read(tmp_path):
    """From a place, for a length."""
    write_sound(clicks(100, seconds=2), tmp_path / "a.wav")

    part = read_sound(tmp_path / "a.wav", start=Fraction(1, 2), seconds=1.0)

    assert (RATE, 2) == part.shape


@pytest.mark.parametrize("bpm", [72, 92, 100.5, 128, 140])
def test_the_tempo_is_found(bpm):
    """To a tenth of a beat a minute, the first beat to a few hundredths of a second."""
    found = tempo(clicks(bpm))

    assert found is not None
    assert abs(float(found.bpm) - bpm) <= 0.1
    assert abs(float(found.first_beat) - 0.21) % (60 / bpm) < 0.03


def test_noise_has_no_tempo():
    """No beat is invented."""
    noise = np.random.default_rng(1).normal(0, 0.1, (10 * RATE, 2)).astype(np.float32)

    assert tempo(noise) is None
    assert tempo(noise[: 2 * RATE]) is None
    assert tempo(np.zeros((10 * RATE, 2), np.float32)) is None
