"""What stands on a track, with the empty stretches between: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from pipeline.timecode import FrameRange

__all__ = ["filled"]

Item = TypeVar("Item")


def filled(placed: Iterable[tuple[FrameRange, Item]]) -> Iterator[tuple[FrameRange, Item | None]]:
    """Everything in its place, and None for each stretch where there is nothing before it."""
    at = 0
    for record, item in placed:
        if record.start > at:
            yield FrameRange(at, record.start), None
        yield record, item
        at = record.end
