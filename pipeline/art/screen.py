"""The screen finish, once per frame shown: grade, vignette, film grain. About 3-4 ms.

Black point 5, white point 250, an S-curve, a split tone (cool shadows, warm lights), saturation,
a print through one ramp where the style asks for it, vignette, and grain that moves each frame.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.art.colour import Bytes, grey, ramp, smoothstep, table
from pipeline.art.dials import Dials
from pipeline.art.masks import three
from pipeline.art.seeds import seed_number
from pipeline.art.tiles import film_grain

__all__ = ["ScreenLook", "balanced", "finish_frame"]

_BLACK, _WHITE = 5.0, 250.0


class ScreenLook(Struct, frozen=True):
    """What the screen finish of one panel needs to know."""

    dials: Dials = field(default_factory=Dials)
    seed: int = 0
    """Moves the grain, so that two panels do not share theirs."""
    gain: float = 1.0
    """Exposure: the panel's own correction into its luminance band."""
    black: float = 0.0
    """Part of the scale cut off at the dark end by the same correction."""


def finish_frame(picture: Bytes, index: int, look: ScreenLook) -> Bytes:
    """The frame as shown: graded, vignetted, grained.

    `picture` is RGB bytes (h, w, 3) of any size; `index` is the number of the frame and moves the
    grain. The picture handed in is not changed.
    """
    dials = look.dials
    height, width = picture.shape[:2]
    graded = cv2.LUT(picture, _curve(dials.curve, look.gain, look.black, dials.lift))
    plain = cv2.cvtColor(cv2.cvtColor(graded, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    shown = np.asarray(
        cv2.addWeighted(graded, dials.saturation, plain, 1 - dials.saturation, 0), np.uint8
    )
    if dials.mono:
        shown = np.asarray(cv2.applyColorMap(grey(shown), _print(dials.mono)), np.uint8)
    if dials.vignette > 0:
        dark = _vignette(width, height, round(dials.vignette, 3))
        shown = np.asarray(cv2.multiply(shown, dark, scale=1 / 255), np.uint8)
    if dials.grain <= 0:
        return shown
    at = seed_number("grain", look.seed, index)
    specks = three(film_grain((width, height), (at % 809, at // 809 % 491)))
    k = dials.grain
    return np.asarray(cv2.addWeighted(shown, 1, specks, k, -64 * k), np.uint8)


_BANDS: dict[str, tuple[float, float, float, float, float, float]] = {
    "dark": (0.0, 0.09, 0.10, 0.30, 0.46, 0.86),
    "bright": (0.0, 0.17, 0.40, 0.66, 0.70, 0.94),
    "dusk": (0.0, 0.11, 0.18, 0.50, 0.62, 0.88),
    "dust": (0.0, 0.20, 0.38, 0.60, 0.62, 0.90),
}
"""Luminance after the finish: p5, p50 and p95 from and to, by family of palettes."""

_FAMILIES = {
    "dawn": "bright",
    "day": "bright",
    "daylight": "dust",
    "dusk": "dusk",
    "dust": "dust",
    "storm": "dusk",
}


def balanced(picture: Bytes, look: ScreenLook, palette: str) -> ScreenLook:
    """The look corrected so that p5, p50 and p95 fall into the palette's bands.

    `picture` is a small copy of the flattened panel. Exposure answers for p50 and p95 (it moves
    between .72 and 1.5), the black point for p5.
    """
    band = _BANDS[_FAMILIES.get(palette, "dark")]
    bare = replace(look, dials=replace(look.dials, grain=0.0))
    gain, black = 1.0, 0.0
    for _ in range(4):
        shown = grey(finish_frame(picture, 0, replace(bare, gain=gain, black=black)))
        low, middle, high = (float(v) / 255 for v in np.percentile(shown, (5, 50, 95)))
        if low > band[1]:
            black = min(0.16, black + (low - band[1]) * 0.7)
        wanted = 1.0
        if high < band[4] or middle < band[2]:
            wanted = min(1.25, max(band[4] / max(high, 0.05), band[2] / max(middle, 0.02)))
        elif high > band[5] or middle > band[3]:
            wanted = max(0.8, min(band[5] / high, band[3] / middle))
        gain = min(1.5, max(0.72, gain * (1 + (wanted - 1) * 0.8)))
    return replace(look, gain=round(gain, 3), black=round(black, 3))


@lru_cache(maxsize=32)
def _curve(strength: float, gain: float, black: float, lift: float) -> Bytes:
    floor = _BLACK + 255 * black
    raw = (np.arange(256) * gain - floor) / (_WHITE - floor)
    x = np.clip(np.where(raw > 0.8, 0.8 + (raw - 0.8) * 0.9, raw), 0, 1)
    y = x + strength * (x * x * (3 - 2 * x) - x)
    y = lift + (1 - lift) * y
    red = np.clip(y - 0.010 * (1 - y) ** 2 + 0.012 * y**2, 0, 1)
    blue = np.clip(y + 0.018 * (1 - y) ** 2 - 0.020 * y**2, 0, 1)
    return table(np.stack([red, y, blue], 1))


@lru_cache(maxsize=8)
def _print(stops: tuple[tuple[float, str], ...]) -> Bytes:
    return table(ramp(stops, np.arange(256) / 255.0))


@lru_cache(maxsize=8)
def _vignette(width: int, height: int, strength: float) -> Bytes:
    x, y = np.meshgrid(
        np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    )
    away = np.sqrt((x * 0.92) ** 2 + (y * 0.85) ** 2)
    dark = np.clip(255 * (1 - strength * smoothstep(0.45, 1.35, away)), 0, 255)
    return three(dark.astype(np.uint8))
