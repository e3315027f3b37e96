"""Instruments made of sines and noise: each call gives one note as an array of two channels.

Everything is an array of shape (2, samples) at 48 kHz, left and right, about 1.0 at its loudest.
Notes are MIDI numbers (69 is the A of 440 Hz). Where an instrument needs chance it takes a
generator, so that the same score always gives the same samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]

RATE = 48_000
CONTROL = 480
"""Samples between two values of a slow curve (100 values a second)."""


def hertz(note: float) -> float:
    """The frequency of a MIDI note in equal temperament."""
    return float(440.0 * 2.0 ** ((note - 69.0) / 12.0))


def clock(seconds: float) -> Sound:
    """The time of every sample of a stretch, in seconds."""
    return np.arange(round(seconds * RATE)) / RATE


def ramp(seconds: float, attack: float, release: float) -> Sound:
    """An envelope that rises and falls along raised cosines, so that nothing clicks."""
    t = clock(seconds)
    rise = np.clip(t / max(attack, 1e-3), 0, 1)
    fall = np.clip((seconds - t) / max(release, 1e-3), 0, 1)
    return np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2


def pan(mono: Sound, place: float) -> Sound:
    """Put one channel between the loudspeakers at equal power: -1 left, 0 middle, 1 right."""
    angle = (place + 1) * np.pi / 4
    return np.stack([mono * np.cos(angle), mono * np.sin(angle)])


def shaped_noise(shape: Sound, low: Sound, high: Sound, rng: np.random.Generator) -> Sound:
    """Noise between two moving frequencies, by overlapping spectra.

    ``shape`` is the loudness of every sample; ``low`` and ``high`` are the edges in hertz, read
    as curves over the whole length. Windows of 2,048 samples overlap by three quarters.
    """
    size, hop = 2048, 512
    count = shape.size
    out = np.zeros((2, count + size))
    window = np.hanning(size)
    bands = np.fft.rfftfreq(size, 1 / RATE)
    for start in range(0, count, hop):
        part = start / max(count - 1, 1)
        bottom = np.interp(part, np.linspace(0, 1, low.size), low)
        top = np.interp(part, np.linspace(0, 1, high.size), high)
        mask = 1 / (1 + (bottom / np.maximum(bands, 1)) ** 4) / (1 + (bands / top) ** 4)
        for side in (0, 1):
            grains = np.fft.rfft(rng.standard_normal(size) * window)
            out[side, start : start + size] += np.fft.irfft(grains * mask) * window
    return out[:, :count] * shape / 1.5


@dataclass(frozen=True, slots=True)
class Timbre:
    """What a sustained instrument sounds like."""

    detune: tuple[float, ...] = (-7.0, 0.0, 6.0)
    """One voice each, in cents; they are spread from left to right."""
    slope: float = 1.0
    """Partial k has the strength k to the power -slope: 1 is a saw."""
    dark: float = 500.0
    """Hertz at which partials fade when the note is closed ..."""
    bright: float = 1500.0
    """... and when it is open."""
    opening: float = 0.5
    """Where in the note it is most open: 0 is plucked, 0.5 swells, 1 grows to its end."""
    formants: tuple[tuple[float, float], ...] = ()
    """Resonances as (hertz, width): a vowel."""
    vibrato: float = 0.0
    """Depth in cents."""
    attack: float = 0.8
    release: float = 1.4
    width: float = 0.9


PAD = Timbre(detune=(-9, -4, 0, 5, 8), slope=1.2, dark=380, bright=900)
CHOIR = Timbre(
    detune=(-14, -8, -3, 2, 7, 13),
    slope=0.7,
    dark=1800,
    bright=2600,
    formants=((620, 130), (1080, 170), (2500, 320)),
    vibrato=9,
    attack=0.5,
)
BRASS = Timbre(
    detune=(-5, 0, 6), slope=0.55, dark=160, bright=950, opening=0.35, attack=0.12, release=0.9,
    width=0.5,
)  # fmt: skip
STRINGS = Timbre(
    detune=(-10, -4, 3, 9), slope=0.9, dark=900, bright=2600, opening=0.4, vibrato=7,
    attack=0.35, release=0.9,
)  # fmt: skip
SPICCATO = Timbre(
    detune=(-8, 0, 7), slope=0.8, dark=350, bright=2600, opening=0.0, attack=0.008, release=0.12,
    width=0.6,
)  # fmt: skip


@lru_cache(maxsize=256)
def sustained(note: float, seconds: float, timbre: Timbre) -> Sound:
    """A held note: detuned voices of harmonic partials whose brightness moves.

    Partials come from the recurrence sin(kx) = 2 cos(x) sin((k-1)x) - sin((k-2)x), which needs
    one sine a voice instead of one a partial.
    """
    t = clock(seconds)
    steps = np.arange(0, t.size + CONTROL, CONTROL)
    part = np.clip(steps / max(t.size, 1), 0, 1)
    peak = timbre.opening
    openness = np.where(part < peak, part / max(peak, 1e-6), (1 - part) / max(1 - peak, 1e-6)).clip(
        0, 1
    )
    if peak == 0:
        openness = np.exp(-part * 4)
    cut = timbre.dark + (timbre.bright - timbre.dark) * openness
    rng = np.random.default_rng(round(note * 1000) + round(seconds * 100) * 7)
    out = np.zeros((2, t.size))
    places = np.linspace(-timbre.width, timbre.width, len(timbre.detune))
    for cents, place in zip(timbre.detune, places, strict=True):
        base = hertz(note + cents / 100)
        sway = timbre.vibrato / 1200 * np.log(2) * rng.uniform(0.7, 1.2)
        rate = rng.uniform(4.6, 5.6)
        delay = np.clip(t / 0.6, 0, 1)
        swing = 1 - np.cos(2 * np.pi * rate * t)
        angle = 2 * np.pi * base * t + rng.uniform(0, 2 * np.pi)
        angle += base / rate * sway * delay * swing
        out += pan(_partials(angle, base, (steps, cut), timbre), float(place))
    out *= ramp(seconds, min(timbre.attack, seconds / 2), min(timbre.release, seconds / 2))
    return out / (np.abs(out).max() + 1e-9)


def _partials(angle: Sound, base: float, cut: tuple[Sound, Sound], timbre: Timbre) -> Sound:
    steps, hertz_open = cut
    now, before = np.sin(angle), np.zeros_like(angle)
    double = 2 * np.cos(angle)
    place = np.arange(angle.size)
    out = np.zeros_like(angle)
    for k in range(1, 40):
        high = base * k
        if high > 7000 or high > timbre.bright * 6:
            break
        strength = k**-timbre.slope * np.exp(-high / hertz_open)
        if timbre.formants:
            strength = strength * (
                0.06 + sum(np.exp(-(((high - f) / w) ** 2)) for f, w in timbre.formants)
            )
        out += now * np.interp(place, steps, strength)
        now, before = double * now - before, now
    return out


@lru_cache(maxsize=128)
def piano(note: int, force: float, seconds: float) -> Sound:
    """A felt piano: stretched partials that die one after another, and the hammer's thud."""
    t = clock(seconds)
    base = hertz(note)
    stiffness = 0.00035 * 2 ** ((note - 60) / 12)
    last = 3.4 * 2 ** (-(note - 60) / 20)
    left, right = np.zeros_like(t), np.zeros_like(t)
    for k in range(1, 16):
        high = base * k * np.sqrt(1 + stiffness * k * k)
        if high > 8000:
            break
        strength = np.exp(-0.42 * k * (1.5 - force)) * (0.25 + abs(np.sin(np.pi * k / 7.3)))
        tau = last / (1 + 0.30 * (k - 1))
        fade = 0.72 * np.exp(-t / (tau * 0.45)) + 0.28 * np.exp(-t / (tau * 1.9))
        left += strength * fade * np.sin(2 * np.pi * high * 0.99982 * t + k)
        right += strength * fade * np.sin(2 * np.pi * high * 1.00018 * t + k * 1.1)
    rng = np.random.default_rng(note)
    thud = np.convolve(rng.standard_normal(t.size), np.hanning(96) / 40, "same")
    thud = thud * np.exp(-t / 0.018) * 0.16 * force
    out = np.stack([left, right]) / (np.abs(left).max() + 1e-9)
    out = (out + thud) * np.clip(t / 0.004, 0, 1) * ramp(seconds, 0.002, min(0.4, seconds / 3))
    place = np.clip((note - 64) / 40, -0.45, 0.45)
    return np.stack([out[0] * np.sqrt(1 - place), out[1] * np.sqrt(1 + place)]) * force


@lru_cache(maxsize=32)
def bell(note: int, seconds: float) -> Sound:
    """A small glass bell: partials that no string has, the high ones gone first."""
    t = clock(seconds)
    out = np.zeros((2, t.size))
    rows = ((1, 1, 2.6), (2.01, 0.55, 1.8), (2.76, 0.4, 1.2), (4.07, 0.22, 0.7), (5.4, 0.12, 0.4))
    for index, (ratio, strength, tau) in enumerate(rows):
        wave = np.sin(2 * np.pi * hertz(note) * ratio * t) * np.exp(-t / tau) * strength
        out += pan(wave, (-0.4, 0.4, -0.2, 0.3, 0.0)[index])
    return out * ramp(seconds, 0.003, 0.5) / np.abs(out).max()


@lru_cache(maxsize=32)
def drum(tone: float, force: float, seconds: float = 1.6) -> Sound:
    """A large skin: the pitch sinks, the stick is a breath of noise in front."""
    t = clock(seconds)
    sinking = tone * (1 + 0.9 * np.exp(-t / 0.035))
    body = np.sin(2 * np.pi * np.cumsum(sinking) / RATE) * np.exp(-t / 0.32)
    body += 0.4 * np.sin(2 * np.pi * np.cumsum(sinking * 1.59) / RATE) * np.exp(-t / 0.14)
    rng = np.random.default_rng(round(tone * 10))
    edge = ramp(seconds, 0.001, 0.5) * np.exp(-t / 0.022)
    stick = shaped_noise(edge, np.array([250.0]), np.array([2600.0]), rng)
    return (np.tanh(body * 1.4) + stick * 0.9) * ramp(seconds, 0.002, 0.4) * force


@lru_cache(maxsize=8)
def hit(seconds: float = 5.0) -> Sound:
    """The largest blow: a falling sub, three skins at once and a sheet of metal."""
    t = clock(seconds)
    fall = 30 + 46 * np.exp(-t / 0.30)
    sub = np.sin(2 * np.pi * np.cumsum(fall) / RATE) * np.exp(-t / 1.3)
    out = np.stack([sub, sub]) * 0.9
    for tone, gain in ((52, 0.7), (71, 0.5), (97, 0.3)):
        skin = drum(float(tone), 1.0, 1.6)
        out[:, : skin.shape[1]] += skin * gain
    rng = np.random.default_rng(7)
    low, high = np.array([300.0, 120.0]), np.array([9000.0, 2200.0, 700.0])
    out += shaped_noise(np.exp(-t / 0.55) * 0.45, low, high, rng)
    return np.tanh(out) * ramp(seconds, 0.001, 1.5)


def sub(note: float, seconds: float) -> Sound:
    """One pulse far below the other instruments."""
    t = clock(seconds)
    wave = np.sin(2 * np.pi * hertz(note) * t) + 0.25 * np.sin(4 * np.pi * hertz(note) * t)
    return pan(wave * ramp(seconds, 0.012, seconds * 0.7), 0.0)


def riser(seconds: float, seed: int) -> Sound:
    """Noise that opens and grows, with a tone that climbs an octave and a half behind it."""
    t = clock(seconds)
    grow = (t / seconds) ** 2.2
    rng = np.random.default_rng(seed)
    low, high = np.array([150.0, 500.0, 1800.0]), np.array([500.0, 2500.0, 9000.0])
    air = shaped_noise(grow, low, high, rng)
    climb = 110 * 2 ** (1.5 * (t / seconds) ** 1.5)
    tone = np.sin(2 * np.pi * np.cumsum(climb) / RATE + 2.2 * np.sin(climb / 40))
    return (air * 0.8 + pan(tone * grow**1.6 * 0.22, 0.0)) * ramp(seconds, 0.05, 0.012)


def tick(force: float, seed: int) -> Sound:
    """The hand of a clock."""
    rng = np.random.default_rng(seed)
    t = clock(0.09)
    edge = np.exp(-t / 0.009)
    grain = shaped_noise(edge, np.array([2500.0]), np.array([7000.0]), rng)
    knock = pan(np.sin(2 * np.pi * 1350 * t) * np.exp(-t / 0.012), 0.0)
    return (grain + knock * 0.5) * force * ramp(0.09, 0.001, 0.02)
