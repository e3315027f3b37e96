"""Read ``make:``, the words that a generator makes a sound or a piece of music of."""

from __future__ import annotations

from msgspec import Struct

from pipeline.project.nodes import Mapping
from pipeline.project.reading import Reader

__all__ = ["MUSIC_MADE_BY", "SOUNDS_MADE_BY", "Makeable", "read_make"]

SOUNDS_MADE_BY = "elevenlabs, fal, runway and replicate make sounds"
MUSIC_MADE_BY = "elevenlabs, fal, google and replicate make music"


class Makeable(Struct, frozen=True):
    """What may be a file, or made."""

    what: str
    """``sound``, ``music``."""
    called: str
    """``a sound that is made``, ``music that is made``."""
    keys: tuple[str, ...]
    """Keys that belong to what is made alone."""
    example: str


def read_make(reader: Reader, block: Mapping, thing: Makeable) -> str:
    """The words; empty where it is a file, or where something is wrong, which is noted."""
    entries = block.entries
    if "make" not in entries:
        for name in thing.keys:
            if name in entries:
                said = f"'{name}' belongs to {thing.called}"
                reader.error(entries[name].key, said, "add make: its words, or take it out")
        return ""
    words = reader.prose(block.get("make"), "make")
    if not words:
        reader.error(entries["make"].key, "'make' says nothing", f"write it: make: {thing.example}")
    elif "file" in entries:
        said = f"'file' and 'make' both say which {thing.what} it is"
        reader.error(entries["make"].key, said, "take one of the two out")
        return ""
    return words
