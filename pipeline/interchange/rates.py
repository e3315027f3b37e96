"""Frame rates as other programs write them: a whole number, and whether it is the NTSC one."""

from __future__ import annotations

import math
from fractions import Fraction

from pipeline.errors import ProjectError

__all__ = ["fps_text", "timebase"]


def timebase(rate: Fraction, what: str) -> tuple[int, bool]:
    """``(24, True)`` for 24000/1001, ``(25, False)`` for 25.

    Raises:
        ProjectError: a rate that ``what`` (a format, by its title) has no way to say.
    """
    whole = math.ceil(rate)
    if rate == whole:
        return whole, False
    if rate == Fraction(whole * 1000, 1001):
        return whole, True
    raise ProjectError(
        f"{what} cannot say {float(rate):g} pictures a second",
        fix="it knows whole numbers, 23.976, 29.97, 59.94; or take another format, as in `otio`",
    )


def fps_text(rate: Fraction) -> str:
    """``23.976``, ``29.97``, ``25``."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
