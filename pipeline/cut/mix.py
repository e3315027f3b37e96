"""Build the sound of the whole film once, on a clock of samples, from PCM.

Film frame k begins at sample round(k * 48000 / rate), exactly; nothing is measured from piece to
piece, so nothing can drift. Sounds lie ready as samples (`pipeline.cut.sounds`) and are added block
by block, so that memory does not grow with the film. The level was decided before
(`pipeline.cut.hearing`): one curve of gains over every stem, and the mix is their sum, sample for
sample.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import astuple

from pipeline.cut.clock import MIX_RATE
from pipeline.cut.desk import Desk
from pipeline.cut.hearing import curve_of, heard_of
from pipeline.cut.sounds import Samples
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Json, Loudness
from pipeline.media.ffmpeg import Child
from pipeline.media.limiter import after
from pipeline.media.loudness import Meter

__all__ = ["mix_loudness", "render_mix", "whole_samples"]

_FULL_SCALE = 1 << 23
"""24 bits."""
_NOTE = "LOUDNESS_HEARD"
_NOTE_LENGTH = 96
_HEAD_BYTES = 8192

Whole = np.ndarray[tuple[int, ...], np.dtype[Any]]


def render_mix(recipe: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Make the film's sound at ``into``: FLAC, 48 kHz, stereo, 24 bits, exactly as long as told.

    A recipe that names ``stems`` makes those alone, at the level that they have in the whole.

    ``inputs`` are the sounds of its cues, made ready, and the hearing of them, by their keys. How
    loud it is stands in the file (`mix_loudness`).

    Raises:
        MediaError: a sound is missing or cannot be read.
        DiskFull: there was no room.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".mix-", dir=into.parent) as name:
            unfinished = Path(name) / "mix.flac"
            found = _render(recipe, inputs, unfinished)
            _check_length(unfinished, recipe["samples"])
            _note(unfinished, found)
            unfinished.replace(into)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err


def _render(recipe: Json, inputs: Mapping[str, Path], path: Path) -> Loudness:
    heard = heard_of(_hearing(recipe, inputs))
    curve = curve_of(recipe, heard)
    meter = Meter() if "stems" in recipe else None  # nobody has heard a part by itself
    with Child(_encoder(path), doing="mixing", feeds=True) as out:
        for begin, count, stems in Desk(recipe, inputs).blocks():
            gains = curve.at(begin, count)
            mix = np.zeros((count, 2), np.int32)
            for stem in stems.values():
                mix += whole_samples(stem, gains)
            if meter is not None:
                meter.hear(mix.astype(np.float32) / np.float32(_FULL_SCALE))
            out.write((mix << 8).data.cast("B"))
        out.finish()
    return meter.loudness() if meter is not None else after(heard, curve)


def _hearing(recipe: Json, inputs: Mapping[str, Path]) -> Path:
    try:
        return inputs[recipe["heard"]]
    except KeyError as err:
        raise MediaError("nobody has heard the sound of this film yet") from err


def whole_samples(stem: Samples, gains: Samples | float) -> Whole:
    """A stem at its level, as the whole numbers of 24 bits that are written of it."""
    level = stem * (gains if isinstance(gains, float) else gains[:, None])
    np.rint(np.multiply(level, _FULL_SCALE, out=level), out=level)
    return level.astype(np.int32)


def _encoder(path: Path) -> list[str]:
    return [
        *("-v", "error", "-y", "-f", "s32le", "-ar", str(MIX_RATE), "-ac", "2", "-i", "pipe:0"),
        *("-c:a", "flac", "-sample_fmt", "s32"),
        *("-bits_per_raw_sample", "24", "-compression_level", "3"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-metadata", f"{_NOTE}={'':.<{_NOTE_LENGTH}}", "-f", "flac", str(path)),
    ]


def _check_length(path: Path, samples: int) -> None:
    """FLAC says its length in its first block (RFC 9639, section 8.2)."""
    with path.open("rb") as file:
        head = file.read(26)
    found = int.from_bytes(head[21:26], "big") & ((1 << 36) - 1)
    if found not in {0, samples}:
        raise MediaError(f"the mix came out with {found} samples; the film has {samples}")


def _note(path: Path, found: Loudness) -> None:
    """Write how loud it is where room was left for it, among the comments of the file."""
    written = json.dumps([round(each, 4) for each in astuple(found)])
    with path.open("r+b") as file:
        place = file.read(_HEAD_BYTES).find(f"{_NOTE}=".encode())
        if place < 0:
            raise MediaError(f"{path.name} has no room for its loudness")
        file.seek(place + len(_NOTE) + 1)
        file.write(f"{written:<{_NOTE_LENGTH}}".encode())


def mix_loudness(path: Path) -> Loudness:
    """How loud a finished mix is, as it was measured when it was made.

    Raises:
        MediaError: it does not say.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    place = head.find(f"{_NOTE}=".encode()) + len(_NOTE) + 1
    try:
        integrated, spread, peak = json.loads(head[place : place + _NOTE_LENGTH])
    except ValueError as err:
        raise MediaError(f"{path.name} does not say how loud it is") from err
    return Loudness(integrated, spread, peak)
