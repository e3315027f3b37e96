"""Look at sound as a row of short spectra: where something begins, how it sounds, what is played.

Onsets are found by spectral flux, the growth of energy in bands as wide as the ear's (Bello et al.,
"A Tutorial on Onset Detection in Music Signals", 2005; Dixon, "Onset Detection Revisited", 2006).
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

__all__ = ["RATE", "Curve", "Hearing", "Table", "hear"]

SAMPLES_A_SECOND = 48_000
RATE = 100
"""Spectra a second."""

Curve = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""One value a spectrum."""
Table = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""One row a spectrum."""

_HOP = SAMPLES_A_SECOND // RATE
_WINDOW = 2048
_BANDS = 40
_LOWEST, _HIGHEST = 30.0, 16_000.0
_DEEP = 160.0
"""Hertz below which a bass drum is heard and a snare is not."""
_LOUD = 1000.0
"""How much energies are raised before their logarithm is taken: quiet onsets count as well."""
_TIDE_SECONDS = 0.4
_AUDIBLE = 0.02
"""Growth of all bands together that varies less than this is the window's own, not the music's."""
_TUNED = (110.0, 3520.0)
"""Hertz between which the notes of a chord are told apart by this window."""
_AT_ONCE = 1024
"""Spectra worked out at a time: memory does not grow with the song."""


class Hearing(Struct, frozen=True):
    """What is heard in each hundredth of a second; all rows begin with the sound."""

    onsets: Curve
    """How much begins, its slow tide taken off; standard deviation 1, or 0 for silence."""
    deep: Curve
    """How much begins below 160 Hz."""
    bands: Table
    """Loudness (logarithm of energy) in 40 bands from deep to high."""
    notes: Table
    """Strength of the twelve notes, C first."""


def hear(mono: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Hearing:
    """What is heard in samples at 48 kHz, one channel."""
    count = max(1, len(mono) // _HOP)
    padded = np.pad(mono, (_WINDOW // 2, _WINDOW))
    window = np.hanning(_WINDOW).astype(np.float32)
    pitches: Curve = np.fft.rfftfreq(_WINDOW, 1 / SAMPLES_A_SECOND).astype(np.float64)
    filters, notes = _filters(pitches), _notes(pitches)
    bands, chords = np.zeros((count, _BANDS)), np.zeros((count, 12))
    for start in range(0, count, _AT_ONCE):
        stop = min(count, start + _AT_ONCE)
        places = (np.arange(start, stop) * _HOP)[:, None] + np.arange(_WINDOW)
        loud = np.abs(np.fft.rfft(padded[places] * window, axis=1)) / (_WINDOW / 4)
        bands[start:stop] = np.log1p(_LOUD * (loud @ filters))
        chords[start:stop] = loud @ notes
    growth = np.maximum(np.diff(bands, axis=0, prepend=0.0), 0)
    growth[0] = np.minimum(growth[0], growth[1:].max(0)) if count > 1 else 0.0
    low = int((_edges()[1:-1] < _DEEP).sum())
    return Hearing(_clear(growth.sum(1)), _clear(growth[:, :low].sum(1)), bands, chords)


def _edges() -> Curve:
    """Where bands as wide as the ear's begin and end, in hertz (the mel scale of O'Shaughnessy)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOWEST, _HIGHEST))
    edges: Curve = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    return edges


def _filters(pitches: Curve) -> Table:
    """(pitches, bands): triangles that overlap; a band narrower than a pitch takes the nearest."""
    edges = _edges()
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    column = pitches[:, None]
    rising, falling = (column - left) / (middle - left), (right - column) / (right - middle)
    filters: Table = np.maximum(0, np.minimum(rising, falling))
    empty = filters.sum(0) == 0
    filters[np.abs(column - middle).argmin(0)[empty], np.flatnonzero(empty)] = 1.0
    return filters


def _notes(pitches: Curve) -> Table:
    """(pitches, 12): to which note each pitch belongs."""
    low, high = _TUNED
    inside = (pitches >= low) & (pitches <= high)
    note = np.zeros(len(pitches), int)
    note[inside] = np.round(12 * np.log2(pitches[inside] / 261.626)).astype(int) % 12
    belongs: Table = ((note[:, None] == np.arange(12)) & inside[:, None]).astype(float)
    return belongs


def _clear(flux: Curve) -> Curve:
    width = 2 * round(_TIDE_SECONDS * RATE) + 1
    tide = np.convolve(np.pad(flux, width // 2, mode="edge"), np.ones(width) / width, "valid")
    clear: Curve = np.maximum(flux - tide[: len(flux)], 0)
    spread = clear.std()
    return clear / spread if spread > _AUDIBLE else np.zeros(len(flux))
