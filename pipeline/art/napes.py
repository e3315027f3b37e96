"""A head from behind, or three quarters from behind with a sliver of face ahead."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from pipeline.art.geometry import ellipse, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace, hair_tone
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet

__all__ = ["draw_head_from_behind"]


def draw_head_from_behind(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook, *, turn: float = 0.0
) -> None:
    """Draw a head from behind; `turn` 0..1 shows a sliver of cheek, brow and nose ahead."""
    back = replace(place, x=place.x - 0.11 * turn * place.facing * place.height)
    if turn > 0:
        _draw_cheek(sheet, place, look)
    bare_eared = person.hat != "hood" and person.hair not in {"long", "bob", "curly"}
    skull = ellipse(-0.03, 0.47, 0.41, 0.50)
    sheet.card(back.at(skull), look.skin * 0.8, look.rim, look.shift)
    if bare_eared and turn == 0:
        for side in (-1, 1):
            ear = ellipse(-0.03 + side * 0.41, 0.56, 0.055, 0.11)
            sheet.card(place.at(ear), look.skin, look.rim, look.shift)
    _draw_hair_from_behind(sheet, back, person, look)
    if bare_eared and turn > 0:
        ear = smooth([(0.10, 0.44), (0.19, 0.41), (0.24, 0.49), (0.20, 0.62), (0.13, 0.68)])
        sheet.card(place.at(ear), look.skin + 6, look.rim, look.shift)
        inner = smooth([(0.14, 0.47), (0.19, 0.49), (0.17, 0.57)], closed=False)
        sheet.shade_line(place.at(inner), max(1.0, place.height * 0.014), look.tone * 0.5)
    if person.kit == "suit":
        _draw_shell(sheet, place, look)
        return
    _draw_hat_from_behind(sheet, back, person, look)


def _draw_shell(sheet: CutSheet, place: HeadPlace, look: HeadLook) -> None:
    """The closed shell of a helmet from behind, with its seam and two lamps."""
    rim = look.rim or look.tone + 90
    sheet.card(place.at(ellipse(-0.03, 0.44, 0.70, 0.74)), look.tone + 22, rim, look.shift)
    for height in (0.10, 0.72):
        seam = ellipse(-0.03, height, 0.62, 0.10, arc=(0.1, 3.04))
        sheet.shade_line(place.at(seam), max(1.0, place.height * 0.014), look.tone + 2)
    for side in (-1, 1):
        sheet.card(place.at(ellipse(-0.03 + side * 0.66, 0.48, 0.10, 0.20)), look.tone + 8, rim)
        sheet.light(place.at(ellipse(-0.03 + side * 0.56, 0.12, 0.035, 0.035)), 230)


def _draw_cheek(sheet: CutSheet, place: HeadPlace, look: HeadLook) -> None:
    """The lost profile: brow, cheekbone, the tip of the nose and the jaw beyond it."""
    cheek = smooth(
        [
            (0.20, 0.16),
            (0.330, 0.30),
            (0.350, 0.40),
            (0.325, 0.455),
            (0.355, 0.53),
            (0.405, 0.60),
            (0.360, 0.655),
            (0.340, 0.74),
            (0.345, 0.83),
            (0.285, 0.93),
            (0.12, 0.99),
            (-0.05, 0.92),
            (0.0, 0.3),
        ],
        samples=4,
    )
    sheet.card(place.at(cheek), look.skin + 6, look.rim, look.shift)
    if look.lit is None:
        return
    plane = smooth(
        [
            (0.24, 0.22),
            (0.330, 0.30),
            (0.348, 0.40),
            (0.325, 0.455),
            (0.355, 0.53),
            (0.400, 0.60),
            (0.357, 0.655),
            (0.335, 0.74),
            (0.30, 0.90),
            (0.24, 0.80),
            (0.27, 0.60),
            (0.26, 0.40),
        ],
        samples=4,
    )
    sheet.shade(place.at(plane), look.lit)
    if place.height > 110:
        lash = ribbon(
            smooth([(0.30, 0.44), (0.335, 0.435), (0.368, 0.452)], closed=False), 0.012, 0.004
        )
        sheet.cut(place.at(lash), look.tone * 0.4)


def _draw_hair_from_behind(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook
) -> None:
    if person.hat == "hood" or person.hair == "bald":
        return
    tone = hair_tone(person, look)
    rim = look.rim or (look.tone + 60 if place.height > 84 else None)
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
    rim = look.rim or (look.tone + 80 if place.height > 84 else None)
    if person.hat == "hood":
        _draw_hood_from_behind(sheet, place, person, look)
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
    far = {"brim": 0.82, "helmet": 0.60, "cap": 0.52, "fur": 0.58}.get(person.hat, 0.53)
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


def _draw_hood_from_behind(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook
) -> None:
    rim = look.rim or (look.tone + 80 if place.height > 84 else None)
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
    if person.item == "coat":
        sheet.accent(place.at(hood))
    seam = smooth([(-0.03, -0.12), (-0.01, 0.4), (-0.03, 1.1)], closed=False, samples=6)
    sheet.shade_line(place.at(seam), place.height * 0.014, look.tone + 6)
