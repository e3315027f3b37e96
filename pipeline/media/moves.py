"""Camera moves as curves: where the camera is at every moment of a shot, and what it then sees.

    Camera (the author's words) -> Path (a curve) -> Aim (one moment) -> matrix (one plane)

A move has a lens part, which shifts or magnifies every plane alike (pan, tilt, roll, zoom), and a
travelling part, which near planes follow more than far ones (truck, crane, push): a plane at depth
d moves by p(d) = 1 / (1 + 3.2 d). Pure: no pictures here.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from pipeline.facts import Camera

__all__ = ["Aim", "Matrix", "Path", "Space", "ease", "least_zoom", "matrix", "parallax", "path_of"]

Matrix = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""2 x 3: from a point of a plane to a point of the screen, both in screen pixels."""

_NEAREST = -0.13
_PACES = {"slow": 0.55, "": 1.0, "fast": 1.7}
_BREATH = 1 / 1280
"""Parts of the frame's width that one unit of breath is worth."""
_MOST_ZOOM = 2.0
_USABLE = 0.92
"""The part of the room beyond the frame that a move may use."""
_SAMPLES = 25
_SAMPLES_A_SECOND = 6
"""A hand sways faster than a move: its farthest lean must not fall between two samples."""


class Aim(Struct, frozen=True):
    """The camera at one moment. Distances are parts of the frame's width (x) and height (y)."""

    zoom: float = 1.0
    """Magnification of every plane alike: the lens."""
    push: float = 0.0
    """Magnification gained by a plane of parallax 1: the dolly."""
    pan_x: float = 0.0
    """How far the camera has turned to the right; every plane alike."""
    pan_y: float = 0.0
    """How far it has turned down."""
    truck_x: float = 0.0
    """How far it has travelled to the right; by parallax."""
    truck_y: float = 0.0
    """How far it has travelled down."""
    roll: float = 0.0
    """Degrees it is rolled clockwise: the picture turns the other way."""


class Space(Struct, frozen=True):
    """What the camera has to move in."""

    width: int
    """The frame, in pixels."""
    height: int
    spare_x: float = 0.0
    """Picture beyond the frame, left and right together, in parts of the frame's width."""
    spare_y: float = 0.0
    lift: float = 0.0
    """How far above the middle of the picture the frame rests, in parts of its height."""
    is_layered: bool = False


class Path(Struct, frozen=True):
    """A move from ``start`` to ``end``, eased, about a point, with the breath of a hand."""

    start: Aim = Aim()
    end: Aim = Aim()
    focus: tuple[float, float] = (0.5, 0.5)
    """The point of the frame that magnification keeps in its place, in parts."""
    breath: float = 0.0
    """How much the hand moves; 1 is a good tripod, 6 a shoulder."""
    phase: float = 0.0
    is_exact: bool = False
    """The author gave the magnifications: nothing may be added to gain room."""

    def at(self, progress: float, seconds: float) -> Aim:
        """The camera at ``progress`` (0 to 1) of the move, ``seconds`` after its beginning.

        Magnification grows geometrically, so that its speed looks even; all else linearly in the
        eased progress.
        """
        u = ease(min(1.0, max(0.0, progress)))
        a, b = self.start, self.end
        aim = Aim(
            zoom=a.zoom * (b.zoom / a.zoom) ** u,
            push=a.push + (b.push - a.push) * u,
            pan_x=a.pan_x + (b.pan_x - a.pan_x) * u,
            pan_y=a.pan_y + (b.pan_y - a.pan_y) * u,
            truck_x=a.truck_x + (b.truck_x - a.truck_x) * u,
            truck_y=a.truck_y + (b.truck_y - a.truck_y) * u,
            roll=a.roll + (b.roll - a.roll) * u,
        )
        return self._held(aim, seconds) if self.breath else aim

    def _held(self, aim: Aim, t: float) -> Aim:
        """The same moment seen from a hand: slow sines that never meet again."""
        k, o = self.breath * _BREATH, self.phase
        x = 1.6 * math.sin(1.1 * t + o) + math.sin(2.3 * t + 1 + 2 * o)
        y = 1.1 * math.sin(0.9 * t + 2 + 3 * o) + 0.7 * math.sin(1.9 * t + o)
        lean = max(0.0, self.breath - 1) * 0.035 * math.sin(0.8 * t + 4 * o)
        return replace(
            aim,
            truck_x=aim.truck_x + k * x,
            truck_y=aim.truck_y + k * 16 / 9 * y,
            roll=aim.roll + lean,
        )


def ease(t: float) -> float:
    """From 0 to 1 without a jerk at either end: 6 t^5 - 15 t^4 + 10 t^3 (Perlin 2002)."""
    return t * t * t * (t * (6 * t - 15) + 10)


def parallax(depth: float) -> float:
    """How much a plane follows the camera's travelling: 1 at depth 0, less behind, more before."""
    return 1 / (1 + 3.2 * max(depth, _NEAREST))


def path_of(
    camera: Camera | None,
    *,
    seconds: float,
    space: Space,
    seed: int = 0,
    focus: tuple[float, float] | None = None,
) -> Path:
    """The curve of the author's words over a shot of ``seconds``.

    Amounts grow with the length and with ``slow`` or ``fast``. ``focus`` is where the picture's
    interest lies, for a camera that names no point of its own. Without a camera the shot is a
    barely felt push.
    """
    point = _focus(camera, focus)
    phase = (seed % 1000) / 1000 * math.tau
    breath = 1.0 if space.is_layered else 0.0
    if camera is None:
        end = Aim(push=min(0.05, 0.014 * seconds))
        return Path(end=end, focus=point, breath=breath, phase=phase)
    if camera.zoom is not None:
        first, last = (float(each) for each in camera.zoom)
        return Path(Aim(zoom=first), Aim(zoom=last), focus=point, is_exact=True)
    pace = _PACES.get(camera.pace, 1.0)
    start, end = _ends(camera, seconds * pace, space)
    if camera.move == "handheld":
        breath = 5.5 * pace
    elif camera.move == "static":
        breath = 0.0
    return Path(start, end, focus=point, breath=breath, phase=phase)


def _ends(camera: Camera, amount: float, space: Space) -> tuple[Aim, Aim]:
    """First and last aim of a move; ``amount`` is its length in seconds times its pace."""
    move, way = camera.move, camera.direction
    if move in ("push", "pull", "zoom"):
        return _closer(move, way, amount)
    if move in ("pan", "truck"):
        x = (-1 if way == "left" else 1) * _travel(amount, space.spare_x, 0.026) / 2
        end = Aim(pan_x=x) if move == "pan" else Aim(truck_x=x)
        return _turned(end), end
    if move in ("tilt", "crane"):
        return _upright(move, way, _travel(amount, space.spare_y, 0.03), space)
    if move == "roll":
        half = (-1 if way == "ccw" else 1) * min(6.0, max(1.5, 1.1 * amount)) / 2
        return Aim(roll=-half), Aim(roll=half)
    return Aim(), Aim()


def _upright(move: str, way: str, travel: float, space: Space) -> tuple[Aim, Aim]:
    """Up or down about the frame's place; along the top of a picture in which it rests high.

    Where the picture has less room than the move needs, it goes about the picture's middle.
    """
    above = space.spare_y / 2 - space.lift
    lower = min(space.lift, travel / 2 - _USABLE * above) if space.lift else 0.0
    y = (1 if way == "down" else -1) * travel / 2
    if move == "tilt":
        return Aim(pan_y=lower - y), Aim(pan_y=lower + y)
    return Aim(truck_y=lower - y), Aim(truck_y=lower + y)


def _turned(aim: Aim) -> Aim:
    """As far to the other side."""
    return Aim(pan_x=-aim.pan_x, pan_y=-aim.pan_y, truck_x=-aim.truck_x, truck_y=-aim.truck_y)


def _closer(move: str, way: str, amount: float) -> tuple[Aim, Aim]:
    gain = min(0.30, max(0.05, 0.036 * amount))
    is_out = way == "out" or (move == "pull" and way != "in")
    if move == "zoom":
        wide, close = Aim(), Aim(zoom=1 + 1.25 * gain)
    else:
        wide, close = Aim(), Aim(push=gain)
    return (close, wide) if is_out else (wide, close)


def _travel(amount: float, spare: float, speed: float) -> float:
    """How far to go: at an even speed, further where the picture has room beyond the frame."""
    usual = min(0.16, max(0.035, speed * amount))
    return max(usual, min(_USABLE * spare, 0.11 * amount, 0.6))


def _focus(camera: Camera | None, focus: tuple[float, float] | None) -> tuple[float, float]:
    if camera is not None and camera.focus is not None:
        return float(camera.focus[0]) / 100, float(camera.focus[1]) / 100
    return focus if focus is not None else (0.5, 0.5)


def matrix(aim: Aim, path: Path, space: Space, *, near: float, base: float = 1.0) -> Matrix:
    """How a plane of parallax ``near`` lies on the screen at that moment.

    ``base`` magnifies everything about the focus, to gain room for the move.
    """
    width, height = space.width, space.height
    fx, fy = path.focus[0] * width, path.focus[1] * height
    scale = base * aim.zoom * (1 + aim.push * near)
    turn = math.radians(-aim.roll)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    dx = -(aim.pan_x + aim.truck_x * near) * width
    dy = -(aim.pan_y + aim.truck_y * near) * height
    return np.array(
        [
            [cos, -sin, fx - cos * fx + sin * fy + dx],
            [sin, cos, fy - sin * fx - cos * fy + dy],
        ]
    )


def least_zoom(path: Path, space: Space, *, seconds: float, nears: tuple[float, ...]) -> float:
    """The smallest base magnification at which no plane's edge comes into the frame.

    ``nears`` are the parallaxes of the planes that must cover the frame; the picture reaches
    ``spare`` beyond it. 1 for a path that is exact.
    """
    if path.is_exact:
        return 1.0
    count = max(_SAMPLES, math.ceil(seconds * _SAMPLES_A_SECOND)) if path.breath else _SAMPLES
    moments = [step / (count - 1) for step in range(count)]
    aims = [path.at(moment, moment * seconds) for moment in moments]
    low, high = 1.0, _MOST_ZOOM
    if _covers(aims, path, space, nears, low):
        return low
    for _ in range(12):
        middle = (low + high) / 2
        if _covers(aims, path, space, nears, middle):
            high = middle
        else:
            low = middle
    return high


def _covers(
    aims: list[Aim], path: Path, space: Space, nears: tuple[float, ...], base: float
) -> bool:
    width, height = space.width, space.height
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    side, rise = space.spare_x / 2 * width, space.spare_y / 2 * height
    lift = space.lift * height
    least = np.array([-side, lift - rise])
    most = np.array([width + side, height + rise + lift])
    for aim in aims:
        for near in nears:
            m = matrix(aim, path, space, near=near, base=base)
            seen = np.linalg.solve(m[:, :2], (corners - m[:, 2]).T).T
            if (seen < least - 1e-6).any() or (seen > most + 1e-6).any():
                return False
    return True
