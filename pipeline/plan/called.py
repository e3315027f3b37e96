"""What takes of a kind are called, and which stage makes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pipeline.facts import CLIP, MUSIC, PANEL, SFX, VOICE

__all__ = ["STAGES", "counted_takes", "takes_called"]

STAGES: Mapping[str, str] = MappingProxyType(
    {PANEL.word: "board", VOICE: "voice", SFX: "foley", MUSIC: "score", CLIP.word: "shoot"}
)
"""The stage that makes takes of a kind, by the kind's word."""
_CALLED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {SFX: ("sound", "sounds"), MUSIC: ("piece of music", "pieces of music")}
)


def takes_called(word: str, count: int = 2) -> str:
    """What so many takes of a kind are called, by its word: ``clips``, ``sound``."""
    one, several = _CALLED.get(word, (word, f"{word}s"))
    return one if count == 1 else several


def counted_takes(count: int, word: str) -> str:
    """So many takes of a kind, in words: ``27 clips``, ``1 sound``, ``2 pieces of music``."""
    return f"{count} {takes_called(word, count)}"
