"""An astronaut from the front, to the waist: pack, arms, hoses, chest panel, helmet and visor.

The visor shows a small world of nested rings, one cool streak and warm beads of a dashboard. A
face behind the glass looked dead; the reflection looks alive. The spot is the middle of the
helmet, its height the helmet's radius.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Outline, Points, box, capsule, ellipse, ribbon, smooth
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["AstronautLook", "draw_astronaut", "draw_astronaut_back"]


class AstronautLook(Struct, frozen=True):
    """How an astronaut is drawn in one shot."""

    tone: float = 46
    rim: float = 190
    shift: tuple[float, float] = (-2.0, 2.5)
    world: str = "corridor"
    """What the visor reflects: corridor, planet or fire."""


class _Suit(Struct, frozen=True):
    sheet: CutSheet
    spot: Spot
    look: AstronautLook

    def at(self, outline: Outline) -> Points:
        return self.spot.down(outline)

    def put(self, outline: Outline, part: float) -> None:
        """A card of the suit's tone times `part`."""
        self.sheet.card(self.at(outline), self.look.tone * part, self.look.rim, self.look.shift)

    def ink(self, line: Outline, width: float, part: float) -> None:
        """A seam."""
        self.sheet.shade_line(self.at(line), self.spot.size(width), self.look.tone * part)


def draw_astronaut(sheet: CutSheet, spot: Spot, person: Person, look: AstronautLook) -> None:
    """Draw an astronaut; the coloured bands on the arms belong to the person."""
    suit = _Suit(sheet, spot, look)
    pack = [[-1.35, 0.35], [-1.5, 0.8], [-1.5, 3.6], [1.5, 3.6], [1.5, 0.8], [1.35, 0.35]]
    suit.put(smooth(pack, samples=4), 0.55)
    for side in (-1, 1):
        _draw_arm(suit, side, person)
    trunk = [
        [-0.70, 0.95],
        [-1.22, 1.15],
        [-1.38, 1.75],
        [-1.18, 2.7],
        [-1.10, 4.4],
        [1.10, 4.4],
        [1.18, 2.7],
        [1.38, 1.75],
        [1.22, 1.15],
        [0.70, 0.95],
    ]
    suit.put(smooth(trunk), 1.0)
    for y, w in ((2.75, 1.05), (2.95, 1.02), (3.15, 1.0)):
        suit.ink(smooth([[-w, y - 0.10], [0, y + 0.08], [w, y - 0.10]], closed=False), 0.024, 0.5)
    _draw_hoses(suit)
    _draw_chest(suit)
    suit.put(ellipse(0, 0.98, 0.96, 0.30), 1.5)
    sheet.shade(suit.at(ellipse(0, 0.92, 0.84, 0.22)), look.tone * 0.4)
    _draw_helmet(suit)
    _draw_visor(suit)


def draw_astronaut_back(sheet: CutSheet, spot: Spot, person: Person, tone: float) -> None:
    """Draw an astronaut from behind: shell, neck ring, pack with its bottles and hoses."""
    suit = _Suit(sheet, spot, AstronautLook(tone=max(26.0, tone * 1.3), rim=150))
    for side in (-1, 1):
        _draw_arm(suit, side, person)
    trunk = [[-0.9, 0.85], [-1.5, 1.2], [-1.62, 2.0], [-1.6, 5.0],
             [1.6, 5.0], [1.62, 2.0], [1.5, 1.2], [0.9, 0.85]]  # fmt: skip
    suit.put(smooth(trunk, samples=4), 0.8)
    suit.put(ellipse(0.0, 0.92, 0.86, 0.24), 1.3)
    suit.put(ellipse(0.0, 0.0, 1.0, 1.04), 1.0)
    suit.ink(ellipse(0.0, 0.02, 0.80, 0.86, arc=(0.15 * math.pi, 0.85 * math.pi)), 0.03, 2.6)
    suit.ink([[0.0, -1.0], [0.0, -0.1]], 0.03, 2.0)
    pack = [[-1.06, 1.18], [-1.12, 1.34], [-1.12, 3.2], [1.12, 3.2], [1.12, 1.34], [1.06, 1.18]]
    suit.put(smooth(pack, samples=4), 1.2)
    for side in (-1, 1):
        suit.put(capsule((side * 0.5, 1.7), (side * 0.5, 2.8), 0.30, 0.30), 1.5)
        hose = [[side * 1.0, 1.5], [side * 1.3, 1.2], [side * 0.95, 0.85]]
        suit.ink(ribbon(smooth(hose, closed=False), 0.05, 0.05), 0.10, 1.9)
    for x in (-0.16, 0.0, 0.16):
        spark = ellipse(x, 1.42, 0.05)
        sheet.light(suit.at(spark), 220, lamp=True)


def _draw_arm(suit: _Suit, side: int, person: Person) -> None:
    s = float(side)
    suit.put(capsule((s * 1.28, 1.45), (s * 1.72, 2.9), 0.50, 0.44), 0.9)
    suit.put(capsule((s * 1.72, 2.9), (s * 1.45, 4.2), 0.44, 0.36), 0.85)
    for k in range(5):
        fold = smooth(
            [
                [s * (1.30 + 0.06 * k) - 0.40, 1.9 + 0.22 * k + 0.08 * s],
                [s * (1.42 + 0.06 * k), 2.05 + 0.22 * k],
                [s * (1.55 + 0.06 * k) + 0.30, 1.95 + 0.22 * k - 0.08 * s],
            ],
            closed=False,
        )
        suit.ink(fold, 0.022, 0.45)
    patch = capsule((s * 1.40, 1.70), (s * 1.52, 2.02), 0.46, 0.45)
    suit.sheet.shade(suit.at(patch), suit.look.tone * 1.25)
    band = suit.at(
        smooth(
            [
                [s * 1.12, 2.12],
                [s * 1.45, 2.24],
                [s * 1.86, 2.06],
                [s * 1.90, 2.24],
                [s * 1.47, 2.43],
                [s * 1.13, 2.30],
            ],
            samples=4,
        )
    )
    suit.sheet.cut(band, suit.look.tone + 60)
    if person.item:
        suit.sheet.accent(band)


def _draw_hoses(suit: _Suit) -> None:
    for s in (-1.0, 1.0):
        line = smooth(
            [[s * 0.62, 1.92], [s * 1.0, 1.75], [s * 1.12, 1.30], [s * 0.92, 0.95]],
            closed=False,
            samples=8,
        )
        suit.sheet.cut(suit.at(ribbon(line, 0.15)), suit.look.tone * 0.55)
        suit.ink(line + (-0.04, -0.03), 0.02, 1.9)


def _draw_chest(suit: _Suit) -> None:
    """The chest panel: three slits, a dial, three lamps."""
    sheet, tone = suit.sheet, suit.look.tone
    panel = [
        [-0.62, 1.62],
        [-0.60, 1.55],
        [0.60, 1.55],
        [0.62, 1.62],
        [0.62, 2.38],
        [0.56, 2.46],
        [-0.56, 2.46],
        [-0.62, 2.38],
    ]
    suit.put(smooth(panel, samples=4), 1.35)
    for k in range(3):
        sheet.shade(suit.at(box(-0.50, 1.70 + 0.17 * k, -0.06, 1.80 + 0.17 * k)), tone * 0.5)
    sheet.shade(suit.at(ellipse(0.27, 1.86, 0.20)), tone * 0.45)
    dial = ellipse(0.27, 1.86, 0.15, 0.15, arc=(-2.6, 0.2))
    sheet.shade_line(suit.at(dial), suit.spot.size(0.03), 200)
    for k, lamp in enumerate((True, True, False)):
        sheet.light(suit.at(ellipse(-0.42 + 0.2 * k, 2.30, 0.055)), 255, lamp=lamp)
    sheet.shade(suit.at(box(0.12, 2.22, 0.50, 2.36)), tone * 0.5)


def _draw_helmet(suit: _Suit) -> None:
    suit.put(ellipse(0, 0, 1.10, 1.12), 1.25)
    suit.sheet.shade(suit.at(ellipse(0.03, 0.06, 1.0, 1.02)), suit.look.tone * 1.05)
    shine = ellipse(0, 0, 1.02, 1.04, arc=(-2.8, -1.7))
    suit.sheet.shade_line(suit.at(shine), suit.spot.size(0.03), 190)
    for s in (-1.0, 1.0):
        suit.put(ellipse(s * 1.08, 0.12, 0.13, 0.30), 0.8)
        suit.sheet.light(suit.at(ellipse(s * 1.02, -0.42, 0.06, 0.07)), 255)


def _visor() -> Points:
    t = np.linspace(0, 2 * np.pi, 60)
    c, s = np.cos(t), np.sin(t)
    x = 0.90 * np.sign(c) * np.abs(c) ** 0.72
    y = 0.10 + 0.72 * np.sign(s) * np.abs(s) ** 0.78
    return np.stack([x, y], 1)


def _draw_visor(suit: _Suit) -> None:
    sheet, spot, tone = suit.sheet, suit.spot, suit.look.tone
    glass = _visor()
    sheet.shade(suit.at(glass * 1.07 + (0, -0.006)), tone * 2.6)
    sheet.shade(suit.at(glass * 1.03), tone * 0.5)
    sheet.shade(suit.at(glass), 4)
    inner = glass * 0.985 - (0.10, 0.06)
    middle = np.array([0.10, 0.06])
    if suit.look.world == "planet":
        _reflect_planet(suit)
    else:
        steps = ((1.0, 8), (0.86, 16), (0.70, 26), (0.55, 40), (0.40, 58), (0.27, 84))
        for scale, value in steps:
            sheet.shade(suit.at(inner * scale + middle * scale), value)
        sheet.light(
            suit.at(ellipse(-0.02, 0.03, 0.075, 0.085)), 255, lamp=suit.look.world == "fire"
        )
        for scale in (0.86, 0.70, 0.55, 0.40):
            sheet.light_line(suit.at(inner * scale + middle * scale), spot.size(0.012), 70)
        for k0, k1 in ((0.95, 0.80), (0.74, 0.62), (0.58, 0.48)):
            for s in (-1.0, 1.0):
                strip = np.array(
                    [
                        [s * 0.10 * k0, -0.60 * k0],
                        [s * 0.02, -0.60 * k0],
                        [s * 0.015, -0.60 * k1],
                        [s * 0.085 * k1, -0.60 * k1],
                    ]
                )
                sheet.light(suit.at(strip + (0, 0.05)), 150)
    _draw_reflections(suit)


def _reflect_planet(suit: _Suit) -> None:
    """The limb of a bright world across the lower half of the glass."""
    glass = _visor()
    for step in range(5):
        limb = ellipse(-0.2 + 0.05 * step, 0.95 + 0.09 * step, 1.05, 0.9)
        held = np.stack([np.clip(limb[:, 0], -0.78, 0.78), np.clip(limb[:, 1], -0.5, 0.70)], 1)
        suit.sheet.shade(suit.at(held), 60 + 32 * step)
    suit.sheet.shade_line(suit.at(glass), suit.spot.size(0.02), 150, closed=True)
    suit.sheet.light(suit.at(ellipse(0.34, -0.20, 0.05)), 255)


def _draw_reflections(suit: _Suit) -> None:
    """The cool streak upper left and the warm beads of a dashboard below."""
    sheet = suit.sheet
    streak = [[-0.80, -0.06], [-0.72, -0.34], [-0.46, -0.54], [-0.55, -0.30], [-0.70, -0.02]]
    sheet.light(suit.at(smooth(streak, samples=4)), 210)
    second = [[-0.74, 0.10], [-0.71, 0.02], [-0.66, 0.10], [-0.70, 0.22]]
    sheet.light(suit.at(smooth(second, samples=4)), 120)
    for k in range(7):
        a = math.pi * (0.26 + 0.08 * k)
        bead = ellipse(0.72 * math.cos(a), 0.12 + 0.58 * math.sin(a), 0.030, 0.022)
        sheet.light(suit.at(bead), 230 if k % 3 else 120, lamp=True)
    arc = ellipse(0, 0.10, 0.80, 0.64, arc=(math.pi * 0.22, math.pi * 0.78))
    sheet.light_line(suit.at(arc), suit.spot.size(0.03), 70, lamp=True)
