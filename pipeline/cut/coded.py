"""Code the finished mix as it lies in a film: AAC, as it is (FLAC) in a draft, PCM in a master.

A part of its own, kept by its key: it is made while reels are rendered, and a film of which only
the picture changed is joined without coding a sample again.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import DecodeError
from msgspec.json import decode, encode

from pipeline.cut.clock import MIX_RATE
from pipeline.cut.reels import recipe_key
from pipeline.errors import DiskFull, FilmError, MediaError
from pipeline.facts import Json, Loudness
from pipeline.media.ffmpeg import run, source
from pipeline.media.loudness import measured

if TYPE_CHECKING:
    from pipeline.media.samples import Samples

__all__ = ["behind", "coded_loudness", "render_coded", "track_ending", "track_recipe"]

_AAC_BITS = "256k"
_AAC = ("-aac_coder", "fast", "-aac_pns", "0", "-aac_is", "0")
"""ffmpeg's own manual calls this coder better and much faster at high rates; noise and stereo that
are only described, not coded, are for low ones. Against the mix, music is 4 dB nearer than with
the usual coder, in 60 % of its time (both scores of the samples; 256 kbit/s)."""
_PCM = "pcm_s24le"
_BOX_BYTES = 256
"""Of the box that says how loud a track is."""


def track_recipe(
    mix_key: str,
    ffmpeg: str,
    *,
    is_compressed: bool,
    is_master: bool = False,
    more: Json | None = None,
) -> tuple[str, Json]:
    """The key and the recipe of the sound track that is made of a mix.

    AAC where it is compressed, else FLAC; a master has PCM of 24 bit, which editors ask for.
    ``more`` is what else is done to it: ``pace``, another speed, its pitch with it; ``lead``, what
    is heard before the film (see ``leader``).
    """
    recipe: Json = {"sound": mix_key, "codec": _PCM if is_master else "flac", "ffmpeg": ffmpeg}
    if is_compressed and not is_master:
        recipe |= {"codec": "aac", "bits": _AAC_BITS, "coder": list(_AAC)}
    recipe |= more or {}
    return recipe_key(recipe), recipe


def track_ending(recipe: Json) -> str:
    """How the name of a sound track ends: PCM wants a mov."""
    return ".mov" if recipe["codec"] == _PCM else ".m4a"


def render_coded(recipe: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Write the mix at ``into`` as the one track of a file, ready to be laid beside the picture.

    Raises:
        MediaError: the mix is not here or cannot be read.
        DiskFull: there was no room.
    """
    try:
        mix = inputs[recipe["sound"]]
    except KeyError as err:
        raise MediaError(f"the sound of this film is not here ({recipe['sound']})") from err
    coded: tuple[str, ...] = ("-c:a", "copy")
    if recipe["codec"] != "flac":
        how = ("-b:a", recipe["bits"], *recipe["coder"]) if "bits" in recipe else ()
        coded = ("-c:a", recipe["codec"], *how)
    lead, film = into.with_suffix(".lead.flac"), ""
    if "pace" in recipe:
        film = _paced(recipe["pace"])
    arguments = (
        *("-v", "error", "-y", *behind(recipe.get("lead"), mix, lead, film), *coded),
        *("-strict", "-2"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", "mov" if recipe["codec"] == _PCM else "mp4", f"file:{into}"),
    )
    try:
        run(arguments, doing="coding the sound")
        if "bits" in recipe:
            _note(into)
    except FilmError:
        into.unlink(missing_ok=True)
        raise
    except OSError as err:
        into.unlink(missing_ok=True)
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
    finally:
        lead.unlink(missing_ok=True)


def _note(path: Path) -> None:
    """Write behind the track how loud it is, as coded: in a box that players pass over."""
    said = encode(measured(path))
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", _BOX_BYTES, b"free") + said.ljust(_BOX_BYTES - 8))


def coded_loudness(path: Path) -> Loudness | None:
    """How loud a coded track was when it was made; None where nobody measured it."""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - _BOX_BYTES))
        box = file.read()
    if box[4:8] != b"free":
        return None
    try:
        return decode(box[8:].rstrip(), type=Loudness)
    except DecodeError:
        return None


def behind(leader: Json | None, mix: Path, lead: Path, film: str = "") -> list[str]:
    """The mix, behind the sound of its leader where it has one; no sample of it is touched.

    The arguments of ffmpeg; ``lead`` is where that sound is written for it, ``film`` what filters
    make of the mix first.
    """
    if leader is None:
        return [*source(mix), "-map", "0:a:0", *(["-af", film] if film else [])]
    from pipeline.media.samples import write_sound

    write_sound(_leading(leader), lead)
    graph = f"[1:a:0]{film or 'anull'}[film];[0:a:0][film]concat=n=2:v=0:a=1[out]"
    return [*source(lead), *source(mix), "-filter_complex", graph, "-map", "[out]"]


def _paced(pace: Json) -> str:
    """The sound at another speed, exactly as long as the picture; its pitch goes with it.

    The samples are taken for those of a rate of ``over`` times some whole number, brought to
    ``under`` times it, and played at ours again: exact for every speed over / under.
    """
    over, under = pace["speed"]
    step = max(1, round(MIX_RATE / under))
    resampled = f"aresample={under * step}:filter_size=64:internal_sample_fmt=dblp"
    length = f"apad=whole_len={pace['samples']},atrim=end_sample={pace['samples']}"
    return f"asetrate={over * step},{resampled},asetrate={MIX_RATE},{length}"


def _leading(lead: Json) -> Samples:
    """Silence, and for one frame the tone."""
    import numpy as np

    samples = np.zeros((lead["samples"], 2), np.float32)
    begin, end = lead["pop"]
    turns = np.arange(end - begin) * (lead["hertz"] / MIX_RATE)
    tone = np.sin(2 * np.pi * turns) * 10 ** (lead["level"] / 20)
    samples[begin:end] = tone[:, None]
    return samples
