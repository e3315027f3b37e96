"""One cue of the film's sound, read from its samples as it is needed: level, fades, place, loop."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.cut.buses import Levels, heard_spans, sides
from pipeline.cut.clock import MIX_RATE
from pipeline.cut.looping import looped
from pipeline.cut.sounds import Samples, open_sound
from pipeline.facts import Json

__all__ = ["Voice"]

Places = np.ndarray[tuple[int, ...], np.dtype[Any]]

_SOFT_END = MIX_RATE // 200
"""A file that ends in the middle of a wave ends over its last five milliseconds."""


class Voice:
    """One cue, read as it is needed."""

    def __init__(self, cue: Json, path: Path, stem: str) -> None:
        self._cue, self._path, self.stem = cue, path, stem
        self.start: int = cue["start"]
        """The film sample it begins at."""
        self._end: int = cue["end"]
        self._gain = float(10 ** (cue["gain"] / 20))
        self.heard_to = self._end
        """The film sample it is heard to; known when its sound was opened."""
        self._sound: Samples | None = None
        self.levels: Levels | None = None
        """What the buses do; None where they do nothing."""

    @property
    def bus(self) -> str:
        """The bus it runs over."""
        name: str = self._cue["bus"]
        return name

    def speech(self) -> list[tuple[int, int]]:
        """Where it is heard in the film, if it is a spoken line."""
        if self.bus != "lines":
            return []
        sound = open_sound(self._path)[self._cue["source"] :]
        return heard_spans(sound[: self._end - self.start], self.start)

    def add_to(self, block: Samples, begin: int) -> None:
        """Add what of this cue falls into the block that begins at film sample ``begin``."""
        if self._sound is None:
            self._open()
        first, last = max(begin, self.start), min(begin + len(block), self.heard_to)
        if self._sound is None or last <= first:
            return
        places = np.arange(first, last) - self.start
        sound = self._at(self._sound, places)
        places = places[: len(sound)]
        if not len(places):
            return
        envelope = self._envelope(places)
        levels = self.levels.of(self.bus, places + self.start) if self.levels is not None else None
        if levels is not None:
            envelope = envelope * levels
        heard = sound * (envelope if isinstance(envelope, float) else envelope[:, None])
        if "pan" in self._cue:
            heard *= np.array(sides(self._cue["pan"]), np.float32)
        block[first - begin : first - begin + len(heard)] += heard
        if last == self.heard_to:
            self._sound = None

    def _open(self) -> None:
        if self._cue["loop"]:
            self._sound = open_sound(self._path)
            return
        self._sound = open_sound(self._path)[self._cue["source"] :]
        # an effect may be told to ring on, and be short
        self.heard_to = min(self._end, self.start + len(self._sound))

    def _at(self, sound: Samples, places: Places) -> Samples:
        """The samples of the sound at these places of the cue; fewer where it ends."""
        if self._cue["loop"]:
            return looped(sound, self._cue["loop"], places + self._cue["source"])
        if len(sound) >= self._end - self.start:
            return sound[places[0] : places[-1] + 1]
        return _soft_end(sound, places)

    def _envelope(self, places: Places) -> Samples | float:
        """Gain and fades; a raised cosine, whose two halves always add up to one.

        Of what crosses with other sound, the powers add up to one: no hole is heard between two
        winds.
        """
        level: Samples | None = None
        fade_in, fade_out = self._cue["fade_in"], self._cue["fade_out"]
        out_from = self._end - self.start - fade_out
        for fade, part, distance in (
            (fade_in, places < fade_in, places + 0.5),
            (fade_out, places >= out_from, self._end - self.start - places - 0.5),
        ):
            if not fade or not part.any():
                continue
            if level is None:
                level = np.full(len(places), self._gain, np.float32)
            share = np.clip(distance[part] / fade, 0, 1)
            eased = 0.5 - 0.5 * np.cos(math.pi * share)
            if "crossing" in self._cue:
                eased = np.sqrt(eased)
            level[part] *= eased.astype(np.float32)
        return self._gain if level is None else level


def _soft_end(sound: Samples, places: Places) -> Samples:
    """The samples at these places, as far as there are any."""
    heard = np.array(sound[places[0] : places[-1] + 1])
    left = len(sound) - 1 - places[: len(heard)]
    heard *= np.clip(left / (_SOFT_END - 1), 0, 1).astype(np.float32)[:, None]
    return heard
