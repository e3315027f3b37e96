"""Build the sound of the whole film once, on a clock of samples, from PCM.

Film frame k begins at sample round(k * 48000 / rate), exactly; nothing is measured from piece to
piece, so nothing can drift. Sounds lie ready as samples (`pipeline.cut.sounds`) and are added block
by block, so that memory does not grow with the film; a true-peak limiter at -1 dBTP closes the
chain.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.cut.buses import Levels, heard_spans, sides
from pipeline.cut.clock import MIX_RATE
from pipeline.cut.sounds import Samples, open_sound
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Json
from pipeline.media.ffmpeg import Child

__all__ = ["Voice", "opened", "render_mix"]

_BLOCK = MIX_RATE * 4
_LOOP_CROSSFADE = MIX_RATE // 2
_SOFT_END = MIX_RATE // 200
"""A file that ends in the middle of a wave ends over its last five milliseconds."""
_CEILING = 10 ** (-1.0 / 20)
"""-1 dBTP (EBU R 128 s2 asks for no more in streaming)."""
_OVERSAMPLED = 4 * MIX_RATE
"""True peaks are looked for at four times the rate (ITU-R BS.1770-5, annex 2)."""


def render_mix(recipe: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Make the film's sound at ``into``: FLAC, 48 kHz, stereo, 24 bits, exactly as long as told.

    ``inputs`` are the sounds of its cues, made ready, by their keys.

    Raises:
        MediaError: a sound is missing or cannot be read.
        DiskFull: there was no room.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".mix-", dir=into.parent) as name:
            unfinished = Path(name) / "mix.flac"
            _render(recipe, inputs, unfinished)
            _check_length(unfinished, recipe["samples"])
            unfinished.replace(into)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err


def _render(recipe: Json, inputs: Mapping[str, Path], path: Path) -> None:
    samples = recipe["samples"]
    voices = opened(recipe, inputs)
    with Child(_encoder(path, samples), doing="mixing", feeds=True) as out:
        for begin in range(0, samples, _BLOCK):
            block = np.zeros((min(_BLOCK, samples - begin), 2), np.float32)
            for voice in voices:
                voice.add_to(block, begin)
            out.write(block.data.cast("B"))
        out.finish()


def opened(recipe: Json, inputs: Mapping[str, Path]) -> list[Voice]:
    """Every cue of a mix, ready to be added block by block."""
    voices = [Voice(cue, _path(cue, inputs)) for cue in recipe["cues"]]
    if "buses" in recipe:
        lines = [span for voice in voices for span in voice.speech()]
        levels = Levels(recipe["buses"], recipe["samples"], lines)
        for voice in voices:
            voice.levels = levels
    return voices


def _path(cue: Json, inputs: Mapping[str, Path]) -> Path:
    try:
        return inputs[cue["sound"]]
    except KeyError as err:
        raise MediaError(f"a sound of this film is not here ({cue['sound']})") from err


def _encoder(path: Path, samples: int) -> list[str]:
    limiter = f"alimiter=limit={_CEILING:.6f}:attack=5:release=60:level=0:latency=1"
    filters = [
        f"aresample={_OVERSAMPLED}",
        limiter,
        f"aresample={MIX_RATE}",
        f"apad=whole_len={samples}",
        f"atrim=end_sample={samples}",
    ]
    return [
        *("-v", "error", "-y", "-f", "f32le", "-ar", str(MIX_RATE), "-ac", "2", "-i", "pipe:0"),
        *("-af", ",".join(filters), "-c:a", "flac", "-sample_fmt", "s32"),
        *("-bits_per_raw_sample", "24", "-compression_level", "3"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", "flac", str(path)),
    ]


def _check_length(path: Path, samples: int) -> None:
    """FLAC says its length in its first block (RFC 9639, section 8.2)."""
    with path.open("rb") as file:
        head = file.read(26)
    found = int.from_bytes(head[21:26], "big") & ((1 << 36) - 1)
    if found not in {0, samples}:
        raise MediaError(f"the mix came out with {found} samples; the film has {samples}")


class Voice:
    """One cue, read as it is needed."""

    def __init__(self, cue: Json, path: Path) -> None:
        self._cue, self._path = cue, path
        self._start, self._end = cue["start"], cue["end"]
        self._gain = 10 ** (cue["gain"] / 20)
        self._sound: Samples | None = None
        self.levels: Levels | None = None
        """What the buses do; None where they do nothing."""

    @property
    def bus(self) -> str:
        """The bus it runs over, where that matters."""
        name: str = self._cue.get("bus", "")
        return name

    def speech(self) -> list[tuple[int, int]]:
        """Where it is heard in the film, if it is a spoken line."""
        if self.bus != "lines":
            return []
        sound = open_sound(self._path)[self._cue["source"] :]
        return heard_spans(sound[: self._end - self._start], self._start)

    def add_to(self, block: Samples, begin: int) -> None:
        """Add what of this cue falls into the block that begins at film sample ``begin``."""
        first, last = max(begin, self._start), min(begin + len(block), self._end)
        if last <= first:
            return
        if self._sound is None:
            self._sound = open_sound(self._path)[self._cue["source"] :]
        places = np.arange(first, last) - self._start
        if len(self._sound) >= self._end - self._start:
            sound = self._sound[places[0] : places[-1] + 1]
        elif self._cue["loop"]:
            sound = _looped(self._sound, places)
        else:
            sound = _soft_end(self._sound, places)
        envelope = self._envelope(places[: len(sound)])
        levels = (
            self.levels.of(self.bus, places[: len(sound)] + self._start)
            if (self.levels is not None and len(sound))
            else None
        )
        if levels is not None:
            envelope *= levels
        heard = sound * envelope[:, None]
        if "pan" in self._cue:
            heard *= np.array(sides(self._cue["pan"]), np.float32)
        block[first - begin : first - begin + len(sound)] += heard
        if last == self._end:
            self._sound = None

    def _envelope(self, places: np.ndarray[Any, np.dtype[Any]]) -> Samples:
        """Gain and fades; a raised cosine, whose two halves always add up to one."""
        length = self._end - self._start
        level = np.full(len(places), self._gain, np.float32)
        for fade, distance in (
            (self._cue["fade_in"], places + 0.5),
            (self._cue["fade_out"], length - places - 0.5),
        ):
            if fade:
                share = np.clip(distance / fade, 0, 1)
                level *= (0.5 - 0.5 * np.cos(math.pi * share)).astype(np.float32)
        return level


def _soft_end(sound: Samples, places: np.ndarray[Any, np.dtype[Any]]) -> Samples:
    """The samples at these places, as far as there are any."""
    heard = np.array(sound[places[0] : places[-1] + 1])
    left = len(sound) - 1 - places[: len(heard)]
    heard *= np.clip(left / (_SOFT_END - 1), 0, 1).astype(np.float32)[:, None]
    return heard


def _looped(sound: Samples, places: np.ndarray[Any, np.dtype[Any]]) -> Samples:
    """The samples at these places of a sound that comes again, its head crossing its tail.

    turn 1  |-----------====|
    turn 2              |====-------====|      ==== is heard of both
    """
    cross = min(_LOOP_CROSSFADE, len(sound) // 4)
    period = len(sound) - cross
    if period < 1:
        return np.zeros((0, 2), np.float32)
    within = places % period
    heard = np.array(sound[within])
    crossing = (places >= period) & (within < cross)
    share = ((within[crossing] + 0.5) / max(1, cross)).astype(np.float32)[:, None]
    heard[crossing] *= np.sqrt(share)
    heard[crossing] += sound[period + within[crossing]] * np.sqrt(1 - share)
    return heard
