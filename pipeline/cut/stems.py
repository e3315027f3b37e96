"""Stems: the parts of the mix that leave beside the film, each as long as it, as WAV of 24 bits.

DX + MX + FX + OWN, and as well DX + M&E, is the mix, sample for sample: all of them are multiplied
by the gains of the whole, and the mix is the sum of their whole numbers (`pipeline.cut.mix`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from pipeline.cut.coded import behind
from pipeline.cut.desk import stem_of
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import Json
from pipeline.media.bwf import bwf_arguments
from pipeline.media.ffmpeg import run

__all__ = ["STEM_PARTS", "StemForm", "stem_names", "write_stems"]

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
    is_own = any(stem_of(cue) == "OWN" for cue in recipe["cues"])
    return tuple(name for name in STEM_PARTS if name != "OWN" or is_own)


class StemForm(Struct, frozen=True):
    """How stems lie beside a film."""

    begin: int = 0
    """The sample since midnight at which the file's timecode begins: a workstation puts a stem
    there by itself."""
    leader: Json | None = None
    """What is heard before the film (`pipeline.cut.leader`); its 2-pop is an effect."""


def write_stems(
    stems: Mapping[str, Path], film: Path, form: StemForm | None = None
) -> tuple[Path, ...]:
    """Write each stem beside the film, named after it: ``film_DX.wav``; returns where they lie.

    Broadcast WAV (EBU Tech 3285), RF64 where it is too long for WAV.

    Raises:
        MediaError: a stem cannot be read.
        DiskFull: there was no room.
    """
    form = form or StemForm()
    return tuple(_written(name, path, film, form) for name, path in stems.items())


def _written(name: str, path: Path, film: Path, form: StemForm) -> Path:
    into = film.with_name(f"{film.stem}_{name}.wav")
    unfinished, lead = (into.with_name(f".{into.stem}.part{end}") for end in (".wav", ".flac"))
    leader = form.leader
    if leader is not None and "FX" not in STEM_PARTS[name]:
        leader = {**leader, "pop": [0, 0]}
    arguments = (
        *("-v", "error", "-y", *behind(leader, path, lead)),
        *bwf_arguments(unfinished, about=f"{film.stem} {name}", begin=form.begin),
    )
    try:
        run(arguments, doing=f"writing {into.name}")
        unfinished.replace(into)
    except OSError as err:
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
    finally:
        for each in (unfinished, lead):
            each.unlink(missing_ok=True)
    return into
