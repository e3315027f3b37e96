"""Lay an end-credit roll over a picture, frame by frame, in whole pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pipeline.cut.credits import draw_row, lay_out
from pipeline.cut.planes import Array
from pipeline.facts import Json

__all__ = ["Rolled"]

Sheet = np.ndarray[Any, np.dtype[np.float32]]


class Rolled:
    """What of a roll is in the frame; only rows that are seen are drawn and kept."""

    def __init__(
        self, layer: Json, frame: tuple[int, int], sheet_of: Callable[[Array], Sheet]
    ) -> None:
        self._layer = layer
        self._frame = frame
        self._sheet_of = sheet_of
        self._roll = lay_out(layer, *frame)
        self._kept: dict[tuple[int, int], tuple[Sheet, int] | None] = {}

    def seen(self, since: int) -> list[tuple[Sheet, tuple[int, int]]]:
        """Sheets with even sides and their even places in the frame, at a frame of the roll."""
        width, height = self._frame
        found = []
        kept: dict[tuple[int, int], tuple[Sheet, int] | None] = {}
        for number, (place, _) in enumerate(self._roll.rows):
            top = round(place) - since * self._roll.speed
            if top >= height or top < -4 * self._roll.size:
                continue
            key = (number, top % 2)
            kept[key] = self._kept[key] if key in self._kept else self._drawn(number, top % 2)
            drawn = kept[key]
            if drawn is None:
                continue
            sheet, left = drawn
            top -= top % 2
            clipped = sheet[max(0, -top) : height - top, max(0, -left) : width - left]
            if clipped.shape[0] > 1:
                found.append((clipped, (max(0, left), max(0, top))))
        self._kept = kept
        return found

    def _drawn(self, number: int, odd: int) -> tuple[Sheet, int] | None:
        """A row, moved down by ``odd`` pixels within its even sheet."""
        width, _ = self._frame
        drawn = draw_row(self._roll.rows[number][1], self._roll, width)
        if drawn is None:
            return None
        picture, left = drawn
        pixels = np.asarray(picture, np.uint8)
        shift = left % 2
        rows, columns = pixels.shape[0] + odd, pixels.shape[1] + shift
        even = np.zeros((rows + rows % 2, columns + columns % 2, 4), np.uint8)
        even[odd:rows, shift:columns] = pixels
        return self._sheet_of(even), left - shift
