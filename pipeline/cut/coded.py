"""Code the finished mix as it lies in a film: AAC for a delivery, FLAC as it is for a draft.

A part of its own, kept by its key: it is made while reels are rendered, and a film of which only
the picture changed is joined without coding a sample again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.cut.reels import recipe_key
from pipeline.errors import DiskFull, FilmError, MediaError
from pipeline.facts import Json
from pipeline.media.ffmpeg import run, source

__all__ = ["render_coded", "track_recipe"]

_AAC_BITS = "256k"


def track_recipe(mix_key: str, ffmpeg: str, *, is_compressed: bool) -> tuple[str, Json]:
    """The key and the recipe of the sound track that is made of a mix."""
    recipe: Json = {"sound": mix_key, "codec": "flac", "ffmpeg": ffmpeg}
    if is_compressed:
        recipe |= {"codec": "aac", "bits": _AAC_BITS}
    return recipe_key(recipe), recipe


def render_coded(recipe: Json, inputs: Mapping[str, Path], into: Path) -> None:
    """Write the mix at ``into`` as the one track of an mp4, ready to be laid beside the picture.

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
        coded = ("-c:a", recipe["codec"], "-b:a", recipe["bits"])
    arguments = (
        *("-v", "error", "-y", *source(mix), "-map", "0:a:0", *coded, "-strict", "-2"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        *("-f", "mp4", f"file:{into}"),
    )
    try:
        run(arguments, doing="coding the sound")
    except FilmError:
        into.unlink(missing_ok=True)
        raise
    except OSError as err:
        into.unlink(missing_ok=True)
        raise (
            DiskFull.from_os(err, into) or MediaError(f"{into} cannot be written: {err}")
        ) from err
