"""A city from above, at an angle: rows of blocks with their roofs and lit streets between."""

from __future__ import annotations

import numpy as np

from pipeline.art.geometry import box, boxes, dot
from pipeline.art.land import horizon_band
from pipeline.art.materials import material_ramp
from pipeline.art.scene import Scene
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, SheetLook

__all__ = ["build_roofs"]

_ROWS = 9


def build_roofs(scene: Scene) -> None:
    """Rows from the horizon to the frame's foot, each larger and darker; depth groups of three."""
    frame, layout = scene.frame, scene.layout
    px = frame.px
    ground = SheetLook(shadow=0.0, rim=0.0, stipple=0.0, fog_depth=0.30, airlight=0.9)
    floor = scene.stage.sheet("streets", 0.62, ground, tone=40)
    floor.cut(horizon_band(frame, layout.horizon + px(8)), 96 if scene.air.cold else 44)
    depths = (0.60, 0.52, 0.44, 0.36, 0.30, 0.24, 0.18, 0.12, 0.06)
    for index in range(_ROWS):
        t = index / (_ROWS - 1)
        look = SheetLook(
            shadow=0.4,
            fog_depth=0.46 * (1 - t) ** 1.3 + 0.03,
            soft=5,
            airlight=0.8,
            rim=0.8,
            stipple=0.7,
            ramp=material_ramp(scene, "roof"),
        )
        sheet = scene.stage.sheet(f"roofs {index}", depths[index], look, tone=40)
        reach = frame.height - layout.horizon + px(90)
        base = layout.horizon + px(26) + reach * t**1.55
        _row(scene, sheet, (index, base, 0.20 + 1.05 * t**1.2))


def _row(scene: Scene, sheet: CutSheet, row: tuple[int, float, float]) -> None:
    index, base, size = row
    frame, layout = scene.frame, scene.layout
    plan = generator(scene.place_name("roofs"), index)
    centre = layout.light.x
    middle = frame.width / 2
    x = -0.9 * frame.width
    block = 0
    while x < 1.9 * frame.width:
        wide = frame.px(float(plan.uniform(70, 150)))
        chance, high, step = plan.random(3).tolist()
        left = middle + (x - middle) * size + layout.shift * size
        w = wide * size
        if frame.left - w - 60 < left < frame.right + 60 and chance > 0.10:
            tall = frame.px(30 + 210 * high**2.4) * size
            name = f"{scene.place_name('roof')} {index} {block}"
            _block(scene, sheet, (left, base, w, tall), (size, centre, name))
        x += wide * (1.12 + 0.3 * step) if block % 4 else wide * 1.75
        block += 1


def _block(
    scene: Scene,
    sheet: CutSheet,
    body: tuple[float, float, float, float],
    look: tuple[float, float, str],
) -> None:
    left, base, wide, tall = body
    size, centre, name = look
    frame = scene.frame
    random = generator(name)
    deep = frame.px(62) * size
    skew = (centre - (left + wide / 2)) * 0.10 * size
    top = base - tall
    night = scene.air.time in {"night", "dusk"}
    roof_tone = 188.0 if scene.air.cold else 84.0 + 34 * float(random.random())
    sheet.cut(box(left, top, left + wide, base + deep), 26)
    roof = [
        [left, top],
        [left + wide, top],
        [left + wide + skew, top - deep],
        [left + skew, top - deep],
    ]
    sheet.cut(roof, roof_tone)
    sheet.shade_line([roof[0], roof[1]], max(1, 2 * size), min(255, roof_tone + 50))
    lit_side = scene.layout.side
    edge = left + wide if lit_side > 0 else left
    inner = edge - lit_side * wide * 0.3
    sheet.shade(box(min(edge, inner), top, max(edge, inner), base + deep), 60)
    _furniture(sheet, roof, (size, roof_tone), random)
    cw, ch = max(5.0, frame.px(13) * size), max(6.0, frame.px(17) * size)
    across, down = int(wide / cw), int((tall + deep * 0.5) / ch)
    if across < 1 or down < 1:
        return
    share = {"night": 0.22, "dusk": 0.12}.get(scene.air.time, 0.0)
    lit = random.random((min(down, 14), min(across, 12))) < share
    j, i = np.nonzero(lit)
    if len(j):
        x, y = left + (i + 0.3) * cw, top + (j + 0.35) * ch
        panes = boxes(x, y, x + cw * 0.45, y + ch * 0.45)
        sheet.light_many(panes, [200.0] * len(j), lamp=True)
    if not night:
        for floor in range(min(down, 14)):
            row = top + (floor + 0.5) * ch
            sheet.shade_line([[left + 2, row], [left + wide - 2, row]], max(1, ch * 0.2), 17)
    if night and random.random() < 0.4:
        sheet.light(dot(left - cw, base + deep * 0.4, max(1.4, 3 * size)), 255, lamp=True)


def _furniture(
    sheet: CutSheet,
    roof: list[list[float]],
    look: tuple[float, float],
    random: np.random.Generator,
) -> None:
    """Boxes, stair heads and tanks on a roof, each with its small shadow."""
    size, tone = look
    corner, along = np.array(roof[0]), np.array(roof[1]) - np.array(roof[0])
    back = np.array(roof[3]) - np.array(roof[0])
    for _ in range(int(random.integers(1, 4))):
        u, v = random.uniform(0.1, 0.7), random.uniform(0.2, 0.75)
        w, h = random.uniform(0.12, 0.26), 12 * size * random.uniform(0.6, 1.5)
        foot = corner + along * u + back * v
        wide = float(along[0]) * w
        sheet.shade(
            box(foot[0] + 2, foot[1] - 2, foot[0] + wide + h * 0.7, foot[1] + 2), tone * 0.55
        )
        sheet.cut(box(foot[0], foot[1] - h, foot[0] + wide, foot[1]), tone * 0.62)
        sheet.cut(
            box(foot[0], foot[1] - h - 3 * size, foot[0] + wide, foot[1] - h), min(255, tone * 1.2)
        )
