"""What the author states of rights and licences: of the film, its elements, music, generators."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

__all__ = ["NOTHING_STATED", "Rights", "stated"]


class Rights(Struct, frozen=True):
    """Whose something is, and under which terms it is used; in the author's words."""

    rights: str = ""
    licence: str = ""

    def __str__(self) -> str:
        return "; ".join(part for part in (self.rights, self.licence) if part)


NOTHING_STATED = Rights()


def stated(found: Mapping[str, Rights], section: str = "", name: str = "") -> Rights:
    """What is stated of a part (``music``, ``m1``), or of the film."""
    return found.get(f"{section}/{name}" if section else "", NOTHING_STATED)
