"""Hear where a piece of music changes: its sections, each beginning with a bar.

Bars are compared with one another, and a section begins where a checkerboard laid on the table of
their likeness fits best (Foote, "Automatic Audio Segmentation Using a Measure of Audio Novelty",
2000). Sections that sound alike get one letter: A B A2 C.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pipeline.media.beats import Rhythm
from pipeline.media.onsets import RATE, Curve, Hearing, Table

__all__ = ["sections_of"]

_LEAST_BARS = 2
"""A section is at least this long."""
_HALF = 4
"""Bars on either side of a boundary that are compared."""
_NOVEL = 0.1
"""How unlike both sides of a boundary must be; a beat that goes on unchanged stays under 0.05."""
_CLEAR = 0.5
"""Two bars this far apart are clearly different."""
_HARMONY = 1.0
_ALIKE = 0.15
"""Sections less far apart than this have one letter."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def sections_of(heard: Hearing, rhythm: Rhythm) -> tuple[tuple[str, float], ...]:
    """Names of the sections and the seconds at which they begin, in order.

    A piece that never changes has none.
    """
    starts = [rhythm.beats[number] for number in rhythm.bars]
    if len(starts) < 2 * _LEAST_BARS:
        return ()
    bars = _bars(heard, starts)
    edges = [0, *_edges(bars), len(bars)]
    if len(edges) < 3:
        return ()
    names = _named([bars[start:end].mean(0) for start, end in pairwise(edges)])
    return tuple((name, starts[edge]) for name, edge in zip(names, edges, strict=False))


def _bars(heard: Hearing, starts: list[float]) -> Table:
    """What each bar sounds like: loudness in 40 bands, and the share of each of twelve notes."""
    places = [*(round(start * RATE) for start in starts), len(heard.bands)]
    rows = []
    for start, end in pairwise(places):
        part = slice(start, max(end, start + 1))
        notes = heard.notes[part].sum(0)
        share = notes / (float(np.linalg.norm(notes)) + 1e-9)
        rows.append(np.concatenate([heard.bands[part].mean(0), share]))
    return np.array(rows)


def _edges(bars: Table) -> list[int]:
    """The bars with which a section begins, but for the first."""
    novelty = _novelty(bars)
    found: list[int] = []
    for bar in np.argsort(-novelty, kind="stable"):
        is_far = all(abs(int(bar) - other) >= _LEAST_BARS for other in (*found, 0, len(bars)))
        if novelty[bar] >= _NOVEL and is_far:
            found.append(int(bar))
    return sorted(found)


def _novelty(bars: Table) -> Curve:
    """How much more alike the bars on each side of a bar's beginning are than across it."""
    alike = np.exp(-np.stack([_apart(bar, bars) for bar in bars]) / _CLEAR)
    np.fill_diagonal(alike, 0.0)  # that a bar is like itself says nothing
    found = np.zeros(len(bars))
    for bar in range(_LEAST_BARS, len(bars) - _LEAST_BARS + 1):
        half = min(_HALF, bar, len(bars) - bar)
        before, after = slice(bar - half, bar), slice(bar, bar + half)
        pairs = half * (half - 1)
        inside = (alike[before, before].sum() + alike[after, after].sum()) / 2 / pairs
        found[bar] = inside - alike[before, after].mean()
    return found


def _apart(one: Curve, others: Table) -> Curve:
    """How differently they sound: in loudness (natural logarithms), and in notes, 0 to 1."""
    loud = np.sqrt(((others[:, :-12] - one[:-12]) ** 2).mean(1))
    found: Curve = loud + _HARMONY * (1 - others[:, -12:] @ one[-12:])
    return found


def _named(sounds: list[Curve]) -> list[str]:
    """A letter for each section, the same for those that sound alike, numbered from the second."""
    models: list[Curve] = []
    counts: list[int] = []
    names = []
    for sound in sounds:
        apart = _apart(sound, np.array(models)) if models else np.array([np.inf])
        best = int(apart.argmin())
        if apart[best] <= _ALIKE:
            counts[best] += 1
            names.append(f"{_letter(best)}{counts[best]}")
        else:
            models.append(sound)
            counts.append(1)
            names.append(_letter(len(models) - 1))
    return names


def _letter(number: int) -> str:
    return (
        _LETTERS[number]
        if number < len(_LETTERS)
        else f"{_letter(number // 26 - 1)}{_letter(number % 26)}"
    )
