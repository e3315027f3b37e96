"""The verbs of handing a film to other programs and people: a part of the production."""

from __future__ import annotations

__all__ = ["Handing"]


class Handing:
    """What goes out of the house, and comes back."""
