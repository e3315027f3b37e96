"""The one coloured thing of a person, as accent paper on their sheet."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.art.geometry import Points
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet

__all__ = ["lay_accent", "wear"]


def wear(sheet: CutSheet, person: Person) -> None:
    """Give the sheet the person's colour, if nobody on it has given it one yet."""
    if person.item and sheet.look.accent is None:
        sheet.look = replace(sheet.look, accent=person.accent)


def lay_accent(sheet: CutSheet, outline: Points, tone: float) -> None:
    """Lay accent paper of one tone."""
    sheet.cut(outline, tone)
    sheet.accent(outline)
