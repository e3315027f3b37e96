"""An eye filling the frame: ball, iris with its fibres, a reflected scene, lids, lashes, brow.

Lids are card sheets with an almond hole that cast a real shadow on the ball. The reflection in the
iris is the shot's focus: fire, a city, a planet, stars, a window or one small person. Board
coordinates; the iris is 58 % of the frame's height across.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from pipeline.art.boards import Board
from pipeline.art.geometry import Points, ribbon, smooth
from pipeline.art.interiors import InteriorLaid, InteriorScene, Shine, station
from pipeline.art.iris import Iris, draw_iris, draw_reflection
from pipeline.art.people import Person
from pipeline.art.seeds import generator
from pipeline.art.sheets import CutSheet, Light, SheetLook, Stage
from pipeline.art.walls import lay_tones

__all__ = ["lay_eye"]

_SKIN = ("150a0c", "6b2f24", "f6b27c")
_SKIN_COLD = ("0d0e1a", "4a3a4a", "e8b9a0")
_UPPER = (
    (196, 430),
    (270, 372),
    (380, 268),
    (520, 196),
    (660, 178),
    (800, 206),
    (930, 280),
    (1030, 366),
    (1090, 412),
)
_LOWER = (
    (1090, 412),
    (1010, 470),
    (880, 530),
    (720, 562),
    (560, 556),
    (420, 520),
    (300, 462),
    (196, 430),
)


class Hairs(Struct, frozen=True):
    """Many curved tapering hairs: roots (n, 2), angles, lengths, curls (n); width at the root."""

    roots: Points
    angles: Points
    lengths: Points
    curls: Points
    width: float

    def outlines(self) -> Points:
        """Every hair as ten points round a bent leaf: (n, 10, 2)."""
        t = np.linspace(0, 1, 5)
        way = np.stack([np.cos(self.angles), np.sin(self.angles)], 1)
        across = np.stack([-way[:, 1], way[:, 0]], 1)
        bend = self.curls[:, None] * (0.05 * t - 0.42 * t * (1 - t)) * self.lengths[:, None]
        spine = (
            self.roots[:, None]
            + way[:, None] * (self.lengths[:, None] * t)[..., None]
            + across[:, None] * bend[..., None]
        )
        half = across[:, None] * (self.width * (1 - t) + 0.5 * t)[None, :, None] / 2
        return np.concatenate([spine + half, (spine - half)[:, ::-1]], 1)


class _Eye(Struct, frozen=True):
    stage: Stage
    scene: InteriorScene
    board: Board
    ramp: tuple[str, str, str]
    old: bool

    @property
    def upper(self) -> Points:
        """Edge of the upper lid on the board."""
        return smooth(_UPPER, closed=False, samples=10)

    @property
    def lower(self) -> Points:
        """Edge of the lower lid on the board."""
        return smooth(_LOWER, closed=False, samples=10)

    @property
    def almond(self) -> Points:
        """The opening, closed."""
        return np.vstack([self.upper, self.lower])

    def arch(self, line: Points, height: float, power: float = 1.0) -> Points:
        """The line bowed up (negative) or down by `height` board pixels in its middle."""
        bow = np.sin(np.linspace(0.22, math.pi - 0.16, len(line))) ** power
        return line + np.stack([np.zeros(len(line)), height * bow], 1)


def lay_eye(stage: Stage, scene: InteriorScene) -> InteriorLaid:
    """Lay an eye. Sheets: ball, iris, fire, silhouette, glint, skin, lid, lashes, brow."""
    lead = scene.people[0] if scene.people else Person()
    here = station(scene)
    board = Board(
        stage.frame, scene.side < 0, here.zoom, (640 + 60 * here.across, 372 + 14 * here.up)
    )
    warm = scene.palette.name in {"fire", "lamp", "dust", "dusk", "dawn"}
    eye = _Eye(stage, scene, board, _SKIN if warm else _SKIN_COLD, lead.age == "old")
    lx, ly = board.point(1180, 560)
    stage.light = Light(lx, ly, 330 * board.k)
    _lay_ball(eye)
    iris = Iris(640, 372, 208, scene.palette, f"{scene.film} {lead.name}")
    draw_iris(stage, board, iris)
    draw_reflection(stage, board, iris, scene)
    _lay_skin(eye)
    _lay_lid(eye)
    _lay_lashes(eye, lead)
    _lay_brow(eye, lead)
    x, y = board.point(640, 372)
    wx, wy = board.point(1330, 690)
    wash = Shine("wash", wx, wy, 400 * board.k, 0.42, 0.02)
    half = 208 * board.k
    return InteriorLaid(
        stage.light, (x, y), (wash,), 0.0, 1.0, (x - half, y - half, x + half, y + half)
    )


def _lay_ball(eye: _Eye) -> None:
    """The white of the eye: shadow of the lid in steps, veins, the corner."""
    look = SheetLook(
        shadow=0.0, fog_depth=0.0, rim=0.0, airlight=0.0, ramp=("1a0d10", "8a5546", "ffe6cc")
    )
    ball = eye.stage.sheet("ball", 0.60, look, tone=150)
    board, almond = eye.board, eye.almond
    ball.cut(board.at(almond + (almond - almond.mean(0)) * 0.06), 150)
    upper = eye.upper
    for step in range(12):
        part = 1 - step / 12
        band = np.vstack([upper + (0, -20), (upper + (0, 96 * part))[::-1]])
        ball.shade(board.at(band), 60 + 80 * (step / 12))
    chance = generator(eye.scene.film, "veins")
    for _ in range(26):
        left = chance.random() < 0.5
        steps = np.stack(
            [chance.uniform(8, 22, 7) * (1 if left else -1), chance.normal(0, 5, 7)], 1
        )
        start = np.array([230.0 if left else 1060.0, chance.uniform(380, 450)])
        ball.shade_line(board.at(np.cumsum(steps, 0) + start), 1, 112)
    corner = [[206, 430], [236, 408], [262, 420], [262, 444], [230, 446]]
    ball.shade(board.at(smooth(corner, samples=5)), 110)


def _lay_skin(eye: _Eye) -> None:
    """The face around the eye: a sheet with an almond hole, its light from the lower right."""
    look = SheetLook(
        shadow=0.85,
        shadow_soft=9,
        shadow_shift=(0, 22),
        rim=1.1,
        rim_width=4,
        rim_reach=3,
        soft=14,
        stipple=1.4,
        ramp=eye.ramp,
        fog_depth=0.0,
        airlight=0.25,
    )
    skin = eye.stage.sheet("skin", 0.28, look, tone=104)
    gx, gy = skin.frame.grid(4)
    k, board = eye.board.k, eye.board
    mx, my = board.point(640, 372)
    x = (gx - mx) / k * (-1 if board.flip else 1) + 640
    y = (gy - my) / k + 372
    field = 54 + 62 * np.clip((x + 100) / 1400, 0, 1) + 30 * np.clip((y - 300) / 400, 0, 1)
    field = field - 34 * np.exp(-(((x - 560) / 420) ** 2) - ((y - 130) / 80) ** 2)
    field = field - 40 * np.exp(-(((x - 150) / 150) ** 2) - ((y - 400) / 200) ** 2)
    lay_tones(skin, field)
    skin.cut(skin.frame.everything())
    for height, width, tone in ((-66, 5, 40), (-96, 3, 56), (-118, 2, 70)):
        fold = eye.arch(eye.upper, height, 0.8)
        skin.shade(board.at(ribbon(fold, 1.5, 1.5, middle=width * 1.6)), tone)
    under = (34, 62, 96, 128) if eye.old else (34, 62)
    for index, height in enumerate(under):
        fold = eye.arch(eye.lower, height)[8:-8]
        skin.shade(board.at(ribbon(fold, 1, 1, middle=5 - min(3, index))), 70)
    _draw_crows_feet(eye, skin)
    skin.hole(board.at(eye.almond))
    wet = np.vstack([eye.lower, eye.arch(eye.lower, 13)[::-1]])
    skin.cut(board.at(wet), 205)


def _draw_crows_feet(eye: _Eye, skin: CutSheet) -> None:
    chance = generator(eye.scene.film, "crow's feet")
    for _ in range(18 if eye.old else 7):
        start = np.array([1092 + chance.uniform(0, 30), 415 + chance.normal(0, 16)])
        angle, length = chance.normal(0.1, 0.34), chance.uniform(40, 150 if eye.old else 90)
        end = start + length * np.array([math.cos(angle), math.sin(angle)])
        line = smooth([start, (start + end) / 2 + (0, -5), end], closed=False)
        skin.shade(eye.board.at(ribbon(line, 3, 0.8)), 84)
    for _ in range(110):
        x, y = chance.uniform(-60, 1340), chance.uniform(570, 790)
        fleck = [[x, y], [x + chance.uniform(8, 30), y + chance.uniform(4, 14)]]
        skin.shade_line(eye.board.at(fleck), 1, 92 + x * 0.05)


def _lay_lid(eye: _Eye) -> None:
    """The upper lid, lower for the tired and the old; its edge is a thick dark line."""
    mood = eye.scene.people[0].mood if eye.scene.people else ""
    drop = {"sad": 34.0, "asleep": 120.0, "happy": 18.0, "afraid": -10.0}.get(mood, 6.0)
    drop += 16 if eye.old else 0
    look = SheetLook(
        shadow=0.7,
        shadow_soft=6,
        shadow_shift=(0, 16),
        rim=0.8,
        rim_width=3,
        soft=10,
        ramp=eye.ramp,
        fog_depth=0.0,
        airlight=0.2,
    )
    lid = eye.stage.sheet("lid", 0.18, look, tone=60)
    edge = eye.arch(eye.upper, drop + 6)
    top = eye.arch(eye.upper, -62, 0.8)
    lid.cut(eye.board.at(np.vstack([edge, top[::-1]])), 66)
    for step in range(8):
        line = edge + (top - edge) * (step / 8)
        lid.shade(eye.board.at(np.vstack([line, top[::-1]])), 52 + 9 * step)
    lid.shade(eye.board.at(ribbon(edge - (0, 3), 6, 6, middle=17)), 10)


def _lay_lashes(eye: _Eye, lead: Person) -> None:
    """Upper lashes in thirty clumps of three, fanning by position; lower ones short."""
    look = SheetLook(shadow=0.35, rim=0.4, ramp=eye.ramp, fog_depth=0.0, airlight=0.0)
    sheet = eye.stage.sheet("lashes", 0.06, look, tone=8)
    chance = generator(eye.scene.film, lead.name, "lashes")
    drop = {"sad": 34.0, "asleep": 120.0, "happy": 18.0}.get(lead.mood, 6.0) + 16 * eye.old
    upper, lower = eye.arch(eye.upper, drop + 2), eye.lower
    long = 1.0 if lead.sex == "woman" else 0.74
    clumps = np.repeat(0.05 + 0.92 * (np.arange(30) + 0.5) / 30 + chance.normal(0, 0.006, 30), 3)
    fan = np.tile([-0.011, 0.0, 0.011], 30)
    at = (np.clip(clumps + fan, 0.03, 0.98) * (len(upper) - 1)).astype(int)
    tall = 44 + 96 * np.sin(np.pi * np.minimum(1.0, clumps * 0.86 + 0.10)) ** 1.2
    above = Hairs(
        upper[at] + (0, 9),
        -np.pi / 2 + (clumps - 0.43) * 2.1 - 14 * fan + chance.normal(0, 0.03, 90),
        long * tall * chance.uniform(0.85, 1.08, 90),
        np.where(clumps > 0.43, 1.0, -1.0),
        7.5,
    )
    u = chance.uniform(0.08, 0.93, 44)
    below = Hairs(
        lower[(u * (len(lower) - 1)).astype(int)] + (0, 10),
        np.pi / 2 + (0.5 - u) * -1.3 + chance.normal(0, 0.08, 44),
        chance.uniform(22, 46, 44) * long,
        np.zeros(44),
        3.2,
    )
    for hairs in (above, below):
        for piece in hairs.outlines():
            sheet.cut(eye.board.at(piece), 8)


def _lay_brow(eye: _Eye, lead: Person) -> None:
    look = SheetLook(shadow=0.5, shadow_soft=6, rim=0.5, ramp=eye.ramp, fog_depth=0.0, airlight=0.0)
    brow = eye.stage.sheet("fore", -0.08, look, tone=10)
    chance = generator(eye.scene.film, lead.name, "brow").random((160, 5))
    tones = (86.0, 120.0, 150.0) if lead.grey else (6.0, 10.0, 20.0)
    u, dy, da, dl, dt = chance.T
    x = 190 + 960 * u
    y = 46 - 76 * np.sin(np.pi * (u * 0.8 + 0.12)) + 40 * u * u + (dy - 0.5) * 62 * (1 - 0.6 * u)
    hairs = Hairs(
        np.stack([x, y], 1),
        -1.15 + 1.35 * u + (da - 0.5) * 0.4,
        44 + 48 * dl,
        np.full(160, 0.6),
        5.0,
    )
    for piece, pick in zip(hairs.outlines(), dt.tolist(), strict=True):
        brow.cut(eye.board.at(piece), tones[int(pick * 3)])
