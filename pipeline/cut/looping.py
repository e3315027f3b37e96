"""What is heard of a sound that comes again, and across its seam."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from msgspec import Struct

from pipeline.cut.clock import MIX_RATE
from pipeline.cut.sounds import Samples
from pipeline.facts import Json

__all__ = ["looped"]

Places = np.ndarray[tuple[int, ...], np.dtype[Any]]

_AMBIENT_CROSS = MIX_RATE // 2
_LEAD = MIX_RATE // 200
"""Samples before a bar in which what leads to it is heard already: its attack stays whole."""
_SEAM = MIX_RATE // 200
"""Samples over which a step between the last and the first sample is spread."""


class _Turning(Struct, frozen=True):
    """A loop of a sound whose length is known."""

    first: int
    period: Fraction
    cross: int = 0
    """Samples of a turn in which the one before is still heard."""
    lead: int = 0
    """Samples before a turn in which it is heard already."""


def _turning(recipe: Json, length: int) -> _Turning:
    if "ambient" in recipe:
        cross = min(_AMBIENT_CROSS, length // 4)
        return _Turning(0, Fraction(length - cross), cross)
    first = min(recipe["first"], length)
    end = min(recipe.get("last", length), length)
    period = Fraction(end - first)
    if "bar" in recipe:
        bar = Fraction(*recipe["bar"])
        period = period // bar * bar or period
    if period <= 0:
        first, period = 0, Fraction(length)
    return _Turning(first, period, lead=min(_LEAD, first, int(period) // 4))


def looped(sound: Samples, recipe: Json, places: Places) -> Samples:
    """The samples of a sound that comes again, at these places of its file, were it endless.

    turn 1  |-----------====|                  ==== is heard of both; with a beat, the little that
    turn 2              |====-------====|           leads to the next turn is heard before it begins

    Turns begin at whole multiples of the exact period, so that the beat never drifts.
    """
    turning = _turning(recipe, len(sound))
    part, whole = turning.period.numerator, turning.period.denominator
    if turning.period < 1:
        return np.zeros((0, 2), np.float32)
    past = places - turning.first
    turn = np.maximum(0, past * whole // part)
    begins = (2 * turn * part + whole) // (2 * whole)
    late = begins > np.maximum(past, 0)  # the turn begins at the sample after this one
    turn -= late
    begins = (2 * turn * part + whole) // (2 * whole)
    within = past - begins
    heard = np.array(sound[turning.first + within])
    if turning.cross:
        crossing = (turn > 0) & (within < turning.cross)
        share = ((within[crossing] + 0.5) / turning.cross).astype(np.float32)[:, None]
        before = (turning.first + int(turning.period) + within)[crossing]
        heard[crossing] = heard[crossing] * np.sqrt(share) + sound[before] * np.sqrt(1 - share)
        return heard
    left = int(turning.period) - within
    leading = (left <= turning.lead) & (left > 0)
    share = (1 - (left[leading] - 0.5) / max(1, turning.lead)).astype(np.float32)[:, None]
    coming = sound[turning.first - left[leading]]
    heard[leading] = heard[leading] * np.sqrt(1 - share) + coming * np.sqrt(share)
    if not turning.lead:  # nothing lies before the beginning: the end is led to it
        ending = (left <= _SEAM) & (left > 0)
        step = sound[turning.first] - sound[turning.first + int(turning.period) - 1]
        heard[ending] += step * (1 - (left[ending] - 1) / _SEAM).astype(np.float32)[:, None]
    return heard
