"""Safe areas by name: the part of a frame in which words are read on every screen.

``action`` and ``title`` are those of SMPTE ST 2046-1 (93 % and 90 % of width and height),
``title 4:3`` the older 80 %. ``vertical`` leaves free what telephone players lay over a tall
picture: their head above, buttons at the right, the words below.
"""

from __future__ import annotations

from types import MappingProxyType

from msgspec import Struct

__all__ = ["SAFE_AREAS", "SafeArea", "safe_area"]


class SafeArea(Struct, frozen=True):
    """What stays free at each side, in parts of the frame's width or height."""

    left: float
    top: float
    right: float
    bottom: float

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Its left, top, right and bottom in pixels of a frame."""
        return (
            round(width * self.left),
            round(height * self.top),
            round(width * (1 - self.right)),
            round(height * (1 - self.bottom)),
        )


SAFE_AREAS = MappingProxyType(
    {
        "action": SafeArea(0.035, 0.035, 0.035, 0.035),
        "title": SafeArea(0.05, 0.05, 0.05, 0.05),
        "title 4:3": SafeArea(0.10, 0.10, 0.10, 0.10),
        "vertical": SafeArea(0.06, 0.12, 0.12, 0.20),
    }
)
"""Every safe area by its name."""

_TALL = 1.5


def safe_area(width: int, height: int) -> SafeArea:
    """The area for titles in a frame of that size: ``vertical`` for 9:16 and its like."""
    return SAFE_AREAS["vertical" if height >= width * _TALL else "title"]
