"""The verbs of looking through, choosing and comparing takes: a part of the production."""

from __future__ import annotations

__all__ = ["Judging"]


class Judging:
    """What is done with takes that are there."""
