"""Transitions: how two pictures become one, frame by frame.

Frame k of n is mixed for the middle of its time, p = (k + 1/2) / n, like every other frame of the
film. A transition never changes a length: ``before`` is what runs on beneath, ``after`` the
event that bears it.

    before  |-------------------|- - - - -'         its tail: frames beyond its out point
    after                       |=========|-------------------|
                                 n frames            out point
    fade out, over its last n:  |-------------------|=========|
"""

from __future__ import annotations

from typing import ClassVar, Protocol

import numpy as np
from msgspec import Struct

from pipeline.cut.planes import Array, blend, plain_colour, weighed
from pipeline.facts import Json

__all__ = ["Dip", "Dissolve", "FadeIn", "FadeOut", "Mix", "Straight", "Wipe", "fade_to", "mix_of"]


class Mix(Protocol):
    """One kind of transition."""

    def at(self, p: float, before: Array, after: Array) -> Array:
        """The picture at progress ``p`` (0 to 1); pictures as in ``planes``."""
        ...


class Straight(Struct, frozen=True):
    """A plain cut: one picture ends, and the next is there.

    before  1 |
              |          out = after, from the first frame on
    after   0 |---- 1
    """

    word: ClassVar[str] = "cut"

    def at(self, p: float, before: Array, after: Array) -> Array:  # noqa: ARG002 - one signature
        """The picture after."""
        return after


class Dissolve(Struct, frozen=True):
    """One picture melts into the other.

    before  1 `.                 out = before * (1 - p) + after * p
               `.
    after   0 .-'`- 1
    """

    word: ClassVar[str] = "dissolve"

    def at(self, p: float, before: Array, after: Array) -> Array:
        """The two pictures, weighed."""
        return weighed(before, after, p)


class Dip(Struct, frozen=True):
    """Through a colour: away in the first half, back in the second.

    before  1 `.    .' 1  after     p < 1/2: before * (1 - 2p) + colour * 2p
    colour     `..'                 else:    colour * (2 - 2p) + after * (2p - 1)
    """

    colour: str = "#000000"
    word: ClassVar[str] = "dip"

    def at(self, p: float, before: Array, after: Array) -> Array:
        """One picture and the colour, weighed."""
        flat = _flat(self.colour, before)
        if p < 0.5:
            return weighed(before, flat, 2 * p)
        return weighed(flat, after, 2 * p - 1)


class FadeIn(Struct, frozen=True):
    """From a colour.

    colour  1 `.                 out = colour * (1 - p) + after * p
    after   0 .-'`- 1
    """

    colour: str = "#000000"
    word: ClassVar[str] = "fade"

    def at(self, p: float, before: Array, after: Array) -> Array:  # noqa: ARG002 - one signature
        """The colour and the picture, weighed."""
        return fade_to(after, self.colour, 1 - p)


class FadeOut(Struct, frozen=True):
    """To a colour, over the last frames of the event that it stands behind.

    before  1 `.                 out = before * (1 - p) + colour * p
    colour  0 .-'`- 1
    """

    colour: str = "#000000"
    word: ClassVar[str] = "fade out"

    def at(self, p: float, before: Array, after: Array) -> Array:  # noqa: ARG002 - one signature
        """The picture and the colour, weighed."""
        return fade_to(before, self.colour, p)


class Wipe(Struct, frozen=True):
    """The new picture is drawn over the old one, behind a soft edge.

    right:  |after >>>|  before  |      the edge crosses the frame at even speed and is
                      ^ edge            a twentieth of it wide
    """

    direction: str = "right"
    word: ClassVar[str] = "wipe"
    softness: ClassVar[float] = 0.05

    def at(self, p: float, before: Array, after: Array) -> Array:
        """Old and new, either side of the edge."""
        height, width = before.shape[0] * 2 // 3, before.shape[1]
        is_flat = self.direction in {"left", "right", ""}
        length = width if is_flat else height
        place = (np.arange(length, dtype=np.float32) + 0.5) / length
        if self.direction in {"left", "up"}:
            place = 1 - place
        edge = p * (1 + self.softness)
        share = np.clip((edge - place) / self.softness, 0, 1).astype(np.float32)
        mask = share[None, :] if is_flat else share[:, None]
        return blend(before, after, np.broadcast_to(mask, (height, width)).copy())


def mix_of(into: Json) -> Mix:
    """The transition that a recipe names: none is a plain cut, an unknown word a dissolve."""
    kind = into.get("kind", Straight.word)
    if kind == Straight.word:
        return Straight()
    if kind == Dip.word:
        return Dip(into["colour"])
    if kind == FadeIn.word:
        return FadeIn(into["colour"])
    if kind == Wipe.word:
        return Wipe(into["direction"] or "right")
    return Dissolve()


def fade_to(picture: Array, colour: str, share: float) -> Array:
    """The picture with ``share`` (0 to 1) of a colour in it."""
    return weighed(picture, _flat(colour, picture), share)


def _flat(colour: str, like: Array) -> Array:
    return plain_colour(colour, like.shape[1], like.shape[0] * 2 // 3)
