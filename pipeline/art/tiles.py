"""Periodic noise, grain and paper: made once a process, sampled at any scale and offset.

The fractal tile is rank-equalised to a flat histogram, so that a threshold of .6 covers 40 % of
it on every seed. Sampling wraps around; `wrapped` is exactly periodic over a canvas's width, for
sheets that drift for ever.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from pipeline.art.colour import Bytes, Floats

__all__ = ["SIDE", "film_grain", "grain", "noise", "noise_at", "paper", "tile", "wrapped"]

SIDE = 512
"""Width and height of the noise tile."""

_TEXTURE = 1536
"""Side of the paper and grain textures; larger canvases repeat them."""


@lru_cache(maxsize=16)
def tile(base: int = 4, octaves: int = 6, gain: float = 0.5) -> Floats:
    """A periodic 512 x 512 tile of fractal noise, 0..1, flat histogram."""
    random = np.random.default_rng(7)
    total = np.zeros((SIDE, SIDE), np.float32)
    weight = 1.0
    for octave in range(octaves):
        cells = base * 2**octave
        if cells > SIDE:
            break
        lattice = random.random((cells, cells)).astype(np.float32)
        step = SIDE // cells
        padded = np.pad(lattice, 3, mode="wrap")
        side = (cells + 6) * step
        big = cv2.resize(padded, (side, side), interpolation=cv2.INTER_CUBIC)
        total += weight * big[3 * step : 3 * step + SIDE, 3 * step : 3 * step + SIDE]
        weight *= gain
    order = np.empty(total.size, np.float32)
    order[np.argsort(total.ravel(), kind="stable")] = np.arange(total.size, dtype=np.float32)
    return (order / total.size).reshape(SIDE, SIDE)


def noise(
    size: tuple[int, int],
    scale: tuple[float, float],
    generator: np.random.Generator,
    *,
    octaves: int = 6,
    turn: float = 0.0,
) -> Floats:
    """Noise of (width, height): `scale` is tile pixels an output pixel across and down."""
    ox, oy = generator.random(2) * SIDE
    c, s = math.cos(turn), math.sin(turn)
    sx, sy = scale
    move = np.array([[sx * c, sx * s, ox], [-sy * s, sy * c, oy]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(
        tile(octaves=octaves), move, size, flags=flags, borderMode=cv2.BORDER_WRAP
    )
    return np.asarray(made, np.float32)


def noise_at(x: Floats, y: Floats, *, gain: float = 0.5) -> Floats:
    """Noise at given tile coordinates (arrays of equal shape), wrapped around."""
    xs, ys = np.asarray(x, np.float32) % SIDE, np.asarray(y, np.float32) % SIDE
    made = cv2.remap(tile(gain=gain), xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(made, np.float32)


def wrapped(
    size: tuple[int, int],
    down: float,
    generator: np.random.Generator,
    *,
    base: int = 2,
    octaves: int = 6,
) -> Floats:
    """Noise exactly periodic over its width; `down` is tile pixels an output row."""
    width = size[0]
    ox, oy = generator.random(2) * SIDE
    move = np.array([[SIDE / width, 0, ox], [0, down, oy]], np.float32)
    made = cv2.warpAffine(
        tile(base=base, octaves=octaves + 1),
        move,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_WRAP,
    )
    return np.asarray(made, np.float32)


@lru_cache(maxsize=1)
def _grain() -> Bytes:
    random = np.random.default_rng(3)
    made: Bytes = random.integers(0, 256, (_TEXTURE, _TEXTURE), dtype=np.uint8)
    return made


def grain(size: tuple[int, int], offset: tuple[int, int]) -> Bytes:
    """White noise 0..255 of (width, height), from an offset of its own."""
    return _window(_grain(), size, offset)


def _fibres(random: np.random.Generator) -> Floats:
    """8800 bent fibres of 5-26 px, dark and pale, drawn in 14 bundles of one strength each."""
    count = 8800
    start = random.random((count, 2)) * _TEXTURE
    first = random.random(count) * math.pi
    second = first + random.normal(0, 0.5, count)
    half = random.uniform(5, 26, count)[:, None] / 2
    bend = start + half * np.stack([np.cos(first), np.sin(first)], 1)
    tip = bend + half * np.stack([np.cos(second), np.sin(second)], 1)
    lines = np.round(np.stack([start, bend, tip], 1) * 8).astype(np.int32)
    plane = np.zeros((_TEXTURE, _TEXTURE), np.float32)
    for bundle, value in enumerate(np.linspace(-1, 1, 14).tolist()):
        strength = value if abs(value) > 0.3 else 0.3 * (1 if value > 0 else -1)
        some = [*lines[bundle::14]]
        cv2.polylines(plane, some, False, strength, 1, cv2.LINE_AA, 3)
    return plane


@lru_cache(maxsize=1)
def _paper() -> Bytes:
    random = np.random.default_rng(11)
    shape = (_TEXTURE, _TEXTURE)
    fibres = _fibres(random)
    fibres = np.asarray(cv2.GaussianBlur(fibres, (0, 0), 0.7), np.float32)
    fine = np.asarray(
        cv2.GaussianBlur(random.normal(0, 1, shape).astype(np.float32), (0, 0), 1.1), np.float32
    )
    fine /= fine.std()
    tooth = fine - np.roll(fine, (1, 1), (0, 1))
    tooth /= tooth.std()
    broad = cv2.resize(tile(), shape, interpolation=cv2.INTER_LINEAR) - 0.5
    made = 232 + fibres * 7 + tooth * 2.3 + fine * 1.7 + broad * 12
    return np.asarray(np.clip(made, 190, 255), np.uint8)


def paper(size: tuple[int, int], offset: tuple[int, int]) -> Bytes:
    """Paper as a multiplier, 232 = neutral: fibres, tooth, mottling. One channel."""
    return _window(_paper(), size, offset)


@lru_cache(maxsize=1)
def _film() -> Bytes:
    random = np.random.default_rng(5)
    raw = random.standard_normal((1216, 2112), np.float32)
    soft = np.asarray(cv2.GaussianBlur(raw, (0, 0), 0.6), np.float32)
    return np.asarray(np.clip(soft / soft.std() * 4.2 + 64, 0, 255), np.uint8)


def film_grain(size: tuple[int, int], offset: tuple[int, int]) -> Bytes:
    """Grain of the screen finish: std 4.2 levels around 64, blurred .6 px."""
    return _window(_film(), size, offset)


def _window(texture: Bytes, size: tuple[int, int], offset: tuple[int, int]) -> Bytes:
    width, height = size
    rows_there, columns_there = texture.shape
    x = offset[0] % max(1, columns_there - width) if width < columns_there else 0
    y = offset[1] % max(1, rows_there - height) if height < rows_there else 0
    if x + width <= columns_there and y + height <= rows_there:
        return np.array(texture[y : y + height, x : x + width], np.uint8)
    rows = (np.arange(height) + y) % rows_there
    columns = (np.arange(width) + x) % columns_there
    return np.array(texture[np.ix_(rows, columns)], np.uint8)
