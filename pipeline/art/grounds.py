"""The land of an exterior: far, middle and near sheets of a place, fixed by the place's name.

A place owns its peaks, its skyline, its wood. Shot size zooms the same plan, a take crops it
differently; nothing here is drawn from the shot but the crop.
"""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from pipeline.art.buildings import Coat, village
from pipeline.art.clouds import storm_wall
from pipeline.art.geometry import Points, smooth, wavy
from pipeline.art.land import Facets, Peak, dunes, lip, mesas, mountains, slivers
from pipeline.art.materials import material_ramp
from pipeline.art.roads import lay_road
from pipeline.art.roofs import build_roofs
from pipeline.art.scene import Scene, skirt
from pipeline.art.sheets import SheetLook
from pipeline.art.street import build_street, is_street
from pipeline.art.town import build_city, build_far_city
from pipeline.art.trees import Wood, forest
from pipeline.art.water import ice, sea, waves

__all__ = ["build_land", "near_ground"]

_ROADS = ("road", "highway", "path", "公路", "道路", "大路", "小路")


def build_land(scene: Scene) -> None:
    """Lay far, middle and ground sheets."""
    far = scene.wish.far or (("plain",) if scene.wish.village else ("mountains",))
    _last_ridge(scene, far)
    for name in dict.fromkeys(far[:2]):
        if name == "city" and is_street(scene):
            build_street(scene)
            return
        if name == "city" and scene.wish.angle == "high":
            build_roofs(scene)
            return
        if name == "city":
            build_city(scene)
        elif name == "forest":
            _forest(scene)
        elif name == "mountains":
            _near_range(scene)
        elif name == "desert":
            _desert(scene)
        elif name == "plain":
            _rolling(scene)
    _ground(scene, far)
    if scene.wish.village:
        _village(scene)


def _peaks(scene: Scene, part: str, sizes: tuple[float, float, float]) -> list[Peak]:
    """The place's own list of peaks, zoomed and cropped; `sizes` is (step, least, most) at 720."""
    frame, layout = scene.frame, scene.layout
    random = scene.place("peaks", part)
    step, least, most = sizes
    middle = frame.width / 2
    peaks = []
    x, index = -1.0 * frame.width, 0
    k = frame.unit / 720
    while x < 2.0 * frame.width:
        wobble, tall, wide = (
            random.normal(0, 0.22),
            random.random() ** 1.5,
            random.uniform(0.85, 1.4),
        )
        column = middle + (x + wobble * step - middle) * layout.zoom + layout.shift * 0.6
        height = (least + (most - least) * tall) * layout.zoom * k
        half = step * wide * layout.zoom * max(1.0, k * 0.8)
        if -half - 150 < column < frame.width + half + 150:
            peaks.append(Peak(column, height, half, f"{scene.place_name(part)} {index}"))
        x += step
        index += 1
    return peaks


def _snow_lies(scene: Scene) -> bool:
    if scene.wish.airless:
        return False
    return scene.air.cold or (scene.air.time == "night" and "desert" not in scene.wish.far)


def _last_ridge(scene: Scene, far: tuple[str, ...]) -> None:
    frame, layout = scene.frame, scene.layout
    look = SheetLook(
        rim=0.5,
        shadow=0.12,
        airlight=0.75,
        fog_skirt=skirt(scene, 120, 40, 0.85),
        blur=layout.blur,
    )
    sheet = scene.stage.sheet("ridge", 0.88, look, tone=60)
    base = layout.horizon + frame.px(24)
    if far[0] == "city":
        build_far_city(scene, sheet, base)
        return
    flat = far[0] in {"sea", "plain"} and "mountains" not in far
    tall = {"sea": (18, 70), "plain": (24, 90), "desert": (30, 90), "ice": (60, 190)}
    least, most = tall.get(far[0], (70, 215))
    lit = 190.0 if _snow_lies(scene) else 150.0
    snow = 240.0 if _snow_lies(scene) and "ice" not in far else None
    facets = Facets(60, lit, layout.side, None if flat else snow, 1.0)
    if (
        far[0] == "desert"
        and not scene.wish.airless
        and scene.air.weather != "dust"
        and scene.place("mesa").random() < 0.6
    ):
        mesas(sheet, _peaks(scene, "mesa", (330, 50, 170)), base, facets)
        return
    mountains(sheet, _peaks(scene, "ridge", (185, least, most)), base, facets)


def _near_range(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    look = SheetLook(
        shadow=0.3,
        airlight=0.7,
        fog_depth=0.40,
        fog_skirt=skirt(scene, 40, 115, 0.7),
        blur=layout.blur,
    )
    look = replace(look, ramp=material_ramp(scene, "rock"))
    sheet = scene.stage.sheet("middle", 0.48, look, tone=44)
    snow = 235.0 if _snow_lies(scene) else None
    lit = 170.0 if _snow_lies(scene) else 130.0
    peaks = _peaks(scene, "middle", (250, 40, 190))
    centre = layout.light.x
    sunk = [
        Peak(
            p.x,
            p.height * (0.3 + min(1.0, abs(p.x - centre) / frame.x(0.42))),
            p.half_width,
            p.name,
        )
        for p in peaks
    ]
    mountains(sheet, sunk, layout.horizon + frame.px(66), Facets(44, lit, layout.side, snow))


def _forest(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    k, zoom = frame.unit / 720, layout.zoom
    snow = 150.0 if scene.air.cold else 70.0 if scene.air.time != "night" else 96.0
    rows = ((0.62, 0.46, (34, 80), 110, 46.0, 30.0), (0.40, 0.30, (70, 150), 74, 36.0, 66.0))
    for depth, fog, sizes, count, tone, drop in rows:
        look = SheetLook(
            shadow=0.3,
            airlight=0.7,
            fog_depth=fog,
            soft=4,
            fog_skirt=skirt(scene, 30 - drop * 0.5, 60 + drop, 0.7),
            blur=layout.blur,
        )
        look = replace(look, ramp=material_ramp(scene, "wood"))
        sheet = scene.stage.sheet(f"wood {count}", depth, look, tone=int(tone))
        wood = Wood(
            layout.horizon + frame.px(drop),
            sizes[0] * zoom * k,
            sizes[1] * zoom * k,
            count,
            tone,
            snow,
            zoom,
            layout.shift,
        )
        forest(sheet, wood, scene.place_name(f"wood {count}"))


def _desert(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    for index, (depth, fog, drop) in enumerate(((0.60, 0.42, 26.0), (0.40, 0.28, 52.0))):
        look = SheetLook(
            shadow=0.28,
            airlight=0.8,
            fog_depth=fog,
            fog_skirt=skirt(scene, 20, 90, 0.5),
            stipple=0.7,
            blur=layout.blur,
        )
        look = replace(look, ramp=material_ramp(scene, "sand"))
        sheet = scene.stage.sheet(f"dunes {index}", depth, look, tone=70)
        dunes(
            sheet,
            layout.horizon + frame.px(drop),
            frame.px(20),
            (74 - 12 * index, 138),
            scene.place("dunes", index),
        )


def _rolling(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    look = SheetLook(
        shadow=0.25,
        airlight=0.8,
        fog_depth=0.34,
        fog_skirt=skirt(scene, 10, 90, 0.55),
        blur=layout.blur,
    )
    look = replace(look, ramp=material_ramp(scene, "grass"))
    sheet = scene.stage.sheet("hills", 0.52, look, tone=66)
    tone = 140.0 if scene.air.cold else 66.0
    edge = dunes(
        sheet, layout.horizon + frame.px(22), frame.px(13), (tone, tone + 50), scene.place("hills")
    )
    random = scene.place("copses")
    for index in range(5):
        i = int(random.integers(4, len(edge) - 4))
        x, y = edge[i]
        wood_width = frame.px(float(random.uniform(40, 120)))
        for step in range(7):
            tall = frame.px(float(random.uniform(10, 26))) * layout.zoom
            column = x + wood_width * (step / 6 - 0.5)
            crown = smooth(
                [[column - tall * 0.6, y + 6], [column, y - tall], [column + tall * 0.6, y + 6]],
                samples=4,
            )
            sheet.cut(crown, tone * 0.55 + 6 * (index % 2))


def _ground(scene: Scene, far: tuple[str, ...]) -> None:
    frame, layout = scene.frame, scene.layout
    horizon = layout.horizon
    deep = frame.bottom
    look = SheetLook(
        shadow=0.3,
        fog_depth=0.15,
        stipple=0.0 if "sea" in far else 0.45,
        ground=(horizon + frame.px(80), deep, 0.45),
        airlight=0.9,
        rim=0.5,
        fog_skirt=(horizon + frame.px(130), horizon - frame.px(4), 0.55),
        fog_torn=0.3,
        blur=layout.blur,
        ramp=material_ramp(scene, _material(far)),
    )
    sheet = scene.stage.sheet("ground", 0.26, look, tone=90)
    cold = _snow_lies(scene)
    tone, lit = (150.0, 215.0) if cold else (76.0, 128.0)
    name = scene.place_name("ground")
    if "sea" in far and "ice" not in far:
        words = scene.wish.words.lower()
        if any(word in words for word in ("tsunami", "giant wave", "huge wave", "海啸", "巨浪")):
            wall = SheetLook(shadow=0.4, fog_depth=0.12, ramp=look.ramp, soft=10, airlight=0.7)
            crest = scene.stage.sheet("great wave", 0.27, wall, tone=60)
            fall = layout.side * frame.y(0.42)
            storm_wall(crest, horizon - frame.px(90), (70, 225), name, fall)
        if scene.air.weather in {"storm", "rain"} or "wave" in words or "浪" in words:
            waves(sheet, (horizon + frame.px(8), deep - frame.px(90)), (84, 190), name)
        else:
            sea(sheet, horizon + frame.px(8), (74, 235), layout.light.x, name)
        return
    if "ice" in far:
        ice(sheet, horizon + frame.px(8), (112, 225), layout.light.x, name)
        return
    edge = layout.horizon + frame.px(58 if scene.wish.angle != "high" else 26)
    dunes(sheet, edge, frame.px(8), (tone, lit), scene.place("ground"))
    if scene.wish.angle == "high" or cold or "desert" in far:
        tones = (tone - 34, tone - 18, tone + 34)
        slivers(sheet, (edge + frame.px(10), deep), tones, scene.place("slivers"))
    if "city" in far or any(word in scene.wish.words.lower() for word in _ROADS):
        lay_road(scene, sheet, edge, tone)


def _material(far: tuple[str, ...]) -> str:
    for name in far:
        if name in {"sea", "ice"}:
            return "water"
        if name == "desert":
            return "sand"
        if name == "city":
            return "rock"
    return "grass"


def _village(scene: Scene) -> None:
    frame, layout = scene.frame, scene.layout
    look = SheetLook(
        shadow=0.35,
        fog_depth=0.2,
        rim=0.8,
        soft=5,
        fog_skirt=(layout.horizon + frame.px(150), layout.horizon - frame.px(4), 0.4),
        fog_torn=0.4,
        blur=layout.blur,
        ramp=material_ramp(scene, "roof"),
    )
    shore = "sea" in scene.wish.far
    sheet = scene.stage.sheet("village", 0.44 if shore else 0.25, look, tone=40)
    coat = Coat(22, 84, layout.side, _snow_lies(scene), scene.air.time != "day")
    base = layout.horizon + frame.px(4 if shore else 88)
    zoom = layout.zoom * (0.62 if shore else 1.0)
    village(sheet, base, zoom, (coat, scene.place_name("village")), layout.shift)
    tone = 150.0 if _snow_lies(scene) else 76.0
    drift = replace(look, ramp=material_ramp(scene, "grass"), stipple=0.45)
    lip_sheet = scene.stage.sheet("village lip", 0.436 if shore else 0.246, drift, tone=40)
    random = scene.place("village", "lip")
    if shore:
        strip = wavy(
            (frame.left - 50, frame.right + 50), base, amplitude=2.0, knots=9, generator=random
        )
        lip_sheet.cut(np.vstack([strip, strip[::-1] + np.array([0.0, frame.px(9)])]), tone * 0.6)
        return
    edge = base + frame.px(14)
    dunes(lip_sheet, edge, frame.px(5), (tone, tone + 48), random)
    tones = (tone - 26, tone - 14, tone + 30)
    slivers(lip_sheet, (edge + frame.px(8), frame.bottom), tones, random)


def near_ground(scene: Scene, x: float, y: float) -> Points:
    """The lip under people: a knoll, a slope or a flat lip by scheme; returns its edge."""
    frame, layout = scene.frame, scene.layout
    side = layout.side
    look = SheetLook(shadow=0.5, fog_depth=0.03, soft=8, rim=0.8, stipple=0.7)
    sheet = scene.stage.sheet("lip", 0.08, look, tone=24)
    px = frame.px
    if is_street(scene):
        line = [[frame.left - 60, y + px(4)], [x, y], [frame.right + 60, y + px(6)]]
    elif layout.scheme == "slope":
        line = [
            [x - side * px(760), y - px(150)],
            [x - side * px(420), y - px(64)],
            [x - side * px(160), y - px(12)],
            [x, y],
            [x + side * px(200), y + px(36)],
            [x + side * px(520), y + px(120)],
            [x + side * px(860), y + px(260)],
        ]
    elif layout.scheme in {"centre", "vast"}:
        line = [
            [frame.left - 60, y + px(40)],
            [x - px(420), y + px(22)],
            [x - px(150), y + px(4)],
            [x, y - px(1)],
            [x + px(170), y + px(6)],
            [x + px(460), y + px(26)],
            [frame.right + 60, y + px(44)],
        ]
    else:
        line = [
            [x - side * px(900), y + px(22)],
            [x - side * px(260), y + px(7)],
            [x, y - px(1)],
            [x + side * px(230), y + px(12)],
            [x + side * px(430), y + px(60)],
            [x + side * px(620), y + px(230)],
        ]
    curve = smooth(line, closed=False, samples=8)
    if curve[0, 0] > curve[-1, 0]:
        curve = curve[::-1]
    lit = 200.0 if _snow_lies(scene) else 100.0
    return lip(sheet, curve, (26.0, lit), scene.chance("lip"))
