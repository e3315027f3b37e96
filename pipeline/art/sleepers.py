"""Someone asleep or ill in bed, in side view: headboard, pillow, the head on it, the blanket.

The spot is the bed's foot in its middle, its height the headboard's height (about 0.9 metres).
The head lies at the end the spot does not face.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.accents import wear
from pipeline.art.geometry import box, capsule, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace
from pipeline.art.heads import draw_head
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["SleeperLook", "draw_sleeper"]


class SleeperLook(Struct, frozen=True):
    """How a bed and its sleeper are drawn."""

    tone: float = 26
    bright: float = 150
    lit: float | None = 120
    drop: float = 0.0
    """How far the blanket hangs below the bed's foot, in bed heights: fills a near frame."""
    awake: bool = False


def draw_sleeper(
    sheet: CutSheet, spot: Spot, person: Person | None, look: SleeperLook
) -> HeadPlace | None:
    """Draw a bed, and who lies in it. Returns where the head is, or None for an empty bed."""
    k = max(1.0, spot.height / 240)
    shift = (-1.4 * k * spot.facing, 1.6 * k)
    board = smooth(
        [[-1.24, 0.0], [-1.24, 0.92], [-1.16, 1.04], [-1.09, 0.92], [-1.09, 0.0]], samples=4
    )
    sheet.card(spot.up(board), look.tone, look.bright, shift)
    sheet.cut(spot.up(box(-1.12, 0.22, 1.14, 0.56)), look.tone + 30)
    pillow = smooth(
        [[-1.10, 0.54], [-1.12, 0.66], [-0.98, 0.76], [-0.70, 0.70], [-0.56, 0.58], [-0.60, 0.52]],
        samples=5,
    )
    sheet.card(spot.up(pillow), look.bright + 30, 240, shift)
    fold = smooth([[-1.02, 0.62], [-0.88, 0.66], [-0.70, 0.62]], closed=False)
    sheet.shade(spot.up(ribbon(fold, 0.004, 0.004, middle=0.016)), look.bright - 40)
    head = None
    if person is not None:
        wear(sheet, person)
        head = _draw_head(sheet, spot, person, look)
    _draw_blanket(sheet, spot, person, look, shift)
    foot = smooth([[1.06, 0.0], [1.06, 0.70], [1.12, 0.80], [1.19, 0.70], [1.19, 0.0]], samples=4)
    sheet.card(spot.up(foot), look.tone, look.bright, shift)
    return head


def _draw_head(sheet: CutSheet, spot: Spot, person: Person, look: SleeperLook) -> HeadPlace:
    """The head on its back on the pillow, eyes closed unless awake."""
    at = spot.up([[-0.655, 0.655]])[0]
    size = (0.25 if person.age == "child" else 0.275) * person.head
    head = HeadPlace(float(at[0]), float(at[1]), size * spot.height, spot.facing, math.radians(-80))
    shown = replace(
        person,
        hat="",
        mood=person.mood if look.awake else "asleep",
        item="" if person.item == "hat" else person.item,
    )
    tones = HeadLook(look.tone + 6, look.lit, look.bright + 40, (-1.0 * spot.facing, 1.4))
    draw_head(sheet, head, shown, tones)
    return head


def _draw_blanket(
    sheet: CutSheet,
    spot: Spot,
    person: Person | None,
    look: SleeperLook,
    shift: tuple[float, float],
) -> None:
    """The blanket over chest, knees and feet, folded back at the top, hanging at the side."""
    low = -look.drop if look.drop else 0.20
    top = smooth(_ridge(person), closed=False, samples=8)
    hem = smooth(
        [[1.08, low], [0.7, low + 0.03], [0.3, low - 0.01], [-0.1, low + 0.03], [-0.6, low]],
        closed=False,
    )
    cloth = spot.up(np.vstack([top, hem]))
    coloured = person is not None and person.item == "coat"
    sheet.card(cloth, look.tone + 44, look.bright + 50, shift)
    if coloured:
        sheet.accent(cloth)
    for index, x in enumerate((-0.42, -0.14, 0.16, 0.44, 0.74)):
        crease = smooth([[x, 0.58], [x + 0.05, 0.42], [x + 0.02 * index, low + 0.06]], closed=False)
        sheet.shade(spot.up(ribbon(crease, 0.006, 0.014, middle=0.03)), look.tone + 22)
    turned = smooth(
        [
            [-0.64, 0.62],
            [-0.50, 0.76],
            [-0.40, 0.74],
            [-0.46, 0.52],
            [-0.52, low + 0.1],
            [-0.64, low + 0.1],
        ],
        samples=5,
    )
    sheet.card(spot.up(turned), look.bright + 10, 236, shift)
    if person is not None:
        arm = capsule((-0.44, 0.70), (-0.10, 0.735), 0.058, 0.045)
        sheet.card(spot.up(arm), look.tone + 20, look.bright + 30, shift)
        hand = capsule((-0.10, 0.735), (-0.03, 0.730), 0.040, 0.032)
        sheet.card(spot.up(hand), look.tone + 90, look.bright + 70, shift)


def _ridge(person: Person | None) -> list[list[float]]:
    """The upper edge of the blanket: flat, over a child, or over a grown body to its feet."""
    if person is None:
        return [[-0.62, 0.60], [0.2, 0.61], [1.0, 0.58]]
    if person.age == "child":
        return [
            [-0.62, 0.62],
            [-0.46, 0.74],
            [-0.20, 0.73],
            [0.12, 0.70],
            [0.36, 0.66],
            [0.52, 0.60],
            [1.0, 0.58],
        ]
    return [
        [-0.62, 0.63],
        [-0.44, 0.80],
        [-0.12, 0.78],
        [0.25, 0.73],
        [0.62, 0.70],
        [0.90, 0.78],
        [1.0, 0.62],
        [1.08, 0.58],
    ]
