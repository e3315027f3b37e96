"""The clock of samples: film frame k begins at sample round(k * 48000 / rate), exactly."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["MIX_RATE", "sample_of"]

MIX_RATE = 48_000
"""Samples a second of every film we make."""


def sample_of(frame: int, rate: Fraction) -> int:
    """The first sample of a film frame: ``round(k * 48000 / rate)``."""
    return round(Fraction(frame * MIX_RATE) / rate)
