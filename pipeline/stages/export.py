"""Export: a delivery at full quality, never overwritten."""

from __future__ import annotations

from pipeline.stages.film import FilmStage

__all__ = ["STAGE"]

STAGE = FilmStage("export", is_delivery=True)
