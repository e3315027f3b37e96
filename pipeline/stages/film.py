"""What the two stages share that make the film itself: they derive, they never order."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["FilmStage"]


class FilmStage(Struct, frozen=True):
    """A stage that renders the cut."""

    name: str
    is_delivery: bool
    """Full quality and strict; otherwise a draft that never refuses."""
