"""A key of an author's file, and blocks of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

__all__ = ["Block", "Key"]


class Key(Struct, frozen=True):
    """A key of a block."""

    kind: str
    """What may stand behind it: a name of the schema's ``$defs``."""
    about: str
    """One sentence for the editor."""
    is_later: bool = False
    """Known, but what it does comes with a later version."""
    stops: frozenset[str] = frozenset()
    """The stages that would need a key for later; empty means those that need its block."""


Block = Mapping[str, Key]
