"""How sounds come again, as values: where they turn round."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from pipeline.cut.clock import MIX_RATE
from pipeline.facts import Json
from pipeline.project.story import Music

__all__ = ["AMBIENT", "PLAIN_LOOP", "Loop", "loop_of", "loop_recipe"]


class Loop(Struct, frozen=True):
    """How a sound comes again."""

    first: Fraction = Fraction(0)
    """Seconds of the file to which it goes back."""
    bar: Fraction | None = None
    """Seconds of a bar: it turns after as many whole bars as the file holds."""
    last: Fraction | None = None
    """Seconds of the file at which it turns; None: where it ends."""
    is_ambient: bool = False
    """Its end crosses its beginning: wind has no beat that could be lost."""


AMBIENT = Loop(is_ambient=True)
PLAIN_LOOP = Loop()
"""Turns where the file ends: its rhythm stays."""


def loop_of(music: Music) -> Loop | None:
    """How a piece of music comes again: after whole bars, where its beats are known."""
    if not music.is_looped:
        return None
    if music.marks is not None:
        bars = music.marks.bars
        return Loop(bars[0], last=bars[-1]) if len(bars) > 1 else PLAIN_LOOP
    if music.bpm is None:
        return PLAIN_LOOP
    return Loop(music.first_beat, bar=music.step * music.beats_a_bar)


def loop_recipe(loop: Loop | None) -> Json | None:
    """The loop in samples, as the recipe of a mix holds it; None where nothing comes again."""
    if loop is None:
        return None
    if loop.is_ambient:
        return {"ambient": True}
    recipe: Json = {"first": round(loop.first * MIX_RATE)}
    if loop.bar is not None:
        bar = loop.bar * MIX_RATE
        recipe["bar"] = [bar.numerator, bar.denominator]
    if loop.last is not None:
        recipe["last"] = round(loop.last * MIX_RATE)
    return recipe
