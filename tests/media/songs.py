"""Music whose beats are known: clicks, drums straight and swung, chords; steady or not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

RATE = 48_000

Mono = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

ROOTS = (220.0, 174.6, 130.8, 196.0)


def grid(bpm: float, to: float | None = None, *, first: float = 0.37, seconds: float = 20) -> Mono:
    """The seconds of the beats, from a tempo to another."""
    beats, at = [], first
    while at < seconds - 0.3:
        beats.append(at)
        at += 60 / (bpm + ((to or bpm) - bpm) * at / seconds)
    return np.array(beats)


def clicks(beats: Mono, seconds: float) -> Mono:
    """A short knock on every beat, over a hum."""
    time = np.arange(4800)
    knock = np.exp(-time / 900) * np.sin(time * 0.05)
    hum = 0.02 * np.sin(np.arange(int(seconds * RATE)) * 0.03)
    return laid(hum, [(at, knock) for at in beats])


def drums(beats: Mono, seconds: float, *, off: float = 0.5, meter: int = 4) -> Mono:
    """Bass drum, snare and hats; the hats between the beats lie ``off`` of the way to the next."""
    dice = np.random.default_rng(3)
    time = np.arange(RATE // 5) / RATE
    kick = np.exp(-time * 18) * np.sin(2 * np.pi * (50 * time + 1.3 * (1 - np.exp(-time * 30))))
    hiss = dice.normal(0, 1, len(time))
    snare = np.exp(-time * 25) * (0.3 * hiss + 0.3 * np.sin(2 * np.pi * 190 * time))
    hat = 0.25 * np.exp(-time * 90) * np.diff(hiss, prepend=0)
    steps = np.diff(beats, append=2 * beats[-1] - beats[-2])
    hits = []
    for number, (at, step) in enumerate(zip(beats, steps, strict=True)):
        place = number % meter
        hits += [(at, hat), (at + off * step, 0.8 * hat)]
        hits += [(at, kick)] if place == 0 else [(at, snare)] if place != 2 or meter == 3 else []
    return laid(np.zeros(int(seconds * RATE)), hits)


def chords(beats: Mono, seconds: float, *, meter: int = 4) -> Mono:
    """A chord a bar, round and round."""
    bars = [*beats[::meter], seconds]
    held = []
    for number, (at, end) in enumerate(pairwise(bars)):
        time = np.arange(int((end - at) * RATE)) / RATE
        tones = (ROOTS[number % 4] * 2 ** (step / 12) for step in (0, 4, 7))
        sound = sum(np.sin(2 * np.pi * tone * time) for tone in tones)
        edges = np.minimum(1, time / 0.05) * np.minimum(1, (end - at - time) / 0.1)
        held.append((at, 0.1 * sound * edges))
    return laid(np.zeros(int(seconds * RATE)), held)


def laid(ground: Mono, sounds: Sequence[tuple[float, Mono]]) -> Mono:
    """Sounds laid at their seconds over ``ground``."""
    found = ground.copy()
    for at, sound in sounds:
        start = round(at * RATE)
        part = sound[: max(0, len(found) - start)]
        found[start : start + len(part)] += part
    return found


def f_measure(found: Sequence[float], true: Sequence[float], window: float = 0.07) -> float:
    """2pr / (p + r) of beats that lie within the window of one another, each used once."""
    free, hits = list(found), 0
    for beat in true:
        near = [other for other in free if abs(other - beat) <= window]
        if near:
            free.remove(min(near, key=lambda other: abs(other - beat)))
            hits += 1
    return 2 * hits / (len(found) + len(true)) if len(found) else 0.0
