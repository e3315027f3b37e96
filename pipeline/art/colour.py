"""Colour: hexadecimal words, OKLab mixing, ramps of 256 entries, smooth steps.

OKLab matrices: Björn Ottosson, "A perceptual color space for image processing" (2020). Colours
are RGB everywhere in this room, floats 0..1 or bytes 0..255.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np

__all__ = [
    "Bytes",
    "Colour",
    "Floats",
    "blend_table",
    "bytes_of",
    "grey",
    "mix",
    "mix_hex",
    "ramp",
    "rgb",
    "smoothstep",
    "table",
    "toward_hue",
    "turn_hue",
]

Floats: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.floating]]
Bytes: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Colour: TypeAlias = "str | Floats"

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)


def rgb(colour: Colour) -> Floats:
    """A colour as three floats 0..1."""
    if isinstance(colour, str):
        digits = colour.lstrip("#")
        values = [int(digits[i : i + 2], 16) for i in (0, 2, 4)]
        return np.array(values, np.float32) / 255
    return np.asarray(colour, np.float32)


def bytes_of(colour: Colour) -> tuple[int, int, int]:
    """A colour as three whole numbers 0..255."""
    r, g, b = (round(float(v) * 255) for v in rgb(colour))
    return r, g, b


def _lab(colour: Colour) -> Floats:
    c = np.asarray(rgb(colour), np.float64)
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    lab: Floats = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _from_lab(lab: Floats) -> Floats:
    linear = np.clip(((np.asarray(lab) @ _FROM_LAB.T) ** 3) @ _FROM_LMS.T, 0, None)
    gamma = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.clip(gamma, 0, 1).astype(np.float32)


def mix(first: Colour, second: Colour, part: float | Floats) -> Floats:
    """Perceptual mixture in OKLab; `part` 0 is the first colour, 1 the second."""
    a, b = _lab(first), _lab(second)
    t = np.asarray(part, np.float64)
    if t.ndim:
        t = t[..., None]
    return _from_lab(a + (b - a) * t)


def mix_hex(first: Colour, second: Colour, part: float) -> str:
    """The mixture as six digits."""
    return "{:02x}{:02x}{:02x}".format(*bytes_of(mix(first, second, part)))


def ramp(stops: Sequence[tuple[float, Colour]], positions: Floats) -> Floats:
    """Colours at positions 0..1 along stops, straight in OKLab between them."""
    at = [position for position, _ in stops]
    labs = np.array([_lab(colour) for _, colour in stops])
    channels = [np.interp(positions, at, labs[:, i]) for i in range(3)]
    return _from_lab(np.stack(channels, -1))


def table(colours: Floats) -> Bytes:
    """256 float colours as the look-up table `cv2.applyColorMap` wants: (256, 1, 3) bytes."""
    rounded = np.clip(np.asarray(colours) * 255, 0, 255).round().astype(np.uint8)
    return np.ascontiguousarray(rounded.reshape(256, 1, 3))


def blend_table(colour: Colour) -> Bytes:
    """The table alpha -> premultiplied colour of a light sheet."""
    alpha = np.arange(256, dtype=np.float32)[:, None] / 255
    return table(alpha * rgb(colour)[None])


def turn_hue(colour: str, degrees: float) -> str:
    """The colour with its hue turned: a film's own cast, at most 12 degrees."""
    h, lightness, s = colorsys.rgb_to_hls(*(float(v) for v in rgb(colour)))
    turned = colorsys.hls_to_rgb((h + degrees / 360) % 1, lightness, s)
    return "{:02x}{:02x}{:02x}".format(*bytes_of(np.array(turned, np.float32)))


def toward_hue(colour: str, hue: str, strength: float) -> str:
    """The colour moved toward a hue in OKLab: its lightness stays, its chroma follows."""
    own, goal = _lab(colour), _lab(hue)
    chroma = max(float(np.hypot(own[1], own[2])), 0.035 * float(own[0]))
    reach = float(np.hypot(goal[1], goal[2])) or 1.0
    wanted = goal[1:] / reach * min(0.14, chroma * 1.05)
    own[1:] = own[1:] + (wanted - own[1:]) * strength
    return "{:02x}{:02x}{:02x}".format(*bytes_of(_from_lab(own)))


def smoothstep(start: float, end: float, values: Floats | float) -> Floats:
    """0 before `start`, 1 behind `end`, 3t^2 - 2t^3 between; `start` may be the larger."""
    t = np.clip((np.asarray(values) - start) / (end - start), 0, 1)
    step: Floats = t * t * (3 - 2 * t)
    return step


def grey(picture: Bytes) -> Bytes:
    """Luminance of an RGB picture, one channel."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
