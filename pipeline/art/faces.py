"""The outline of a face in profile, between the ages and bent by a person's name.

Head units: crown at y 0, chin at y 1, y grows downward, the face looks toward +x. Twenty points
of a face and eight of a skull; the three ages have the same points, so that they can be mixed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from pipeline.art.geometry import Points, smooth
from pipeline.art.people import FaceShape, Person

__all__ = ["NAPE", "SKULL", "face_line", "face_points", "head_outline", "lit_plane", "terminator"]

NAPE = (-0.06, 0.93)
"""Where a head turns."""

_ADULT = (
    (0, 0),
    (0.20, 0.045),
    (0.325, 0.17),
    (0.365, 0.30),
    (0.375, 0.36),
    (0.335, 0.425),
    (0.375, 0.50),
    (0.44, 0.585),
    (0.475, 0.635),
    (0.43, 0.672),
    (0.372, 0.682),
    (0.405, 0.735),
    (0.372, 0.765),
    (0.392, 0.805),
    (0.345, 0.850),
    (0.372, 0.905),
    (0.345, 0.975),
    (0.26, 1.0),
    (0.10, 0.945),
    (-0.03, 0.85),
)
_OLD = (
    (0, 0),
    (0.20, 0.045),
    (0.325, 0.165),
    (0.362, 0.29),
    (0.366, 0.36),
    (0.330, 0.43),
    (0.372, 0.515),
    (0.445, 0.605),
    (0.478, 0.652),
    (0.445, 0.695),
    (0.372, 0.70),
    (0.392, 0.745),
    (0.350, 0.772),
    (0.372, 0.812),
    (0.338, 0.85),
    (0.372, 0.905),
    (0.355, 0.975),
    (0.26, 1.005),
    (0.15, 0.98),
    (0.05, 0.90),
)
_CHILD = (
    (0, 0),
    (0.22, 0.04),
    (0.35, 0.17),
    (0.375, 0.25),
    (0.385, 0.33),
    (0.345, 0.47),
    (0.38, 0.555),
    (0.418, 0.592),
    (0.445, 0.62),
    (0.42, 0.665),
    (0.362, 0.68),
    (0.392, 0.735),
    (0.362, 0.765),
    (0.382, 0.805),
    (0.335, 0.85),
    (0.345, 0.92),
    (0.29, 0.985),
    (0.20, 0.995),
    (0.06, 0.93),
    (-0.06, 0.84),
)
SKULL = (
    (-0.10, 1.0),
    (-0.22, 0.93),
    (-0.34, 0.80),
    (-0.42, 0.62),
    (-0.455, 0.42),
    (-0.42, 0.22),
    (-0.30, 0.08),
    (-0.14, 0.01),
)
"""The back of every head, from the nape up to the crown."""

_TERMINATOR = (
    (0.16, 0.99),
    (0.19, 0.90),
    (0.17, 0.80),
    (0.155, 0.70),
    (0.10, 0.60),
    (0.055, 0.51),
    (0.10, 0.42),
    (0.15, 0.34),
    (0.12, 0.20),
    (0.05, 0.05),
)


@lru_cache(maxsize=256)
def face_points(person: Person) -> Points:
    """The twenty points of this person's face, crown to jaw."""
    table = {"child": _CHILD, "old": _OLD}.get(person.age, _ADULT)
    p = np.array(table, np.float64)
    middle = np.array(_ADULT, np.float64)
    p = p * 0.9 + middle * 0.1 if person.age == "old" else p
    return _bent(p, person.face, 0.55 if person.age == "child" else 1.0)


def _bent(p: Points, shape: FaceShape, weight: float) -> Points:
    """The face bent by its owner's numbers; a child's half as much."""
    q = p.copy()
    w = weight
    q[1:4, 0] -= np.array([0.010, 0.012, 0.008]) * shape.forehead * w
    q[4, 0] += 0.011 * shape.brow * w
    q[5, 0] -= 0.007 * shape.brow * w
    q[6, 0] += (0.010 * shape.nose + 0.013 * shape.bridge) * w
    q[7, 0] += (0.013 * shape.nose + 0.010 * shape.bridge) * w
    q[8:10, 0] += np.array([0.017, 0.012]) * shape.nose * w
    q[7:10, 1] += np.array([0.006, 0.014, 0.009]) * shape.tip * w
    q[11, 0] += 0.008 * shape.lips * w
    q[13, 0] += 0.010 * shape.lips * w
    q[14:18, 0] += np.array([0.006, 0.016, 0.015, 0.010]) * shape.chin * w
    q[15:19, 1] += np.array([0.006, 0.013, 0.013, 0.006]) * shape.length * w
    return q


@lru_cache(maxsize=256)
def face_line(person: Person, samples: int = 4) -> Points:
    """The face's edge from crown to jaw, smooth."""
    return smooth(face_points(person), closed=False, samples=samples)


@lru_cache(maxsize=256)
def head_outline(person: Person, samples: int = 4) -> Points:
    """The whole head in profile, closed."""
    return smooth(np.vstack([face_points(person), np.array(SKULL)]), samples=samples)


@lru_cache(maxsize=256)
def terminator() -> Points:
    """Where the light ends on a face: one smooth curve of its own.

    A scaled copy of the profile makes a second, ghost profile on the cheek.
    """
    return smooth(_TERMINATOR, closed=False, samples=6)


@lru_cache(maxsize=256)
def lit_plane(person: Person) -> Points:
    """The part of a face in profile that looks at the light."""
    line = face_line(person)
    return np.vstack([line[4:-10], terminator()])
