"""Weather as drifting light sheets: snow in three depths, rain, dust, embers, motes."""

from __future__ import annotations

import cv2
import numpy as np
from msgspec import Struct

from pipeline.art.colour import Bytes, smoothstep
from pipeline.art.frame import Frame
from pipeline.art.lights import whole
from pipeline.art.masks import blurred, enlarged, shrunk
from pipeline.art.seeds import generator
from pipeline.art.sheets import LightSheet
from pipeline.art.tiles import wrapped

__all__ = ["Dust", "dust", "embers", "rain", "snow"]

_DRIFTS = ((-26.0, 60.0), (-60.0, 130.0), (-120.0, 260.0))


class Dust(Struct, frozen=True):
    """Driven streaks between two rows; `streak` 2.4 is 7 : 1."""

    depth: float
    top: float
    bottom: float
    amount: float = 0.5
    streak: float = 1.0
    threshold: float = 0.5


def snow(frame: Frame, seed: str, amount: float = 1.0, colour: str = "eef6f8") -> list[LightSheet]:
    """420 dots, 130 short dashes, 26 soft discs, at depths .45, .15, -.1; each wraps."""
    area = frame.canvas_width * frame.canvas_height / (1440 * 816)
    kinds = ((420, (0.7, 1.5), 150), (130, (1.4, 2.8), 210), (26, (4.0, 11.0), 80))
    made = []
    for index, (count, radii, value) in enumerate(kinds):
        random = generator("snow", seed, index)
        number = int(count * area * (0.6 + 0.4 * amount))
        plane = _flakes(frame, random, number, (radii[0], radii[1], value * min(1.25, amount)))
        if index == 1:
            plane = blurred(plane, 0.9)
        if index == 2:
            small = shrunk(plane, (frame.canvas_width // 4, frame.canvas_height // 4))
            plane = enlarged(blurred(small, 1.05), (frame.canvas_width, frame.canvas_height))
        depth = (0.45, 0.15, -0.1)[index]
        made.append(LightSheet(f"snow {index}", depth, plane, colour, _DRIFTS[index]))
    return made


def _flakes(
    frame: Frame, random: np.random.Generator, count: int, look: tuple[float, float, float]
) -> Bytes:
    """Flakes on a torus: one that crosses an edge is drawn on both sides."""
    least, most, value = look
    width, height = frame.canvas_width, frame.canvas_height
    plane = np.zeros((height, width), np.uint8)
    dash = 1.3 < least < 3
    for _ in range(count):
        x, y = random.random() * width, random.random() * height
        r, v = random.uniform(least, most), int(value * random.uniform(0.45, 1))
        beside = -width if x > width - 20 else width if x < 20 else 0
        above = -height if y > height - 20 else height if y < 20 else 0
        for ox, oy in {(0, 0), (beside, 0), (0, above)}:
            a = (int((x + ox) * 16), int((y + oy) * 16))
            if dash:
                axes = (int(r * 0.62 * 16), int(r * 1.05 * 16))
                cv2.ellipse(plane, a, axes, 18, 0, 360, min(255, v), -1, cv2.LINE_AA, 4)
            else:
                cv2.circle(plane, a, int(r * 16), min(255, v), -1, cv2.LINE_AA, 4)
    return plane


def rain(frame: Frame, seed: str, colour: str) -> list[LightSheet]:
    """Two sheets of slanted strokes, far and near."""
    made = []
    for index, (count, length, value, depth) in enumerate(
        ((260, 26.0, 70, 0.4), (90, 62.0, 95, 0.05))
    ):
        random = generator("rain", seed, index)
        width, height = frame.canvas_width, frame.canvas_height
        plane = np.zeros((height, width), np.uint8)
        for _ in range(int(count * height / 816)):
            x, y = random.random() * width, random.random() * height
            long = length * random.uniform(0.5, 1.2)
            v = int(value * random.uniform(0.4, 1))
            for ox in (0, -width if x > width / 2 else width):
                for oy in (0, -height if y > height / 2 else height):
                    a = (int((x + ox) * 16), int((y + oy) * 16))
                    b = (int((x + ox - long * 0.28) * 16), int((y + oy + long) * 16))
                    cv2.line(plane, a, b, v, 1, cv2.LINE_AA, 4)
        drift = (-190.0 - 120 * index, 640.0 + 420 * index)
        made.append(LightSheet(f"rain {index}", depth, plane, colour, drift))
    return made


def dust(frame: Frame, name: str, shape: Dust, look: tuple[str, str]) -> LightSheet:
    """A bank of driven dust, exactly periodic; `look` is (colour, seed); up to -250 px/s."""
    colour, seed = look
    x, y = frame.grid(4)
    size = (x.shape[1], x.shape[0])
    random = generator("dust", seed, name)
    fine = wrapped(size, 2.6 * shape.streak, random, base=1)
    broad = wrapped(size, 0.5, random, base=1, octaves=2)
    inside = smoothstep(shape.top - 60, shape.top + 60, y)
    inside = inside * (1 - smoothstep(shape.bottom - 60, shape.bottom + 60, y))
    bank = smoothstep(shape.threshold, shape.threshold + 0.30, fine * 0.6 + broad * 0.5)
    made = whole(frame, name, shape.depth, bank * inside * shape.amount, colour)
    drift = (-60 - 260 * max(0.0, 0.6 - shape.depth), 0.0)
    return LightSheet(name, shape.depth, made.alpha, colour, drift)


def embers(frame: Frame, seed: str, colour: str = "ffb255") -> list[LightSheet]:
    """Sparks rising in two depths."""
    made = []
    for index, (count, radii, value) in enumerate(((110, (0.8, 1.7), 210), (34, (1.7, 3.2), 235))):
        random = generator("embers", seed, index)
        plane = _flakes(frame, random, count, (min(1.2, radii[0]), radii[1], value))
        glow = blurred(shrunk(plane, (plane.shape[1] // 4, plane.shape[0] // 4)), 1.2)
        full = enlarged(glow, (plane.shape[1], plane.shape[0]))
        both = np.asarray(cv2.max(plane, cv2.convertScaleAbs(full, alpha=1.6)), np.uint8)
        drift = (14.0 + 20 * index, -46.0 - 60 * index)
        made.append(LightSheet(f"embers {index}", (0.3, -0.06)[index], both, colour, drift))
    return made


def motes(frame: Frame, seed: str, colour: str) -> LightSheet:
    """Dust hanging in the air of a room: a few slow soft dots."""
    plane = _flakes(frame, generator("motes", seed), 90, (0.8, 1.25, 90))
    return LightSheet("motes", 0.12, plane, colour, (-5.0, 3.0))
