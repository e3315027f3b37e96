"""How loud a sound is, heard block by block: ITU-R BS.1770 and EBU R 128, at 48 kHz, in stereo."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline.errors import MediaError
from pipeline.facts import Loudness
from pipeline.media.ffmpeg import Child, source
from pipeline.media.samples import RATE, Samples

__all__ = [
    "FAINTEST",
    "HEARING",
    "STEP",
    "TICK",
    "Meter",
    "integrated",
    "loudness_of",
    "measured",
    "true_peaks",
]

STEP = RATE // 1000
"""Samples of one peak: a millisecond."""
TICK = RATE // 100
"""Samples of one energy: ten milliseconds."""
HEARING = 125 * TICK
"""Samples that are best heard at a time: a block that stays in the memory next to the processor."""
FAINTEST = -70.0
"""LUFS below which a block counts as silence (BS.1770-5, annex 1)."""

_SILENCE = 1e-6
_OFFSET = -0.691
_SPAN = 65536
"""Samples weighted at a time, those before included."""
_HISTORY = _SPAN - HEARING
"""Samples in which the K weighting forgets what was before: its slowest pole is at 0.995, and what
is left of it is under 1e-11."""
_TICKS_A_HOP = 10
_GATING_HOPS, _SHORT_HOPS = 4, 30
"""Windows of 400 ms and of 3 s, in hops of 100 ms."""
_RANGE_GATE, _LOUDNESS_GATE = -20.0, -10.0
_TAPS = 12
"""Samples on either side that a value between two samples is worked out from."""
Values = np.ndarray[tuple[int, ...], np.dtype[Any]]


class Meter:
    """Hears a sound from beginning to end and says how loud it was."""

    def __init__(self) -> None:
        self._energies: list[Values] = []
        self._peaks: list[Values] = []
        self._before = np.zeros((_HISTORY, 2), np.float32)
        self._has_begun = False
        self._rest = 0
        """Samples of a step that has only begun."""

    def hear(self, block: Samples) -> None:
        """Hear (n, 2) samples; every block but the last is a whole number of ``TICK``."""
        for begin in range(0, len(block), HEARING):
            self._hear(block[begin : begin + HEARING])

    def _hear(self, block: Samples) -> None:
        row = np.concatenate((self._before, block))
        self._rest = len(block) % STEP
        if row.any():
            self._energies.append(_energies(row))
            late = np.zeros((-len(block) % STEP, 2), np.float32)
            peaks = true_peaks(np.concatenate((row[_HISTORY - 2 * STEP :], late)))
        else:
            self._energies.append(np.zeros(len(block) // TICK))
            peaks = np.zeros(-(-len(block) // STEP), np.float32)
        # the last step of a block waits for the samples behind it
        self._peaks.append(peaks if self._has_begun else peaks[1:])
        self._has_begun = True
        self._before = row[len(block) :]

    @property
    def energies(self) -> Values:
        """The K-weighted energy of every whole tick: squares of both channels, added up."""
        return np.concatenate([np.zeros(0), *self._energies])

    @property
    def peaks(self) -> Samples:
        """The true peak of every step, a step that the end cuts short included."""
        if not self._has_begun:
            return np.zeros(0, np.float32)
        begun = STEP + (self._rest or STEP)
        last = np.zeros((3 * STEP, 2), np.float32)
        last[:begun] = self._before[-begun:]
        return np.concatenate([*self._peaks, true_peaks(last)])

    def loudness(self) -> Loudness:
        """What was heard so far, measured."""
        return loudness_of(self.energies, self.peaks)


def loudness_of(energies: Values, peaks: Samples) -> Loudness:
    """What the energies and peaks of a whole sound, as a ``Meter`` counts them, say of it."""
    peak = max(float(peaks.max(initial=0)), _SILENCE)
    return Loudness(
        integrated(energies),
        _range(energies),
        20 * math.log10(peak),
    )


def measured(path: Path) -> Loudness:
    """Measure a file's first sound.

    Raises:
        MediaError: no sound in it, or it cannot be read.
    """
    meter = Meter()
    arguments = (
        *("-v", "error", *source(path), "-map", "0:a:0", "-ac", "2", "-ar", str(RATE)),
        *("-f", "f32le", "-c:a", "pcm_f32le", "pipe:1"),
    )
    heard = 0
    with Child(arguments, doing=f"measuring {path.name}", reads=True) as child:
        while data := child.read(HEARING * 8):
            heard += len(data)
            meter.hear(np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2))
        child.finish()
    if not heard:
        raise MediaError(f"{path} has no sound to measure")
    return meter.loudness()


def integrated(energies: Values) -> float:
    """The gated loudness of a whole programme in LUFS, ``FAINTEST`` for silence.

    Windows of 400 ms every 100 ms; those under -70 LUFS do not count, and of the others those more
    than 10 LU under their own average (BS.1770-5, annex 1, section 5).
    """
    power = _windows(energies, _GATING_HOPS)
    heard = power[power > _power_of(FAINTEST)]
    if not len(heard):
        return FAINTEST
    heard = heard[heard > _power_of(_level_of(float(heard.mean())) + _LOUDNESS_GATE)]
    return _level_of(float(heard.mean()))


def _range(energies: Values) -> float:
    """The loudness range in LU: the 10th to the 95th percentile of windows of 3 s.

    Those under -70 LUFS or more than 20 LU under the average are left out (EBU Tech 3342).
    """
    power = _windows(energies, _SHORT_HOPS)
    heard = power[power > _power_of(FAINTEST)]
    if not len(heard):
        return 0.0
    heard = heard[heard >= _power_of(_level_of(float(heard.mean())) + _RANGE_GATE)]
    low, high = np.percentile(10 * np.log10(heard), (10, 95))
    return float(high - low)


def _windows(energies: Values, hops: int) -> Values:
    """Mean square of every whole window, one each hop, both channels together."""
    count = len(energies) // _TICKS_A_HOP
    if count < hops:
        return np.zeros(0)
    sums = energies[: count * _TICKS_A_HOP].reshape(count, _TICKS_A_HOP).sum(1)
    total = np.concatenate(([0.0], np.cumsum(sums)))
    power: Values = (total[hops:] - total[:-hops]) / (hops * _TICKS_A_HOP * TICK)
    return power


def _level_of(power: float) -> float:
    return _OFFSET + 10 * math.log10(power)


def _power_of(loudness: float) -> float:
    return float(10 ** ((loudness - _OFFSET) / 10))


def _energies(row: Samples) -> Values:
    """Of every whole tick behind the history that the row begins with."""
    spectrum = np.fft.rfft(np.ascontiguousarray(row.T), _SPAN, axis=1)
    weighted = np.fft.irfft(spectrum * _k_weighting(), _SPAN, axis=1)
    count = (len(row) - _HISTORY) // TICK
    ticks = weighted[:, _HISTORY : _HISTORY + count * TICK].reshape(2, count, TICK)
    energies: Values = np.einsum("cts,cts->t", ticks, ticks, dtype=np.float64)
    return energies


@lru_cache(maxsize=1)
def _k_weighting() -> Values:
    """The two filters of BS.1770-5 (annex 1, tables 1 and 2, for 48 kHz) over the spectrum."""
    turn = np.exp(-2j * np.pi * np.arange(_SPAN // 2 + 1) / _SPAN)
    shelf = np.polyval((1.19839281085285, -2.69169619940638, 1.53512485958697), turn)
    shelf /= np.polyval((0.73248077421585, -1.69065929318241, 1.0), turn)
    high_pass = np.polyval((1.0, -2.0, 1.0), turn)
    high_pass /= np.polyval((0.99007225036621, -1.99004745483398, 1.0), turn)
    weighting: Values = (shelf * high_pass).astype(np.complex64)
    return weighting


def true_peaks(samples: Samples) -> Samples:
    """The highest true peak of either channel in each step but the first and the last.

    Looked for at four times the rate (BS.1770-5, annex 2), between two samples by a windowed sinc
    of 24 taps. ``samples``, (n, 2), are whole steps.
    """
    row = np.ascontiguousarray(samples, np.float32).reshape(1, -1)
    highest = np.abs(row)
    for kernel in _between():
        # left and right lie side by side: a tap stands on every second value
        between = cv2.filter2D(row, -1, kernel, anchor=(2 * (_TAPS - 1), 0))
        np.maximum(highest, np.abs(between, out=between), out=highest)
    peaks: Samples = highest.reshape(-1, 2 * STEP)[1:-1].max(1)
    return peaks


@lru_cache(maxsize=1)
def _between() -> list[Samples]:
    """Three kernels, a quarter, a half and three quarters of the way to the next sample."""
    kernels: list[Samples] = []
    taps = np.arange(1 - _TAPS, _TAPS + 1)
    for quarter in (0.25, 0.5, 0.75):
        weights = np.sinc(taps - quarter) * np.i0(6 * np.sqrt(1 - ((taps - quarter) / _TAPS) ** 2))
        kernel = np.zeros((1, 4 * _TAPS - 1), np.float32)
        kernel[0, ::2] = weights / weights.sum()
        kernels.append(kernel)
    return kernels
