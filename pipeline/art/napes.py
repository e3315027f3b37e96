"""A head from behind, or three quarters from behind with a sliver of face ahead."""

from __future__ import annotations

import numpy as np

from pipeline.art.geometry import Outline, Points, ellipse, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace, hair_tone
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet

__all__ = ["draw_head_from_behind"]


def draw_head_from_behind(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook, *, turn: float = 0.0
) -> None:
    """Draw a head from behind; `turn` 0..1 shows a sliver of cheek, brow and nose ahead."""
    if turn > 0:
        cheek = [
            (0.26, 0.30),
            (0.355, 0.40),
            (0.35, 0.50),
            (0.40, 0.60),
            (0.365, 0.66),
            (0.375, 0.74),
            (0.35, 0.84),
            (0.24, 0.95),
            (0.0, 0.98),
            (0.0, 0.3),
        ]
        sheet.card(place.at(_squeeze(cheek, turn)), look.skin + 8, look.rim, look.shift)
    width = 0.40 + 0.03 * turn
    skull = ellipse(-0.03, 0.47, width, 0.50)
    sheet.card(place.at(skull), look.skin * 0.8, look.rim, look.shift)
    for side in (-1, 1):
        if person.hat != "hood" and person.hair not in {"long", "bob", "curly"}:
            ear = ellipse(-0.03 + side * width, 0.56, 0.055, 0.11)
            sheet.card(place.at(ear), look.skin, look.rim, look.shift)
    _draw_hair_from_behind(sheet, place, person, look)
    _draw_hat_from_behind(sheet, place, person, look)


def _squeeze(outline: Outline, turn: float) -> Points:
    p = smooth(outline, samples=4)
    p[:, 0] *= 0.72 + 0.28 * turn
    return p


def _draw_hair_from_behind(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook
) -> None:
    if person.hat == "hood" or person.hair == "bald":
        return
    tone = hair_tone(person, look)
    rim = look.rim or (look.tone + 60 if place.height > 70 else None)
    low = {"long": 1.25, "bob": 0.92, "curly": 0.80, "short": 0.78, "crop": 0.70}.get(
        person.hair, 0.72
    )
    wide = {"long": 0.50, "bob": 0.50, "curly": 0.56}.get(person.hair, 0.43)
    mass = smooth(
        [
            (-0.03, -0.03),
            (0.22, 0.03),
            (wide - 0.06, 0.22),
            (wide - 0.03, 0.50),
            (wide - 0.09, low - 0.10),
            (0.12, low),
            (-0.03, low + 0.02),
            (-0.18, low),
            (-wide + 0.03, low - 0.10),
            (-wide - 0.03, 0.50),
            (-wide, 0.22),
            (-0.28, 0.03),
        ],
        samples=5,
    )
    sheet.card(place.at(mass), tone, rim, look.shift)
    if person.hair == "bun":
        sheet.card(place.at(ellipse(-0.03, 0.30, 0.19, 0.18)), tone * 1.3, rim, look.shift)
    if person.hair == "tail":
        tail = smooth(
            [
                (-0.12, 0.26),
                (0.06, 0.26),
                (0.10, 0.60),
                (0.05, 1.10),
                (-0.03, 1.18),
                (-0.11, 1.08),
                (-0.16, 0.60),
            ],
            samples=5,
        )
        sheet.card(place.at(tail), tone * 1.2, rim, look.shift)
    if place.height > 110 and not person.hat:
        for u in np.linspace(-0.8, 0.8, 9):
            line = smooth(
                [(-0.03 + u * 0.08, 0.0), (-0.03 + u * 0.34, 0.32), (-0.03 + u * 0.36, low - 0.12)],
                closed=False,
                samples=6,
            )
            sheet.shade(place.at(ribbon(line, 0.003, 0.003, middle=0.010)), tone + 22)


def _draw_hat_from_behind(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook
) -> None:
    if not person.hat:
        return
    rim = look.rim or (look.tone + 80 if place.height > 70 else None)
    if person.hat == "hood":
        hood = smooth(
            [
                (-0.03, -0.15),
                (0.26, -0.07),
                (0.50, 0.22),
                (0.55, 0.62),
                (0.50, 1.0),
                (0.30, 1.18),
                (-0.03, 1.22),
                (-0.36, 1.18),
                (-0.56, 1.0),
                (-0.61, 0.62),
                (-0.56, 0.22),
                (-0.32, -0.07),
            ],
            samples=5,
        )
        sheet.card(place.at(hood), look.tone + 26, rim, look.shift)
        seam = smooth([(-0.03, -0.12), (-0.01, 0.4), (-0.03, 1.1)], closed=False, samples=6)
        sheet.shade_line(place.at(seam), place.height * 0.014, look.tone + 6)
        return
    crown = smooth(
        [
            (-0.03, -0.16),
            (0.26, -0.09),
            (0.46, 0.18),
            (0.47, 0.42),
            (-0.03, 0.50),
            (-0.53, 0.42),
            (-0.52, 0.18),
            (-0.32, -0.09),
        ],
        samples=5,
    )
    sheet.card(place.at(crown), look.tone + 30, rim, look.shift)
    far = {"brim": 0.82, "helmet": 0.60, "cap": 0.52}.get(person.hat, 0.53)
    deep = 0.05 if person.hat in {"brim", "helmet"} else 0.10
    band = np.vstack(
        [
            smooth(
                [(-0.03 - far, 0.34), (-0.03, 0.46), (-0.03 + far, 0.34)], closed=False, samples=8
            ),
            smooth(
                [
                    (-0.03 + far, 0.34 + deep),
                    (-0.03, 0.46 + deep * 1.3),
                    (-0.03 - far, 0.34 + deep),
                ],
                closed=False,
                samples=8,
            ),
        ]
    )
    sheet.card(place.at(band), look.tone + 52, rim, look.shift)
    if person.item == "hat":
        sheet.accent(place.at(crown))
        sheet.accent(place.at(band))
