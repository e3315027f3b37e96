"""Hold a sound under a ceiling, and bring it to a loudness: worked out as one curve of gains.

The curve is worked out from the peaks of the whole sound before a sample is touched, so that it
looks ahead as far as it likes, and so that the same curve can be laid over parts of the sound:
what is multiplied by one curve adds up to the same sum.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from msgspec import Struct

from pipeline.facts import Loudness
from pipeline.media.loudness import FAINTEST, STEP, TICK, integrated, loudness_of
from pipeline.media.samples import RATE, Samples

__all__ = ["HELD_MOST", "Curve", "Heard", "after", "brought_to", "held_under"]

HELD_MOST = 12.0
"""Decibels that peaks are held down by at most for the sake of loudness; more is heard as harm."""

_MARGIN = 10 ** (-0.05 / 20)
"""For what lies between the points at which peaks are looked for."""
_FULL = 1 - 2.0**-14
"""The highest sample there is in 24 bits, and room to round several of them."""
_ATTACK = 5
"""Steps on either side of a peak over which the gain bends: ten milliseconds, all in all."""
_RELEASE = 40.0 * STEP / RATE
"""Decibels a step that the gain comes up by after a peak: 6 dB in 150 ms."""
_STEPS_A_TICK = TICK // STEP
_NEAR = 0.02
"""Loudness units that count as reached."""
_TRIES = 12

Values = np.ndarray[tuple[int, ...], np.dtype[Any]]


class Heard(Struct, frozen=True):
    """What a sound shows before anything is done to it."""

    peaks: Samples
    """The highest true peak of every step, full scale is 1."""
    parts: Samples
    """The highest sample of any part of it, of every step: none may pass full scale either."""
    energies: Values
    """As `pipeline.media.loudness.Meter` counts them."""


class Curve(Struct, frozen=True):
    """The gain at every sample of a sound."""

    gain: float
    """A factor: what is not held down is multiplied by it."""
    points: Samples | None = None
    """The gain where each step begins, and where the last ends; straight between. None: it is the
    same everywhere."""

    def at(self, begin: int, count: int) -> Samples | float:
        """The gains of ``count`` samples; one number where it is the same for all of them.

        ``begin`` is the first sample of a step.
        """
        if self.points is None:
            return self.gain
        first, last = begin // STEP, -(-(begin + count) // STEP)
        points = self.points[first : last + 1]
        if (points == self.gain).all():
            return self.gain
        rising = np.arange(STEP, dtype=np.float32) / STEP
        gains = points[:-1, None] + (points[1:] - points[:-1])[:, None] * rising
        return np.asarray(gains, np.float32).ravel()[:count]

    @property
    def held(self) -> float:
        """Decibels that it is held down by where it is most."""
        if self.points is None:
            return 0.0
        return -20 * math.log10(float(self.points.min()) / self.gain)


def held_under(heard: Heard, ceiling: float, gain: float = 0.0) -> Curve:
    r"""The curve that multiplies by ``gain`` and keeps every true peak under ``ceiling``.

    gain   --------.            ,-----------
                    \        ,-´                the way down is soft, and over when the peak comes
                     `-peak-´                   the way up is straight in decibels

    Args:
        heard: what the sound shows.
        ceiling: decibels under full scale, as in -1.
        gain: decibels.
    """
    factor = 10 ** (gain / 20)
    most = min(10 ** (ceiling / 20) * _MARGIN, _FULL) / factor
    allowed = np.minimum(
        most / np.maximum(heard.peaks, most), (_FULL / factor) / np.maximum(heard.parts, 1e-9)
    )
    np.minimum(allowed, 1.0, out=allowed)
    if not len(allowed) or allowed.min() >= 1:
        return Curve(factor)
    points = np.full(len(allowed) + 1, factor, np.float32)
    for begin, end in _held_stretches(allowed):
        # a point belongs to the step before it and to the one behind it
        steps = np.pad(allowed[begin:end].astype(np.float64), 1, constant_values=1.0)
        down = _soft(_released(20 * np.log10(np.minimum(steps[:-1], steps[1:]))))
        points[begin : end + 1] = 10 ** (down / 20) * factor
    return Curve(factor, points)


def _held_stretches(allowed: Samples) -> list[tuple[int, int]]:
    """Where steps are held down, with all that bends before and behind them; nothing lies between.

    So that neither time nor memory grows with a film of which only the loudest hits are held.
    """
    held = np.flatnonzero(allowed < 1)
    lead = 2 * _ATTACK + 2
    deepest = -20 * math.log10(float(allowed[held].min()))
    reach = math.ceil(deepest / _RELEASE) + lead
    breaks = np.flatnonzero(np.diff(held) > reach + lead)
    first, last = held[np.append(0, breaks + 1)], held[np.append(breaks, len(held) - 1)]
    return [
        (max(0, int(begin) - lead), min(len(allowed), int(end) + reach))
        for begin, end in zip(first, last, strict=True)
    ]


def _released(levels: Values) -> Values:
    """The levels in decibels, none more than ``_RELEASE`` over the one before it."""
    slope = np.arange(len(levels)) * _RELEASE
    released: Values = np.minimum(np.minimum.accumulate(levels - slope) + slope, 0.0)
    return released


def _soft(levels: Values) -> Values:
    """Never over the levels, and without a corner: the least of a window, then a soft average."""
    width = 2 * _ATTACK + 1
    least, reach = np.pad(levels, 2 * _ATTACK, mode="edge"), 1
    while reach < width:  # the least of twice as many, until it is the least of the whole window
        step = min(reach, width - reach)
        least, reach = np.minimum(least[:-step], least[step:]), reach + step
    weights = np.hanning(width + 2)[1:-1]
    smooth: Values = np.convolve(least, weights / weights.sum(), "valid")
    smooth[smooth > -1e-4] = 0.0
    return smooth


def brought_to(heard: Heard, loudness: float, ceiling: float) -> Curve:
    """The curve that brings a sound to a loudness (LUFS) under a ceiling (dBTP), or near to it.

    Peaks are held down by ``HELD_MOST`` at most; a sound of higher peaks stays quieter. Silence
    stays as it is.
    """
    before = integrated(heard.energies)
    if before <= FAINTEST:
        return held_under(heard, ceiling)
    peak = 20 * math.log10(max(float(heard.peaks.max()), 1e-9))
    most = ceiling - peak + HELD_MOST
    gain = min(loudness - before, most)
    for _ in range(_TRIES):
        curve = held_under(heard, ceiling, gain)
        missing = loudness - integrated(_after(heard, curve))
        wanted = min(gain + missing, most)
        if abs(missing) < _NEAR or abs(wanted - gain) < _NEAR / 4:
            break
        gain = wanted
    return curve


def after(heard: Heard, curve: Curve) -> Loudness:
    """How loud it is behind the curve: told from what was heard before.

    The gain bends so slowly that the energies follow it (within 0.05 LU of the samples measured
    anew); the peak is that of each step at the highest gain in it, so it is never told too low.
    """
    peaks = heard.peaks * np.float32(curve.gain)
    if curve.points is not None:
        peaks = heard.peaks * np.maximum(curve.points[:-1], curve.points[1:])
    return loudness_of(_after(heard, curve), peaks)


def _after(heard: Heard, curve: Curve) -> Values:
    """The energies behind the curve, as near as a gain that bends slowly lets them be told."""
    if curve.points is None:
        return heard.energies * curve.gain**2
    count = len(heard.energies)
    squares = curve.points[: count * _STEPS_A_TICK] ** 2
    energies: Values = heard.energies * squares.reshape(count, _STEPS_A_TICK).mean(1)
    return energies
