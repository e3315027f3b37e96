"""Run cues over the buses of the desk: level and place of each, fades and dips of the whole bus.

Written as plain data into the recipe of the mix, and only where something is said: a film that
says nothing of its buses keeps its mix.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from pipeline.cut.clock import sample_of
from pipeline.cut.sounds import Samples
from pipeline.facts import Json
from pipeline.project.buses import STEMS, Bus, MixDesk

__all__ = ["Levels", "bus_recipes", "heard_spans", "over_bus", "sides"]

_WHOLE_PAN = 100
_LOOK_SAMPLES = 480
"""Speech is looked for in steps of ten milliseconds."""
_FAINTEST = 10 ** (-50 / 20)
_BELOW_LOUDEST = 10 ** (-40 / 20)

Places = np.ndarray[tuple[int, ...], np.dtype[Any]]


def over_bus(cue: Json, name: str, desk: MixDesk) -> Json | None:
    """The cue as it leaves its bus, which it names; None where the bus is mute.

    Fades and dips are the whole bus's and stand in ``bus_recipes``.
    """
    bus = desk.of(name)
    if bus.is_muted:
        return None
    changed = {**cue, "gain": cue["gain"] + (bus.gain or 0.0), "bus": name}
    if bus.stem and bus.stem != STEMS[name]:
        changed["stem"] = bus.stem
    pan = max(-_WHOLE_PAN, min(_WHOLE_PAN, cue.get("pan", 0.0) + (bus.pan or 0.0)))
    changed.pop("pan", None)
    if pan:
        changed["pan"] = pan
    return changed


def bus_recipes(desk: MixDesk, frames: int, rate: Fraction) -> Json:
    """What the buses do over the whole film, in samples; nothing where none moves."""
    buses: Json = {}
    for name, bus in sorted(desk.buses.items()):
        if not _moves(bus) or bus.is_muted:
            continue
        buses[name] = {
            "fade_in": sample_of(min(bus.fade_in or 0, frames), rate),
            "fade_out": sample_of(min(bus.fade_out or 0, frames), rate),
        }
        if bus.duck is not None:
            attack, release = (
                sample_of(each, rate) for each in (bus.duck.attack, bus.duck.release)
            )
            buses[name]["duck"] = {
                "depth": bus.duck.depth,
                "attack": attack,
                "release": release,
            }
    return buses


def _moves(bus: Bus) -> bool:
    return bool(bus.fade_in or bus.fade_out or bus.duck)


def sides(pan: float) -> tuple[float, float]:
    """What the left and the right are multiplied by: equal power, and nothing in the middle."""
    angle = (pan / _WHOLE_PAN + 1) * math.pi / 4
    return math.sqrt(2) * math.cos(angle), math.sqrt(2) * math.sin(angle)


def heard_spans(sound: Samples, start: int) -> list[tuple[int, int]]:
    """Where somebody speaks in a line that begins at film sample ``start``, first to last word.

    Silence before and after is no speech; a pause within is bridged by the bus's own release.
    """
    count = len(sound) // _LOOK_SAMPLES
    if not count:
        return [(start, start + len(sound))] if len(sound) else []
    steps = np.abs(sound[: count * _LOOK_SAMPLES]).reshape(count, -1).max(1)
    loud = steps > max(_FAINTEST, float(steps.max()) * _BELOW_LOUDEST)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    return [
        (start + int(begin) * _LOOK_SAMPLES, start + int(end) * _LOOK_SAMPLES)
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    ]


class Levels:
    """How loud each bus is at every sample of the film."""

    def __init__(self, buses: Json, samples: int, lines: Iterable[tuple[int, int]]) -> None:
        self._buses, self._samples = buses, samples
        spoken = sorted(lines)
        self._spans = {
            name: _bridged(spoken, each["duck"]["attack"] + each["duck"]["release"])
            for name, each in buses.items()
            if "duck" in each
        }

    def of(self, bus: str, places: Places) -> Samples | None:
        """The bus's level at these film samples; None where nothing is said of it."""
        recipe = self._buses.get(bus)
        if recipe is None:
            return None
        level = np.ones(len(places))
        for fade, distance in (
            (recipe["fade_in"], places + 0.5),
            (recipe["fade_out"], self._samples - places - 0.5),
        ):
            if fade:
                level *= _eased(np.clip(distance / fade, 0, 1))
        if "duck" in recipe:
            level *= _dip(recipe["duck"], self._spans[bus], places)
        return level.astype(np.float32)


def _bridged(spans: Sequence[tuple[int, int]], pause: int) -> list[tuple[int, int]]:
    """The spans, those joined between which the bus would hardly have come up: nothing pumps."""
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin - joined[-1][1] <= pause:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


def _dip(duck: Json, spans: Iterable[tuple[int, int]], places: Places) -> Places:
    attack, release = max(1, duck["attack"]), max(1, duck["release"])
    depth = np.zeros(len(places))
    for begin, end in spans:
        if end + release <= places[0] or begin - attack >= places[-1]:
            continue
        down = np.clip((places - (begin - attack)) / attack, 0, 1)
        up = np.clip(((end + release) - places) / release, 0, 1)
        np.maximum(depth, _eased(np.minimum(down, up)), out=depth)
    level: Places = 10 ** (-duck["depth"] * depth / 20)
    return level


def _eased(share: Places) -> Places:
    eased: Places = 0.5 - 0.5 * np.cos(math.pi * share)
    return eased
