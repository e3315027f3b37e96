"""Hands up close: open palm, hand on a lever or a button, holding a cup, reaching, two hands held.

A hand is a palm, a thumb and four fingers melted into one cut at .022 of the palm's width, then
modelled with planes of tone: melting matters more here than anywhere. Palm units: the palm is one
wide, its heart at (0, 0), fingers up (y negative), wrist down.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Outline, Points, capsule, ellipse, points, ribbon, rotate, smooth
from pipeline.art.sheets import CutSheet

__all__ = ["GESTURES", "HandLook", "HandPlace", "draw_hand", "draw_sleeve"]


class HandPlace(Struct, frozen=True):
    """Where a hand is: the heart of the palm in view pixels, the palm's width, turn and mirror."""

    x: float
    y: float
    size: float
    turn: float = 0.0
    """Degrees clockwise; 0 has the fingers up."""
    mirror: int = 1
    """1: the thumb on the right, -1: on the left."""

    def at(self, outline: Outline) -> Points:
        """Palm units as view pixels."""
        p = points(outline) * (self.mirror, 1)
        return rotate(p, math.radians(self.turn)) * self.size + (self.x, self.y)


class HandLook(Struct, frozen=True):
    """How a hand is drawn."""

    tone: float = 92
    lit: float | None = 150
    """Tone of nails; None draws none."""
    child: bool = False
    """Short round fingers, dimples in the place of knuckles, no tendons."""
    gesture: str = "open"
    """One of `GESTURES`."""


class _Finger(NamedTuple):
    x: float
    y: float
    angle: float
    length: float
    half: float
    bend: float
    """Part of the length that is folded away: 0 straight, 1 a fist."""


_SPREAD = (
    (-0.36, -0.30, -21.0, 0.56, 0.124),
    (-0.135, -0.44, -7.0, 0.76, 0.138),
    (0.11, -0.46, 4.0, 0.82, 0.141),
    (0.335, -0.36, 16.0, 0.72, 0.134),
)
"""Base, angle, length and half width of little, ring, middle and index finger."""

_BENDS = {
    "open": (0.0, 0.0, 0.0, 0.0),
    "rest": (0.35, 0.28, 0.22, 0.16),
    "press": (0.80, 0.78, 0.70, 0.0),
    "grip": (0.66, 0.62, 0.60, 0.62),
    "reach": (0.24, 0.14, 0.04, 0.0),
    "fist": (0.74, 0.72, 0.70, 0.72),
}
GESTURES = tuple(_BENDS)
"""open (palm on glass), rest, press (index out), grip (round a lever), reach, fist."""

_PALM = (
    (-0.49, -0.30),
    (-0.28, -0.45),
    (0, -0.50),
    (0.26, -0.48),
    (0.46, -0.36),
    (0.50, -0.06),
    (0.45, 0.26),
    (0.36, 0.56),
    (0.31, 0.80),
    (-0.29, 0.80),
    (-0.34, 0.56),
    (-0.45, 0.26),
    (-0.52, -0.02),
)
_THUMB_OUT = (
    (0.30, 0.40),
    (0.42, 0.10),
    (0.58, -0.08),
    (0.74, -0.24),
    (0.86, -0.30),
    (0.945, -0.24),
    (0.92, -0.10),
    (0.80, 0.08),
    (0.66, 0.30),
    (0.50, 0.50),
    (0.36, 0.60),
)
_THUMB_IN = (
    (0.30, 0.44),
    (0.44, 0.18),
    (0.50, -0.02),
    (0.40, -0.20),
    (0.22, -0.30),
    (0.10, -0.24),
    (0.12, -0.12),
    (0.24, -0.02),
    (0.26, 0.12),
    (0.34, 0.34),
    (0.36, 0.56),
)


def _fingers(look: HandLook) -> list[_Finger]:
    bends = _BENDS.get(look.gesture, _BENDS["open"])
    narrow = look.gesture in {"press", "grip", "fist", "reach"}
    found = []
    for (x, y, angle, length, half), bend in zip(_SPREAD, bends, strict=True):
        part = length * (0.72 if look.child else 1.0) * (1 - 0.62 * bend)
        thick = half * (1.08 if look.child else 0.86)
        turn = angle * (0.32 if narrow else 1.0)
        found.append(_Finger(x, y, turn, part, thick * (1 + 0.10 * bend), bend))
    return found


def draw_hand(sheet: CutSheet, place: HandPlace, look: HandLook) -> None:
    """Draw a hand seen from its back, with the wrist running out downward."""
    folded = look.gesture in {"grip", "fist", "press"}
    palm = smooth(_PALM)
    thumb = smooth(_THUMB_IN if folded else _THUMB_OUT)
    wrist = np.array([[-0.29, 0.6], [0.31, 0.6], [0.36, 1.5], [-0.34, 1.5]])
    fingers = _fingers(look)
    pieces = [palm, wrist] if folded else [palm, thumb, wrist]
    for finger in fingers:
        pieces += _finger_pieces(finger)
    sheet.melt([place.at(piece) for piece in pieces], look.tone, place.size * 0.022)
    for scale, part in ((0.80, 0.90), (0.55, 0.80)):
        heart = palm * (scale, scale * 0.82) + (0.0, 0.12)
        sheet.shade(place.at(heart), look.tone * part)
    for finger in fingers:
        _model_finger(sheet, place, look, finger)
    if folded:
        sheet.melt([place.at(thumb)], look.tone * 1.06, place.size * 0.018)
        edge = smooth(_THUMB_IN[1:6], closed=False)
        _ink(sheet, place, edge, 0.012, look.tone * 0.5)
    else:
        _ink(
            sheet,
            place,
            smooth([[0.40, 0.46], [0.50, 0.26], [0.55, 0.08]], closed=False),
            0.014,
            look.tone * 0.6,
        )
        if look.lit is not None:
            nail = rotate(ellipse(0.872, -0.215, 0.060, 0.078), 0.75, (0.872, -0.215))
            sheet.shade(place.at(nail), look.lit)
    crease = smooth([[-0.28, 0.70], [0, 0.74], [0.30, 0.70]], closed=False)
    _ink(sheet, place, crease, 0.012, look.tone * 0.66)


def _way(finger: _Finger) -> tuple[Points, Points]:
    """Heading and normal of a finger."""
    a = math.radians(finger.angle)
    heading = np.array([math.sin(a), -math.cos(a)])
    return heading, np.array([-heading[1], heading[0]])


def _finger_pieces(finger: _Finger) -> list[Points]:
    """Two capsules bent by two per cent."""
    heading, across = _way(finger)
    root = np.array([finger.x, finger.y + 0.18])
    tip = np.array([finger.x, finger.y]) + heading * finger.length
    joint = root + (tip - root) * 0.60 - across * 0.014
    w = finger.half
    return [
        capsule(root, joint, w * 1.08, w),
        capsule(joint, tip, w, w * (0.82 + 0.2 * finger.bend)),
    ]


def _model_finger(sheet: CutSheet, place: HandPlace, look: HandLook, finger: _Finger) -> None:
    """The shaded flank, knuckle arcs, tendon and nail of one finger."""
    heading, across = _way(finger)
    root = np.array([finger.x, finger.y + 0.16])
    tip = np.array([finger.x, finger.y]) + heading * finger.length
    w, tone = finger.half, look.tone
    flank = ribbon(
        [
            root - across * w * 0.30,
            root + (tip - root) * 0.5 - across * w * 0.36,
            tip - across * w * 0.20,
        ],
        w * 0.5,
        w * 0.25,
    )
    sheet.shade(place.at(flank), tone * 0.82)
    arcs: tuple[tuple[float, float], ...]
    if finger.bend < 0.5:
        if look.lit is not None:
            _draw_nail(sheet, place, look, (tip, heading, finger))
        arcs = ((0.58, 0.42),) if look.child else ((0.50, 0.62), (0.56, 0.45), (0.80, 0.40))
    else:
        arcs = ((0.62, 0.70),) if look.child else ((0.62, 0.70), (0.78, 0.60))
    for part, wide in arcs:
        q = np.array([finger.x, finger.y]) + heading * finger.length * part
        arc = smooth(
            [
                q + across * w * wide + (0, 0.014),
                q - (0, 0.006),
                q - across * w * wide + (0, 0.014),
            ],
            closed=False,
            samples=4,
        )
        _ink(sheet, place, arc, 0.013, tone * (0.8 if look.child else 0.55))
    knuckle = np.array([finger.x, finger.y + 0.12])
    if look.child:
        dimple = ellipse(float(knuckle[0]), float(knuckle[1]), 0.036, 0.026)
        sheet.shade(place.at(dimple), tone * 0.8)
        return
    bow = smooth(
        [
            knuckle + (-0.085, 0.03),
            knuckle + (-0.03, -0.015),
            knuckle + (0.035, -0.015),
            knuckle + (0.085, 0.03),
        ],
        closed=False,
        samples=4,
    )
    _ink(sheet, place, bow, 0.014, tone * 0.66)
    _ink(sheet, place, [knuckle + (0, 0.04), np.array([finger.x * 0.55, 0.42])], 0.010, tone * 0.8)


def _draw_nail(
    sheet: CutSheet, place: HandPlace, look: HandLook, at: tuple[Points, Points, _Finger]
) -> None:
    tip, heading, finger = at
    c = tip + heading * finger.half * 0.02
    turn = math.radians(finger.angle)
    for dx, size, tone in ((0.0, 1.0, look.tone * 0.8), (0.006, 0.88, look.lit or look.tone)):
        x, y = float(c[0]) + dx, float(c[1]) - dx
        nail = ellipse(x, y, finger.half * 0.50 * size, finger.half * 0.60 * size)
        sheet.shade(place.at(rotate(nail, turn, (x, y))), tone)


def _ink(sheet: CutSheet, place: HandPlace, line: Outline, width: float, tone: float) -> None:
    sheet.shade_line(place.at(line), max(1.0, place.size * width), tone)


def draw_sleeve(sheet: CutSheet, place: HandPlace, tone: float, *, accent: bool = False) -> None:
    """Draw a knitted sleeve with a ribbed cuff over the wrist, running out of the frame."""
    k = max(1.0, place.size / 80)
    sleeve = smooth(
        [
            [-0.50, 0.98],
            [0, 0.96],
            [0.50, 0.98],
            [0.62, 1.3],
            [0.78, 1.9],
            [1.1, 4.4],
            [-0.9, 4.4],
            [-0.70, 1.9],
            [-0.58, 1.3],
        ],
        samples=5,
    )
    cuff = smooth(
        [
            [-0.49, 0.74],
            [-0.2, 0.71],
            [0.2, 0.71],
            [0.49, 0.74],
            [0.53, 0.90],
            [0.54, 1.06],
            [0.2, 1.10],
            [-0.2, 1.10],
            [-0.54, 1.06],
            [-0.53, 0.90],
        ],
        samples=5,
    )
    sheet.card(place.at(sleeve), tone, tone + 90, (-1.0 * k, 1.5 * k))
    sheet.card(place.at(cuff), tone + 32, tone + 110, (-1.0 * k, 1.0 * k))
    for u in np.linspace(-0.46, 0.46, 14):
        _ink(sheet, place, [[u, 0.74], [u * 1.06, 1.08]], 0.016, tone - 16)
    for v in (1.3, 1.42, 1.7):
        fold = smooth([[-0.5, v + 0.1], [-0.1, v], [0.4, v + 0.16]], closed=False)
        _ink(sheet, place, fold, 0.016, tone - 26)
    if accent:
        sheet.accent(place.at(sleeve))
        sheet.accent(place.at(cuff))
