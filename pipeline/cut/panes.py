"""Several pictures side by side: how long they stand, which is heard, and where each lies."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.idle_words import idle_words
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Panes
from pipeline.cut.window import Window
from pipeline.errors import Problem
from pipeline.project.edit import ShotEvent, Split

__all__ = ["GRIDS", "LaidPanes", "boxes", "laid_panes"]

Box = tuple[int, int, int, int]
"""Left, top, width, height."""

GRIDS = {"left-right": (2, 1), "top-bottom": (1, 2), "thirds": (3, 1), "quarters": (2, 2)}
"""Columns and rows of each layout."""


class LaidPanes(Struct, frozen=True):
    """A split in its place, and what is to be said about it."""

    clip: Clip
    problems: tuple[Problem, ...] = ()


def laid_panes(event: Split, cells: Sequence[Clip | None]) -> LaidPanes:
    """The clip of a split, from the clips of its pictures (None: its shot is omitted).

    It lasts as long as the longest picture with a clip of its own; a shorter one holds its last
    frame, and a still simply stands longer.

    sh190   |------------------------|
    sh290   |-------------|..........|   its last frame is held
    split   |------------------------|
    """
    present = [cell for cell in cells if cell is not None]
    frames = max(cell.frames for cell in present)
    heard = _heard(event, cells)
    laid: list[Clip] = []
    problems: list[Problem] = []
    for number, (said, cell) in enumerate(zip(event.events, cells, strict=True)):
        if cell is None:
            laid.append(Clip(Colour(event.colour), Window.of(0, frames), where=said.where))
            continue
        if isinstance(said, ShotEvent):
            quiet = replace(said, is_muted=number not in heard)
            problems += idle_words(quiet, cell)
        problems += _short(cell, frames)
        laid.append(replace(_lasting(cell, frames), is_muted=number not in heard))
    panes = Panes(event.layout, tuple(laid), event.gap, event.colour)
    return LaidPanes(Clip(panes, Window.of(0, frames), where=event.where), tuple(problems))


def _heard(event: Split, cells: Sequence[Clip | None]) -> set[int]:
    """The first picture that is not muted, and every other whose line says a gain."""
    open_ones = [n for n, cell in enumerate(cells) if cell is not None and not cell.is_muted]
    shown = [n for n in open_ones if isinstance(event.events[n], ShotEvent)]
    louder = {n for n in shown if (cell := cells[n]) is not None and cell.gain}
    return {*shown[:1], *louder}


def _lasting(cell: Clip, frames: int) -> Clip:
    window = cell.window
    if window.frames >= frames:
        return cell
    if isinstance(cell.media, Card | Colour):
        return replace(cell, window=Window.of(0, frames))
    if isinstance(cell.media, Footage) and cell.media.is_still and not window.hold:
        return replace(cell, window=Window.of(window.source_range.start, frames))
    longer = window.hold + frames - window.frames
    return replace(cell, window=replace(window, frames=frames, hold=longer))


def _short(cell: Clip, frames: int) -> Iterator[Problem]:
    lacking = frames - cell.frames
    media = cell.media
    if lacking <= 0 or not isinstance(media, Footage) or media.is_still:
        return
    yield Problem(
        f"{media.take} has {cell.frames} frames here and the split {frames}: its last picture is "
        f"held for {lacking}",
        where=cell.where,
        fix=f"make its window {lacking} frames longer, or write hold {cell.window.hold + lacking} "
        "to say that it is meant",
        is_warning=True,
        shot=cell.shot,
    )


def boxes(layout: str, percent: Fraction, width: int, height: int) -> tuple[Box, ...]:
    """Where each picture lies in a frame of that size: whole pixels, even for 4:2:0.

    ``percent`` of the height is the line between them, at least two pixels unless it is none.
    """
    columns, rows = GRIDS[layout]
    gap = max(2, _even(percent * height / 100)) if percent else 0
    across, down = _spans(width, columns, gap), _spans(height, rows, gap)
    return tuple((left, top, wide, high) for top, high in down for left, wide in across)


def _spans(length: int, count: int, gap: int) -> list[tuple[int, int]]:
    """``count`` stretches with a gap between them that together fill ``length``."""
    step = Fraction(length + gap, count)
    starts = [_even(number * step) for number in range(count)]
    ends = [start - gap for start in starts[1:]] + [length]
    return [(start, max(2, end - start)) for start, end in zip(starts, ends, strict=True)]


def _even(length: Fraction) -> int:
    return math.floor(length / 2 + Fraction(1, 2)) * 2
