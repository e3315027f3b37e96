"""The desk that a mix is made on: every cue in its place, added up by the stem it leaves in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from pipeline.cut.buses import Levels
from pipeline.cut.sounds import Samples
from pipeline.cut.voices import Voice
from pipeline.errors import MediaError
from pipeline.facts import Json
from pipeline.media.loudness import HEARING
from pipeline.project.buses import STEMS

__all__ = ["BLOCK", "DIALOGUE", "Desk", "stem_of"]

BLOCK = HEARING
"""Samples that are mixed at a time, so that memory does not grow with the film."""

DIALOGUE = "DX"


def stem_of(cue: Json) -> str:
    """The stem that a cue leaves in."""
    stem: str = cue.get("stem") or STEMS[cue["bus"]]
    return stem


class Desk:
    """Mixes a recipe block by block, each stem on its own; together they are the mix.

    A recipe that names ``stems`` is mixed of those alone; the others still make it duck.
    """

    def __init__(self, recipe: Json, inputs: Mapping[str, Path]) -> None:
        self._samples: int = recipe["samples"]
        voices = [Voice(cue, _path(cue, inputs), stem_of(cue)) for cue in recipe["cues"]]
        wanted = recipe.get("stems")
        self._voices = [voice for voice in voices if wanted is None or voice.stem in wanted]
        buses = recipe.get("buses", {})
        if buses:
            is_ducked = any("duck" in bus for bus in buses.values())
            speaking = voices if is_ducked else []
            lines = [span for voice in speaking for span in voice.speech()]
            levels = Levels(buses, self._samples, lines)
            for voice in self._voices:
                voice.levels = levels

    def blocks(self) -> Iterator[tuple[int, int, dict[str, Samples]]]:
        """(first sample, samples, what sounds of each stem), from the film's beginning to its end.

        A stem that is silent in a block is left out of it.
        """
        waiting = sorted(self._voices, key=lambda voice: -voice.start)
        playing: list[Voice] = []
        for begin in range(0, self._samples, BLOCK):
            count = min(BLOCK, self._samples - begin)
            while waiting and waiting[-1].start < begin + count:
                playing.append(waiting.pop())
            playing = [voice for voice in playing if voice.heard_to > begin]
            stems: dict[str, Samples] = {}
            for voice in playing:
                if voice.stem not in stems:
                    stems[voice.stem] = np.zeros((count, 2), np.float32)
                voice.add_to(stems[voice.stem], begin)
            yield begin, count, stems


def _path(cue: Json, inputs: Mapping[str, Path]) -> Path:
    try:
        return inputs[cue["sound"]]
    except KeyError as err:
        raise MediaError(f"a sound of this film is not here ({cue['sound']})") from err
