"""The limiter holds a ceiling, bends softly, and brings a sound to its loudness."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.media.limiter import HELD_MOST, Curve, Heard, brought_to, held_under
from pipeline.media.loudness import Meter
from pipeline.media.samples import RATE, write_sound
from tests.media.ebur import loudness


def noise(seconds: float, level: float = 0.05) -> np.ndarray:
    """Noise in stereo."""
    count = round(seconds * RATE)
    return np.random.default_rng(11).normal(0, level, (count, 2)).astype(np.float32)


def heard(sound: np.ndarray) -> Heard:
    """What a sound of one part shows."""
    meter = Meter()
    meter.hear(sound)
    return Heard(meter.peaks, np.zeros_like(meter.peaks), meter.energies)


def laid(curve: Curve, sound: np.ndarray) -> np.ndarray:
    """The sound behind the curve."""
    gains = curve.at(0, len(sound))
    return (sound * (gains if isinstance(gains, float) else gains[:, None])).astype(np.float32)


@pytest.mark.parametrize("ceiling", [-1.0, -6.0])
def test_no_true_peak_passes_the_ceiling(ceiling: float, tmp_path: Path) -> None:
    """Seen with ffmpeg's own meter: noise, bursts and a high tone between the samples."""
    sound = noise(4, 0.3)
    sound[RATE : RATE + 40] = 1.4
    sound[2 * RATE :, 0] += np.sin(np.arange(2 * RATE) * 2 * np.pi * 11025 / RATE + 0.7)
    write_sound(laid(held_under(heard(sound), ceiling), sound), tmp_path / "a.wav")

    assert loudness(tmp_path / "a.wav").peak <= ceiling


def test_what_lies_under_the_ceiling_is_not_touched() -> None:
    """A quiet sound has one gain, exactly one; beside a loud hit the rest is as it was."""
    assert Curve(1.0) == held_under(heard(noise(1)), -1.0)
    sound = noise(3)
    sound[RATE : RATE + 48] = 1.5

    gains = held_under(heard(sound), -1.0).at(0, len(sound))

    assert (gains[: RATE - RATE // 50] == 1).all()
    assert (gains[2 * RATE :] == 1).all()
    assert gains[RATE : RATE + 48].max() < 0.6


def test_the_gain_bends_without_a_step() -> None:
    """A burst after silence: down within ten milliseconds before it, up again slowly."""
    sound = np.zeros((RATE, 2), np.float32)
    sound[RATE // 2 : RATE // 2 + 48] = 1.8

    gains = np.asarray(held_under(heard(sound), -1.0).at(0, len(sound)))

    assert np.abs(np.diff(gains)).max() < 0.004
    down = int(np.argmax(gains < 0.999))
    assert RATE // 2 - RATE // 50 < down < RATE // 2
    assert (np.diff(gains[RATE // 2 + RATE // 50 :]) >= 0).all()


def test_no_part_passes_full_scale() -> None:
    """Two stems that cancel each other: the sum is quiet, and each of them is held down."""
    quiet = heard(noise(1))
    parts = np.zeros_like(quiet.peaks)
    parts[300] = 1.25
    curve = held_under(Heard(quiet.peaks, parts, quiet.energies), -1.0)

    gains = np.asarray(curve.at(0, RATE))

    assert 1.25 * gains[300 * 48 : 301 * 48].max() < 1


@pytest.mark.parametrize("target", [-30.0, -23.0, -12.0])
def test_a_sound_is_brought_to_its_loudness(target: float, tmp_path: Path) -> None:
    """Quieter, louder, and so loud that its peaks must be held down on the way."""
    sound = noise(8) * (0.3 + np.abs(np.sin(np.arange(8 * RATE) / RATE)))[:, None]
    curve = brought_to(heard(sound.astype(np.float32)), target, -6.0)
    write_sound(laid(curve, sound), tmp_path / "a.wav")

    found = loudness(tmp_path / "a.wav")

    assert pytest.approx(target, abs=0.11) == found.integrated
    assert found.peak <= -6.0
    assert (curve.held > 0) == (target == -12.0)


def test_peaks_are_not_crushed_for_the_sake_of_loudness(tmp_path: Path) -> None:
    """A sound of hard hits stays quieter than it was asked for."""
    sound = noise(6, 0.01)
    sound[RATE // 2 :: RATE // 2] = 0.9
    curve = brought_to(heard(sound), -5.0, -1.0)

    assert pytest.approx(HELD_MOST, abs=0.2) == curve.held
    write_sound(laid(curve, sound), tmp_path / "a.wav")
    assert loudness(tmp_path / "a.wav").peak <= -1.0


def test_silence_is_left_alone() -> None:
    """No gain is found for what nobody hears."""
    assert Curve(1.0) == brought_to(heard(np.zeros((RATE, 2), np.float32)), -23.0, -1.0)


def test_any_stretch_has_the_gains_of_the_whole() -> None:
    """Blocks are multiplied by the same curve."""
    sound = noise(1, 0.6)
    curve = held_under(heard(sound), -3.0)

    whole = np.asarray(curve.at(0, RATE))

    for begin, count in ((0, 480), (480, 9600), (RATE - 960, 960), (0, 777)):
        assert (whole[begin : begin + count] == curve.at(begin, count)).all()


def test_hits_far_apart_are_held_as_if_each_were_alone() -> None:
    """A film is worked out in stretches: the same gains as in one piece, and quiet between them."""
    hit, gap = np.zeros((RATE, 2), np.float32), np.zeros((3 * RATE, 2), np.float32)
    hit[RATE // 4 : RATE // 4 + 60] = 1.6
    hit[RATE // 2 : RATE // 2 + 60] = 1.2
    alone = np.asarray(held_under(heard(np.concatenate((hit, gap))), -1.0).at(0, 4 * RATE))

    curve = held_under(heard(np.concatenate((hit, gap, hit, gap, hit, gap))), -1.0)

    for turn in range(3):
        assert (alone == curve.at(turn * 4 * RATE, 4 * RATE)).all()
    assert 1.0 == curve.at(2 * RATE, RATE)
