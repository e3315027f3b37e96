"""Stems: the parts of the mix that leave beside the film, each as long as it, as WAV of 24 bits.

DX + MX + FX + OWN, and as well DX + M&E, is the mix, sample for sample: all of them are multiplied
by the gains of the whole, and the mix is the sum of their whole numbers (`pipeline.cut.mix`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Json
from pipeline.media.ffmpeg import run, source

__all__ = ["STEM_PARTS", "stem_names", "write_stems"]

STEM_PARTS: Mapping[str, tuple[str, ...]] = {
    "DX": ("DX",),
    "MX": ("MX",),
    "FX": ("FX",),
    "OWN": ("OWN",),
    "ME": ("MX", "FX", "OWN"),
}
"""What each stem is the sum of: dialogue, music, effects with ambience, the clips' own sound, and
music and effects (M&E), which is everything but the dialogue."""


def stem_names(recipe: Json) -> tuple[str, ...]:
    """The stems of a mix: the four that everybody asks for, and OWN where clips are heard."""
    is_own = any(cue["bus"] == "own" for cue in recipe["cues"])
    return tuple(name for name in STEM_PARTS if name != "OWN" or is_own)


def write_stems(stems: Mapping[str, Path], film: Path, begin: int = 0) -> tuple[Path, ...]:
    """Write each stem beside the film, named after it: ``film_DX.wav``; returns where they lie.

    Broadcast WAV (EBU Tech 3285), RF64 where it is too long for WAV. ``begin`` is the sample since
    midnight at which the film's timecode begins: a workstation puts the stem there by itself.

    Raises:
        MediaError: a stem cannot be read.
        DiskFull: there was no room.
    """
    written = []
    for name, path in stems.items():
        into = film.with_name(f"{film.stem}_{name}.wav")
        unfinished = into.with_name(f".{into.name}.part")
        arguments = (
            *("-v", "error", "-y", *source(path), "-map", "0:a:0", "-c:a", "pcm_s24le"),
            *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
            *(
                "-metadata",
                f"description={film.stem} {name}",
                "-metadata",
                f"time_reference={begin}",
            ),
            *("-write_bext", "1", "-rf64", "auto", "-f", "wav", f"file:{unfinished}"),
        )
        try:
            run(arguments, doing=f"writing {into.name}")
            unfinished.replace(into)
        except OSError as err:
            raise (
                DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
            ) from err
        finally:
            unfinished.unlink(missing_ok=True)
        written.append(into)
    return tuple(written)
