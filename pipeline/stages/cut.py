"""Cut: the draft, small and fast, complete at every moment."""

from __future__ import annotations

from pipeline.stages.film import FilmStage

__all__ = ["STAGE"]

STAGE = FilmStage("cut", is_delivery=False)
