"""Read what is said of a piece of music that a generator makes of words."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pipeline.project.nodes import Entry, Mapping
from pipeline.project.reading import SCORE, Reader
from pipeline.project.shot_values import read_asks
from pipeline.project.texts import Clock, Scribe

__all__ = ["read_made", "silent_file"]


def silent_file(name: str) -> Path:
    """What stands in the place of a piece's file as long as there is no take of it."""
    return Path(f"{name} (not made yet)")


def read_made(
    reader: Reader, entry: Entry, block: Mapping, scribe: Scribe, generators: Collection[str]
) -> dict[str, Any]:
    """The words, the length and the takes that are asked for; empty where it is a file."""
    own = reader.to(SCORE)
    words = reader.prose(block.get("make"), "make")
    if "make" not in block.entries:
        for name in ("seconds", "takes"):
            if name in block.entries:
                said = f"'{name}' belongs to music that is made"
                own.error(block.entries[name].key, said, "add make: its words, or take it out")
        return {}
    if not words:
        own.error(block.entries["make"].key, "'make' says nothing", "write it: make: a slow choir")
        return {}
    if "file" in block.entries:
        said = "'file' and 'make' both say which music it is"
        own.error(block.entries["make"].key, said, "take one of the two out")
        return {}
    clock = Clock(scribe.clock.fps)
    frames = clock.frames(own, block.get("seconds"), "seconds", bare="s", least=1)
    if "seconds" not in block.entries:
        said = f"nothing says how long the music '{entry.name}' is made"
        own.error(entry.key, said, "add seconds: 60")
    asks = read_asks(own, block.get("takes"), "takes", generators)
    return {"make": words, "asked": frames or 0, "asks": asks, "is_silent": True}
