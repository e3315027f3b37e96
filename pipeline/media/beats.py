"""Hear the beats and bars of a piece of music, also where the tempo changes.

Tempo by the autocorrelation of the onsets around each moment, a steady path through it by dynamic
programming, then the beats that fall on onsets and keep that tempo best, by dynamic programming
again (Ellis, "Beat Tracking by Dynamic Programming", 2007). A bar begins where, every third or
fourth beat, the bass is struck and the harmony changes.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.media.onsets import RATE, Curve, Hearing, Table

__all__ = ["Rhythm", "rhythm_of"]

_SLOWEST, _FASTEST = 40.0, 240.0
_USUAL_BPM = 115.0
_OCTAVES = 0.9
"""How far from the usual tempo people still tap along: a standard deviation, in octaves."""
_OCTAVES_SAID = 0.25
"""... and how far from a tempo that was said."""
_AROUND_SECONDS = 8.0
_STEP = RATE // 2
"""Spectra from one look at the tempo to the next."""
_TEMPI = 240
_SWAY = 60.0
"""How dear it is to change the tempo between two looks, by its logarithm squared."""
_TIGHT = 100.0
"""How dear a beat off the tempo is (Ellis 2007)."""
_REPEATS = 0.25
"""How much of the rhythm must come again after a beat; noise stays under 0.22 (measured)."""
_REPEATS_SAID = 0.05
_RARE = 0.25
"""How much clearer bars of three must be than bars of four, which are commoner."""
_LATER = 0.05
"""How much clearer a bar must be that begins a beat later: where nothing tells, the first beat."""
_HARMONY = 8.0
"""How much a change of all notes weighs beside the strokes of the bass."""
_SAME = 0.05
"""Bars whose notes differ by less have the same harmony."""
_LATE = 0.008
"""Seconds from the largest growth of a window around an attack to the attack itself (measured)."""
_LEAST_SECONDS = 4.0
_QUIET = 0.1
"""A passage with less than this part of the usual onsets has no tempo of its own."""
_WEAK = 0.3
"""A first or last beat with less than this part of the usual strength is none."""


Places = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
"""Numbers of spectra."""


class Rhythm(Struct, frozen=True):
    """The beats of a piece of music, in seconds from the start of the file."""

    beats: tuple[float, ...]
    bars: tuple[int, ...]
    """Which of the beats begin a bar, counted from 0."""
    beats_a_bar: int
    repeats: float
    """0 to 1: how much of the rhythm comes again after a beat."""

    @property
    def bpm(self) -> float:
        """Beats a minute of the usual beat."""
        return 60.0 / float(np.median(np.diff(self.beats)))


def rhythm_of(heard: Hearing, bpm: float | None = None) -> Rhythm | None:
    """The beats of what is heard; None where there are none, or under 4 s of sound.

    Args:
        heard: the sound.
        bpm: about how fast it is, where somebody knows: the beat of half or double the tempo is
            then not meant, and a rhythm that hardly repeats is believed.
    """
    onsets = heard.onsets
    if len(onsets) < _LEAST_SECONDS * RATE or not onsets.any():
        return None
    periods, repeats = _tempo_path(onsets, bpm)
    if repeats < (_REPEATS if bpm is None else _REPEATS_SAID):
        return None
    found = _strong(_beats(onsets, periods), onsets)
    if len(found) < 4:
        return None
    bars, count = _bars(heard, found)
    exact = _between(onsets, found) / RATE + _LATE
    return Rhythm(tuple(np.maximum(exact, 0).tolist()), bars, count, repeats)


def _tempo_path(onsets: Curve, bpm: float | None) -> tuple[Curve, float]:
    """Spectra from beat to beat for each spectrum, and how much of the rhythm repeats so."""
    lags = RATE * 60 / np.geomspace(_FASTEST, _SLOWEST, _TEMPI)
    alike = _alike(onsets, lags)
    usual, octaves = (_USUAL_BPM, _OCTAVES) if bpm is None else (bpm, _OCTAVES_SAID)
    liking = np.exp(-0.5 * (np.log2(60 * RATE / lags / usual) / octaves) ** 2)
    path = _steady(np.maximum(alike, 0) * liking, np.log(lags))
    looks = np.arange(len(path)) * _STEP
    periods: Curve = np.interp(np.arange(len(onsets)), looks, lags[path])
    return periods, float(alike[np.arange(len(path)), path].mean())


def _alike(onsets: Curve, lags: Curve) -> Table:
    """(looks, lags): how alike the onsets around each look are to those a lag later, up to 1."""
    width = min(len(onsets), round(_AROUND_SECONDS * RATE))
    soft = np.convolve(onsets, np.hanning(9) / np.hanning(9).sum(), "same")
    soft = soft - soft.mean()
    size = 1 << math.ceil(math.log2(2 * width))
    window = np.hanning(width)
    padded = np.pad(soft, (width // 2, width))
    looks = np.arange(0, len(onsets), _STEP)
    parts = padded[looks[:, None] + np.arange(width)] * window
    spectra = np.fft.rfft(parts, size, axis=1)
    same = np.fft.irfft(np.abs(spectra) ** 2, size, axis=1)[:, :width]
    taper = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2, size)[:width]
    same = same / np.maximum(taper / taper[0], 0.05)
    energy = np.maximum(same[:, :1], _QUIET * same[:, 0].mean() + 1e-9)
    places = np.arange(width)
    return np.stack([np.interp(lags, places, row) for row in same / energy])


def _steady(scores: Table, lags: Curve) -> Places:
    """The path through the looks that is likeliest and changes least (Viterbi)."""
    jumps = _SWAY * (lags[:, None] - lags[None, :]) ** 2
    total, came = scores[0], np.zeros(scores.shape, np.int64)
    for look in range(1, len(scores)):
        reach = total[None, :] - jumps
        came[look] = reach.argmax(1)
        total = scores[look] + reach.max(1)
    path = np.zeros(len(scores), np.int64)
    path[-1] = int(total.argmax())
    for look in range(len(scores) - 1, 0, -1):
        path[look - 1] = came[look, path[look]]
    return path


def _beats(onsets: Curve, periods: Curve) -> Places:
    """The chain of spectra with most onset strength whose steps keep the tempo."""
    soft = np.convolve(onsets, np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2), "same")
    soft = soft / (soft.std() or 1.0)
    total, came = soft.copy(), np.full(len(soft), -1)
    for place in range(len(soft)):
        period = periods[place]
        first, last = place - round(2 * period), place - max(1, round(period / 2))
        if last < 0:
            continue
        before = np.arange(max(0, first), last + 1)
        reach = total[before] - _TIGHT * np.log((place - before) / period) ** 2
        best = int(reach.argmax())
        if reach[best] > 0:
            total[place] += reach[best]
            came[place] = before[best]
    end = len(total) - max(1, round(periods[-1]))
    place = int(total[end:].argmax()) + end
    chain = []
    while place >= 0:
        chain.append(place)
        place = int(came[place])
    return np.array(chain[::-1], np.int64)


def _strong(beats: Places, onsets: Curve) -> Places:
    """Without the beats that were only counted on, before the music begins and after it ends.

    A beat is measured by the next ones: a quiet beginning has beats of its own.
    """
    strength = _tops(onsets, beats)
    least = _WEAK * float(np.median(strength)) / 10
    first, last = 0, len(beats)
    while first < last:
        if strength[first] >= max(least, _WEAK * float(np.median(strength[first : first + 8]))):
            break
        first += 1
    while last > first:
        near = strength[max(first, last - 8) : last]
        if strength[last - 1] >= max(least, _WEAK * float(np.median(near))):
            break
        last -= 1
    return beats[first:last]


def _between(onsets: Curve, beats: Places) -> Curve:
    """The places of the beats between spectra: the top of the onset each lies on."""
    exact = beats.astype(float)
    for number, beat in enumerate(beats):
        first = max(1, beat - 2)
        around = onsets[first : beat + 3]
        top = first + int(around.argmax())
        if onsets[top] <= 0 or top + 1 >= len(onsets):
            continue
        left, here, right = onsets[top - 1 : top + 2]
        bend = left - 2 * here + right
        exact[number] = top + (0.5 * (left - right) / bend if bend < 0 else 0.0)
    return exact


def _bars(heard: Hearing, beats: Places) -> tuple[tuple[int, ...], int]:
    """Which beats begin a bar, and how many beats it has."""
    struck = _even(np.log1p(_tops(heard.deep, beats)))
    best = (-math.inf, 0, 4)
    for count in (4, 3):
        accent = struck + _HARMONY * _changes(heard.notes, beats, count)
        for phase in range(count):
            here = np.arange(len(beats)) % count == phase
            apart = float(accent[here].mean() - accent[~here].mean())
            best = max(best, (apart - _RARE * (count == 3) - _LATER * phase, phase, count))
    _, phase, count = best
    return tuple(range(phase, len(beats), count)), count


def _tops(curve: Curve, beats: Places) -> Curve:
    """The highest value around each beat."""
    return np.array([curve[max(0, beat - 3) : beat + 4].max() for beat in beats])


def _changes(notes: Table, beats: Places, count: int) -> Curve:
    """How much other notes sound in the bar from each beat on than in the bar before it, 0 to 1.

    Bars are compared, not beats: a drum changes from beat to beat and says nothing about harmony.
    """
    edges = np.minimum([*beats.tolist(), len(notes)], len(notes))
    sums = np.vstack([np.zeros(12), np.cumsum(notes, axis=0)])
    spans = np.concatenate([np.zeros(count, int), edges, np.full(count, len(notes))])
    found = np.zeros(len(beats))
    for number in range(len(beats)):
        first, here, last = spans[number], spans[number + count], spans[number + 2 * count]
        before, after = sums[here] - sums[first], sums[last] - sums[here]
        size = float(np.linalg.norm(before) * np.linalg.norm(after))
        found[number] = 1 - float(before @ after) / size if size > 1e-9 else 0.0
    return np.where(found > _SAME, found, 0.0)


def _even(values: Curve) -> Curve:
    """With mean 0 and deviation 1; nothing but zeros where all are the same."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros(len(values))
