"""What one title says of its own look, beside its style: font, colour, size, place."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

__all__ = ["NamedLook", "TitleLook", "dressed"]


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


class NamedLook(Struct, frozen=True):
    """A style of the film's own, or what the film changes of a shipped one."""

    base: str
    """The shipped style that it begins with."""
    look: TitleLook = TitleLook()


def dressed(
    style: str, own: TitleLook | None, named: Mapping[str, NamedLook]
) -> tuple[str, TitleLook | None]:
    """The shipped style of a title and how it differs: its own word first, then its style's."""
    found = named.get(style)
    if found is None:
        return style, own
    if own is None:
        return found.base, found.look
    return found.base, TitleLook(
        own.font or found.look.font,
        own.colour or found.look.colour,
        own.size if own.size is not None else found.look.size,
        own.place if own.place is not None else found.look.place,
    )
