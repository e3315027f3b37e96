"""Outlines as arrays of points: smoothing, ellipses, capsules, ribbons, knife-cut roughness.

Every function takes and gives `float64` arrays of shape (n, 2): columns x and y in view pixels,
y growing downward.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = [
    "Outline",
    "Points",
    "along",
    "box",
    "boxes",
    "capsule",
    "dot",
    "ellipse",
    "mirror",
    "place",
    "points",
    "ribbon",
    "rotate",
    "rough",
    "smooth",
    "superellipse",
    "wavy",
]

Points = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.floating]] | float
"""A number, or an array of floats of any width."""

Outline = Points | Sequence[Sequence[float]] | Sequence[Points]
"""What drawing functions accept: an (n, 2) array or nested sequences."""

_TURN = 2 * math.pi


def points(outline: Outline) -> Points:
    """Any sequence of pairs as an (n, 2) array of float64."""
    return np.asarray(outline, np.float64).reshape(-1, 2)


def smooth(outline: Outline, *, closed: bool = True, samples: int = 6) -> Points:
    """A uniform Catmull-Rom curve through the points, `samples` points a span."""
    p = points(outline)
    if closed:
        q = np.vstack([p[-1:], p, p[:2]])
    else:
        q = np.vstack([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, samples, endpoint=False)[:, None]
    p0, p1, p2, p3 = q[:-3, None], q[1:-2, None], q[2:-1, None], q[3:, None]
    curve = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    flat = curve.reshape(-1, 2)
    return flat if closed else np.vstack([flat, p[-1:]])


def ellipse(
    x: float,
    y: float,
    rx: float,
    ry: float | None = None,
    *,
    arc: tuple[float, float] | None = None,
) -> Points:
    """An ellipse, or the arc of one between two angles (radians, clockwise on screen, 0 = right).

    40 points for the whole; turn it with `rotate`.
    """
    start, end = arc or (0.0, _TURN)
    samples = max(8, int(40 * abs(end - start) / _TURN) + 1)
    t = np.linspace(start, end, samples)
    return np.stack([x + np.cos(t) * rx, y + np.sin(t) * (rx if ry is None else ry)], 1)


def dot(x: float, y: float, radius: float) -> Points:
    """A small disc of 10 points: lamps, beads, rivets."""
    t = np.linspace(0, _TURN, 10, endpoint=False)
    return np.stack([x + np.cos(t) * radius, y + np.sin(t) * radius], 1)


def superellipse(x: float, y: float, rx: float, ry: float, *, power: float = 3.0) -> Points:
    """A rounded rectangle |x/rx|^p + |y/ry|^p = 1: visors, screens, portholes."""
    t = np.linspace(0, _TURN, 64, endpoint=False)
    c, s = np.cos(t), np.sin(t)
    u = np.sign(c) * np.abs(c) ** (2 / power) * rx
    v = np.sign(s) * np.abs(s) ** (2 / power) * ry
    return np.stack([x + u, y + v], 1)


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    """An upright rectangle from two corners."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def boxes(x0: Numbers, y0: Numbers, x1: Numbers, y1: Numbers) -> Points:
    """Many upright rectangles from arrays of corners: (n, 4, 2)."""
    x0, y0, x1, y1 = np.broadcast_arrays(x0, y0, x1, y1)
    columns, rows = np.stack([x0, x1, x1, x0], 1), np.stack([y0, y0, y1, y1], 1)
    return np.stack([columns, rows], 2).astype(np.float64)


def capsule(
    start: Sequence[float] | Points,
    end: Sequence[float] | Points,
    start_radius: float,
    end_radius: float,
) -> Points:
    """A limb: two half discs and the straight sides between them."""
    a, b = np.asarray(start, np.float64), np.asarray(end, np.float64)
    heading = math.atan2(b[1] - a[1], b[0] - a[0])
    back = np.linspace(heading + math.pi / 2, heading + 3 * math.pi / 2, 8)
    front = np.linspace(heading - math.pi / 2, heading + math.pi / 2, 8)
    return np.vstack(
        [
            a + start_radius * np.stack([np.cos(back), np.sin(back)], 1),
            b + end_radius * np.stack([np.cos(front), np.sin(front)], 1),
        ]
    )


def ribbon(
    line: Outline,
    start_width: float,
    end_width: float | None = None,
    *,
    middle: float | None = None,
) -> Points:
    """A stroke of changing width along a line, as a closed outline.

    `middle` is the width half way; left out, the width runs straight from start to end.
    """
    p = points(line)
    last = start_width if end_width is None else end_width
    d = np.gradient(p, axis=0)
    length = np.hypot(d[:, 0], d[:, 1]) + 1e-6
    normal = np.stack([-d[:, 1], d[:, 0]], 1) / length[:, None]
    t = np.linspace(0, 1, len(p))
    width = start_width + (last - start_width) * t
    if middle is not None:
        width = width + (middle - (start_width + last) / 2) * np.sin(np.pi * t)
    half = normal * width[:, None] / 2
    return np.vstack([p + half, (p - half)[::-1]])


def rotate(outline: Outline, angle: float, centre: Sequence[float] = (0.0, 0.0)) -> Points:
    """The outline turned by `angle` radians (clockwise on screen) about a centre."""
    c = np.asarray(centre, np.float64)
    p = points(outline) - c
    s, k = math.sin(angle), math.cos(angle)
    return np.stack([p[:, 0] * k - p[:, 1] * s, p[:, 0] * s + p[:, 1] * k], 1) + c


def place(
    outline: Outline, x: float, y: float, *, scale: float = 1.0, facing: float = 1.0
) -> Points:
    """A unit outline scaled, mirrored where `facing` is negative, and moved to (x, y)."""
    p = points(outline)
    return np.stack([x + p[:, 0] * scale * facing, y + p[:, 1] * scale], 1)


def mirror(outline: Outline, x: float) -> Points:
    """The outline mirrored left to right about the column `x`."""
    p = points(outline).copy()
    p[:, 0] = 2 * x - p[:, 0]
    return p


def along(line: Outline, step: float, *, closed: bool = False) -> Points:
    """The line resampled about every `step` pixels, at least 4 points."""
    p = points(line)
    if closed:
        p = np.vstack([p, p[:1]])
    d = np.diff(p, axis=0)
    s = np.concatenate([[0.0], np.cumsum(np.hypot(d[:, 0], d[:, 1]))])
    t = np.linspace(0, s[-1], max(4, int(s[-1] / step)), endpoint=not closed)
    return np.stack([np.interp(t, s, p[:, 0]), np.interp(t, s, p[:, 1])], 1)


def rough(
    outline: Outline,
    amplitude: float,
    step: float,
    generator: np.random.Generator,
    *,
    closed: bool = True,
) -> Points:
    """A knife-cut edge: resampled every `step` px and shaken by a normal of `amplitude` px.

    9-16 px and 1-3 px suit rock and cloth; machines are never roughened.
    """
    q = along(outline, step, closed=closed)
    return q + generator.normal(0, amplitude, q.shape)


def wavy(
    span: tuple[float, float],
    y: float,
    *,
    amplitude: float,
    knots: int,
    generator: np.random.Generator,
) -> Points:
    """A smooth horizontal line with random knots: the lip of a dune, of a drift, of a shore."""
    xs = np.linspace(span[0], span[1], max(3, knots))
    ys = y + generator.normal(0, amplitude, len(xs))
    return smooth(np.stack([xs, ys], 1), closed=False, samples=12)
