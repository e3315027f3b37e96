"""Grain and vignette as planes of bytes, the same on any machine.

Chance comes from a hash of the place in the plane (lowbias32, Chris Wellons' hash-prospector), in
whole numbers; nothing of it depends on a library's random numbers.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = ["GRAIN_STEP", "SPARE", "grain_tile", "vignette_mask", "y4m"]

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Longs = np.ndarray[Any, np.dtype[np.uint32]]

SPARE = 256
"""A tile of grain is so many pixels wider and higher than the frame, to be laid differently."""
GRAIN_STEP = 32
"""Bytes of a tile for one standard deviation, about 128."""

_SOFTNESS = 0.75
"""Of grain of size 1 in a picture of 1080 lines: standard deviation of its blur, in pixels."""
_LINES = 1080
_LEAST_SOFTNESS = 0.3
_POWER = 2.4
_NO_COLOUR = 128


def _chance(width: int, height: int) -> Longs:
    """32 random bits for each place, (height, width)."""
    x = np.arange(width, dtype=np.uint32)[None, :]
    y = np.arange(height, dtype=np.uint32)[:, None]
    bits: Longs = x + y * np.uint32(65537) + np.uint32(1)
    bits ^= bits >> np.uint32(16)
    bits *= np.uint32(0x7FEB352D)
    bits ^= bits >> np.uint32(15)
    bits *= np.uint32(0x846CA68B)
    return bits ^ (bits >> np.uint32(16))


def grain_tile(width: int, height: int, size: Fraction, lines: int) -> Bytes:
    """Grain about 128, ``GRAIN_STEP`` for one standard deviation, for a frame of so many lines.

    It has the same size in relation to the picture whatever the picture's own size.
    """
    softness = max(_LEAST_SOFTNESS, _SOFTNESS * float(size) * lines / _LINES)
    reach = math.ceil(3 * softness)
    kernel = [round(4096 * math.exp(-(x**2) / (2 * softness**2))) for x in range(-reach, reach + 1)]
    bits = _chance(width + 2 * reach, height + 2 * reach)
    noise = np.full(bits.shape, -510, np.int64)
    for shift in (0, 8, 16, 24):  # four bytes added: as good as normal, and whole
        noise += (bits >> np.uint32(shift)) & np.uint32(255)
    rows = np.zeros((height, bits.shape[1]), np.int64)
    for n, weight in enumerate(kernel):
        rows += weight * noise[n : n + height]
    soft = np.zeros((height, width), np.int64)
    for n, weight in enumerate(kernel):
        soft += weight * rows[:, n : n + width]
    spread = math.sqrt(4 * (256**2 - 1) / 12) * sum(weight**2 for weight in kernel)
    steps = np.rint(soft * (GRAIN_STEP / spread))
    return np.asarray(np.clip(_NO_COLOUR + steps, 0, 255), np.uint8)


def vignette_mask(width: int, height: int, strength: Fraction) -> Bytes:
    """How much of each code value is left, 0 to 255 (height, width).

    ``strength`` is the part of the light that the corners lose. Light falls off from the middle
    with the fourth power of the cosine, as behind a lens. The mask is rounded by chance, so that a
    plain sky shows no rings.
    """
    x = (np.arange(width) + 0.5) / width * 2 - 1
    y = (np.arange(height) + 0.5) / height * 2 - 1
    half = math.hypot(width, height)
    away = ((x * width / half) ** 2)[None, :] + ((y * height / half) ** 2)[:, None]
    corner = (1 - float(strength)) ** -0.5 - 1
    light = (1 + corner * away) ** -2.0
    value = 255 * light ** (1 / _POWER)
    return np.asarray(np.floor(value + _chance(width, height) / 2**32).clip(0, 255), np.uint8)


def y4m(luma: Bytes, chroma: Bytes | None = None) -> bytes:
    """One frame of 4:2:0 as a file that ffmpeg reads; both planes of chroma alike, or none."""
    height, width = luma.shape
    if chroma is None:
        chroma = np.full((height // 2, width // 2), _NO_COLOUR, np.uint8)
    head = f"YUV4MPEG2 W{width} H{height} F24:1 Ip A1:1 C420jpeg\nFRAME\n".encode()
    return head + luma.tobytes() + chroma.tobytes() * 2
