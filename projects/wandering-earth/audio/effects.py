"""The sounds that belong to a picture and not to the music."""

from __future__ import annotations

import numpy as np
from mixing import Bus, band, decibels, room
from synth import RATE, Sound, clock, drum, hit, pan, ramp, shaped_noise, tick

PEAKS = {
    "boom": -3.0,
    "wind": -14.0,
    "click": -6.0,
    "breath": -14.0,
    "heartbeat": -6.0,
    "radio": -12.0,
}
"""Loudest sample of each effect, in decibels below full scale."""


def effects() -> dict[str, Sound]:
    """Every effect by the name of its file, in a small room, ready to be written."""
    rng = np.random.default_rng(3)
    dry = {
        "boom": boom(rng),
        "wind": wind(rng),
        "click": click(),
        "breath": breath(rng),
        "heartbeat": np.concatenate([heart(), heart() * 0.8], axis=1),
        "radio": radio(rng),
    }
    out = {}
    for name, sound in dry.items():
        wet = sound + 0.25 * room(sound, 1.2, 5)
        ends = ramp(wet.shape[1] / RATE, 0.001, 0.05)
        out[name] = wet * ends / np.abs(wet).max() * decibels(PEAKS[name])
    return out


def heart() -> Sound:
    """Two soft strokes."""
    out = Bus(0.6)
    for place, force in ((0.0, 1.0), (0.21, 0.6)):
        out.add(pan(band(drum(46.0, force, 0.38), 20, 160)[0], 0.0), place)
    return out.sound


def boom(rng: np.random.Generator) -> Sound:
    """An engine catching: the largest blow, and fire behind it."""
    out = hit(4.0)
    edge = np.exp(-clock(3.0) / 0.9) * ramp(3.0, 0.02, 0.8)
    fire = shaped_noise(edge, np.array([60.0]), np.array([5000.0, 900.0, 300.0]), rng)
    out[:, : fire.shape[1]] += fire * 0.4
    return out


def wind(rng: np.random.Generator) -> Sound:
    """Eighteen seconds of gusts that begin and end in silence."""
    t = clock(18.0)
    gusts = 0.55 + 0.25 * np.sin(2 * np.pi * t / 7.3) + 0.2 * np.sin(2 * np.pi * t / 3.1 + 1)
    wander = 420 + 160 * np.sin(np.linspace(0, 9, 40))
    return shaped_noise(gusts * ramp(18.0, 1.5, 2.0), wander * 0.35, wander, rng)


def click() -> Sound:
    """A heavy switch: over, and home."""
    out = Bus(0.5)
    for place, gain in ((0.0, 1.0), (0.07, 0.6)):
        out.add(tick(1.0, 5), place, gain)
    out.add(drum(140.0, 0.5, 0.3), 0.004, 0.5)
    return out.sound


def breath(rng: np.random.Generator) -> Sound:
    """One breath inside a helmet."""
    high = np.array([1200.0, 2600.0, 900.0])
    return shaped_noise(ramp(1.5, 0.7, 0.7), np.array([300.0, 700.0]), high, rng)


def radio(rng: np.random.Generator) -> Sound:
    """Three pips on a poor line."""
    out = Bus(0.9)
    t = clock(0.10)
    for place, pitch in ((0.0, 1040.0), (0.16, 1040.0), (0.32, 780.0)):
        pip = np.sin(2 * np.pi * pitch * t) * ramp(0.10, 0.004, 0.02)
        out.add(pan(pip, 0.0), place, 0.5)
    edge = ramp(0.9, 0.01, 0.05) * 0.12
    hiss = shaped_noise(edge, np.array([800.0]), np.array([3000.0]), rng)
    return band(out.sound + hiss, 400, 3400)
