"""Make one sound ready for the mix: decoded once, in step with its picture, at its speed.

A file of raw samples: stereo, 48 kHz, float; closed by one silent sample, so that it is never
empty. It is kept by its key, and a cut that is changed a hundred times decodes nothing again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.cut.clock import MIX_RATE
from pipeline.errors import DiskFull, FilmError, MediaError
from pipeline.facts import Digest, Json
from pipeline.media.ffmpeg import run, source
from pipeline.media.probe import probe
from pipeline.media.stamps import beginnings

__all__ = ["Samples", "open_sound", "render_sound"]

Samples = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_SAMPLE_BYTES = 8
"""Left and right."""


def render_sound(recipe: Json, inputs: Mapping[Digest, Path], into: Path) -> None:
    """Make the stretch of a sound that the recipe names at ``into``; shorter where its file ends.

    Raises:
        MediaError: the sound is missing or cannot be read.
        DiskFull: there was no room.
    """
    try:
        path = inputs[recipe["digest"]]
    except KeyError as err:
        raise MediaError(f"a sound of this film is not here ({recipe['digest']})") from err
    end = recipe["end"]
    if recipe["loop"]:
        end = min(end, _loop_length(path))
    window = (recipe["begin"], end)
    try:
        if recipe["of_picture"]:
            _read_beside(path, into, window, _tempo(recipe["speed"]))
        else:
            _read(path, into, (window, _tempo(recipe["speed"])))
        with into.open("ab") as file:
            file.write(bytes(_SAMPLE_BYTES))
    except OSError as err:
        into.unlink(missing_ok=True)
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
    except FilmError:
        into.unlink(missing_ok=True)
        raise


def open_sound(path: Path) -> Samples:
    """The samples of a sound that was made ready, read from the disk as they are looked at."""
    count = path.stat().st_size // _SAMPLE_BYTES
    samples: Samples = np.memmap(path, "<f4", "r", shape=(count, 2))
    return samples[:-1]


def _read_beside(path: Path, into: Path, window: tuple[int, int], tempo: list[str]) -> None:
    """The sound of a take, in step with its picture.

    One process reads it and says where the two begin; where they begin apart, which few do, it is
    read once more.
    """
    begun = beginnings(path, _output(into, window, tempo))
    delay = round(begun.delay * MIX_RATE)
    if delay or not begun.is_whole:
        _read(path, into, (window, [*_moved(delay), *tempo]))


def _read(path: Path, into: Path, how: tuple[tuple[int, int], list[str]]) -> None:
    doing = f"reading the sound of {path.name}"
    run(("-v", "error", "-y", *source(path), *_output(into, *how)), doing=doing)


def _output(into: Path, window: tuple[int, int], filters: list[str]) -> list[str]:
    begin, end = window
    chain = [f"aresample={MIX_RATE}", "aformat=channel_layouts=stereo", *filters]
    chain.append(f"atrim=start_sample={begin}:end_sample={end}")
    return ["-map", "0:a:0", "-af", ",".join(chain), "-f", "f32le", f"file:{into}"]


def _moved(samples: int) -> list[str]:
    """Bring a take's own sound to the clock of its pictures."""
    if samples > 0:
        return [f"adelay=delays={samples}S:all=1"]
    return [f"atrim=start_sample={-samples}", "asetpts=N/SR/TB"] if samples else []


def _tempo(written: tuple[int, int]) -> list[str]:
    """Speed that keeps the pitch; ffmpeg's ``atempo`` does 0.5 to 2 well, so it is chained."""
    speed = Fraction(*written)
    filters: list[str] = []
    while speed > 2:
        filters.append("atempo=2.0")
        speed /= 2
    while speed < Fraction(1, 2):
        filters.append("atempo=0.5")
        speed *= 2
    return filters if speed == 1 else [*filters, f"atempo={float(speed):.6f}"]


def _loop_length(path: Path) -> int:
    """Samples of one turn: what a codec adds behind the end would be heard as a hole.

    Headers tell hundredths of a second, rounded down.
    """
    return math.ceil((probe(path).seconds + Fraction(1, 100)) * MIX_RATE)
