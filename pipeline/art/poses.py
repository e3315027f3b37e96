"""Poses as angles, and the skeleton they give a person of any age.

Angles are degrees from straight down, positive the way the person faces. Lean and head tilt:
positive lean is forward, negative tilt looks up. The table survived eight rounds of looking; legs
stand at least 15 degrees apart, or the man is a post.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.geometry import Points
from pipeline.art.people import Person

__all__ = ["POSES", "Pose", "Skeleton", "pose_named", "skeleton"]

Angles = tuple[float, float]


class Pose(Struct, frozen=True):
    """One attitude: lean, head tilt, and upper and lower angle of each far and near limb."""

    lean: float
    head: float
    far_arm: Angles
    near_arm: Angles
    far_leg: Angles
    near_leg: Angles
    seat: float = 0.0
    """Height of what the person sits on, in standing heights; 0 = on the ground."""


POSES: dict[str, Pose] = {
    "stand": Pose(0, 0, (-8, 2), (8, 16), (-8, -6), (7, 3)),
    "walk": Pose(6, 2, (24, 38), (-22, -4), (24, 6), (-20, -38)),
    "run": Pose(16, 4, (46, 110), (-50, 20), (52, -18), (-26, -78)),
    "lookup": Pose(-5, -32, (-10, -2), (4, 12), (-8, -7), (9, 4)),
    "lookdown": Pose(5, 24, (-6, 4), (6, 14), (-8, -6), (7, 3)),
    "point": Pose(-3, -18, (-6, 4), (116, 122), (-9, -7), (9, 4)),
    "reach": Pose(4, -8, (84, 96), (70, 92), (-8, -10), (10, 4)),
    "sit": Pose(4, 6, (22, 62), (28, 70), (84, 4), (88, -2), seat=0.26),
    "ride": Pose(3, 0, (24, 66), (30, 74), (46, -6), (42, -2), seat=0.33),
    "kneel": Pose(10, 12, (20, 50), (30, 64), (80, -4), (8, -88)),
    "carry": Pose(10, 6, (30, 84), (34, 92), (16, 2), (-14, -24)),
    "hold": Pose(0, 0, (-14, -10), (16, 20), (-6, -5), (8, 4)),
    "wave": Pose(-2, -10, (-8, 0), (150, 168), (-9, -7), (9, 4)),
    "work": Pose(8, 12, (34, 82), (26, 74), (-9, -7), (10, 4)),
    "crouch": Pose(24, -6, (30, 60), (40, 66), (96, -34), (70, -62)),
    "bow": Pose(26, 34, (4, 18), (8, 22), (-7, -6), (7, 4)),
    "embrace": Pose(5, 10, (70, 58), (62, 84), (-9, -7), (9, 4)),
    "arms": Pose(-6, -26, (146, 164), (152, 172), (-10, -8), (10, 5)),
    "fall": Pose(-24, -20, (110, 130), (60, 120), (34, 20), (12, -30)),
}

_NAMES = {
    "look up": "lookup",
    "look down": "lookdown",
    "lean": "work",
    "raise": "arms",
    "hug": "embrace",
    "push": "reach",
    "pull": "carry",
    "stands": "stand",
    "drive": "sit",
}


def pose_named(word: str) -> str:
    """The pose a word means; words nobody knows stand."""
    plain = word.strip().lower()
    plain = _NAMES.get(plain, plain.replace(" ", ""))
    return plain if plain in POSES else "stand"


class Skeleton(Struct, frozen=True):
    """Joints in standing heights of this person: x ahead, y up from the ground.

    Arms run shoulder, elbow, wrist; legs run hip, knee, ankle; the far limb first.
    """

    hip: Points
    neck: Points
    skull: Points
    """Where the head turns: the nape."""
    lean: float
    """Radians forward."""
    tilt: float
    """Radians the head is turned, negative up."""
    arms: tuple[Points, Points]
    legs: tuple[Points, Points]


def skeleton(person: Person, pose: Pose, view: str = "side") -> Skeleton:
    """The joints of a person in a pose, standing on the ground (or sitting at `pose.seat`).

    `view` is side, back or front; in the latter two limbs are spread to both sides and swing
    a third as far, because they swing toward and away from us.
    """
    small = person.age == "child"
    hip_height, torso = (0.42, 0.33) if small else (0.485, 0.335)
    lean = math.radians(pose.lean + (7 if person.age == "old" and pose.seat == 0 else 0))
    flat = view != "side"
    half = 0.058 * person.build
    hips = [np.array([side * half * 0.9 if flat else 0.0, hip_height]) for side in (-1, 1)]
    thigh = hip_height * 0.5
    legs = [
        _leg(hips[index], _spread(angles, index, flat=flat), thigh)
        for index, angles in enumerate((pose.far_leg, pose.near_leg))
    ]
    ground = min(float(leg[2, 1]) for leg in legs) - 0.018
    lift = np.array([0.0, -ground])
    legs = [leg + lift for leg in legs]
    hip = np.array([0.0, hip_height]) + lift
    sway = lean * (0.3 if flat else 1.0)
    neck = hip + torso * np.array([math.sin(sway) if not flat else 0.0, math.cos(sway)])
    arms = tuple(
        _arm(neck, person, index, angles, flat=flat)
        for index, angles in enumerate((pose.far_arm, pose.near_arm))
    )
    tilt = math.radians(pose.head)
    skull = neck + np.array([0.012 - (0 if flat else 0.3 * math.sin(max(0.0, -tilt)) * 0.05), 0.03])
    return Skeleton(hip, neck, skull, sway, tilt, (arms[0], arms[1]), (legs[0], legs[1]))


def _spread(angles: Angles, index: int, *, flat: bool) -> Angles:
    if not flat:
        return angles
    side = -1 if index == 0 else 1
    folded = abs(angles[0]) > 60
    upper = 0.35 * angles[0] + 2.5 * side if not folded else 22.0 * side
    lower = 0.35 * angles[1] + 2.5 * side if not folded else 2.0 * side
    return (upper, lower)


def _along(start: Points, angle: float, length: float) -> Points:
    a = math.radians(angle)
    return start + length * np.array([math.sin(a), -math.cos(a)])


def _leg(hip: Points, angles: Angles, length: float) -> Points:
    knee = _along(hip, angles[0], length)
    return np.array([hip, knee, _along(knee, angles[1], length)])


def _arm(neck: Points, person: Person, index: int, angles: Angles, *, flat: bool) -> Points:
    upper, lower = angles
    side = -1 if index == 0 else 1
    wide = (0.10 if person.age == "child" else 0.118) * person.build
    if person.kit in {"suit", "parka"}:
        wide *= 1.16
    if flat and abs(upper) < 60:
        upper = side * (abs(upper) * 0.3 + 7)
        lower = upper * 0.35
    elif flat:
        upper, lower = side * min(abs(upper), 150), side * min(abs(lower), 165)
    length = 0.145 if person.age == "child" else 0.165
    shoulder = neck + np.array([side * wide if flat else 0.0, -0.035])
    elbow = _along(shoulder, upper, length)
    return np.array([shoulder, elbow, _along(elbow, lower, length * 0.95)])
