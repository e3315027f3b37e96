"""What one title says of its own look, beside its style: font, colour, size, place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from msgspec import Struct

__all__ = ["TitleLook"]


class TitleLook(Struct, frozen=True):
    """How one title differs from its style; what it does not say is the style's."""

    font: Path | None = None
    """A font file, relative to the production."""
    colour: str = ""
    """``#rrggbb``."""
    size: Fraction | None = None
    """Height of the first line's letters (their em), in percent of the picture's."""
    place: tuple[Fraction, Fraction] | None = None
    """Percent of the way across and down the safe area."""
