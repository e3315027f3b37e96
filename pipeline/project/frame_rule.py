"""How a picture of another shape lies in the frame: ``fit``, ``fill @ 40,30``, ``pad blur``."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

__all__ = ["BLUR", "FrameRule"]

BLUR = "blur"
_NAMES = {"#000000": "black", "#ffffff": "white"}


class FrameRule(Struct, frozen=True):
    """How a picture lies in the frame where their shapes differ."""

    rule: str
    """``fit`` (whole, black beside it), ``fill`` (the frame is covered) or ``pad`` (whole)."""
    point: tuple[Fraction, Fraction] | None = None
    """Of ``fill``: what keeps its place, in percent of width and height; None: the middle."""
    ground: str = "#000000"
    """Of ``pad``: ``blur`` or ``#rrggbb``, which stands beside the picture."""

    def __str__(self) -> str:
        if self.rule == "pad":
            return f"pad {_NAMES.get(self.ground, self.ground.replace('#', '0x'))}"
        if self.point is not None:
            return f"fill @ {_percent(self.point[0])},{_percent(self.point[1])}"
        return self.rule


def _percent(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
