"""Build the sound of the whole film once, on a clock of samples, from PCM.

Film frame k begins at sample round(k * 48000 / rate), exactly; nothing is measured from piece to
piece, so nothing can drift. Sounds are read as streams and added block by block, so that memory
does not grow with the film; a true-peak limiter at -1 dBTP closes the chain.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.cut.cues import MIX_RATE
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Digest, Json
from pipeline.media.ffmpeg import Child, source
from pipeline.media.probe import probe, sound_delay

__all__ = ["render_mix"]

Block = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_BLOCK = MIX_RATE * 4
_LOOP_CROSSFADE = MIX_RATE // 2
_CEILING = 10 ** (-1.0 / 20)
"""-1 dBTP (EBU R 128 s2 asks for no more in streaming)."""
_OVERSAMPLED = 4 * MIX_RATE
"""True peaks are looked for at four times the rate (ITU-R BS.1770-5, annex 2)."""


def render_mix(recipe: Json, inputs: Mapping[Digest, Path], into: Path) -> None:
    """Make the film's sound at ``into``: FLAC, 48 kHz, stereo, 24 bits, exactly as long as told.

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


def _render(recipe: Json, inputs: Mapping[Digest, Path], path: Path) -> None:
    samples = recipe["samples"]
    with ExitStack() as stack, Child(_encoder(path, samples), doing="mixing", feeds=True) as out:
        delays = _delays(recipe["cues"], inputs)
        voices = [
            _Voice({**cue, "delay": delays.get(cue["digest"], 0)}, _path(cue, inputs), stack)
            for cue in recipe["cues"]
        ]
        for begin in range(0, samples, _BLOCK):
            block = np.zeros((min(_BLOCK, samples - begin), 2), np.float32)
            for voice in voices:
                voice.add_to(block, begin)
            out.write(block.data.cast("B"))
        out.finish()


def _delays(cues: Sequence[Json], inputs: Mapping[Digest, Path]) -> dict[Digest, int]:
    """Samples by which the sound of each take begins after its first picture; looked up once."""
    paths = {cue["digest"]: _path(cue, inputs) for cue in cues if cue["of_picture"]}
    return {digest: round(sound_delay(path) * MIX_RATE) for digest, path in paths.items()}


def _path(cue: Json, inputs: Mapping[Digest, Path]) -> Path:
    try:
        return inputs[cue["digest"]]
    except KeyError as err:
        raise MediaError(f"a sound of this film is not here ({cue['digest']})") from err


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


class _Voice:
    """One cue, read as it is needed."""

    def __init__(self, cue: Json, path: Path, stack: ExitStack) -> None:
        self._cue, self._path, self._stack = cue, path, stack
        self._start, self._end = cue["start"], cue["end"]
        self._gain = 10 ** (cue["gain"] / 20)
        self._stream: _Stream | None = None
        self._is_over = False

    def add_to(self, block: Block, begin: int) -> None:
        """Add what of this cue falls into the block that begins at film sample ``begin``."""
        first, last = max(begin, self._start), min(begin + len(block), self._end)
        if last <= first or self._is_over:
            return
        if self._stream is None:
            self._stream = _Stream(self._cue, self._path, self._stack)
        sound = self._stream.read(last - first)
        if len(sound) < last - first:
            self._is_over = True
            _fade_tail(sound)
        places = np.arange(first, first + len(sound)) - self._start
        envelope = self._envelope(places)
        block[first - begin : first - begin + len(sound)] += sound * envelope[:, None]
        if last == self._end or self._is_over:
            self._stream.close()

    def _envelope(self, places: np.ndarray[Any, np.dtype[Any]]) -> Block:
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


def _fade_tail(sound: Block) -> None:
    """A file that ends in the middle of a wave ends softly."""
    count = min(len(sound), MIX_RATE // 200)
    if count:
        sound[-count:] *= np.linspace(1, 0, count, dtype=np.float32)[:, None]


class _Stream:
    """The samples of a file from a place on, stereo, 48 kHz; looped where the cue says so."""

    def __init__(self, cue: Json, path: Path, stack: ExitStack) -> None:
        self._cue, self._path, self._stack = cue, path, stack
        self._loop = _loop_length(path) if cue["loop"] else 0
        self._pieces: Child | None = None
        self._kept = np.zeros((0, 2), np.float32)
        self._open()

    def read(self, count: int) -> Block:
        """The next ``count`` samples, fewer at the end."""
        while self._loop and len(self._kept) < count:
            self._more()
        if self._loop:
            sound, self._kept = self._kept[:count], self._kept[count:]
            return sound.copy()
        return self._raw(count)

    def _more(self) -> None:
        """Another turn of the loop, its head crossing the last one's tail."""
        turn = self._raw(self._loop)
        self._open()
        cross = min(_LOOP_CROSSFADE, len(turn) // 4, len(self._kept))
        if cross:
            share = np.linspace(0, 1, cross, dtype=np.float32)[:, None]
            mixed = self._kept[-cross:] * np.sqrt(1 - share) + turn[:cross] * np.sqrt(share)
            self._kept = np.concatenate([self._kept[:-cross], mixed, turn[cross:]])
        else:
            self._kept = np.concatenate([self._kept, turn])

    def _raw(self, count: int) -> Block:
        if self._pieces is None:
            return np.zeros((0, 2), np.float32)
        data = self._pieces.read(count * 8)
        if len(data) < count * 8:
            self._pieces.finish()  # a file that ends is well; one that broke is not
            self.close()
        return np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2).astype(np.float32)

    def _open(self) -> None:
        self.close()
        filters = [f"aresample={MIX_RATE}", "aformat=channel_layouts=stereo"]
        filters += [*_in_step(self._cue), *_tempo(self._cue)]
        begin = self._cue["source"]
        if begin:
            filters.append(f"atrim=start_sample={begin}")
        if self._cue["reversed"]:
            filters += [f"atrim=end_sample={begin + self._cue['end'] - self._cue['start']}"]
            filters += ["areverse"]
        self._pieces = self._stack.enter_context(
            Child(
                [
                    *("-v", "error", *source(self._path), "-map", "0:a:0"),
                    *("-af", ",".join(filters), "-f", "f32le", "pipe:1"),
                ],
                doing=f"reading the sound of {self._path.name}",
                reads=True,
            )
        )

    def close(self) -> None:
        """Stop reading."""
        if self._pieces is not None:
            self._pieces.__exit__(None, None, None)
            self._pieces = None


def _in_step(cue: Json) -> list[str]:
    """Bring a take's own sound to the clock of its pictures, where the two begin apart."""
    samples = cue["delay"] if cue["of_picture"] else 0
    if samples > 0:
        return [f"adelay=delays={samples}S:all=1"]
    return [f"atrim=start_sample={-samples}", "asetpts=N/SR/TB"] if samples else []


def _tempo(cue: Json) -> list[str]:
    """Speed that keeps the pitch; ffmpeg's ``atempo`` does 0.5 to 2 well, so it is chained."""
    speed = Fraction(*cue["speed"])
    filters: list[str] = []
    while speed > 2:
        filters.append("atempo=2.0")
        speed /= 2
    while speed < Fraction(1, 2):
        filters.append("atempo=0.5")
        speed *= 2
    return filters if speed == 1 else [*filters, f"atempo={float(speed):.6f}"]


def _loop_length(path: Path) -> int:
    """Samples of one turn; at least a tenth of a second, so that a click is no endless work."""
    seconds = probe(path).seconds
    return max(MIX_RATE // 10, math.floor(seconds * MIX_RATE))
