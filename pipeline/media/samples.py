"""Sound as samples: read anything, write WAV and FLAC, find the tempo."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
from msgspec import Struct

from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run, source

__all__ = [
    "RATE",
    "Samples",
    "Tempo",
    "read_sound",
    "tempo",
    "write_sound",
]

RATE = 48_000
"""Samples a second of everything in this program."""

Samples = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
"""(n, 2): left and right at ``RATE``, full scale is 1."""

_HOP = 512
_WINDOW = 2048
_SLOWEST, _FASTEST = 60.0, 180.0
_USUAL_BPM = 115.0
_ATTACK = 0.7
"""Part of the window that an attack has entered when the flux is largest (measured on clicks)."""
_STEADY = 1.7
"""What a comb of beats must catch of the onsets; laid anywhere it catches 1."""
_REPEATS = 0.12
"""How much of the rhythm must come again after one beat; noise stays under 0.1."""


class Tempo(Struct, frozen=True):
    """The beat of a piece of music."""

    bpm: Fraction
    """Beats a minute, to a tenth."""
    first_beat: Fraction
    """Seconds from the start of the file, to a hundredth."""
    confidence: float
    """0 to 1: how much of the rhythm the beat explains."""


def read_sound(
    path: Path, *, start: Fraction = Fraction(0), seconds: float | None = None
) -> Samples:
    """The sound of any file as float samples, stereo at 48 kHz.

    Raises:
        MediaError: no sound in it, or it cannot be decoded.
    """
    cut = () if seconds is None else ("-t", f"{seconds:.6f}")
    seek = ("-ss", f"{float(start):.6f}") if start else ()
    data = run(
        (
            *("-v", "error", *seek, *source(path), *cut, "-map", "0:a:0", "-ac", "2"),
            *("-ar", str(RATE), "-f", "f32le", "-c:a", "pcm_f32le", "pipe:1"),
        ),
        doing=f"reading the sound of {path}",
    ).output
    return np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2).astype(np.float32)


def write_sound(samples: Samples, path: Path) -> None:
    """Write (n, 2) samples as 24 bits: ``.flac`` or ``.wav`` by the path's ending.

    Raises:
        MediaError: another ending, another shape.
        DiskFull: no room.
    """
    codecs = {".flac": ("flac", "-sample_fmt", "s32"), ".wav": ("pcm_s24le",)}
    if path.suffix.lower() not in codecs:
        raise MediaError(f"{path} should end in .flac or .wav")
    if samples.ndim != 2 or samples.shape[1] != 2:
        raise MediaError(f"{path}: sound has the shape {samples.shape}, expected (n, 2)")
    run(
        (
            *("-v", "error", "-y", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "pipe:0"),
            *("-c:a", *codecs[path.suffix.lower()], "-map_metadata", "-1", "-fflags", "+bitexact"),
            *("-flags:a", "+bitexact", str(path)),
        ),
        doing=f"writing {path}",
        data=np.ascontiguousarray(samples, "<f4").tobytes(),
    )


def tempo(samples: Samples) -> Tempo | None:
    """The beat of (n, 2) samples, or None where there is no steady one (or under 4 s of sound).

    Onsets by spectral flux (Bello et al. 2005), tempo by their autocorrelation weighted toward the
    usual walking pace (Ellis 2007), refined to the comb of beats that catches most onset strength.
    """
    if len(samples) < 4 * RATE:
        return None
    onsets = _onsets(samples.mean(1))
    if not onsets.any():
        return None
    frames_a_second = RATE / _HOP
    lag = _best_lag(onsets, frames_a_second)
    if lag is None:
        return None
    period, offset, caught = _comb(onsets, lag)
    bpm = 60 * frames_a_second / period
    offset_seconds = offset / frames_a_second + _ATTACK * _WINDOW / RATE
    if caught < _STEADY:
        return None
    return Tempo(
        bpm=Fraction(round(bpm * 10), 10),
        first_beat=Fraction(round(offset_seconds * 100), 100),
        confidence=min(1.0, (caught - 1) / 4),
    )


def _onsets(
    mono: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """How much new sound there is in each hop, its slow tide taken off; standard deviation 1."""
    count = (len(mono) - _WINDOW) // _HOP + 1
    window = np.hanning(_WINDOW).astype(np.float32)
    flux = np.zeros(count)
    before = np.zeros(_WINDOW // 2 + 1, np.float32)
    for start in range(0, count, 512):
        stop = min(count, start + 512)
        places = (np.arange(start, stop) * _HOP)[:, None] + np.arange(_WINDOW)
        spectra = np.log1p(100 * np.abs(np.fft.rfft(mono[places] * window, axis=1)))
        rows = np.vstack([before[None], spectra])
        flux[start:stop] = np.maximum(np.diff(rows, axis=0), 0).sum(1)
        before = spectra[-1].astype(np.float32)
    flux[0] = 0.0
    width = 2 * round(0.4 * RATE / _HOP) + 1
    tide = np.convolve(np.pad(flux, width // 2, mode="edge"), np.ones(width) / width, "valid")
    clear = np.maximum(flux - tide, 0)
    spread = clear.std()
    return clear / spread if spread > 1e-9 else np.zeros(count)


def _best_lag(
    onsets: np.ndarray[tuple[int, ...], np.dtype[np.float64]], rate: float
) -> float | None:
    size = 1 << math.ceil(math.log2(2 * len(onsets)))
    spectrum = np.fft.rfft(onsets - onsets.mean(), size)
    alike = np.fft.irfft(np.abs(spectrum) ** 2, size)[: len(onsets)]
    low, high = int(rate * 60 / _FASTEST), min(int(rate * 60 / _SLOWEST) + 1, len(alike) - 1)
    if high <= low or alike[0] <= 0:
        return None
    lags = np.arange(low, high + 1)
    bpms = 60 * rate / lags
    preference = np.exp(-0.5 * (np.log2(bpms / _USUAL_BPM) / 0.9) ** 2)
    best = int(lags[int(np.argmax(alike[lags] * preference))])
    return float(best) if alike[best] >= _REPEATS * alike[0] else None


def _comb(
    onsets: np.ndarray[tuple[int, ...], np.dtype[np.float64]], lag: float
) -> tuple[float, float, float]:
    """Period and offset (in hops) of the comb near ``lag`` that catches most, and how much."""
    soft = np.convolve(onsets, [0.25, 0.5, 1.0, 0.5, 0.25], "same") / 2.5
    average = float(soft.mean()) or 1.0
    best = (lag, 0.0, 0.0)
    for period in np.linspace(lag - 1.2, lag + 1.2, 97):
        beats = np.arange(0, len(soft) - period - 1, period)
        for offset in np.arange(0, period, 1.0):
            caught = float(soft[np.round(beats + offset).astype(int)].mean()) / average
            if caught > best[2]:
                best = (float(period), float(offset), caught)
    return best
