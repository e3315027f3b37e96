"""Turned bodies: a profile mirrored about its axis and shaded in vertical strips as a cylinder.

One generator serves engine, rocket, lamp, cup, lighthouse, jar and chimney.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Outline, Points, points
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["LatheLook", "draw_lathe", "ring_line"]


class LatheLook(Struct, frozen=True):
    """The shading of a turned body."""

    dark: float = 30
    bright: float = 90
    light: float = 0.5
    """Where the light falls across the body, -1 left edge .. 1 right edge."""
    strips: int = 9


def draw_lathe(sheet: CutSheet, spot: Spot, profile: Outline, look: LatheLook) -> None:
    """Draw a turned body. `profile` is (height, half width) pairs in units of the spot.

    The strips lie at the sine of equal angles, as they would on a cylinder.
    """
    p = points(profile)

    def edge(u: float) -> Points:
        return spot.up(np.stack([u * p[:, 1], p[:, 0]], 1))

    sheet.cut(np.vstack([edge(-1), edge(1)[::-1]]), look.dark)
    us = np.sin(np.linspace(-np.pi / 2, np.pi / 2, look.strips + 1))
    for a, b in pairwise(us.tolist()):
        weight = float(np.clip(1 - abs((a + b) / 2 - look.light) / 1.1, 0, 1)) ** 1.6
        tone = look.dark + (look.bright - look.dark) * weight
        sheet.shade(np.vstack([edge(a), edge(b)[::-1]]), tone)


def ring_line(spot: Spot, height: float, half_width: float, *, tilt: float = 0.075) -> Points:
    """The near half of a ring around a turned body, seen slightly from above.

    A true half ellipse: a parabola would leave square ears at both ends.
    """
    u = np.sin(np.linspace(-np.pi / 2, np.pi / 2, 31))
    drop = tilt * half_width * np.sqrt(np.clip(1 - u * u, 0, 1))
    return spot.up(np.stack([u * half_width, height - drop], 1))
