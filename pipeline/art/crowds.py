"""Crowds in the open: rows of heads that face the light, or hundreds from afar."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.geometry import capsule, ellipse
from pipeline.art.lights import warm_wash
from pipeline.art.people import Person, strangers
from pipeline.art.scene import Scene
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook
from pipeline.art.spots import Spot

__all__ = ["TILTS", "build_crowd"]

TILTS = {"low": -16.0, "eye": -4.0, "high": 9.0, "top": 12.0}
"""How far heads are raised (negative) or lowered, in degrees, by the camera's angle."""


def build_crowd(scene: Scene, leads: tuple[Person, ...]) -> None:
    """Rows of heads of 44, 52 and 86 px, leads of 128-190: everyone faces the light."""
    layout, frame, wish = scene.layout, scene.frame, scene.wish
    if wish.size == "ews" or wish.angle in {"high", "top"}:
        _far_crowd(scene)
        return
    rows = (
        ("crowd far", 0.30, 0.22, 44.0, 24, 0.845, 14.0),
        ("crowd", 0.17, 0.11, 70.0, 15, 0.92, 20.0),
        ("crowd near", 0.08, 0.04, 116.0, 8, 1.02, 26.0),
    )
    lanterns = any(prop.kind == "lamp" for prop in wish.props)
    for name, depth, fog, head, count, foot, wobble in rows:
        look = SheetLook(
            shadow=0.4,
            soft=6 if head < 100 else 10,
            rim=0.95,
            rim_reach=4,
            rim_floor=0.2,
            stipple=0.7,
            fog_depth=fog,
        )
        sheet = scene.stage.sheet(name, depth, look, tone=18)
        random = scene.chance(name)
        people = strangers(f"{scene.brief.film} {scene.brief.place} {name}", min(count, 12))
        for index in range(count):
            x = frame.x((index + float(random.uniform(0.1, 0.9))) / count * 1.16 - 0.08)
            base = frame.y(foot) + frame.px(float(random.normal(0, wobble)))
            size = frame.px(head) * float(random.uniform(0.88, 1.15))
            facing = 1 if layout.light.x > x else -1
            tilt = TILTS[wish.angle] - float(random.uniform(2, 20))
            lit = 70.0 if head > 100 else None
            bust = BustLook(tone=16 if head < 100 else 12, lit=lit, tilt=tilt, fall=3.0)
            draw_bust(sheet, Spot(x, base, size, facing), people[index % len(people)], bust)
            chance = float(random.random())
            if lanterns and chance > 0.5:
                _lantern(sheet, Spot(x, base, size, facing), f"{name} {index}")
            elif head > 60 and chance < 0.16:
                _raised_arm(sheet, Spot(x, base, size, facing), (15.0, f"{name} {index}"))
    if lanterns:
        low = Light(frame.x(0.5), frame.y(1.02), frame.px(330))
        scene.stage.add_light(warm_wash(frame, low, 0.29, (scene.air.palette.lamp, 0.34)))
    if not leads and wish.size in {"medium", "close"}:
        leads = strangers(scene.place_name("leads"), 2)
    if leads and wish.size in {"wide", "medium", "close"}:
        _leads(scene, leads[:2])


def _raised_arm(sheet: CutSheet, spot: Spot, look: tuple[float, str]) -> None:
    """An arm that points upward beside a head; `look` is (tone, name)."""
    tone, name = look
    lean = float(generator("raised arm", name).uniform(0.05, 0.6))
    shoulder, elbow = (0.42, 0.30), (0.62 + lean * 0.4, -0.35)
    wrist = (0.70 + lean, -1.05)
    tip = (wrist[0] + 0.10 + lean * 0.16, wrist[1] - 0.42)
    pieces = [
        capsule(shoulder, elbow, 0.20, 0.15),
        capsule(elbow, wrist, 0.15, 0.10),
        capsule(wrist, (wrist[0] + 0.05, wrist[1] - 0.14), 0.115, 0.10),
        capsule((wrist[0] + 0.05, wrist[1] - 0.14), tip, 0.042, 0.03),
    ]
    sheet.melt([spot.down(piece) for piece in pieces], tone, spot.height * 0.02)


def _lantern(sheet: CutSheet, spot: Spot, name: str) -> None:
    """A lantern held up beside a head: an arm, a cage, a light."""
    random = generator("held lantern", name)
    across, high = float(random.uniform(0.62, 0.95)), float(random.uniform(1.1, 1.75))
    wrist = (across, -high)
    arm = [
        capsule((0.42, 0.30), (across + 0.06, -0.22 * high), 0.19, 0.14),
        capsule((across + 0.06, -0.22 * high), wrist, 0.14, 0.10),
    ]
    sheet.melt([spot.down(piece) for piece in arm], 15.0, spot.height * 0.02)
    low = high - 0.30
    sheet.line(spot.down([wrist, (across, -low)]), max(1.0, spot.height * 0.03), 14)
    cage = ellipse(across, -low + 0.20, 0.22, 0.28)
    sheet.cut(spot.down(cage), 40)
    sheet.light(spot.down(ellipse(across, -low + 0.20, 0.165, 0.225)), 255, lamp=True)


def _leads(scene: Scene, leads: tuple[Person, ...]) -> None:
    layout, frame = scene.layout, scene.frame
    look = SheetLook(
        shadow=0.5,
        soft=14,
        rim=1.1,
        rim_width=3,
        rim_reach=5,
        rim_floor=0.24,
        stipple=0.8,
        fog_depth=0.02,
    )
    sheet = scene.stage.sheet("leads", 0.03, look, tone=14)
    for index, person in enumerate(leads):
        x = frame.x(0.5 - layout.side * (0.24 - 0.17 * index))
        size = frame.px(190 - 26 * index)
        bust = BustLook(tone=16, lit=96, tilt=-18, fall=3.2)
        draw_bust(sheet, Spot(x, frame.height * 0.93, size, layout.side), person, bust)


def _far_crowd(scene: Scene) -> None:
    """Hundreds from afar: small figures in bands on the plain, thinning with distance."""
    layout, frame = scene.layout, scene.frame
    look = SheetLook(
        shadow=0.35, soft=3, rim=1.0, rim_width=1.6, rim_reach=6, stipple=0.4, fog_depth=0.08
    )
    sheet = scene.stage.sheet("figures", 0.12, look, tone=12)
    random = scene.chance("far crowd")
    people = strangers(f"{scene.brief.film} {scene.brief.place}", 12)
    spots = []
    deep = frame.height - layout.horizon
    for _ in range(110):
        t = float(random.random()) ** 0.8
        y = layout.horizon + frame.px(64) + (deep - frame.px(76)) * t
        x = (
            frame.x(0.5)
            + frame.x(float(random.normal(0, 0.20 + 0.12 * t)))
            - layout.side * frame.x(0.08 * t)
        )
        spots.append((y, x, frame.px(15 + 44 * t)))
    for index, (y, x, size) in enumerate(sorted(spots)):
        person = replace(people[index % 12], pose=("walk", "stand", "lookup")[index % 3])
        facing = layout.side if index % 7 else -layout.side
        draw_figure(sheet, Spot(x, y, size * person.height, facing), person, FigureLook(tone=12))
