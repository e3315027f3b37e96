"""A head in profile at any size and tilt.

Details appear with size: under 24 px only the outline, under 84 px hair and hat, then brow, eye,
ear and mouth as single strokes, over 150 px a lidded eye. Nothing of the outline depends on them.
"""

from __future__ import annotations

import numpy as np

from pipeline.art import hair as cuts
from pipeline.art.faces import head_outline
from pipeline.art.features import draw_ear, draw_features, draw_lit_plane, draw_spectacles
from pipeline.art.geometry import Points, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace, hair_tone
from pipeline.art.people import Person
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet

__all__ = ["draw_head"]


def draw_head(sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook) -> None:
    """Draw a head in profile: skull, lit plane, features, hair, beard, hat."""
    hooded = person.hat == "hood"
    back = cuts.knot(person)
    if back is not None and not hooded:
        sheet.card(place.at(back), hair_tone(person, look) * 1.3, look.rim, look.shift)
    sheet.card(place.at(head_outline(person)), look.skin, look.rim, look.shift)
    if look.lit is not None:
        draw_lit_plane(sheet, place, person, look)
    if place.height > 84:
        draw_features(sheet, place, person, look)
    _draw_hair(sheet, place, person, look)
    _draw_hat(sheet, place, person, look)
    covered = hooded or person.hat == "fur"
    if (
        place.height > 90
        and not covered
        and person.hair in {"short", "crop", "bun", "tail", "bald"}
    ):
        draw_ear(sheet, place, look)
    if person.spectacles and place.height > 60:
        draw_spectacles(sheet, place, person, look)


def _draw_hair(sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook) -> None:
    if person.hat == "hood":
        return
    tone = hair_tone(person, look)
    mass = cuts.hair(person)
    if mass is not None:
        rim = look.rim or (look.tone + 60 if place.height > 84 else None)
        sheet.card(place.at(mass), tone, rim, look.shift)
        if place.height > 110 and not person.hat:
            for line in cuts.hair_strands(person):
                stroke = ribbon(line, 0.004, 0.003, middle=0.010)
                sheet.shade(place.at(stroke), tone + 26)
    chin = cuts.beard(person)
    if chin is not None:
        sheet.card(place.at(chin), tone + 4, look.rim, look.shift)


def _draw_hat(sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook) -> None:
    crown, band = cuts.hat(person), cuts.hat_band(person)
    if crown is None:
        return
    rim = look.rim or (look.tone + 80 if place.height > 84 else None)
    sheet.card(place.at(crown), look.tone + 30, rim, look.shift)
    if person.hat == "hood" and place.height > 84:
        seam = smooth(
            [(0.30, 0.0), (0.14, 0.34), (-0.02, 0.66), (-0.05, 1.06)], closed=False, samples=6
        )
        sheet.shade(place.at(ribbon(seam, 0.03, 0.05, middle=0.07)), look.tone + 48)
    if band is not None:
        light = rim + 20 if rim else None
        sheet.card(place.at(band), look.tone + 52, light, look.shift)
    if person.hat == "fur" and place.height > 84 and band is not None:
        _draw_fur(sheet, place, band, look)
    if person.hat == "beanie" and place.height > 84:
        for u in np.linspace(-0.9, 0.9, 9):
            rib = [
                (-0.02 + u * 0.05, -0.10),
                (-0.06 + u * 0.36, 0.06),
                (-0.06 + u * 0.44, 0.30 - 0.06 * u),
            ]
            sheet.shade_line(
                place.at(smooth(rib, closed=False, samples=5)),
                place.height * 0.016,
                look.tone * 0.5,
            )
    if person.item == "hat" or (person.item == "coat" and person.hat == "hood"):
        for part in (crown, band):
            if part is not None:
                sheet.accent(place.at(part))


def _draw_fur(sheet: CutSheet, place: HeadPlace, band: Points, look: HeadLook) -> None:
    """Short hairs standing off the brim and flaps of a fur cap, as thin leaves."""
    edge = place.at(band)
    middle = edge.mean(0)
    chance = generator("fur cap").random((len(edge), 2))
    for point, (u, v) in zip(edge, chance.tolist(), strict=True):
        way = point - middle
        way = way / (np.hypot(way[0], way[1]) + 1e-9)
        across = np.array([-way[1], way[0]]) * (v - 0.5)
        tip = point + (way * (0.03 + 0.04 * u) + across * 0.06) * place.height
        root = point - way * 0.05 * place.height
        sheet.cut(ribbon([root, (root + tip) / 2, tip], 0.03 * place.height, 0.6), look.tone + 60)
