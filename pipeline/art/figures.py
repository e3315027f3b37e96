"""Standing, walking, sitting people as paper silhouettes: capsules and cloth melted into one cut.

Far limbs are melted first and darker, the body second, the near arm last and lighter. The
silhouette is made of the same outlines at every size; only ink lines appear above 120 px.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.accents import draw_umbrella, lay_accent, wear
from pipeline.art.cloth import Pieces, head_place, leaning, pieces
from pipeline.art.geometry import Points, capsule, ellipse, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace
from pipeline.art.heads import draw_head
from pipeline.art.napes import draw_head_from_behind
from pipeline.art.people import Person
from pipeline.art.poses import POSES, Skeleton
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["FigureLook", "draw_figure", "figure_height"]


_FREE_HANDED = frozenset({"stand", "walk", "lookup", "lookdown", "hold", "sit"})
"""Poses in which the near hand may be lifted to hold a thing."""


class FigureLook(Struct, frozen=True):
    """How one figure is drawn in one shot."""

    tone: float = 12
    view: str = "side"
    """side, back or front."""
    lit: float | None = None
    """Tone of the lit plane of the face, seen above 170 px of standing height."""
    rim: float | None = None
    held: str = ""
    """What the near hand holds: lantern, suitcase, cup, flower, staff, flag or nothing."""
    wind: float = 1.0
    """How the scarf flies: 1 straight back, 0 hangs."""


def figure_height(person: Person, adult: float) -> float:
    """The pixels this person stands tall where an adult of the middle stands `adult` pixels."""
    return adult * person.height


def draw_figure(sheet: CutSheet, spot: Spot, person: Person, look: FigureLook) -> HeadPlace:
    """Draw a whole person; the spot's height is this person's own standing height.

    Returns where the head is, in view pixels.
    """
    cloth = _dressed(person, look)
    wear(sheet, person)
    sigma = max(0.3, spot.height * 0.0062)
    if cloth.far:
        sheet.melt([spot.up(p) for p in cloth.far], look.tone * 0.8, sigma)
        if person.item == "coat":
            _colour_sleeves(sheet, spot, look, cloth.joints.arms[:1])
    if look.held in {"staff", "flag"}:
        _draw_held(sheet, spot, look, cloth.joints)
    sheet.melt([spot.up(p) for p in cloth.body], look.tone, sigma * 1.15)
    if person.item == "coat":
        _draw_accent_coat(sheet, spot, look, cloth)
    if cloth.pack is not None:
        sheet.melt([spot.up(cloth.pack)], look.tone + 12, sigma)
    head = _draw_figure_head(sheet, spot, person, look, cloth)
    if cloth.near:
        sheet.melt([spot.up(p) for p in cloth.near], look.tone + 5, sigma)
    if person.item == "coat":
        _colour_sleeves(sheet, spot, look, cloth.joints.arms[1:] if cloth.near else ())
    for seam in cloth.seams if spot.height > 120 else ():
        sheet.shade_line(spot.up(seam), spot.size(0.005), look.tone + 22)
    _draw_item(sheet, spot, person, look, cloth.joints)
    if look.held and look.held not in {"staff", "flag"}:
        _draw_held(sheet, spot, look, cloth.joints)
    return head


def _dressed(person: Person, look: FigureLook) -> Pieces:
    """The pieces of a person in their pose; bent and seated people are seen from the side."""
    pose = POSES.get(person.pose, POSES["stand"])
    raised = look.held in {"lantern", "cup", "flower"} or person.item == "umbrella"
    if raised and person.pose in _FREE_HANDED:
        pose = replace(pose, near_arm=(32, 66))
    bent = pose.seat > 0 or abs(pose.lean) > 15
    view = "back" if person.turned else look.view
    return pieces(person, pose, "side" if bent else view)


def _draw_figure_head(
    sheet: CutSheet, spot: Spot, person: Person, look: FigureLook, cloth: Pieces
) -> HeadPlace:
    """The head's own tones over its silhouette, where it is tall enough to show them."""
    unit = head_place(person, cloth.joints, cloth.view)
    at = spot.up([[unit.x, -unit.y]])[0]
    head = HeadPlace(float(at[0]), float(at[1]), unit.height * spot.height, spot.facing, unit.tilt)
    if person.kit == "suit":
        _draw_helmet(sheet, head, look, cloth.view)
        return head
    if head.height < 20:
        return head
    tones = HeadLook(
        look.tone, look.lit if spot.height > 170 else None, look.rim, (-0.8 * spot.facing, 0.9)
    )
    if cloth.view == "side":
        draw_head(sheet, head, person, tones)
    elif cloth.view == "back":
        draw_head_from_behind(sheet, head, person, tones)
    return head


def _draw_helmet(sheet: CutSheet, head: HeadPlace, look: FigureLook, view: str) -> None:
    """The visor of a suit, seen from the side, or the seam of the shell from behind."""
    if head.height < 7:
        return
    if view == "side":
        visor = [
            [0.12, -0.10],
            [0.44, -0.06],
            [0.66, 0.24],
            [0.70, 0.50],
            [0.56, 0.80],
            [0.22, 0.98],
            [0.34, 0.46],
        ]
        sheet.shade(head.at(smooth(visor, samples=4)), look.tone + 66)
        shine = [[0.42, 0.02], [0.58, 0.22], [0.62, 0.40], [0.50, 0.22]]
        sheet.shade(head.at(smooth(shine, samples=4)), look.tone + 120)
    elif head.height > 14:
        seam = ellipse(-0.02, 0.50, 0.62, 0.60, arc=(0.15 * math.pi, 0.85 * math.pi))
        sheet.shade_line(head.at(seam), head.height * 0.03, look.tone + 44)


def _draw_accent_coat(sheet: CutSheet, spot: Spot, look: FigureLook, cloth: Pieces) -> None:
    coat = spot.up(cloth.coat)
    sheet.shade(coat, look.tone + 44)
    sheet.accent(coat)
    if not cloth.near:
        _colour_sleeves(sheet, spot, look, cloth.joints.arms)


def _colour_sleeves(
    sheet: CutSheet, spot: Spot, look: FigureLook, arms: tuple[Points, ...]
) -> None:
    """Sleeves of accent paper, a little darker than the coat; the hands stay bare."""
    for shoulder, elbow, wrist in arms:
        for a, b, r in ((shoulder, elbow, 0.040), (elbow, wrist, 0.033)):
            sleeve = spot.up(capsule(a, b, r, r * 0.8))
            sheet.shade(sleeve, look.tone + 30)
            sheet.accent(sleeve)


def _draw_item(
    sheet: CutSheet, spot: Spot, person: Person, look: FigureLook, joints: Skeleton
) -> None:
    """The one coloured thing of a person."""
    if person.item == "scarf":
        _draw_scarf(sheet, spot, person, look, joints)
    elif person.item == "umbrella":
        wrist = joints.arms[1][2]
        draw_umbrella(sheet, spot.moved(float(wrist[0]), float(wrist[1])), 0.56, look.tone)
    elif person.item == "satchel":
        _draw_satchel(sheet, spot, look, joints)
    elif person.item == "band":
        shoulder, elbow = joints.arms[1][:2]
        a, b = shoulder + (elbow - shoulder) * 0.50, shoulder + (elbow - shoulder) * 0.58
        wide = 0.088 * (1.4 if person.kit == "suit" else 1.0)
        way = (b - a) / (np.hypot(*(b - a)) + 1e-9)
        across = np.array([-way[1], way[0]]) * wide / 2
        band = np.array([a - across, a + across, b + across, b - across])
        lay_accent(sheet, spot.up(band), look.tone + 64)


def _draw_satchel(sheet: CutSheet, spot: Spot, look: FigureLook, joints: Skeleton) -> None:
    """A bag on a strap across the body: at the hip ahead, seen flat on at the side."""
    flat = abs(float(joints.arms[0][0, 0] - joints.arms[1][0, 0])) > 0.01
    aside = 0.065 if flat else 0.0
    strap = leaning(np.array([[-0.05 - aside, 0.34], [0.0, 0.18], [0.07 + aside, 0.03]]), joints)
    sheet.shade_line(spot.up(strap), spot.size(0.012), look.tone + 30)
    bag = smooth(np.array([[0.0, 0.05], [0.12, 0.04], [0.13, -0.06], [0.01, -0.07]]), samples=3)
    lay_accent(sheet, spot.up(leaning(bag * (0.8, 1.0) + (aside, 0), joints)), look.tone + 56)


def _draw_scarf(
    sheet: CutSheet, spot: Spot, person: Person, look: FigureLook, joints: Skeleton
) -> None:
    """A collar of accent paper and a tail that flies behind."""
    n = joints.neck
    small = 1.12 if person.age == "child" else 1.0
    wide = (0.072 if person.kit == "parka" else 0.062) * small
    flutter = generator(person.name, "scarf").uniform(-0.02, 0.02)
    length = 0.25 * look.wind
    root = n + (-0.025, 0.035)
    tail = smooth(
        [
            root,
            root + (-0.11 - 0.02 * look.wind, 0.006 - 0.05 * (1 - look.wind)),
            root + (-0.05 - 0.55 * length, -0.03 - 0.16 * (1 - look.wind) + flutter),
            root + (-0.05 - length, 0.02 - 0.26 * (1 - look.wind) - flutter),
        ],
        closed=False,
        samples=6,
    )
    ribboned = spot.up(ribbon(tail, 0.034 * small, 0.054 * small, middle=0.040 * small))
    lay_accent(sheet, ribboned, look.tone + 52)
    collar = smooth(
        [
            n + (-wide, 0.052),
            n + (0, 0.034),
            n + (wide, 0.052),
            n + (wide * 1.04, 0.004),
            n + (0, -0.024),
            n + (-wide * 1.04, 0.004),
        ],
        samples=4,
    )
    lay_accent(sheet, spot.up(collar), look.tone + 66)
    if spot.height > 120:
        fold = smooth(
            [n + (-wide, 0.028), n + (0, 0.006), n + (wide, 0.028)], closed=False, samples=4
        )
        sheet.shade_line(spot.up(fold), spot.size(0.005), look.tone + 30)


def _draw_held(sheet: CutSheet, spot: Spot, look: FigureLook, joints: Skeleton) -> None:
    """What the near hand holds."""
    elbow, wrist = joints.arms[1][1:]
    reach = wrist - elbow
    hand = wrist + reach / (np.hypot(reach[0], reach[1]) + 1e-9) * 0.03
    tone = look.tone
    if look.held == "lantern":
        low = hand + (0, -0.07)
        sheet.line(spot.up([hand, low]), 1, tone)
        cage = spot.up(ellipse(float(low[0]), float(low[1]) - 0.012, 0.024, 0.034))
        sheet.cut(cage, tone + 30)
        sheet.light(
            spot.up(ellipse(float(low[0]), float(low[1]) - 0.012, 0.017, 0.026)), 255, lamp=True
        )
    elif look.held == "suitcase":
        case = np.array([[-0.085, -0.03], [0.085, -0.03], [0.09, -0.15], [-0.09, -0.15]]) + hand
        sheet.card(spot.up(case), tone + 10, tone + 60, (-1 * spot.facing, 1))
        handle = ellipse(float(hand[0]), float(hand[1]) - 0.03, 0.026, 0.024, arc=(0.0, math.pi))
        sheet.line(spot.up(handle), spot.size(0.01), tone)
    elif look.held in {"staff", "flag"}:
        foot, top = np.array([hand[0] + 0.02, 0.0]), np.array([hand[0] - 0.01, 1.12])
        sheet.line(spot.up([foot, top]), spot.size(0.012), tone)
        if look.held == "flag":
            flag = smooth(
                [
                    top,
                    top + (-0.16, 0.03),
                    top + (-0.36, -0.02),
                    top + (-0.35, -0.20),
                    top + (-0.18, -0.16),
                    top + (0.0, -0.20),
                ],
                samples=4,
            )
            lay_accent(sheet, spot.up(flag), tone + 56)
    elif look.held == "cup":
        cup = np.array([[-0.022, 0.02], [0.022, 0.02], [0.018, -0.035], [-0.018, -0.035]])
        sheet.card(spot.up(cup + hand + (0.02, 0.0)), tone + 60, tone + 110, (-1, 1))
    elif look.held == "flower":
        head = hand + (0.05, 0.12)
        sheet.line(spot.up([hand, head]), spot.size(0.006), tone + 20)
        lay_accent(sheet, spot.up(ellipse(float(head[0]), float(head[1]), 0.024, 0.022)), tone + 80)
