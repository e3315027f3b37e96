"""The form of a film made of pictures, and the camera move that suits each of them; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import cycle

from msgspec import Struct

__all__ = ["Form", "form_of", "moves_for"]

LYING = {"16:9": 16 / 9, "4:3": 4 / 3, "1.85": 1.85, "2.39": 2.39}
STANDING = {"9:16": 9 / 16, "3:4": 3 / 4}
SQUARE = {"1:1": 1.0}
"""The forms that films have; of two that suit as many pictures the first is taken."""
NEARLY_SQUARE = 1.15
LARGE, SMALL = 1080, 720
"""Lines of the picture: its shorter side, unless it is wider than 16:9."""
ENLARGED = 1.25
"""More than that makes a picture soft."""
WIDER, TALLER = 1.3, 1.5
"""From here on a picture is so much wider or taller than the film that the camera follows it.

Upwards it takes more: what matters in a 4:3 photograph fits a 16:9 frame, and a film of nothing
but tilts is tiring.
"""
WIDE = ("pan right", "pan left")
TALL = ("tilt up", "tilt down")
ALIKE = ("push in", "pull out", "push in @ 38,42", "pull out @ 62,42")


class Form(Struct, frozen=True):
    """The picture of a film."""

    aspect: str
    """As it is written in the film: ``16:9``, ``2.39``."""
    width: int
    """Of the delivery, in pixels."""

    @property
    def ratio(self) -> Fraction:
        """Width by height."""
        width, _, height = self.aspect.partition(":")
        return Fraction(width) / Fraction(height or 1)


def form_of(sizes: Sequence[tuple[float, float]]) -> Form:
    """The form in which most of the pictures are shown best; each is its width and height.

    Lying, standing or square is decided first, by the larger number; then the nearest form among
    those. Full HD where at least half of the pictures are that large, else HD.
    """
    groups = {name: [size for size in sizes if _group(size) == name] for name in _GROUPS}
    kind = max(_GROUPS, key=lambda name: len(groups[name]))
    shapes, chosen = _GROUPS[kind], groups[kind]
    votes = [min(shapes, key=lambda name: _unlike(size, shapes[name])) for size in chosen]
    aspect = max(shapes, key=votes.count)
    large = _width(shapes[aspect], LARGE)
    height = large / shapes[aspect]
    soft = sum(max(large / wide, height / high) > ENLARGED for wide, high in chosen)
    return Form(aspect, large if 2 * soft <= len(chosen) else _width(shapes[aspect], SMALL))


def moves_for(ratios: Sequence[float], film: float) -> list[str]:
    """A camera move for each picture, by its width over its height against the film's.

    Along the picture where it is much wider or much taller than the frame, else gently nearer or
    further away, about a point that changes. Two neighbours never have the same move.
    """
    ways: dict[tuple[str, ...], cycle[str]] = {shape: cycle(shape) for shape in (WIDE, TALL, ALIKE)}
    return [next(ways[_way(ratio / film)]) for ratio in ratios]


def _way(shape: float) -> tuple[str, ...]:
    if shape >= WIDER:
        return WIDE
    return TALL if shape <= 1 / TALLER else ALIKE


_GROUPS = {"lying": LYING, "standing": STANDING, "square": SQUARE}


def _group(size: tuple[float, float]) -> str:
    shape = size[0] / size[1]
    if shape >= NEARLY_SQUARE:
        return "lying"
    return "standing" if shape <= 1 / NEARLY_SQUARE else "square"


def _unlike(size: tuple[float, float], shape: float) -> float:
    return abs(math.log(size[0] / size[1] / shape))


def _width(shape: float, lines: int) -> int:
    """The even width of a picture of that shape, inside 16:9 (or 9:16) of so many lines."""
    if shape < 1:
        return lines
    return 2 * round(min(lines * shape, lines * 16 / 9) / 2)
