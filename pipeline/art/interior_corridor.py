"""A corridor of nested sections toward a vanishing point: ship's passage, hallway or tunnel.

Every sheet fills the canvas outside its own section, and only its hole is cut: a push of the
camera then never opens a slit.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.astronaut import AstronautLook, draw_astronaut
from pipeline.art.busts import BustLook, draw_bust
from pipeline.art.figures import FigureLook, draw_figure
from pipeline.art.frame import Frame
from pipeline.art.geometry import Points, ellipse, points, ribbon
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.people import Person
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.spots import Spot

__all__ = ["lay_corridor"]

_SECTIONS = (0.92, 1.6, 2.6, 4.2, 7.0)
_DEPTHS = (-0.06, 0.16, 0.42, 0.72)
_CEILING, _RIGHT, _FLOOR, _LEFT = 1, 3, 5, 7
_TONES = {1: 24, 0: 36, 2: 30, 3: 46, 7: 52, 4: 34, 6: 38, 5: 66}


class _Tube(Struct, frozen=True):
    """The corridor's geometry: sections of a chamfered rectangle shrinking to a point."""

    vanish: tuple[float, float]
    centre: tuple[float, float]
    width: float
    height: float
    chamfer: float
    kind: str
    """ship, hall or tunnel."""

    def section(self, z: float, scale: float = 1.0) -> Points:
        """The eight corners at depth z: chamfer, ceiling, chamfer, right, ..., left."""
        v = np.array(self.vanish)
        x, y = v + (np.array(self.centre) - v) / z
        a, b = self.width * scale / z / 2, self.height * scale / z / 2
        c = self.chamfer * min(a, b)
        return points(
            [
                [x - a, y - b + c],
                [x - a + c, y - b],
                [x + a - c, y - b],
                [x + a, y - b + c],
                [x + a, y + b - c],
                [x + a - c, y + b],
                [x - a + c, y + b],
                [x - a, y + b - c],
            ]
        )

    def at(self, facet: int, u: float, z: float) -> Points:
        """A point on a facet: u along its edge, z deep."""
        s = self.section(z)
        corner: Points = s[facet] + (s[(facet + 1) % 8] - s[facet]) * u
        return corner

    def patch(self, facet: int, u: tuple[float, float], z: tuple[float, float]) -> Points:
        """A quadrilateral on a facet."""
        return np.array(
            [
                self.at(facet, u[0], z[0]),
                self.at(facet, u[1], z[0]),
                self.at(facet, u[1], z[1]),
                self.at(facet, u[0], z[1]),
            ]
        )


def lay_corridor(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay a corridor. Sheets: end, four sections, figures; the light is at its end."""
    frame = stage.frame
    tube = _tube(frame, scene)
    vx, vy = tube.vanish
    stage.light = Light(vx, vy, 0.094 * frame.width)
    _lay_end(stage, tube)
    blur = {"medium": 1.0, "close": 3.0}.get(scene.framing, 0.0)
    for index in reversed(range(len(_DEPTHS))):
        depth = _DEPTHS[index]
        look = SheetLook(
            rim=0.7,
            rim_reach=2.4,
            soft=5,
            stipple=0.5,
            shadow=0.5,
            fog_depth=max(0.0, depth * 0.8),
            airlight=0.75,
            blur=blur,
        )
        sheet = stage.sheet(f"section {index}", depth, look, tone=30)
        _draw_section(sheet, tube, index, scene)
    subject = _lay_people(stage, scene, tube)
    haze = Shine("haze", vx, frame.y(0.82), 0.45 * frame.unit, 0.18, 0.30)
    return InteriorLaid(
        stage.light, (vx + 0.25 * (frame.x(0.45) - vx), frame.y(0.47)), (haze,), 0.45, 1.9, subject
    )


def _tube(frame: Frame, scene: InteriorScene) -> _Tube:
    words = f"{scene.place} {' '.join(scene.props)}".lower()
    kind = "ship"
    if any(
        word in words for word in ("hall", "hospital", "school", "hotel", "door", "医院", "走廊里")
    ):
        kind = "hall"
    elif any(word in words for word in ("tunnel", "sewer", "mine", "隧道", "矿")):
        kind = "tunnel"
    chance = generator(scene.film, "corridor", scene.place)
    here = station(scene)
    shift = 0.07 + 0.06 * here.across
    chamfer = {"ship": 0.30 + 0.10 * chance.random(), "hall": 0.02, "tunnel": 0.58}[kind]
    rise = {"low": 0.10, "high": -0.10}.get(scene.angle, 0.0)
    height = min(1.39 * frame.height, 1.0 * frame.width)
    width = 1.22 * frame.width * (0.86 if kind != "ship" else 1.0)
    return _Tube(
        vanish=(frame.x(0.5 + scene.side * shift), frame.y(0.445 + rise + 0.03 * here.up)),
        centre=(frame.x(0.5 + scene.side * (0.04 - 0.05 * here.across)), frame.y(0.517)),
        width=width * here.zoom,
        height=height * here.zoom,
        chamfer=chamfer,
        kind=kind,
    )


def _lay_end(stage: Stage, tube: _Tube) -> None:
    """What the corridor ends in: a round lit hatch, a window, the mouth of a tunnel."""
    frame = stage.frame
    look = SheetLook(rim=1.0, shadow=0.0, airlight=0.4)
    end = stage.sheet("end", 0.95, look, tone=30)
    end.cut(frame.everything(), 24)
    back = tube.section(_SECTIONS[-1] * 0.95)
    end.shade(back, 40)
    x, y = back.mean(0).tolist()
    r = 0.30 * float(np.ptp(back[:, 1]))
    if tube.kind == "hall":
        door = [
            [x - r * 0.7, y + 1.5 * r],
            [x - r * 0.7, y - r],
            [x + r * 0.7, y - r],
            [x + r * 0.7, y + 1.5 * r],
        ]
        end.light(door, 255)
        end.shade_line([[x, y - r], [x, y + 1.5 * r]], 2, 60)
        return
    end.light(ellipse(x, y, r), 255)
    if tube.kind == "tunnel":
        return
    end.shade_line(ellipse(x, y, r * 1.16), 4, 120, closed=True)
    for a in np.linspace(0, np.pi, 4)[:-1]:
        way = r * np.array([np.cos(a), np.sin(a)])
        end.light(ribbon([np.array([x, y]) - way, np.array([x, y]) + way], 4), 120)


def _draw_section(sheet: CutSheet, tube: _Tube, index: int, scene: InteriorScene) -> None:
    """The stretch between two sections: facets, lockers or doors, floor, lamps, rib, hole."""
    near, far = _SECTIONS[index], _SECTIONS[index + 1]
    sheet.cut(sheet.frame.everything(), 20)
    a, b = tube.section(near), tube.section(far)
    for facet in range(8):
        following = (facet + 1) % 8
        tone = _TONES[facet] * (0.8 if tube.kind == "tunnel" else 1.0)
        sheet.shade([a[facet], a[following], b[following], b[facet]], tone)
    chance = generator(scene.film, "corridor walls", scene.place, index)
    if tube.kind == "ship":
        _draw_lockers(sheet, tube, (near, far), chance)
    elif tube.kind == "hall":
        _draw_doors(sheet, tube, (near, far))
    else:
        _draw_lining(sheet, tube, (near, far))
    _draw_floor(sheet, tube, (near, far))
    _draw_lamps(sheet, tube, (near, far))
    _draw_rib(sheet, tube, near)
    sheet.hole(b)


def _draw_lockers(
    sheet: CutSheet, tube: _Tube, z: tuple[float, float], chance: np.random.Generator
) -> None:
    """Wall lockers with a dark gap and a light lip; some carry an amber lamp."""
    near, deep = z[0], z[1] - z[0]
    for facet in (_RIGHT, _LEFT):
        for a, b in ((0.05, 0.36), (0.40, 0.68), (0.72, 0.95)):
            for f0, f1 in ((0.12, 0.48), (0.54, 0.92)):
                door = tube.patch(facet, (a, b), (near + deep * f0, near + deep * f1))
                tone = _TONES[facet] + float(chance.integers(-12, 22))
                sheet.shade(door, tone)
                sheet.shade_line(door, max(1.0, 2.2 / near), tone * 0.45, closed=True)
                sheet.shade_line([door[0], door[3]], max(1.0, 2 / near), min(255.0, tone + 60))
                lit, slot = chance.random(2).tolist()
                if lit < 0.4:
                    lamp = tube.patch(
                        facet,
                        (a + 0.05, a + 0.09),
                        (near + deep * (f0 + 0.05), near + deep * (f0 + 0.13)),
                    )
                    sheet.light(lamp, 220, lamp=True)
                if slot < 0.3:
                    middle = (a + b) / 2
                    grille = tube.patch(
                        facet,
                        (middle - 0.05, middle + 0.05),
                        (near + deep * (f0 + 0.10), near + deep * (f1 - 0.10)),
                    )
                    sheet.shade(grille, tone * 0.5)


def _draw_doors(sheet: CutSheet, tube: _Tube, z: tuple[float, float]) -> None:
    """A door each side, a rail along the wall, a warm lamp over every door."""
    near, deep = z[0], z[1] - z[0]
    for facet, foot, head in ((_RIGHT, 0.985, 0.36), (_LEFT, 0.015, 0.64)):
        door = tube.patch(facet, (head, foot), (near + deep * 0.25, near + deep * 0.70))
        sheet.shade(door, 26)
        sheet.shade_line(door, max(1.0, 3 / near), 96, closed=True)
        knob = tube.patch(
            facet,
            (0.66 if facet == _RIGHT else 0.34, 0.69 if facet == _RIGHT else 0.31),
            (near + deep * 0.30, near + deep * 0.33),
        )
        sheet.light(knob, 160, lamp=True)
        above = 0.24 if facet == _RIGHT else 0.76
        lamp = tube.patch(
            facet, (above - 0.02, above + 0.02), (near + deep * 0.42, near + deep * 0.5)
        )
        sheet.light(lamp, 230, lamp=True)
        rail = 0.62 if facet == _RIGHT else 0.38
        sheet.shade_line(
            [tube.at(facet, rail, z[0]), tube.at(facet, rail, z[1])], max(1.0, 5 / near), 84
        )


def _draw_lining(sheet: CutSheet, tube: _Tube, z: tuple[float, float]) -> None:
    """Rings of lining and a cable along a tunnel's walls."""
    near, deep = z[0], z[1] - z[0]
    for f in np.linspace(0.15, 0.95, 5):
        sheet.shade_line(tube.section(near + deep * float(f)), max(1.0, 4 / near), 22, closed=True)
        sheet.shade_line(tube.section(near + deep * float(f) * 1.004), 1, 70, closed=True)
    for u in (0.30, 0.40):
        sheet.shade_line(
            [tube.at(_RIGHT, u, z[0]), tube.at(_RIGHT, u, z[1])], max(1.0, 6 / near), 12
        )


def _draw_floor(sheet: CutSheet, tube: _Tube, z: tuple[float, float]) -> None:
    near, far = z
    for u in np.linspace(0.08, 0.92, 13):
        sheet.shade_line([tube.at(_FLOOR, float(u), near), tube.at(_FLOOR, float(u), far)], 1, 44)
    for f in np.linspace(0, 1, 9):
        deep = near + (far - near) * float(f)
        sheet.shade_line([tube.at(_FLOOR, 0.06, deep), tube.at(_FLOOR, 0.94, deep)], 1, 40)
    sheet.shade(tube.patch(_FLOOR, (0.40, 0.60), z), 104)
    sheet.shade_line([tube.at(_FLOOR, 0.40, near), tube.at(_FLOOR, 0.40, far)], 1, 160)
    sheet.shade_line([tube.at(_FLOOR, 0.60, near), tube.at(_FLOOR, 0.60, far)], 1, 30)


def _draw_lamps(sheet: CutSheet, tube: _Tube, z: tuple[float, float]) -> None:
    """Pipes and lamp strips overhead."""
    near, deep = z[0], z[1] - z[0]
    for u in (0.12, 0.20, 0.80, 0.88):
        pipe = [tube.at(_CEILING, u, z[0]), tube.at(_CEILING, u, z[1])]
        sheet.shade_line(pipe, max(1.0, 11 / near), 12)
        lit = [tube.at(_CEILING, u + 0.012, z[0]), tube.at(_CEILING, u + 0.012, z[1])]
        sheet.shade_line(lit, max(1.0, 2 / near), 96)
    stretch = (near + deep * 0.20, near + deep * 0.80)
    sheet.light(tube.patch(_CEILING, (0.42, 0.58), stretch), 220, lamp=tube.kind == "tunnel")
    if tube.kind != "ship":
        return
    for facet, u in ((0, 0.30), (2, 0.58)):
        strip = tube.patch(facet, (u, u + 0.10), (near + deep * 0.10, near + deep * 0.90))
        sheet.light(strip, 200)
    for facet in (4, 6):
        strip = tube.patch(facet, (0.48, 0.53), (near + deep * 0.1, near + deep * 0.9))
        sheet.light(strip, 100)


def _draw_rib(sheet: CutSheet, tube: _Tube, near: float) -> None:
    """A bulkhead at the near end: a bevel of three steps."""
    outer = tube.section(near)
    inner = tube.section(near * 1.02, 0.915)
    middle = tube.section(near * 1.015, 0.945)
    dark = (18, 24, 16, 18, 16, 30, 18, 20)
    pale = (34, 30, 30, 34, 40, 62, 40, 36)
    for facet in range(8):
        following = (facet + 1) % 8
        sheet.cut([outer[facet], outer[following], middle[following], middle[facet]], dark[facet])
        sheet.cut([middle[facet], middle[following], inner[following], inner[facet]], pale[facet])
    sheet.shade_line(inner, max(1.0, 3 / near), 150, closed=True)
    sheet.shade_line(middle, 1, 70, closed=True)


def _lay_people(
    stage: Stage, scene: InteriorScene, tube: _Tube
) -> tuple[float, float, float, float] | None:
    """People in the corridor: astronauts from the front, others in profile or walking away."""
    if not scene.people:
        return None
    frame = stage.frame
    near = scene.framing in {"medium", "close"}
    look = SheetLook(
        rim=1.0,
        rim_width=3.4 if near else 2.4,
        rim_reach=6,
        rim_floor=0.3,
        soft=18 if near else 8,
        stipple=0.9,
        shadow=0.45,
        fog_depth=0.03,
        bloom=(0.35, 0.3),
        accent=scene.people[0].accent,
    )
    if not near:
        return _lay_walkers(stage, scene, tube, look)
    sheet = stage.sheet("figures", -0.09, look, tone=30)
    away = -scene.side
    x = frame.x(0.5 + away * (0.11 if scene.framing == "medium" else 0.07))
    lead = scene.people[0]
    close = scene.framing == "close"
    if len(scene.people) > 1:
        own = replace(look, accent=scene.people[1].accent)
        second = stage.sheet("second", 0.04, own, tone=30)
        other = Spot(frame.x(0.5 - away * 0.26), frame.y(0.62), 0.24 * frame.unit, away)
        _draw_half(second, other, scene.people[1])
        x = frame.x(0.5 + away * 0.20)
    size = (0.36 if close else 0.24) * frame.unit
    spot = Spot(x, frame.y(0.74 if close else 0.66), size * 1.7 if close else size, scene.side)
    _draw_half(sheet, spot, lead)
    return x - size, frame.y(0.2), x + size, frame.y(0.9)


def _draw_half(sheet: CutSheet, spot: Spot, person: Person) -> None:
    """Someone to the waist: an astronaut from the front, others in profile."""
    if person.kit == "suit" and not person.turned:
        radius = spot.height * 0.66
        helmet = Spot(spot.x, spot.base - spot.height * 0.75, radius, spot.facing)
        draw_astronaut(sheet, helmet, person, AstronautLook())
        return
    draw_bust(sheet, spot, person, BustLook(tone=24, lit=100, tilt=-3, fall=3.0))


def _lay_walkers(
    stage: Stage, scene: InteriorScene, tube: _Tube, look: SheetLook
) -> tuple[float, float, float, float]:
    """Whole figures on the walkway, seen from behind, the lead nearest."""
    boxes = []
    for index, person in enumerate(scene.people[:5]):
        z = (1.75 if scene.framing == "wide" else 2.5) * (1 + 0.42 * index)
        own = replace(look, accent=person.accent)
        sheet = stage.sheet(f"figure {index}", 0.05 + 0.16 * index, own, tone=20)
        u = 0.5 - scene.side * (0.10 if index % 2 == 0 else -0.14)
        foot = tube.at(_FLOOR, u, z)
        section = tube.section(z)
        tall = 0.60 * float(np.ptp(section[:, 1])) * person.height
        spot = Spot(float(foot[0]), float(foot[1]), tall, scene.side)
        moving = person.pose in {"run", "point", "reach", "crouch", "kneel", "fall"}
        view = "side" if moving else "back"
        sheet.shade(ellipse(spot.x, spot.base, tall * 0.2, tall * 0.03), 20)
        draw_figure(sheet, spot, person, FigureLook(tone=12, view=view, wind=0.1))
        boxes.append((spot.x - 0.2 * tall, spot.base - tall, spot.x + 0.2 * tall, spot.base))
    return boxes[0]
