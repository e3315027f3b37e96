"""The walls of a room: paper, shell, window and curtains, and the room's own measures.

All measures are metres; the table's front edge is the main plane.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.art.cameras import Camera
from pipeline.art.frame import Frame
from pipeline.art.furniture import draw_curtain
from pipeline.art.geometry import box, ellipse
from pipeline.art.interiors import InteriorScene
from pipeline.art.props import PropLook
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.spots import Spot
from pipeline.art.views import Pane, draw_view, view_look
from pipeline.art.walls import lay_tones, lit_field

__all__ = ["CEILING", "HALF", "TABLE", "WALL", "Room", "lay_walls"]

WALL = 2.2
"""Depth of the back wall behind the table's front edge."""
CEILING = 2.6
HALF = 2.7
"""Half the room's width."""
TABLE = 0.75
"""Height of the table."""


class Room(Struct, frozen=True):
    """One shot of a room while it is laid."""

    stage: Stage
    scene: InteriorScene
    camera: Camera
    light: Light
    lamp_x: float | None
    """Where the lamp stands on the table, or None by daylight."""

    @property
    def frame(self) -> Frame:
        """The frame of the stage."""
        return self.stage.frame

    @property
    def is_near(self) -> bool:
        """Whether people are cut by the frame: medium, close, detail."""
        return self.scene.framing in {"medium", "close", "detail"}

    @property
    def blur(self) -> float:
        """How far the set is out of focus."""
        return {"medium": 0.6, "close": 3.6, "detail": 4.5}.get(self.scene.framing, 0.0)

    def prop(self, name: str, z: float = 0.0) -> PropLook:
        """The look of a thing of this place."""
        side = 1 if self.light.x > self.camera.x0 else -1
        fade = 10 * z
        return PropLook(self.scene.film, f"{self.scene.place} {name}", 26 + fade, 122, side)


def _ramp(room: Room) -> tuple[str, str, str]:
    sky = room.scene.palette.sky
    return sky[0], sky[1], sky[3]


def lay_walls(room: Room) -> None:
    """The back wall with its window, side walls, ceiling and floor: one sheet and the view."""
    scene, frame = room.scene, room.frame
    look = SheetLook(
        rim=0.0, shadow=0.4, fog_depth=0.0, airlight=0.5, ramp=_ramp(room), blur=room.blur
    )
    wall = room.stage.sheet("wall", 0.80, look, tone=30)
    bright = 236.0 if room.lamp_x is not None else 190.0
    dark = 8 if room.is_near else 22
    lay_tones(wall, lit_field(frame, room.light, (dark, bright)))
    wall.cut(frame.everything())
    chance = generator(scene.film, "room", scene.place)
    _paper_wall(room, wall, chance)
    if not room.is_near:
        _draw_shell(room, wall)
    window = scene.side * (1.25 + 0.2 * chance.random())
    high = 1.98 + 0.12 * chance.random()
    _draw_window(room, wall, window, high)


def _paper_wall(room: Room, wall: CutSheet, chance: np.random.Generator) -> None:
    """Stripes of wallpaper or planks of panelling: 6 % darker."""
    camera = room.camera
    step = 0.16 if chance.random() < 0.5 else 0.28
    for x in np.arange(-4.2, 4.2, step):
        stripe = camera.wall(float(x), float(x) + step * 0.36, (0.0, 3.4), WALL).astype(int)
        x0, x1 = sorted((int(stripe[0, 0]), int(stripe[1, 0])))
        left = int(np.clip(x0 + room.frame.bleed_x, 0, wall.tones.shape[1]))
        right = int(np.clip(x1 + room.frame.bleed_x, 0, wall.tones.shape[1]))
        if right > left:
            part = wall.tones[:, left:right]
            wall.tones[:, left:right] = (part * 0.90).astype(np.uint8)
    rail = camera.wall(-4, 4, (0.92, 0.96), WALL)
    dado = camera.wall(-4, 4, (0.0, 0.90), WALL)
    top = int(np.clip(rail[0, 1] + room.frame.bleed_y, 0, wall.tones.shape[0]))
    wall.tones[top:] = (wall.tones[top:] * 0.72).astype(np.uint8)
    wall.shade_line([rail[0], rail[1]], 2, 150)
    wall.shade_line([dado[0], dado[1]], 1, 14)


def _draw_shell(room: Room, wall: CutSheet) -> None:
    """Ceiling, side walls and floor around the back wall, seen in wide framings."""
    camera, frame = room.camera, room.frame
    everything = frame.everything()
    (x0, top), (x1, _), (_, foot), _ = camera.wall(-HALF, HALF, (0.0, CEILING), WALL)
    far = float(everything[:, 0].max()), float(everything[:, 1].max())
    near = float(everything[:, 0].min()), float(everything[:, 1].min())
    slant = 0.62
    for edge, out, tone in ((x0, near[0], 0.62), (x1, far[0], 0.62)):
        spread = abs(out - edge) * slant
        side = [[edge, top], [out, top - spread], [out, foot + spread * 1.3], [edge, foot]]
        _darken(wall, side, tone)
        wall.shade_line([[edge, top], [edge, foot]], 2, 18)
    ceiling = [[x0, top], [x1, top], [far[0], near[1]], [near[0], near[1]]]
    wall.shade(ceiling, 20)
    for u in np.linspace(-1, 1, 7):
        a = camera.at(float(u) * HALF, CEILING, WALL)
        b = camera.at(float(u) * HALF, CEILING, 0.0)
        wall.shade_line([a, a + (b - a) * 2.2], 2, 34)
    floor = [
        [x0, foot],
        [x1, foot],
        [far[0], foot + (far[0] - x1) * 0.8],
        [far[0], far[1]],
        [near[0], far[1]],
        [near[0], foot + (x0 - near[0]) * 0.8],
    ]
    wall.shade(floor, 46)
    for u in np.linspace(-2.4, 2.4, 25):
        a = camera.at(float(u) * 1.1, 0.0, WALL)
        b = camera.at(float(u) * 1.1, 0.0, 0.0)
        wall.shade_line([a, a + (b - a) * 3.0], 1, 30)
    pool = camera.at(room.lamp_x or room.scene.side * 0.8, 0.0, 0.4)
    for step in range(6):
        k = 1 - step / 6.5
        disc = ellipse(
            float(pool[0]), float(pool[1]), camera.metre() * 1.5 * k, camera.metre() * 0.34 * k
        )
        wall.shade(disc, 62 + 16 * step)
    wall.shade_line([[x0, top], [x1, top]], 2, 90)
    wall.shade_line([[x0, foot], [x1, foot]], 3, 16)


def _darken(sheet: CutSheet, outline: list[list[float]], part: float) -> None:
    """Multiply the tones inside an outline."""
    before = sheet.tones.copy()
    keep = sheet.mask.copy()
    sheet.mask[:] = 0
    sheet.cut(outline)
    inside = sheet.mask > 127
    sheet.mask[:] = keep
    sheet.tones[inside] = (before[inside] * part).astype(np.uint8)


def _draw_window(room: Room, wall: CutSheet, x: float, high: float) -> None:
    """A window in the back wall: hole, frame, cross, sill, curtains, and the view behind."""
    camera, scene = room.camera, room.scene
    hole = camera.wall(x - 0.40, x + 0.40, (1.02, high), WALL)
    (x0, y0), (x1, y1) = hole[0], hole[2]
    view = room.stage.sheet("view", 1.2, view_look(scene.time))
    view.look = replace(view.look, blur=room.blur)
    draw_view(
        view,
        Pane(
            float(x0),
            float(y0),
            float(x1),
            float(y1),
            scene.view or "mountains",
            scene.time,
            f"{scene.film} {scene.place}",
        ),
    )
    m = camera.metre(WALL)
    jamb = 0.065 * m
    wall.cut(box(x0 - jamb, y0 - jamb, x1 + jamb, y1 + jamb), 92)
    wall.shade(box(x0 - jamb * 0.4, y0 - jamb * 0.4, x1 + jamb * 0.4, y1 + jamb * 0.4), 60)
    wall.cut(box(x0 - 0.12 * m, y1 + jamb * 0.7, x1 + 0.12 * m, y1 + jamb * 1.6), 128)
    wall.hole(box(x0, y0, x1, y1))
    bar = 0.020 * m
    middle = (x0 + x1) / 2
    wall.cut(box(middle - bar, y0, middle + bar, y1), 84)
    cross = y0 + (y1 - y0) * 0.46
    wall.cut(box(x0, cross - bar, x1, cross + bar), 84)
    look = SheetLook(rim=0.8, shadow=0.5, fog_depth=0.02, blur=room.blur)
    cloth = room.stage.sheet("curtain", 0.62, look, tone=60)
    drop = (high + 0.16 - 0.82) * m
    low = float(camera.at(0, 0.82, WALL)[1])
    for side in (-1, 1):
        edge = x0 - 0.06 * m if side < 0 else x1 + 0.06 * m
        draw_curtain(cloth, Spot(float(edge), low, drop, side), room.prop("curtain"))
    rod = float(camera.at(0, high + 0.16, WALL)[1])
    cloth.line([[x0 - 0.24 * m, rod], [x1 + 0.24 * m, rod]], 0.03 * m, 30)
