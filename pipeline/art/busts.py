"""Head and shoulders: in profile, over the shoulder from behind, or three quarters from behind.

The spot of a bust is the base of the neck; its height is the height of the head. What the person
wears is the same as on the whole figure: collar, hood, coat, scarf, pack.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.accents import draw_umbrella, wear
from pipeline.art.astronaut import draw_astronaut_back
from pipeline.art.geometry import Points, capsule, ellipse, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace
from pipeline.art.heads import draw_head
from pipeline.art.napes import draw_head_from_behind
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["BustLook", "draw_bust"]


class BustLook(Struct, frozen=True):
    """How one bust is drawn in one shot."""

    tone: float = 20
    lit: float | None = 90
    """Tone of the lit plane of the face; None = a silhouette."""
    rim: float | None = None
    tilt: float = 0.0
    """Degrees; negative looks up."""
    view: str = "profile"
    """profile, back, or over (over the shoulder: from behind, a sliver of face)."""
    breadth: float = 1.0
    """Width of the shoulders."""
    fall: float = 1.7
    """How far the body reaches below the neck, in head heights: raise it where it would end."""


def draw_bust(sheet: CutSheet, spot: Spot, person: Person, look: BustLook) -> HeadPlace:
    """Draw a person from the chest up. Returns where the head is, in view pixels."""
    size = spot.height * (0.86 if person.age == "child" else 1.0)
    k = max(1.0, spot.height / 150)
    shift = (-1.2 * k * spot.facing, 1.4 * k)
    tones = HeadLook(look.tone, look.lit, look.rim, shift)
    wear(sheet, person)
    cloth = replace(look, tone=look.tone + 42) if person.item == "coat" else look
    lift = 0.12 + (0.05 if person.kit == "suit" else 0.0)
    head = HeadPlace(
        spot.x,
        spot.base - lift * spot.height,
        size * person.head,
        spot.facing,
        math.radians(look.tilt),
    )
    if person.item == "umbrella":
        draw_umbrella(sheet, spot.moved(0.55, -0.9), 2.5, look.tone)
    if look.view == "profile" and not person.turned:
        _draw_trunk(sheet, spot, person, cloth, tones)
        draw_head(sheet, head, person, tones)
        if person.kit == "suit":
            _draw_bubble(sheet, head, look, tones)
        _draw_collar(sheet, spot, person, cloth)
        return head
    if person.kit == "suit":
        draw_astronaut_back(
            sheet, Spot(spot.x, head.y, size * 0.66, spot.facing), person, look.tone
        )
        return head
    behind = HeadPlace(spot.x, head.y, head.height, spot.facing, head.tilt * 0.25)
    _draw_back(sheet, spot, person, cloth, tones)
    turn = 0.9 if look.view == "over" else 0.0
    draw_head_from_behind(sheet, behind, person, tones, turn=turn)
    _draw_scarf_behind(sheet, spot, person, look)
    return behind


def _draw_trunk(
    sheet: CutSheet, spot: Spot, person: Person, look: BustLook, tones: HeadLook
) -> None:
    """Shoulders, chest and near arm in profile; thicker in a parka, narrow on a child."""
    w = look.breadth * person.build * (0.82 if person.age == "child" else 1.0)
    w *= {"parka": 1.12, "suit": 1.25, "coat": 1.0}.get(person.kit, 0.95)
    stoop = 0.10 if person.age == "old" else 0.0
    low = look.fall
    if person.pack:
        pack = [
            [-0.55 * w, 0.15],
            [-1.25 * w, 0.22],
            [-1.42 * w, 0.6],
            [-1.40 * w, low],
            [-0.3 * w, low],
        ]
        sheet.card(spot.down(smooth(pack, samples=5)), look.tone * 0.75, look.rim, tones.shift)
    trunk = [
        [-0.17, -0.25],
        [-0.28 - stoop, -0.04],
        [-0.60 * w - stoop, 0.12 - stoop * 0.6],
        [-0.84 * w - stoop, 0.34],
        [-0.95 * w, 0.78],
        [-1.0 * w, low],
        [0.86 * w, low],
        [0.76 * w, 0.95],
        [0.62 * w, 0.50],
        [0.38 * w, 0.22],
        [0.15, 0.04],
        [0.13, -0.18],
    ]
    _lay_coat(sheet, spot.down(smooth(trunk, samples=5)), person, look, tones)
    neck = [
        [-0.24, -0.40],
        [0.10, -0.40],
        [0.13, -0.06],
        [0.02, 0.06],
        [-0.16, 0.05],
        [-0.26, -0.08],
    ]
    sheet.cut(spot.down(smooth(neck, samples=4)), tones.skin * 0.92)
    _draw_sleeve(sheet, spot, look, w, low)
    _draw_front(sheet, spot, person, look, w)


def _lay_coat(
    sheet: CutSheet, outline: Points, person: Person, look: BustLook, tones: HeadLook
) -> None:
    """The coat itself; of accent paper where it is the person's coloured thing."""
    sheet.card(outline, look.tone, look.rim, tones.shift)
    if person.item == "coat":
        sheet.accent(outline)


def _draw_sleeve(sheet: CutSheet, spot: Spot, look: BustLook, w: float, low: float) -> None:
    """The near arm's edge and three folds, as lines of light on the coat."""
    if spot.height < 110:
        return
    edge = smooth(
        [[-0.46 * w, 0.30], [-0.28 * w, 0.62], [-0.22 * w, 1.05], [-0.26 * w, low]],
        closed=False,
        samples=6,
    )
    sheet.shade(spot.down(ribbon(edge, 0.006, 0.012, middle=0.022)), look.tone * 0.55)
    sheet.shade(spot.down(ribbon(edge + (0.016, 0.0), 0.004, 0.008, middle=0.012)), look.tone + 26)
    for a, b in ((0.42, 0.10), (0.66, 0.06), (0.92, 0.09)):
        fold = smooth(
            [[-0.86 * w, a], [-0.62 * w, a + b], [-0.42 * w, a + b * 1.2]], closed=False, samples=6
        )
        sheet.shade(spot.down(ribbon(fold, 0.003, 0.003, middle=0.016)), look.tone * 0.6)


def _draw_front(sheet: CutSheet, spot: Spot, person: Person, look: BustLook, w: float) -> None:
    """What tells the kit on the chest: lapel, zip, straps."""
    if spot.height < 110:
        return
    tone = look.tone + 24
    if person.kit in {"coat", "jacket", "dress"}:
        lapel = [[0.10, -0.02], [0.30 * w, 0.26], [0.34 * w, 0.62], [0.20 * w, 0.46], [0.02, 0.16]]
        sheet.shade(spot.down(smooth(lapel, samples=4)), tone)
        sheet.shade_line(
            spot.down(smooth(lapel, samples=4)), spot.size(0.008), look.tone * 0.5, closed=True
        )
    elif person.kit in {"parka", "worker"}:
        seam = smooth(
            [[0.12, 0.10], [0.36 * w, 0.5], [0.44 * w, 1.0], [0.46 * w, look.fall]], closed=False
        )
        sheet.shade(spot.down(ribbon(seam, 0.02, 0.03)), tone)
    if person.pack and person.kit != "suit":
        strap = smooth([[-0.30, 0.06], [-0.02, 0.34], [0.06, 0.80], [-0.10, 1.25]], closed=False)
        sheet.shade(spot.down(ribbon(strap, 0.10, 0.10)), look.tone * 0.55)
        sheet.shade_line(spot.down(strap + (0.05, 0)), spot.size(0.008), look.tone + 40)


def _draw_bubble(sheet: CutSheet, head: HeadPlace, look: BustLook, tones: HeadLook) -> None:
    """A helmet in profile: a shell over the back of the head, glass before the face."""
    shell = smooth(
        [
            (0.16, -0.26),
            (-0.16, -0.30),
            (-0.50, -0.12),
            (-0.70, 0.24),
            (-0.68, 0.66),
            (-0.50, 1.0),
            (-0.20, 1.16),
            (0.10, 1.14),
            (-0.10, 0.86),
            (-0.20, 0.50),
            (-0.10, 0.10),
        ],
        samples=5,
    )
    rim = look.rim or look.tone + 90
    sheet.card(head.at(shell), look.tone + 26, rim, tones.shift)
    seam = smooth(
        [(-0.02, -0.24), (-0.24, 0.10), (-0.32, 0.50), (-0.22, 0.90), (0.0, 1.12)], closed=False
    )
    sheet.shade(head.at(ribbon(seam, 0.02, 0.02, middle=0.03)), look.tone * 0.6)
    lamp = ellipse(-0.36, -0.02, 0.07, 0.06)
    sheet.card(head.at(lamp), look.tone, rim, tones.shift)
    sheet.light(head.at(ellipse(-0.33, -0.02, 0.035, 0.035)), 230)
    glass = ellipse(-0.02, 0.44, 0.70, 0.73, arc=(-1.32, 1.30))
    sheet.line(head.at(glass), max(1.0, head.height * 0.014), look.tone + 120)
    for arc, size, value in (((-0.95, -0.45), 0.62, 190.0), ((0.15, 0.45), 0.63, 110.0)):
        shine = ellipse(-0.02, 0.44, size, size * 1.05, arc=arc)
        sheet.light(head.at(ribbon(shine, 0.012, 0.012, middle=0.045)), value)


def _draw_collar(sheet: CutSheet, spot: Spot, person: Person, look: BustLook) -> None:
    """A collar standing in front of the neck, or the scarf of accent paper."""
    if person.item == "scarf":
        _draw_scarf(sheet, spot, look)
        return
    if person.hat == "hood":
        return
    high = {"coat": 0.20, "parka": 0.24, "suit": 0.30, "worker": 0.14}.get(person.kit, 0.09)
    collar = [
        [-0.34, 0.10],
        [-0.33, -high * 0.9],
        [-0.10, -high * 0.6],
        [0.13, -high * 0.75],
        [0.20, 0.06],
        [0.06, 0.14],
        [-0.16, 0.17],
    ]
    k = max(1.0, spot.height / 150)
    rim = look.rim or (look.tone + 34 if spot.height > 84 else None)
    sheet.card(
        spot.down(smooth(collar, samples=5)), look.tone + 6, rim, (-1.0 * k * spot.facing, 1.4 * k)
    )
    if person.item == "coat":
        sheet.accent(spot.down(smooth(collar, samples=5)))


def _draw_scarf(sheet: CutSheet, spot: Spot, look: BustLook) -> None:
    wrap = spot.down(
        smooth(
            [
                [-0.36, 0.02],
                [-0.34, -0.16],
                [-0.05, -0.10],
                [0.17, -0.16],
                [0.24, 0.0],
                [0.14, 0.13],
                [-0.12, 0.16],
            ],
            samples=5,
        )
    )
    sheet.cut(wrap, look.tone + 58)
    sheet.accent(wrap)
    over = spot.down(
        smooth(
            [
                [-0.30, 0.0],
                [-0.06, 0.06],
                [0.19, -0.02],
                [0.21, 0.05],
                [0.10, 0.13],
                [-0.12, 0.16],
                [-0.30, 0.09],
            ],
            samples=5,
        )
    )
    sheet.shade(over, look.tone + 42)
    for u in (-0.06, 0.0, 0.055):
        line = smooth([[-0.33, -0.06 + u], [-0.05, 0.02 + u], [0.20, -0.05 + u]], closed=False)
        sheet.shade(spot.down(ribbon(line, 0.004, 0.004, middle=0.018)), look.tone + 14)
    tail = smooth([[-0.20, 0.08], [-0.02, 0.08], [0.03, 0.52], [-0.15, 0.56]], samples=4)
    end = spot.down(tail)
    sheet.cut(end, look.tone + 50)
    sheet.accent(end)
    if spot.height > 84:
        for u in (-0.13, -0.07, -0.01):
            strip = [[u, 0.14], [u + 0.02, 0.50]]
            sheet.shade_line(spot.down(strip), spot.size(0.010), look.tone + 24)
        for u in np.linspace(-0.14, 0.02, 7):
            fringe = spot.down(capsule((u, 0.54), (u - 0.005, 0.61), 0.011, 0.008))
            sheet.cut(fringe, look.tone + 44)
            sheet.accent(fringe)


def _draw_back(
    sheet: CutSheet, spot: Spot, person: Person, look: BustLook, tones: HeadLook
) -> None:
    """Both shoulders from behind; over the shoulder they are turned, the near one larger."""
    w = look.breadth * person.build * (0.80 if person.age == "child" else 1.0)
    w *= {"parka": 1.14, "suit": 1.25, "coat": 1.04}.get(person.kit, 1.0)
    low = look.fall
    near, far = (1.16, 0.92) if look.view == "over" else (1.04, 1.04)
    trunk = [
        [-0.20, -0.22],
        [-0.27, 0.02],
        [-0.62 * w, 0.15],
        [-near * w, 0.36],
        [-1.16 * near * w, 0.8],
        [-1.25 * near * w, low],
        [1.22 * far * w, low],
        [1.12 * far * w, 0.8],
        [far * w, 0.38],
        [0.60 * w, 0.17],
        [0.25, 0.02],
        [0.16, -0.22],
    ]
    _lay_coat(sheet, spot.down(smooth(trunk, samples=5)), person, look, tones)
    if spot.height > 84:
        seam = smooth([[-0.03, 0.12], [0.0, 0.6], [-0.02, low]], closed=False)
        sheet.shade(spot.down(ribbon(seam, 0.006, 0.012)), look.tone * 0.6)
        for side, out in ((-1, near), (1, far)):
            arm = smooth(
                [
                    [side * 0.80 * out * w, 0.36],
                    [side * 0.86 * out * w, 0.7],
                    [side * 0.84 * out * w, low],
                ],
                closed=False,
            )
            sheet.shade(spot.down(ribbon(arm, 0.004, 0.012, middle=0.02)), look.tone * 0.55)
    if person.pack:
        pack = [
            [-0.52 * w, 0.30],
            [0.52 * w, 0.30],
            [0.62 * w, 0.62],
            [0.64 * w, low],
            [-0.64 * w, low],
            [-0.62 * w, 0.62],
        ]
        sheet.card(
            spot.down(smooth(pack, samples=5)),
            look.tone * 0.8,
            look.rim or look.tone + 40,
            tones.shift,
        )
    if person.hat != "hood":
        _draw_collar_behind(sheet, spot, look, tones)


def _draw_collar_behind(sheet: CutSheet, spot: Spot, look: BustLook, tones: HeadLook) -> None:
    collar = [
        [-0.30, 0.08],
        [-0.27, -0.16],
        [-0.03, -0.11],
        [0.22, -0.16],
        [0.26, 0.08],
        [-0.03, 0.14],
    ]
    rim = look.rim or (look.tone + 34 if spot.height > 84 else None)
    sheet.card(spot.down(smooth(collar, samples=5)), look.tone + 8, rim, tones.shift)


def _draw_scarf_behind(sheet: CutSheet, spot: Spot, person: Person, look: BustLook) -> None:
    if person.item != "scarf":
        return
    wrap = spot.down(
        smooth(
            [
                [-0.33, 0.04],
                [-0.31, -0.16],
                [-0.03, -0.10],
                [0.26, -0.16],
                [0.30, 0.04],
                [-0.02, 0.16],
            ],
            samples=5,
        )
    )
    sheet.cut(wrap, look.tone + 54)
    sheet.accent(wrap)
    for u in (-0.05, 0.02):
        line = smooth([[-0.30, -0.04 + u], [-0.02, 0.05 + u], [0.27, -0.04 + u]], closed=False)
        sheet.shade(spot.down(ribbon(line, 0.004, 0.004, middle=0.018)), look.tone + 14)
    tail: Points = smooth([[-0.24, 0.06], [-0.08, 0.10], [-0.12, 0.62], [-0.28, 0.58]], samples=4)
    sheet.cut(spot.down(tail), look.tone + 46)
    sheet.accent(spot.down(tail))
