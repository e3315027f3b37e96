"""Pictures that carry the recipe they were made by, for as long as nobody painted over them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from pipeline.errors import MediaError
from pipeline.facts import Json
from pipeline.media.digests import digest_of_bytes
from pipeline.media.multiplane import Bytes
from pipeline.media.opening import opened_picture
from pipeline.media.pictures import PictureNote, write_picture

__all__ = ["recipe_in", "write_with_recipe"]

_CHUNK = "Recipe"


def write_with_recipe(picture: Bytes, path: Path, recipe: Json, note: PictureNote) -> None:
    """Write RGB (h, w, 3) as PNG with ``recipe`` inside, tied to these very pixels.

    Raises:
        MediaError: the place cannot be written.
        DiskFull: no room.
    """
    pixels = digest_of_bytes(np.ascontiguousarray(picture).tobytes())
    text = json.dumps({"pixels": pixels, "recipe": recipe}, ensure_ascii=False, sort_keys=True)
    write_picture(picture, path, note, texts={_CHUNK: text})


def recipe_in(path: Path) -> Json | None:
    """The recipe inside a picture; None when there is none, or its pixels have changed since."""
    try:
        with opened_picture(path) as image:
            image.load()
            text = getattr(image, "text", {}).get(_CHUNK)
            if text is None or image.mode != "RGB":
                return None
            pixels = digest_of_bytes(image.tobytes())
        written = json.loads(text)
        recipe: Json = written["recipe"]
    except (FileNotFoundError, MediaError, ValueError, KeyError, TypeError):
        return None
    return recipe if written.get("pixels") == pixels and isinstance(recipe, dict) else None
