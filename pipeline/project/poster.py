"""Which frame of a film lies beside it as a still."""

from __future__ import annotations

from msgspec import Struct

from pipeline.errors import Where

__all__ = ["Poster"]


class Poster(Struct, frozen=True):
    """A frame of the film, by the shot or by the time."""

    shot: str = ""
    """Empty: ``frame`` counts from the film's first."""
    frame: int | None = None
    """Of the shot's take, in film frames; None: the middle of where the shot first plays."""
    where: Where | None = None

    def __str__(self) -> str:
        if not self.shot:
            return f"frame {self.frame}"
        return self.shot if self.frame is None else f"{self.shot}@{self.frame}"
