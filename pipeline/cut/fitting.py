"""Lay a picture of any shape into the frame: what is cropped, what is enlarged, what stands beside.

    fill     the frame is covered; what does not fit is cropped about the focus point
    fit      the whole picture, black beside it
    pad      the whole picture, a colour or its own dark blur beside it

Where nobody says otherwise a picture fills the frame, unless more than half of it would be lost:
then it is shown whole before its own blur. The same holds for clips, stills and panels. A `zoom`
magnifies what the rule has laid out: about its own point, else about the point of `fill`.
Pure: numbers only.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from msgspec import Struct

from pipeline.facts import Json, MediaInfo
from pipeline.project.edit import Zoom
from pipeline.project.frame_rule import BLUR, FrameRule

__all__ = [
    "LEAST_KEPT",
    "Placement",
    "Shape",
    "effective_rule",
    "focus_of",
    "frame_json",
    "place",
    "placed",
]

NEARLY = Fraction(99, 100)
"""Shapes that differ by less are taken for equal: bars of a few lines would look like a fault."""
LEAST_KEPT = Fraction(1, 2)
"""A picture of which less would be seen is shown whole."""
_MIDDLE = Fraction(50)


class Shape(Struct, frozen=True):
    """The delivery frame and its rate."""

    width: int
    height: int
    rate: Fraction
    is_quick: bool = False
    """A draft: scaled and decoded with less care."""

    @property
    def tick(self) -> str:
        """One frame as ffmpeg writes a time base."""
        return f"{self.rate.denominator}/{self.rate.numerator}"


class Placement(Struct, frozen=True):
    """How a picture lies in the frame: scaled, cropped, and set into a box. All numbers even.

    scaled   +--------------+          frame    +--------------------+
             |   +------+   |                   |    +------+        |
             |   | crop |   |   ------------>   |    | box  |        |
             |   +------+   |                   |    +------+        |
             +--------------+                   +--------------------+
    """

    scaled_width: int
    scaled_height: int
    left: int
    """Of the crop, in the scaled picture."""
    top: int
    box: tuple[int, int, int, int]
    """Left, top, width, height in the frame; the crop has this size."""
    enlarged: Fraction = Fraction(1)
    """How many times larger the picture's lines are than in the file."""

    def covers(self, shape: Shape) -> bool:
        """Whether nothing of the frame is left beside it."""
        return self.box == (0, 0, shape.width, shape.height)

    @property
    def lost(self) -> tuple[Fraction, Fraction]:
        """The part of width and height that is cropped, from 0 to 1."""
        _, _, wide, high = self.box
        return 1 - Fraction(wide, self.scaled_width), 1 - Fraction(high, self.scaled_height)


def place(
    size: tuple[Fraction, Fraction], shape: Shape, rule: FrameRule | None, zoom: Zoom | None
) -> Placement:
    """Where a picture of ``size`` (square pixels) lies; without a rule it covers the frame."""
    width, height = size
    across, down = Fraction(shape.width) / width, Fraction(shape.height) / height
    kept = min(across, down) / max(across, down)
    is_whole = rule is not None and rule.rule != "fill" and kept < NEARLY
    factor, x, y = (zoom.factor, zoom.x, zoom.y) if zoom else (Fraction(1), _MIDDLE, _MIDDLE)
    if (x, y) == (_MIDDLE, _MIDDLE) and rule is not None and rule.point is not None:
        x, y = rule.point
    scale = (min(across, down) if is_whole else max(across, down)) * factor
    scaled = (_even(width * scale), _even(height * scale))
    if not is_whole:
        scaled = (max(scaled[0], shape.width), max(scaled[1], shape.height))
    elif factor == 1:
        scaled = (min(scaled[0], shape.width), min(scaled[1], shape.height))
    wide, high = min(scaled[0], shape.width), min(scaled[1], shape.height)
    left, top = (shape.width - wide) // 4 * 2, (shape.height - high) // 4 * 2
    corner = (_corner(scaled[0] - wide, x), _corner(scaled[1] - high, y))
    return Placement(*scaled, *corner, (left, top, wide, high), scale)


def placed(picture: Json, shape: Shape, size: tuple[int, int] | None = None) -> Placement:
    """Where the picture of a recipe lies; ``size`` is that of a still, in pixels."""
    zoom, rule = picture.get("zoom"), picture.get("frame")
    if size is None:
        info = picture["info"]
        width = Fraction(info["size"][0]) * Fraction(*info["pixel_aspect"])
        height = Fraction(info["size"][1])
    else:
        width, height = Fraction(size[0]), Fraction(size[1])
    said = FrameRule(rule["rule"], focus_of(rule)) if rule else None
    punch = Zoom(*(Fraction(*each) for each in zoom)) if zoom else None
    return place((width, height), shape, said, punch)


def focus_of(rule: Json) -> tuple[Fraction, Fraction] | None:
    """The point of a recipe's ``fill``, if it has one."""
    at = rule.get("focus")
    return (Fraction(*at[0]), Fraction(*at[1])) if at else None


def effective_rule(
    rule: FrameRule | None, zoom: Zoom | None, info: MediaInfo, shape: Shape
) -> FrameRule | None:
    """The rule that must be told of a picture, whose own way is something else; else None.

    What has transparency has nothing to blur: it stands whole on what is beneath it.
    """
    is_still = info.kind == "image"
    size = (info.width * info.pixel_aspect, Fraction(info.height))
    across, down = shape.width / size[0], shape.height / size[1]
    is_lost = min(across, down) / max(across, down) < LEAST_KEPT
    if rule is None:
        if zoom is not None or not is_lost or (is_still and not info.has_alpha):
            return None
        return FrameRule("fit") if info.has_alpha else FrameRule("pad", ground=BLUR)
    if is_still and (is_lost or rule.point is not None):
        return rule
    laid, usual = place(size, shape, rule, zoom), place(size, shape, None, zoom)
    return None if laid == usual and laid.covers(shape) else rule


def frame_json(rule: FrameRule) -> dict[str, Any]:
    """The rule as a recipe keeps it."""
    if rule.point is not None:
        return {
            "rule": "fill",
            "focus": [[each.numerator, each.denominator] for each in rule.point],
        }
    if rule.rule != "pad" or rule.ground == "#000000":
        return {"rule": "fill" if rule.rule == "fill" else "fit"}
    return {"rule": "pad", "ground": rule.ground}


def _corner(spare: int, percent: Fraction) -> int:
    """The point at ``percent`` keeps its place in the frame; even, for 4:2:0."""
    return math.floor(spare * percent / 100 / 2 + Fraction(1, 2)) * 2 if spare > 0 else 0


def _even(length: Fraction) -> int:
    return max(2, math.floor(length / 2 + Fraction(1, 2)) * 2)
