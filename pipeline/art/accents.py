"""The one coloured thing of a person, as accent paper on their sheet."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from pipeline.art.geometry import Points, smooth
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["draw_umbrella", "lay_accent", "wear"]


def wear(sheet: CutSheet, person: Person) -> None:
    """Give the sheet the person's colour, if nobody on it has given it one yet."""
    if person.item and sheet.look.accent is None:
        sheet.look = replace(sheet.look, accent=person.accent)


def lay_accent(sheet: CutSheet, outline: Points, tone: float) -> None:
    """Lay accent paper of one tone."""
    sheet.cut(outline, tone)
    sheet.accent(outline)


def draw_umbrella(sheet: CutSheet, hand: Spot, stick: float, tone: float) -> None:
    """An open umbrella over the head, `stick` long in the spot's units, held at the spot."""
    sheet.line(hand.up([[0.0, -0.04], [-0.02, stick + 0.02]]), hand.size(0.012), tone + 10)
    wide, high = stick * 0.62, stick * 0.36
    dome = [[-wide, 0.0], [-wide * 0.78, high * 0.55], [-wide * 0.3, high * 0.94], [0.0, high],
            [wide * 0.3, high * 0.94], [wide * 0.78, high * 0.55], [wide, 0.0]]  # fmt: skip
    hem: list[list[float]] = []
    for index in range(4):
        right = wide * (1 - index * 0.5)
        hem += [[right - wide * 0.25, high * 0.13], [right - wide * 0.5, 0.0]]
    top = smooth(dome, closed=False, samples=5) + (-0.02, stick - high * 0.9)
    low = np.asarray(hem) + (-0.02, stick - high * 0.9)
    lay_accent(sheet, hand.up(np.concatenate([top, low])), tone + 70)
    for part in (-0.5, 0.0, 0.5):
        rib = [[wide * part, high * 0.04], [wide * part * 0.7, high * 0.6], [0.0, high]]
        line = smooth(rib, closed=False, samples=4) + (-0.02, stick - high * 0.9)
        sheet.shade_line(hand.up(line), hand.size(0.006), tone + 30)
