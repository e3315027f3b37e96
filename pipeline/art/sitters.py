"""People who sit: at a table in profile with an arm on it, and operators seen from behind.

The spot of a sitter is the base of the neck, its height the height of the head, as of a bust.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.accents import wear
from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.geometry import Points, capsule, ellipse, ribbon, smooth
from pipeline.art.headplace import HeadPlace
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["SitterLook", "draw_arm_on_table", "draw_operator", "draw_sitter", "hold_cup"]


class SitterLook(Struct, frozen=True):
    """How a sitter is drawn in one shot."""

    tone: float = 28
    lit: float | None = 110
    rim: float | None = 150
    tilt: float = 6.0
    """Degrees of the head; positive looks down at the table."""
    depth: float = 2.4
    """How far the body reaches below the neck, in head heights."""


def draw_sitter(sheet: CutSheet, spot: Spot, person: Person, look: SitterLook) -> HeadPlace:
    """Draw a person sitting in profile, leaning a little forward; the arms come separately."""
    k = max(1.0, spot.height / 110)
    shift = (-1.6 * k * spot.facing, 1.4 * k)
    w = person.build * (0.80 if person.age == "child" else 1.0)
    stoop = 0.14 if person.age == "old" else 0.0
    low = look.depth
    body = [
        [-0.18, -0.30],
        [-0.40 - stoop, -0.06],
        [-0.88 * w - stoop, 0.30],
        [-1.08 * w, 0.92],
        [-1.10 * w, 1.7],
        [-0.98 * w, low],
        [1.0 * w, low],
        [0.88 * w, 1.6],
        [0.70 * w, 0.95],
        [0.50 * w, 0.45],
        [0.30, 0.10],
        [0.16, -0.16],
    ]
    wear(sheet, person)
    coloured = person.item == "coat"
    trunk = spot.down(smooth(body, samples=6))
    sheet.card(trunk, look.tone + (40 if coloured else 0), look.rim, shift)
    if coloured:
        sheet.accent(trunk)
    light = smooth(
        [
            [0.16, -0.06],
            [0.38, 0.20],
            [0.60 * w, 0.62],
            [0.76 * w, 1.1],
            [0.68 * w, 1.2],
            [0.44 * w, 0.70],
            [0.18, 0.30],
        ],
        samples=5,
    )
    sheet.shade(spot.down(light), look.tone + 44)
    for u in (0.0, 0.34, 0.68):
        fold = smooth(
            [
                [-0.22 + 0.24 * u, 0.02 + 0.1 * u],
                [-0.62 * w + 0.5 * u, 0.7],
                [-0.80 * w + 0.75 * u, 1.6],
            ],
            closed=False,
        )
        sheet.shade(spot.down(ribbon(fold, 0.01, 0.02, middle=0.03)), look.tone * 0.62)
    bust = BustLook(
        tone=look.tone, lit=look.lit, rim=look.rim, tilt=look.tilt, fall=0.30, breadth=0.62
    )
    head = draw_bust(sheet, spot, person, bust)
    if person.kit == "dress" or person.age == "old":
        _draw_shawl(sheet, spot, look, shift)
    return head


def _draw_shawl(sheet: CutSheet, spot: Spot, look: SitterLook, shift: tuple[float, float]) -> None:
    """A knitted shawl over the back and shoulders with a fringe."""
    cloth = smooth(
        [
            [-0.30, -0.20],
            [-0.66, 0.06],
            [-1.04, 0.48],
            [-1.20, 1.14],
            [-0.36, 1.50],
            [0.22, 1.14],
            [0.54, 0.68],
            [0.34, 0.16],
            [0.12, -0.06],
        ],
        samples=6,
    )
    sheet.card(spot.down(cloth), look.tone + 14, look.rim, shift)
    for index, u in enumerate(np.linspace(0.08, 0.95, 8)):
        fold = smooth(
            [
                [-0.24 + 0.28 * u, -0.12 + 0.15 * u],
                [-0.62 + 0.54 * u, 0.44 + 0.17 * u],
                [-1.08 + 1.08 * u, 1.20 + 0.2 * math.sin(3 * u)],
            ],
            closed=False,
        )
        tone = look.tone - 4 if index % 2 else look.tone + 58
        sheet.shade(spot.down(ribbon(fold, 0.008, 0.010, middle=0.02)), tone)
    for u in np.linspace(0, 1, 22):
        x = -1.16 + 1.36 * u
        y = 1.18 + 0.33 * math.sin(math.pi * min(1.0, u * 1.18)) - 0.06 * u
        sheet.line(spot.down([[x, y], [x + 0.01, y + 0.12]]), spot.size(0.012), look.tone + 30)


def draw_arm_on_table(
    sheet: CutSheet, spot: Spot, hand: tuple[float, float], person: Person, look: SitterLook
) -> None:
    """Draw the near arm from the shoulder over an elbow on the table to a hand at view pixels."""
    coloured = person.item == "coat"
    tone = look.tone + (40 if coloured else 0)
    k = max(1.0, spot.height / 110)
    shift = (-1.3 * k * spot.facing, 1.5 * k)
    target = np.array([(hand[0] - spot.x) * spot.facing, hand[1] - spot.base]) / spot.height
    shoulder = np.array([-0.12, 0.46])
    elbow = np.array([0.30 * target[0] + 0.04, target[1] - 0.06])
    reach = target - elbow
    wrist = elbow + reach * 0.86
    pieces = ((capsule(shoulder, elbow, 0.34, 0.24), 4), (capsule(elbow, wrist, 0.23, 0.145), 10))
    for piece, brighter in pieces:
        part = spot.down(smooth(piece, samples=3))
        sheet.card(part, tone + brighter, look.rim, shift)
        if coloured:
            sheet.accent(part)
    crook = smooth(
        [elbow + (-0.10, -0.20), elbow + (0.06, -0.02), elbow + (0.10, 0.16)], closed=False
    )
    sheet.shade(spot.down(ribbon(crook, 0.008, 0.008, middle=0.03)), look.tone * 0.6)
    way = reach / (np.hypot(reach[0], reach[1]) + 1e-9)
    across = np.array([-way[1], way[0]])
    cuff = ribbon([wrist - across * 0.16, wrist + across * 0.16], 0.06)
    sheet.shade(spot.down(cuff), look.tone + 60)


def hold_cup(sheet: CutSheet, cup: Spot, look: SitterLook, *, facing: int = 1) -> None:
    """Draw four fingers and a thumb around a cup that stands at the spot, seen from the side."""
    skin, rim = look.tone + 96, 236.0
    hold = Spot(cup.x, cup.base, cup.height, facing)
    k = max(1.0, cup.height / 45)
    shift = (-0.9 * k * facing, 1.2 * k)
    palm: Points = capsule((-0.95, 0.44), (-0.42, 0.46), 0.34, 0.30)
    sheet.card(hold.up(palm), skin - 18, rim, shift)
    for index in range(4):
        y = 0.74 - 0.20 * index
        finger = capsule((-0.50, y), (0.20 - 0.04 * index, y - 0.02), 0.125, 0.095)
        sheet.card(hold.up(finger), skin - 7 * index, rim, shift)
    thumb = capsule((-0.52, 0.72), (-0.04, 1.02), 0.125, 0.09)
    sheet.card(hold.up(thumb), skin + 8, rim, shift)


def draw_operator(
    sheet: CutSheet, spot: Spot, person: Person, look: SitterLook, *, lean: float = 0.0
) -> None:
    """Draw a seated operator from behind: chair, shoulders, head, headset.

    The spot is the desk's edge below the person, its height the head's height.
    """
    k = max(0.6, spot.height / 90)
    shift = (-1.0 * k, 1.4 * k)
    bust = Spot(
        spot.x + lean * 0.2 * spot.height, spot.base - 0.62 * spot.height, spot.height, spot.facing
    )
    draw_bust(
        sheet,
        bust,
        person,
        BustLook(tone=look.tone, lit=None, rim=look.rim, view="back", fall=1.8, breadth=0.82),
    )
    head_y = bust.base - 0.62 * spot.height
    band = ellipse(
        bust.x, head_y, 0.43 * spot.height, 0.54 * spot.height, arc=(math.pi * 1.05, math.pi * 1.95)
    )
    sheet.line(band, spot.size(0.05), look.tone * 1.8)
    for side in (-1, 1):
        pad = ellipse(
            bust.x + side * 0.42 * spot.height,
            head_y + 0.06 * spot.height,
            0.09 * spot.height,
            0.15 * spot.height,
        )
        sheet.cut(pad, look.tone * 1.8)
    back = smooth(
        [[-0.62, -0.16], [-0.55, -0.30], [0.55, -0.30], [0.62, -0.16], [0.60, 1.2], [-0.60, 1.2]],
        samples=4,
    )
    sheet.card(spot.down(back), look.tone * 0.6, look.rim, shift)
