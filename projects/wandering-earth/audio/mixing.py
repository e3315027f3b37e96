"""A mixing desk in memory: places on a time line, a room, a limiter, and flac files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from synth import RATE, Sound, clock


class Bus:
    """A stereo track of fixed length that notes are laid on."""

    def __init__(self, seconds: float) -> None:
        self.sound = np.zeros((2, round(seconds * RATE)))

    def add(self, sound: Sound, at: float, gain: float = 1.0) -> None:
        """Lay ``sound`` down from ``at`` seconds; what runs over the end is cut."""
        start = round(at * RATE)
        skip = max(0, -start)
        room = self.sound.shape[1] - start
        part = sound[:, skip : max(skip, room)]
        start = max(start, 0)
        self.sound[:, start : start + part.shape[1]] += part * gain


def decibels(value: float) -> float:
    """The factor behind a level in decibels."""
    return float(10 ** (value / 20))


def band(sound: Sound, low: float, high: float) -> Sound:
    """Keep what lies between two frequencies, with gentle edges (12 dB an octave)."""
    size = 1 << (sound.shape[1] - 1).bit_length()
    bands = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1e-3)
    mask = 1 / np.sqrt(1 + (low / bands) ** 4) / np.sqrt(1 + (bands / high) ** 4)
    return np.fft.irfft(np.fft.rfft(sound, size) * mask, size)[:, : sound.shape[1]]


def room(sound: Sound, seconds: float, seed: int) -> Sound:
    """The answer of a hall: convolution with noise that dies, its treble first.

    ``seconds`` is the time to fall by 60 dB at low frequencies; the treble takes a third of it.
    Between 200 and 1,500 Hz the answer is as strong as the call.
    """
    rng = np.random.default_rng(seed)
    t = clock(seconds * 1.1)
    tail = np.zeros((2, t.size))
    for low, high, part in ((60, 500, 1.0), (500, 2200, 0.72), (2200, 8000, 0.36)):
        fall = np.exp(-6.9 * t / (seconds * part))
        tail += band(rng.standard_normal((2, t.size)), low, high) * fall
    tail *= np.clip(t / 0.012, 0, 1)
    tail = np.concatenate([np.zeros((2, round(0.022 * RATE))), tail], axis=1)
    answer = np.abs(np.fft.rfft(tail)) ** 2
    bands = np.fft.rfftfreq(tail.shape[1], 1 / RATE)
    tail /= np.sqrt(answer[:, (bands > 200) & (bands < 1500)].mean())
    count = sound.shape[1]
    size = 1 << (count + tail.shape[1] - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[:, :count]


def limited(sound: Sound, ceiling: float) -> Sound:
    """Hold peaks under ``ceiling``, looking 5 ms ahead and letting go over 200 ms."""
    block = round(0.005 * RATE)
    count = sound.shape[1]
    padded = np.pad(np.abs(sound).max(axis=0), (0, -count % block))
    peaks = padded.reshape(-1, block).max(axis=1)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    wanted = np.minimum.reduce([wanted, np.append(wanted[1:], 1.0), np.append(1.0, wanted[:-1])])
    held, gain = 1.0, np.empty_like(wanted)
    back = 1 - np.exp(-0.005 / 0.2)
    for index, value in enumerate(wanted):
        held = min(value, held + (1.0 - held) * back)
        gain[index] = held
    curve = np.interp(np.arange(count), (np.arange(gain.size) + 0.5) * block, gain)
    return np.clip(sound * curve, -ceiling, ceiling)


def write(path: Path, sound: Sound) -> None:
    """Write 16-bit stereo flac at 48 kHz, with triangular dither of a fixed seed."""
    rng = np.random.default_rng(16)
    noise = rng.random(sound.shape) - rng.random(sound.shape)
    silent = np.abs(sound) < 1e-7
    steps = np.round(sound * 32767 + np.where(silent, 0, noise)).clip(-32768, 32767)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "s16le", "-ar",
               str(RATE), "-ac", "2", "-i", "-", "-c:a", "flac", "-compression_level", "12",
               "-fflags", "+bitexact", "-flags", "+bitexact", str(path)]  # fmt: skip
    subprocess.run(command, input=steps.T.astype("<i2").tobytes(), check=True)
