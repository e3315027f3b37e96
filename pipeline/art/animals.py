"""Animals as melted silhouettes: four legs of eight kinds, and birds in flight.

One skeleton of capsules serves all four-legged kinds; proportions are in units of the height of
the shoulder. Birds are two bent strokes each, in a loose wedge.
"""

from __future__ import annotations

from msgspec import Struct

from pipeline.art.frame import Frame
from pipeline.art.geometry import Outline, Points, capsule, ellipse, ribbon, smooth
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet
from pipeline.art.spots import Spot

__all__ = ["SHOULDERS", "draw_animal", "draw_birds"]


class _Build(Struct, frozen=True):
    """Proportions of one kind, in heights of the shoulder."""

    long: float
    """From shoulder to hip."""
    chest: float
    belly: float
    neck: tuple[float, float]
    """Where the head sits, ahead of and above the shoulder."""
    head: float
    muzzle: float
    leg: float
    tail: tuple[float, float]
    tail_width: float
    ears: float
    antlers: bool = False


_BUILDS = {
    "dog": _Build(0.95, 0.22, 0.17, (0.30, 0.30), 0.14, 0.26, 0.055, (-0.34, 0.26), 0.05, 0.13),
    "wolf": _Build(1.05, 0.25, 0.18, (0.36, 0.16), 0.15, 0.30, 0.06, (-0.36, -0.34), 0.11, 0.15),
    "horse": _Build(0.96, 0.25, 0.20, (0.34, 0.46), 0.115, 0.34, 0.05, (-0.22, -0.50), 0.10, 0.09),
    "deer": _Build(
        0.92, 0.20, 0.16, (0.30, 0.55), 0.10, 0.22, 0.04, (-0.10, 0.02), 0.05, 0.15, True
    ),
    "cow": _Build(1.15, 0.30, 0.29, (0.34, 0.10), 0.15, 0.27, 0.07, (-0.14, -0.5), 0.035, 0.12),
    "bear": _Build(1.05, 0.36, 0.34, (0.40, 0.12), 0.19, 0.22, 0.13, (-0.10, 0.0), 0.06, 0.09),
    "cat": _Build(0.95, 0.20, 0.18, (0.26, 0.28), 0.17, 0.10, 0.06, (-0.40, 0.62), 0.05, 0.17),
    "sheep": _Build(0.95, 0.34, 0.32, (0.32, 0.14), 0.13, 0.20, 0.05, (-0.08, -0.1), 0.06, 0.10),
}

_GALLOP = (-0.62, 0.30, -0.42, 0.58)
"""How far each hoof reaches ahead at a run: far hind, far fore, near hind, near fore."""

SHOULDERS = {
    "dog": 0.34,
    "wolf": 0.42,
    "horse": 0.88,
    "deer": 0.62,
    "cow": 0.76,
    "bear": 0.60,
    "cat": 0.17,
    "sheep": 0.42,
}
"""Height of the shoulder against a standing adult."""


def draw_animal(
    sheet: CutSheet, spot: Spot, look: tuple[str, float, str], *, runs: bool = False
) -> None:
    """Draw an animal in side view, the spot's height its shoulder's; look: (kind, tone, name)."""
    kind, tone, name = look
    build = _BUILDS[kind]
    step = float(generator("animal", name).uniform(-1, 1))
    hip, shoulder = (
        (-build.long * 0.55, 1 - build.belly * 0.7),
        (build.long * 0.45, 1 - build.chest * 0.7),
    )
    head = (shoulder[0] + build.neck[0], 1 + build.neck[1])
    drop = 0.85 if kind == "horse" else 0.45
    nose = (head[0] + build.muzzle * (1.18 - 0.4 * drop), head[1] - build.muzzle * drop)
    far: list[Outline] = []
    near: list[Outline] = []
    for index, joint in enumerate((hip, shoulder, hip, shoulder)):
        swing = 0.12 * step * (1 if index in {0, 3} else -1) + (0.05 if index < 2 else -0.03)
        if runs:
            swing = _GALLOP[index]
        pieces = far if index < 2 else near
        pieces += _leg(joint, swing, build.leg, hind=index % 2 == 0)
    tail = [
        hip,
        (hip[0] + build.tail[0] * 0.6, hip[1] + build.tail[1] * 0.25 + 0.04),
        (hip[0] + build.tail[0], hip[1] + build.tail[1]),
    ]
    near += [
        capsule(hip, shoulder, build.belly * 0.86, build.chest * 0.9),
        ellipse(hip[0] - 0.02, hip[1] + 0.01, build.belly * 1.12, build.belly * 1.16),
        ellipse(shoulder[0] + 0.02, shoulder[1] - 0.03, build.chest * 1.0, build.chest * 1.12),
        capsule(shoulder, head, build.chest * 0.78, build.head * 0.8),
        capsule(head, nose, build.head, build.head * 0.52),
        ribbon(smooth(tail, closed=False), build.tail_width * 1.2, build.tail_width * 0.6),
        [
            (head[0] - build.head * 0.9, head[1] + build.head * 0.3),
            (head[0] - build.head * 0.5, head[1] + build.head + build.ears),
            (head[0] + build.head * 0.2, head[1] + build.head * 0.8),
        ],
    ]
    if kind == "horse":
        mane = [
            (shoulder[0], 1.0),
            (head[0] - 0.16, head[1] - 0.1),
            (head[0] - 0.02, head[1] + 0.16),
        ]
        near.append(ribbon(smooth(mane, closed=False), 0.12, 0.05))
    sigma = max(0.3, spot.height * 0.016)
    sheet.melt([spot.up(piece) for piece in far], tone * 0.75, sigma)
    sheet.melt([spot.up(piece) for piece in near], tone, sigma)
    if build.antlers:
        _draw_antlers(sheet, spot, head, tone)


def _leg(joint: tuple[float, float], swing: float, thick: float, *, hind: bool) -> list[Points]:
    """Thigh, shin, cannon, hoof; the hind leg bends back at the hock."""
    x, y = joint
    if hind:
        knee, hock = (x + 0.07 + swing * 0.4, y * 0.62), (x - 0.09 + swing * 0.7, y * 0.36)
    else:
        knee, hock = (x + 0.0 + swing * 0.5, y * 0.60), (x + 0.015 + swing * 0.8, y * 0.34)
    foot = (x - 0.02 + swing, 0.03)
    return [
        capsule((x, y * 0.95), knee, thick * 2.2, thick * 1.25),
        capsule(knee, hock, thick * 1.25, thick * 0.72),
        capsule(hock, foot, thick * 0.72, thick * 0.58),
        capsule(foot, (foot[0] + thick * 0.9, 0.02), thick * 0.72, thick * 0.5),
    ]


def _draw_antlers(sheet: CutSheet, spot: Spot, head: tuple[float, float], tone: float) -> None:
    for lean in (-0.12, 0.08):
        x, y = head[0] - 0.03, head[1] + 0.08
        beam = [(x, y), (x + lean * 0.4, y + 0.26), (x + lean + 0.10, y + 0.52)]
        sheet.cut(spot.up(ribbon(smooth(beam, closed=False), 0.035, 0.012)), tone)
        for part in (0.2, 0.34):
            tine = [(x + lean * part, y + part), (x + lean * part + 0.15, y + part + 0.12)]
            sheet.line(spot.up(tine), spot.size(0.02), tone)


def draw_birds(sheet: CutSheet, frame: Frame, look: tuple[float, float, str]) -> None:
    """Nine to sixteen birds in a loose wedge in the upper sky; look is (tone, side, name)."""
    tone, side, name = look
    random = generator("birds", name)
    count = int(random.integers(9, 17))
    tip = (
        frame.x(0.5 + side * float(random.uniform(0.02, 0.2))),
        frame.y(float(random.uniform(0.16, 0.3))),
    )
    for index in range(count):
        arm = 1 if index % 2 else -1
        away = (index + 1) // 2
        x = tip[0] - side * frame.px(34) * away + frame.px(float(random.normal(0, 5)))
        y = tip[1] + arm * frame.px(13) * away + frame.px(float(random.normal(0, 4)))
        wing = frame.px(float(random.uniform(13, 19))) * (1 - 0.02 * index)
        lift = wing * float(random.uniform(0.15, 0.55))
        line = [
            [x - wing, y - lift],
            [x - wing * 0.45, y - lift * 0.9],
            [x, y],
            [x + wing * 0.45, y - lift * 0.9],
            [x + wing, y - lift],
        ]
        sheet.cut(
            ribbon(smooth(line, closed=False, samples=4), 0.8, 0.8, middle=frame.px(3.4)), tone
        )
        sheet.cut(
            ribbon([[x - side * wing * 0.28, y + 1], [x + side * wing * 0.34, y]], 1, frame.px(3)),
            tone,
        )
