"""The features of a face in profile: lit plane, eye, brow, mouth, years, ear, spectacles.

Moods change lids, brow and the corner of the mouth, and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.art.faces import face_points, lit_plane
from pipeline.art.geometry import Points, ellipse, ribbon, smooth
from pipeline.art.headplace import HeadLook, HeadPlace
from pipeline.art.people import Person
from pipeline.art.sheets import CutSheet

__all__ = ["draw_ear", "draw_features", "draw_lit_plane", "draw_spectacles"]


class _Mood(NamedTuple):
    lid: float
    """How far the upper lid is lowered, 0..1."""
    brow: float
    """Lift of the whole brow."""
    inner: float
    """Lift of the brow's inner end against the outer."""
    corner: float
    """Lift of the corner of the mouth."""
    gape: float
    """Opening of the mouth."""


_MOODS = {
    "": _Mood(0.12, 0.0, 0.0, 0.0, 0.0),
    "asleep": _Mood(1.0, 0.0, 0.004, 0.0, 0.0),
    "sad": _Mood(0.45, 0.0, 0.026, -0.022, 0.0),
    "afraid": _Mood(-0.25, 0.026, 0.012, -0.008, 0.020),
    "happy": _Mood(0.35, 0.010, 0.0, 0.026, 0.004),
    "stern": _Mood(0.30, -0.012, -0.022, -0.008, 0.0),
}


def draw_lit_plane(sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook) -> None:
    """The plane of the face that looks at the light, and the glow of the cheek."""
    lit = look.skin if look.lit is None else look.lit
    sheet.shade(place.at(lit_plane(person)), lit)
    cheek = smooth(
        [[0.30, 0.49], [0.20, 0.515], [0.115, 0.55], [0.17, 0.60], [0.27, 0.60], [0.335, 0.55]],
        samples=5,
    )
    centre = np.array([0.235, 0.555])
    for step, scale in enumerate((1.0, 0.8, 0.6, 0.4)):
        sheet.shade(place.at(centre + (cheek - centre) * scale), lit + 7 * step)


def draw_features(sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook) -> None:
    """Eye, brow, mouth and the lines of age, in the person's mood."""
    nasion = face_points(person)[5]
    offset = np.array([(nasion[0] - 0.335) * 0.8, (nasion[1] - 0.425) * 0.8])
    mood = _MOODS.get(person.mood, _MOODS[""])
    if place.height > 150:
        _draw_eye(sheet, place, person, look, offset)
    else:
        dark = look.tone * 0.25
        lid = (
            smooth([[0.19, 0.415], [0.26, 0.385], [0.33, 0.412]], closed=False, samples=4) + offset
        )
        sheet.shade_line(place.at(lid), place.height * 0.016, min(255, look.tone + 60))
        if mood.lid < 0.9:
            eye = smooth([[0.20, 0.432], [0.265, 0.408], [0.325, 0.43], [0.27, 0.455]]) + offset
            sheet.shade(place.at(eye), dark)
    _draw_brow(sheet, place, look, mood, offset)
    _draw_mouth(sheet, place, look, mood, face_points(person))
    if person.age == "old":
        _draw_years(sheet, place, look)


def _draw_eye(
    sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook, offset: Points
) -> None:
    """A profile eye: a wedge, a lens of iris, a heavy tapered lid, one glint."""
    dark = look.tone * 0.25
    lid = _MOODS.get(person.mood, _MOODS[""]).lid
    drop = 0.040 * lid
    if lid < 0.9:
        wedge = [
            [0.205, 0.445],
            [0.27, 0.418 + drop],
            [0.332, 0.418 + drop],
            [0.337, 0.44],
            [0.322, 0.466],
            [0.26, 0.464],
        ]
        sheet.shade(place.at(smooth(wedge, samples=4) + offset), min(255, look.skin + 110))
        iris = ellipse(0.312, 0.442 + drop * 0.3, 0.017, 0.026 * (1 - 0.4 * max(0.0, lid)))
        sheet.shade(place.at(iris + offset), dark)
        sheet.shade(place.at(ellipse(0.318, 0.433 + drop, 0.005, 0.006) + offset), 250)
        upper = [
            [0.185, 0.442 + drop * 0.5],
            [0.255, 0.405 + drop],
            [0.335, 0.408 + drop],
            [0.368, 0.396 + drop],
        ]
    else:
        upper = [[0.185, 0.440], [0.24, 0.462], [0.30, 0.468], [0.350, 0.452]]
    lash = ribbon(smooth(upper, closed=False, samples=7), 0.010, 0.006, middle=0.022)
    sheet.shade(place.at(lash + offset), dark)
    fold = ribbon(
        smooth([[0.20, 0.40], [0.27, 0.372], [0.33, 0.38]], closed=False, samples=6),
        0.003,
        0.003,
        middle=0.008,
    )
    sheet.shade(place.at(fold + offset), dark * 2)
    under = ribbon(
        smooth([[0.22, 0.474], [0.28, 0.478], [0.325, 0.468]], closed=False, samples=5),
        0.002,
        0.002,
        middle=0.008,
    )
    sheet.shade(place.at(under + offset), dark * 3)


def _draw_brow(
    sheet: CutSheet, place: HeadPlace, look: HeadLook, mood: _Mood, offset: Points
) -> None:
    line = np.array([[0.15, 0.345], [0.225, 0.300], [0.31, 0.308], [0.362, 0.335]]) + offset
    line[:, 1] -= mood.brow + mood.inner * np.array([-0.8, -0.2, 0.7, 1.0])
    brow = ribbon(smooth(line, closed=False, samples=7), 0.008, 0.014, middle=0.034)
    sheet.shade(place.at(brow), look.tone * 0.25)


def _draw_mouth(
    sheet: CutSheet, place: HeadPlace, look: HeadLook, mood: _Mood, face: Points
) -> None:
    """Mouth, nostril and the light on the lower lip, following this person's face."""
    dark = look.tone * 0.25
    mouth, base = face[12], face[10]
    corner = mouth + (-0.09, -0.005 - mood.corner)
    line = smooth(
        [mouth + (0.002, 0.001), mouth + (-0.047, 0.008 - mood.corner * 0.2), corner],
        closed=False,
        samples=6,
    )
    sheet.shade(place.at(ribbon(line, 0.012 + mood.gape, 0.003, middle=0.014 + mood.gape)), dark)
    nostril = smooth(
        [
            base + (0.043, -0.014),
            base + (0.003, -0.027),
            base + (-0.002, -0.064),
            base + (0.013, -0.087),
        ],
        closed=False,
        samples=6,
    )
    sheet.shade(place.at(ribbon(nostril, 0.010, 0.003, middle=0.012)), dark)
    lower = face[13]
    lip = smooth(
        [
            lower + (-0.007, -0.015),
            lower + (-0.042, -0.02),
            lower + (-0.062, -0.005),
            lower + (-0.032, 0.015),
        ],
        samples=4,
    )
    bright = look.lit + 30 if look.lit is not None else look.skin + 24
    sheet.shade(place.at(lip), bright)


def _draw_years(sheet: CutSheet, place: HeadPlace, look: HeadLook) -> None:
    """What makes a face old: folds at the eye, the nose, the mouth, and on the brow."""
    width = place.height * 0.011
    ink = look.skin * 0.62
    folds = [
        [[0.355, 0.685], [0.30, 0.71], [0.262, 0.755], [0.258, 0.80]],
        [[0.10, 0.60], [0.17, 0.70], [0.16, 0.82]],
        [[0.17, 0.50], [0.23, 0.528], [0.29, 0.515]],
        [[0.13, 0.41], [0.08, 0.38], [0.03, 0.36]],
        [[0.13, 0.43], [0.08, 0.43], [0.03, 0.44]],
        [[0.13, 0.45], [0.08, 0.475], [0.03, 0.50]],
        [[0.17, 0.19], [0.25, 0.176], [0.325, 0.192]],
        [[0.17, 0.245], [0.25, 0.231], [0.335, 0.247]],
    ]
    for fold in folds:
        sheet.shade_line(place.at(smooth(fold, closed=False, samples=5)), width, ink)


def draw_ear(sheet: CutSheet, place: HeadPlace, look: HeadLook) -> None:
    """An ear below the hair."""
    ear = smooth([[-0.11, 0.44], [-0.03, 0.40], [0.03, 0.48], [-0.02, 0.62], [-0.09, 0.58]])
    sheet.shade(place.at(ear), look.skin + 8)
    inner = smooth([[-0.07, 0.46], [-0.01, 0.48], [-0.03, 0.56]], closed=False, samples=4)
    sheet.shade_line(place.at(inner), place.height * 0.016, look.tone * 0.4)


def draw_spectacles(sheet: CutSheet, place: HeadPlace, person: Person, look: HeadLook) -> None:
    """A round lens, its arm and one reflection."""
    nasion = face_points(person)[5]
    offset = nasion - (0.335, 0.425)
    dark, bright = look.tone * 0.3, min(255.0, (look.lit or look.skin) + 90)
    width = max(1.5, place.height * 0.014)
    lens = ellipse(0.275, 0.45, 0.085, 0.078) + offset
    glint = smooth([[0.235, 0.405], [0.30, 0.388], [0.345, 0.415], [0.29, 0.425]]) + offset
    sheet.shade(place.at(glint), bright)
    sheet.shade_line(place.at(lens), width, dark, closed=True)
    sheet.shade_line(place.at(lens + (0.004, -0.010)), max(1.0, width * 0.4), bright, closed=True)
    arm = smooth([[0.19, 0.44], [0.06, 0.425], [-0.06, 0.44]], closed=False, samples=4) + offset
    sheet.shade_line(place.at(arm), width, dark)
