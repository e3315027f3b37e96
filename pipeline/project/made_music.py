"""Read what is said of a piece of music that a generator makes of words."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pipeline.project.make_key import Makeable, read_make
from pipeline.project.nodes import Entry, Mapping
from pipeline.project.reading import SCORE, Reader
from pipeline.project.shot_values import read_asks
from pipeline.project.texts import Clock, Scribe

__all__ = ["read_made", "silent_file"]


_PIECE = Makeable("music", "music that is made", ("seconds", "takes"), "a slow choir")


def silent_file(name: str) -> Path:
    """What stands in the place of a piece's file as long as there is no take of it."""
    return Path(f"{name} (not made yet)")


def read_made(
    reader: Reader, entry: Entry, block: Mapping, scribe: Scribe, generators: Collection[str]
) -> dict[str, Any]:
    """The words, the length and the takes that are asked for; empty where it is a file."""
    own = reader.to(SCORE)
    words = read_make(own, block, _PIECE)
    if not words:
        return {}
    clock = Clock(scribe.clock.fps)
    frames = clock.frames(own, block.get("seconds"), "seconds", bare="s", least=1)
    if "seconds" not in block.entries:
        said = f"nothing says how long the music '{entry.name}' is made"
        own.error(entry.key, said, "add seconds: 60")
    asks = read_asks(own, block.get("takes"), "takes", generators)
    return {"make": words, "asked": frames or 0, "asks": asks, "is_silent": True}
