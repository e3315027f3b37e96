"""Frames of deliveries: sizes known by name, and how the picture stands in them.

    size: hd, a film of 2.39          |██████ bar ██████|
    frame   1920 x 1080               |     picture     |
    picture 1920 x 804                |██████ bar ██████|

The picture has the film's form. What is left of the frame beside it are bars; without bars the
picture is as large as the frame, and every shot is reframed to it. Sizes: DCI Digital Cinema System
Specification 1.4.1, section 4.3.1 (containers and their 1.85 and 2.39 pictures), ITU-R BT.709 and
BT.2020; ``vertical``, ``portrait`` and ``square`` are what telephone players ask for.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from pipeline.project.story import Delivery

__all__ = ["SIZES", "Framed", "frame_of", "frame_size", "picture_width", "ratio_of"]

SIZES = MappingProxyType(
    {
        "hd": (1920, 1080),
        "hd-720": (1280, 720),
        "uhd": (3840, 2160),
        "dci": (2048, 1080),
        "dci-4k": (4096, 2160),
        "dci-flat": (1998, 1080),
        "dci-flat-4k": (3996, 2160),
        "dci-scope": (2048, 858),
        "dci-scope-4k": (4096, 1716),
        "vertical": (1080, 1920),
        "vertical-uhd": (2160, 3840),
        "portrait": (1080, 1350),
        "square": (1080, 1080),
    }
)
"""Width and height by name, in pixels."""

_HAIR = Fraction(1, 100)
"""Bars thinner than this part of a side are none: 2.39 is meant for 2048 x 858, which is 2.387."""
_RATIO = re.compile(
    r"(?P<width>[0-9]{1,5}(?:\.[0-9]{1,6})?)(?:\s*[:/x]\s*(?P<height>[0-9]{1,5}(?:\.[0-9]{1,6})?))?"
)


class Framed(Struct, frozen=True):
    """A picture in the frame of a delivery; all pixels, all even."""

    width: int
    """Of the picture."""
    height: int
    frame_width: int
    """Of the file."""
    frame_height: int
    is_reframed: bool = False
    """The picture has another form than the film: shots are cropped to it about their focus."""

    @property
    def frame(self) -> tuple[int, int]:
        """Width and height of the file."""
        return self.frame_width, self.frame_height

    @property
    def has_bars(self) -> bool:
        """Whether the frame is larger than the picture."""
        return (self.width, self.height) != self.frame

    @property
    def left(self) -> int:
        """Where the picture begins; even, so that 4:2:0 is not shifted by half a sample."""
        return (self.frame_width - self.width) // 4 * 2

    @property
    def top(self) -> int:
        """The first line of the picture; even."""
        return (self.frame_height - self.height) // 4 * 2

    @property
    def below(self) -> int:
        """Lines of the bar below the picture."""
        return self.frame_height - self.top - self.height


def frame_of(delivery: Delivery, aspect: Fraction) -> Framed:
    """How the picture of a film of that aspect stands in a delivery."""
    wanted = delivery.aspect or aspect
    is_reframed = delivery.aspect is not None and not _is_like(delivery.aspect, aspect)
    if delivery.size is None:
        width, height = frame_size(delivery.width, wanted)
        if delivery.height is not None:
            width, height = _even(delivery.height * wanted), delivery.height
        return Framed(width, height, width, height, is_reframed)
    frame_width, frame_height = delivery.size
    form = Fraction(frame_width, frame_height)
    if not delivery.has_bars or _is_like(form, wanted):
        is_reframed = not _is_like(form, aspect)
        return Framed(frame_width, frame_height, frame_width, frame_height, is_reframed)
    if wanted > form:
        width, height = frame_width, _even(frame_width / wanted)
    else:
        width, height = _even(frame_height * wanted), frame_height
    return Framed(width, height, frame_width, frame_height, is_reframed)


def picture_width(delivery: Delivery, aspect: Fraction) -> int:
    """Pixels across the picture of a delivery, without its bars."""
    if delivery.size is None and delivery.height is None:
        return delivery.width
    return frame_of(delivery, aspect).width


@lru_cache(maxsize=64)
def frame_size(width: int, aspect: Fraction) -> tuple[int, int]:
    """Even width and height of a picture of that aspect (H.264 4:2:0 wants both even)."""
    even = max(2, width - width % 2)
    return even, _even(Fraction(even) / aspect)


def ratio_of(written: str) -> Fraction | None:
    """Width over height as people write it, ``2.39`` or ``16:9``; None: no shape of a picture."""
    match = _RATIO.fullmatch(written.strip())
    height = Fraction(match["height"] or 1) if match else Fraction(0)
    ratio = Fraction(match["width"]) / height if match and height else Fraction(0)
    return ratio if Fraction(1, 5) <= ratio <= 5 else None


def _is_like(form: Fraction, other: Fraction) -> bool:
    return abs(form / other - 1) <= _HAIR


def _even(length: Fraction) -> int:
    return max(2, round(length / 2) * 2)
