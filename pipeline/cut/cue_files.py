"""One sound of the film as a file of its own, dry, that says where in the film it begins."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.cut.clock import MIX_RATE
from pipeline.cut.desk import Desk
from pipeline.cut.mix import whole_samples
from pipeline.cut.sounds import open_sound
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Json
from pipeline.media.bwf import bwf_arguments
from pipeline.media.ffmpeg import Child

__all__ = ["dry", "write_cue"]

_LEVEL = {"gain": 0.0, "fade_in": 0, "fade_out": 0}


def dry(cue: Json, sound: Path) -> Json:
    """The recipe of a cue by itself: no gain, no fade, no pan; turns of a loop as they are heard.

    ``sound`` lies ready as samples (`pipeline.cut.sounds`); where it ends sooner than the cue, the
    cue ends there.
    """
    samples = cue["end"] - cue["start"]
    if not cue["loop"]:
        samples = max(0, min(samples, len(open_sound(sound)) - cue["source"]))
    plain = {name: cue[name] for name in ("sound", "source", "loop")}
    bus = {"bus": "effects", "start": 0, "end": samples}
    return {"samples": samples, "cues": [{**plain, **bus, **_LEVEL}]}


def write_cue(recipe: Json, sound: Path, into: Path, *, about: str, begin: int) -> None:
    """Write a dry cue as Broadcast WAV; ``begin`` is its first sample since midnight.

    Raises:
        MediaError: the sound cannot be read.
        DiskFull: there was no room.
    """
    unfinished = into.with_name(f".{into.stem}.part.wav")
    inputs = {recipe["cues"][0]["sound"]: sound}
    raw = ("-v", "error", "-y", "-f", "s32le", "-ar", str(MIX_RATE), "-ac", "2", "-i", "pipe:0")
    arguments = [*raw, *bwf_arguments(unfinished, about=about, begin=begin)]
    try:
        with Child(arguments, doing=f"writing {into.name}", feeds=True) as out:
            for _begin, count, stems in Desk(recipe, inputs).blocks():
                whole = np.zeros((count, 2), np.int32)
                for stem in stems.values():
                    whole += whole_samples(np.clip(stem, -1.0, 1.0 - 2**-23), 1.0)
                out.write((whole << 8).data.cast("B"))
            out.finish()
        unfinished.replace(into)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
    finally:
        unfinished.unlink(missing_ok=True)
