"""The pieces a dressed figure is melted from: limbs, coat, pack, head, in standing heights.

Everything here is a pure function of the person, the pose and the view: the same pieces at 60 and
at 600 pixels. x runs ahead, y runs up from the ground. Half widths and hems are the art
direction's measured figure table.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from msgspec import Struct

from pipeline.art import hair as cuts
from pipeline.art.faces import head_outline
from pipeline.art.geometry import Points, capsule, ellipse, points, smooth
from pipeline.art.headplace import HeadPlace
from pipeline.art.people import Person
from pipeline.art.poses import Pose, Skeleton, skeleton

__all__ = ["Pieces", "bulk", "head_place", "pieces"]

_BULK = {"suit": 1.40, "parka": 1.12, "coat": 0.98, "dress": 0.95, "worker": 1.02, "jacket": 0.96}
_HEM = {"suit": 0.04, "parka": 0.17, "coat": 0.31, "dress": 0.455, "worker": 0.11, "jacket": 0.07}


class Pieces(Struct, frozen=True):
    """Outlines in unit coordinates, in the order they are melted."""

    view: str
    joints: Skeleton
    far: list[Points]
    body: list[Points]
    near: list[Points]
    coat: Points
    """The coat alone, for coats of accent paper."""
    pack: Points | None
    """A pack on the back that lies over the body (seen from behind)."""
    seams: list[Points]
    """Ink lines inside the cut: front seam, belt."""


def bulk(person: Person) -> float:
    """How much cloth makes limbs thicker."""
    return _BULK.get(person.kit, 1.0) * person.build


def head_size(person: Person) -> float:
    """The head's height in standing heights: 1/7.2 of an adult, a fifth of a child."""
    return (0.192 if person.age == "child" else 0.139) * person.head


def head_place(person: Person, joints: Skeleton, view: str = "side") -> HeadPlace:
    """The head in unit coordinates, y growing downward (negate to go back)."""
    tilt = joints.tilt if view == "side" else 0.0
    lift = -0.25 * head_size(person) * math.sin(min(0.0, joints.tilt)) if view != "side" else 0.0
    x, y = joints.skull
    return HeadPlace(float(x), -float(y) + lift * 0.35, head_size(person), 1, tilt)


@lru_cache(maxsize=128)
def pieces(person: Person, pose: Pose, view: str = "side") -> Pieces:
    """Everything a figure is melted from. Kept for the next size: nobody may change it."""
    joints = skeleton(person, pose, view)
    far: list[Points] = []
    body: list[Points] = []
    near: list[Points] = []
    flat = view != "side"
    _add_leg(far if not flat else body, person, joints.legs[0], -1 if flat else 0)
    _add_arm(far if not flat else body, person, joints.arms[0])
    _add_leg(body, person, joints.legs[1], 1 if flat else 0)
    coat = _coat(person, joints, flat=flat, bent=pose.seat > 0 or pose.lean > 20)
    body.append(coat)
    pack = _pack(person, joints, flat=flat) if person.pack else None
    if pack is not None and not flat:
        far.append(pack)
    body += _head_pieces(person, joints, view)
    _add_arm(near if not flat else body, person, joints.arms[1])
    return Pieces(
        view=view,
        joints=joints,
        far=far,
        body=body,
        near=near,
        coat=coat,
        pack=pack if view == "back" else None,
        seams=_seams(person, joints, flat=flat),
    )


def _add_leg(out: list[Points], person: Person, leg: Points, side: int) -> None:
    """A leg and its boot; `side` is 0 in profile, -1 or 1 seen from front or back."""
    hip, knee, ankle = leg
    thick = bulk(person) if person.kit != "suit" else 1.15 * person.build
    w = 0.050 * thick
    if person.age == "child":
        w *= 0.94
    out += [capsule(hip, knee, w * 1.1, w * 0.80), capsule(knee, ankle, w * 0.80, w * 0.58)]
    boot = 1.25 if person.kit in {"suit", "parka"} else 1.0
    if side:
        toe = ankle + (0.016 * side, -0.006)
        out.append(capsule(ankle + (0, 0.004), toe, w * 0.72 * boot, w * 0.62 * boot))
        return
    length = 0.074 * min(1.15, bulk(person))
    shin = knee - ankle
    turn = math.atan2(shin[0], shin[1])
    sole = np.array(
        [
            (-w * 0.66 * boot, 0.055),
            (w * 0.66 * boot, 0.055),
            (w * 0.92, 0.026),
            (length * 0.92, 0.016),
            (length * 1.06, 0.002),
            (length * 1.04, -0.017),
            (-w * 0.88, -0.017),
            (-w * 0.92, 0.01),
        ]
    )
    c, s = math.cos(turn * 0.8), math.sin(turn * 0.8)
    turned = np.stack([sole[:, 0] * c + sole[:, 1] * s, -sole[:, 0] * s + sole[:, 1] * c], 1)
    out.append(turned + ankle)


def _add_arm(out: list[Points], person: Person, arm: Points) -> None:
    shoulder, elbow, wrist = arm
    w = 0.038 * bulk(person)
    reach = wrist - elbow
    heading = reach / (np.hypot(reach[0], reach[1]) + 1e-9)
    across = np.array([-heading[1], heading[0]])
    out += [
        capsule(shoulder, elbow, w * 1.18, w * 0.92),
        capsule(elbow, wrist, w * 0.92, w * 0.74),
        capsule(wrist, wrist + heading * 0.030, w * 0.60, w * 0.52),
        capsule(
            wrist + across * w * 0.3, wrist + heading * 0.022 + across * w * 0.75, w * 0.26, w * 0.2
        ),
    ]


def coat_widths(person: Person, *, flat: bool) -> tuple[float, float, float]:
    """Half widths at shoulder, waist and hem."""
    if not flat:
        base = (0.082, 0.080, 0.104)
    elif person.age == "child":
        base = (0.10, 0.092, 0.11)
    else:
        base = (0.125, 0.098, 0.118)
    f = {"parka": 1.14, "suit": 1.22}.get(person.kit, 1.0) * person.build
    flare = 1.25 if hem_length(person) > 0.25 else 1.0
    waist = 0.86 if person.kit == "dress" and person.age != "old" else 1.0
    return base[0] * f, base[1] * f * waist, base[2] * f * flare


def hem_length(person: Person) -> float:
    """How far the coat reaches below the hip."""
    length = _HEM.get(person.kit, 0.11)
    return length * (0.8 if person.age == "child" else 1.0)


def _coat(person: Person, joints: Skeleton, *, flat: bool, bent: bool) -> Points:
    """The coat's contour, leaning with the trunk; seated people show no hem."""
    torso = 0.33 if person.age == "child" else 0.335
    hem = min(hem_length(person), 0.05) if bent else hem_length(person)
    shoulder, waist, low = coat_widths(person, flat=flat)
    stride = joints.legs[0][1][0] - joints.legs[1][1][0]
    kick = 0.0 if flat else min(0.09, abs(float(stride)) * 0.35) * min(1.0, hem / 0.2)
    stoop = 0.030 if person.age == "old" and not flat else 0.0
    front = 0.012 if not flat and person.sex == "man" else 0.004 if not flat else 0.0
    p = np.array(
        [
            [-shoulder * 0.30, torso + 0.05],
            [-shoulder * 0.82 - stoop, torso + 0.008],
            [-shoulder * 1.03 - stoop, torso - 0.07],
            [-waist * 1.0 - stoop * 0.4, torso * 0.45],
            [-waist * 0.98, 0.03],
            [-low - kick, -hem + 0.004],
            [0, -hem - 0.010],
            [low + kick * 0.55, -hem],
            [waist * 1.0 + front, 0.04],
            [waist * 0.98 + front, torso * 0.5],
            [shoulder * 1.0 + front * 0.5, torso - 0.06],
            [shoulder * 0.80, torso + 0.010],
            [shoulder * 0.30, torso + 0.05],
        ]
    )
    p = smooth(p, samples=4)
    bend = np.clip((p[:, 1] + 0.02) / 0.08, 0, 1)
    a = joints.lean * bend
    x = p[:, 0] * np.cos(a) + p[:, 1] * np.sin(a)
    y = -p[:, 0] * np.sin(a) + p[:, 1] * np.cos(a)
    return np.stack([x, y], 1) + joints.hip


def _pack(person: Person, joints: Skeleton, *, flat: bool) -> Points:
    torso = 0.33 if person.age == "child" else 0.335
    s = coat_widths(person, flat=flat)[0]
    if flat:
        shape = [
            [-s * 0.72, torso + 0.005],
            [s * 0.72, torso + 0.005],
            [s * 0.78, 0.07],
            [-s * 0.78, 0.07],
        ]
    else:
        shape = [
            [-s * 0.5, torso + 0.025],
            [-s * 1.95, torso + 0.015],
            [-s * 2.1, torso * 0.45],
            [-s * 1.85, 0.07],
            [-s * 0.5, 0.06],
        ]
    return leaning(smooth(shape, samples=4), joints)


def leaning(outline: Points, joints: Skeleton) -> Points:
    """Trunk coordinates (hip at 0, 0) as unit coordinates."""
    c, s = math.cos(joints.lean), math.sin(joints.lean)
    p = points(outline)
    return np.stack([p[:, 0] * c + p[:, 1] * s, -p[:, 0] * s + p[:, 1] * c], 1) + joints.hip


def _head_pieces(person: Person, joints: Skeleton, view: str) -> list[Points]:
    """The head's own outlines, so that a silhouette of 40 px has the same nose and hat."""
    place = head_place(person, joints, view)

    def unit(outline: Points) -> Points:
        return place.at(outline) * (1, -1)

    neck = capsule(
        joints.neck + (0, -0.03), joints.skull + (0.004, 0.02), 0.034 * person.build, 0.030
    )
    if person.kit == "suit":
        helmet = 1.62 * 0.5 * place.height * 0.86
        middle = unit(np.array([[-0.02, 0.48]]))[0]
        return [neck, ellipse(float(middle[0]), float(middle[1]), helmet, helmet * 0.96)]
    found = [neck]
    if view == "side":
        found.append(unit(head_outline(person)))
        found += [
            unit(part)
            for part in (cuts.knot(person), cuts.hair(person), cuts.beard(person))
            if part is not None and person.hat != "hood"
        ]
        found += [
            unit(part) for part in (cuts.hat(person), cuts.hat_band(person)) if part is not None
        ]
        return found
    wide = (
        0.62 if person.hat == "hood" else 0.50 if person.hair in {"long", "bob", "curly"} else 0.44
    )
    found.append(unit(ellipse(-0.03, 0.46, wide, 0.56 if person.hat else 0.51)))
    if person.hat == "brim":
        found.append(unit(ellipse(-0.03, 0.34, 0.82, 0.07)))
    if person.hair in {"long", "tail"} and person.hat != "hood":
        found.append(unit(ellipse(-0.03, 0.86, 0.36 if person.hair == "long" else 0.14, 0.42)))
    return found


def _seams(person: Person, joints: Skeleton, *, flat: bool) -> list[Points]:
    torso = 0.33 if person.age == "child" else 0.335
    hem = hem_length(person)
    _, waist, low = coat_widths(person, flat=flat)
    out = []
    if hem > 0.1:
        a, b, c = (0.2, 0.1, 0.1) if flat else (0.55, 0.62, 0.7)
        out.append(
            leaning(
                np.array([[waist * a, torso * 0.9], [waist * b, 0.05], [low * c, -hem]]), joints
            )
        )
    if not flat and person.kit in {"parka", "worker", "coat"}:
        out.append(
            leaning(np.array([[-waist * 0.9, 0.06], [0, 0.035], [waist * 0.95, 0.06]]), joints)
        )
    return out
