"""The foreground frame: one dark thing near the lens, opposite the light, under 22 % of the width.

The vocabulary is wide on purpose, so that no two neighbouring panels share a frame: branches,
pines, trunks, ferns, rocks, ice fins, cave, grass, fence, cables, mast, tower, ruin, railing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from pipeline.art.city import Facade, tower
from pipeline.art.geometry import box, points, ribbon, rough, smooth
from pipeline.art.land import rocks
from pipeline.art.scene import Scene
from pipeline.art.sheets import CutSheet, SheetLook
from pipeline.art.trees import Bough, bough, grass, pine, trunks

__all__ = ["FRAMES", "build_foreground"]

_TONE = 6.0


def build_foreground(scene: Scene) -> None:
    """Lay the frames the layout chose, each on a sheet of its own."""
    for index, name in enumerate(scene.layout.fore):
        depth = -0.10 + 0.03 * index
        look = SheetLook(shadow=0.5, rim=0.6, soft=8, rim_floor=0.16, stipple=0.6, blur=1.1)
        sheet = scene.stage.sheet(f"fore {name}", depth, look, tone=int(_TONE))
        side = -scene.layout.side if index == 0 else scene.layout.side
        FRAMES[name](scene, sheet, side)


def _edge(scene: Scene, side: int, inside: float = 0.0) -> float:
    """A column `inside` pixels (at 720) from the frame's left or right edge."""
    frame = scene.frame
    return frame.width + 30 - frame.px(inside) if side > 0 else -30 + frame.px(inside)


def _branches(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("branches")
    x = _edge(scene, side, -20)
    for i in range(2):
        y = -frame.px(40) + frame.px(46) * i
        angle = math.pi + 0.35 if side > 0 else -0.35
        angle += float(random.normal(0, 0.12))
        root = Bough(x, y, angle, frame.px(118), frame.px(13 - 3 * i), 6)
        tips = bough(sheet, root, 6, scene.place_name(f"bough {i} {int(random.integers(0, 4))}"))
        for tx, ty in tips[::3]:
            leaf = rough(
                [[tx - 5, ty], [tx, ty - 4], [tx + 6, ty + 1], [tx, ty + 4]], 0.8, 4, random
            )
            sheet.cut(leaf, 9)


def _pines(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("pines")
    for i in range(3):
        x = _edge(scene, side, i * 78 - 36)
        tall = frame.px(float(random.uniform(400, 640))) * (1 - i * 0.30)
        snow = 60.0 if scene.air.cold else None
        pine(sheet, x, frame.bottom + 10, tall, (_TONE, snow, scene.place_name(f"fore {i}")))


def _trunks(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("trunks")
    wide = frame.px(float(random.uniform(56, 88)))
    columns = [(_edge(scene, side, 50), wide), (_edge(scene, -side, -4), wide * 0.6)]
    trunks(sheet, columns, _TONE, scene.place_name("trunk"))


def _ferns(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("ferns")
    for i in range(7):
        x = _edge(scene, side, i * 56 - 60)
        long = frame.px(float(random.uniform(120, 210))) * (1 - i * 0.09)
        lean = -side * float(random.uniform(0.1, 0.9))
        base = frame.bottom + 4
        stem = smooth(
            [
                [x, base],
                [x + lean * long * 0.3, base - long * 0.6],
                [x + lean * long * 0.9, base - long],
            ],
            closed=False,
            samples=6,
        )
        sheet.cut(ribbon(stem, frame.px(5), 1.0), _TONE)
        for j in range(2, len(stem) - 1):
            for flip in (-1, 1):
                reach = long * 0.24 * (1 - j / len(stem))
                tip = stem[j] + np.array([flip * reach, -reach * 0.45])
                leaf = [stem[j], stem[j] + (tip - stem[j]) * 0.5 + [0.0, -frame.px(4)], tip]
                sheet.cut([*leaf, stem[j] + (tip - stem[j]) * 0.5 + [0.0, frame.px(4)]], _TONE)


def _rocks(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("rocks")
    spans = []
    for i in range(6):
        height = frame.px(float(random.uniform(70, 190))) * (1 - i / 7)
        spans.append((_edge(scene, side, i * 52 - 50), height))
    rocks(sheet, spans, _TONE, random)


def _ice_fins(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("fins")
    for i in range(5):
        x = _edge(scene, side, i * 62 - 70)
        tall = frame.px(float(random.uniform(110, 300))) * (1 - i / 6)
        lean = -side * tall * float(random.uniform(0.05, 0.35))
        w = tall * 0.30
        base = frame.bottom + 20
        sheet.cut([[x - w, base], [x + lean, base - tall], [x + w, base]], 12)
        face = [[x + lean, base - tall], [x + w, base], [x + w * 0.15, base]]
        sheet.shade(face, 62 if scene.layout.side > 0 else 18)
        other = [[x + lean, base - tall], [x - w, base], [x + w * 0.15, base]]
        sheet.shade(other, 18 if scene.layout.side > 0 else 62)


def _cave(scene: Scene, sheet: CutSheet, side: int) -> None:
    """The mouth of a cave around the whole picture: a knife-cut hole in the dark."""
    frame, random = scene.frame, scene.chance("cave")
    sheet.cut(frame.everything(), _TONE)
    cx = frame.x(0.5) - side * frame.x(0.03)
    angles = np.linspace(0, 2 * math.pi, 17, endpoint=False)
    radii = random.uniform(0.90, 1.06, 17)
    xs = cx + np.cos(angles) * frame.x(0.56) * radii
    ys = frame.y(0.52) + np.sin(angles) * frame.y(0.62) * radii
    mouth = rough(smooth(np.stack([xs, ys], 1), samples=4), frame.px(2.4), frame.px(15), random)
    sheet.hole(mouth)


def _grass(scene: Scene, sheet: CutSheet, side: int) -> None:
    del side
    frame = scene.frame
    grass(sheet, frame.height + frame.px(2), _TONE, scene.chance("grass"))


def _fence(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("fence")
    reach = frame.x(0.46)
    count = 7
    tops = []
    for i in range(count):
        t = i / (count - 1)
        x = _edge(scene, side, -30) - side * reach * t
        tall = frame.px(150 - 84 * t)
        base = frame.bottom + 10 - frame.px(26) * t
        w = frame.px(9 - 4.5 * t)
        lean = frame.px(float(random.normal(0, 4)))
        post = [
            [x - w, base],
            [x - w + lean, base - tall],
            [x + w + lean, base - tall - 4],
            [x + w, base],
        ]
        sheet.cut(post, _TONE)
        tops.append((x + lean, base - tall))
    line = points(tops)
    for drop in (0.12, 0.5):
        rail = line + np.stack(
            [np.zeros(count), np.linspace(150, 66, count) * drop * frame.px(1)], 1
        )
        sheet.cut(ribbon(rail, frame.px(7), frame.px(3)), _TONE)


def _cables(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("cables")
    start = _edge(scene, side, 40)
    for i in range(3):
        y = frame.y(0.10) + frame.px(40 * i)
        end = (_edge(scene, -side, -40), -frame.px(70) - frame.px(16 * i))
        t = np.linspace(0, 1, 22)
        sag = frame.px(float(random.uniform(50, 90)))
        xs = start + side * frame.px(60) + (end[0] - start) * t
        ys = y + (end[1] - y) * t + sag * 4 * t * (1 - t)
        sheet.line(np.stack([xs, ys], 1), frame.px(3.2 - 0.6 * i), _TONE)
    pole = [
        [start - frame.px(13), frame.bottom + 20],
        [start - frame.px(8), -frame.px(80)],
        [start + frame.px(8), -frame.px(80)],
        [start + frame.px(13), frame.bottom + 20],
    ]
    sheet.cut(pole, _TONE)
    for k in range(3):
        y = frame.y(0.09) + frame.px(40 * k)
        sheet.cut(box(start - frame.px(70), y - 4, start + frame.px(70), y + 4), _TONE)
        for u in (-62, -34, 34, 62):
            x = start + frame.px(u)
            sheet.cut(box(x - 3, y - frame.px(13), x + 3, y), _TONE)


def _mast(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame = scene.frame
    x = _edge(scene, side, 96)
    base, tall, wide = frame.bottom + 10, frame.height * 0.92, frame.px(104)
    t = np.linspace(0, 1, 13)
    left = np.stack([x - wide / 2 * (1 - 0.8 * t), base - tall * t], 1)
    right = np.stack([x + wide / 2 * (1 - 0.8 * t), base - tall * t], 1)
    sheet.line(left, frame.px(4.5), _TONE)
    sheet.line(right, frame.px(4.5), _TONE)
    for i in range(len(t) - 1):
        sheet.line([left[i], right[i + 1]], frame.px(2), _TONE)
        sheet.line([right[i], left[i + 1]], frame.px(2), _TONE)
    for k, part in enumerate((0.72, 0.84, 0.95)):
        y, reach = base - tall * part, wide * (1.05 - 0.25 * k)
        sheet.line([[x - reach, y], [x + reach, y]], frame.px(3.4), _TONE)
        sheet.line([[x - reach, y], [x, y - frame.px(20)], [x + reach, y]], frame.px(2), _TONE)
        for end in (-reach, reach):
            sheet.line([[x + end, y], [x + end, y + frame.px(18)]], frame.px(3), _TONE)
            sag = [[x + end, y + frame.px(18)]]
            goal = frame.right + 80 if end * side > 0 else frame.left - 80
            sag += [[(x + end + goal) / 2, y + frame.px(90)], [goal, y + frame.px(10)]]
            sheet.line(smooth(sag, closed=False, samples=10), frame.px(1.6), _TONE)


def _tower(scene: Scene, sheet: CutSheet, side: int) -> None:
    frame, random = scene.frame, scene.chance("tower")
    wide = frame.px(float(random.uniform(120, 180)))
    x = _edge(scene, side, 96) - (wide if side < 0 else 0)
    windows = 0.05 if scene.air.time in {"night", "dusk"} else 0.0
    snow = 9.0 if scene.air.cold else 0.0
    facade = Facade(8, 20, scene.layout.side, snow, windows, (9, 13), 0.15)
    look = (facade, scene.place_name(f"fore tower {int(random.integers(0, 3))}"))
    tower(
        sheet, x, frame.bottom + 20, (wide, frame.height * float(random.uniform(0.7, 1.02))), look
    )


def _ruin(scene: Scene, sheet: CutSheet, side: int) -> None:
    """A broken wall with bent reinforcing bars and one empty window."""
    frame, random = scene.frame, scene.chance("ruin")
    x = _edge(scene, side, -40)
    wide, tall = frame.px(230), frame.px(float(random.uniform(330, 480)))
    base = frame.bottom + 20
    steps = [[x, base], [x, base - tall]]
    for i in range(6):
        u = (i + 1) / 6
        steps.append([x - side * wide * u, base - tall * (1 - u**1.4) - frame.px(30)])
    steps.append([x - side * wide * 1.1, base])
    sheet.cut(rough(steps, 2.2, 14, random), _TONE)
    wx, wy = x - side * wide * 0.32, base - tall * 0.55
    sheet.hole(
        rough(
            box(wx - frame.px(26), wy - frame.px(40), wx + frame.px(26), wy + frame.px(30)),
            1.5,
            12,
            random,
        )
    )
    for _ in range(6):
        u = float(random.uniform(0.05, 0.8))
        px, py = x - side * wide * u, base - tall * (1 - u**1.4) - frame.px(24)
        bar = [
            [px, py],
            [px - side * frame.px(6), py - frame.px(30)],
            [
                px - side * frame.px(float(random.uniform(10, 34))),
                py - frame.px(float(random.uniform(40, 66))),
            ],
        ]
        sheet.line(smooth(bar, closed=False, samples=5), frame.px(2.4), _TONE)


def _railing(scene: Scene, sheet: CutSheet, side: int) -> None:
    del side
    frame = scene.frame
    y = frame.height - frame.px(54)
    for drop, wide in ((0, 9.0), (26, 3.0), (52, 3.0)):
        row = y + frame.px(drop)
        sheet.cut(
            box(
                frame.left - 60,
                row - frame.px(wide / 2),
                frame.right + 60,
                row + frame.px(wide / 2),
            ),
            _TONE,
        )
    sheet.shade_line(
        [[frame.left - 60, y - frame.px(4)], [frame.right + 60, y - frame.px(4)]], 2, 60
    )
    for x in np.arange(frame.left - 40, frame.right + 60, frame.px(148)).tolist():
        sheet.cut(box(x - frame.px(5), y, x + frame.px(5), frame.bottom + 30), _TONE)


FRAMES: dict[str, Callable[[Scene, CutSheet, int], None]] = {
    "branches": _branches,
    "pines": _pines,
    "trunks": _trunks,
    "ferns": _ferns,
    "rocks": _rocks,
    "ice fins": _ice_fins,
    "cave": _cave,
    "grass": _grass,
    "fence": _fence,
    "cables": _cables,
    "mast": _mast,
    "tower": _tower,
    "ruin": _ruin,
    "railing": _railing,
}
"""Every frame by name."""
