"""Cut a picture that is a grid of several (a 2x2 of Midjourney's) into its parts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import MediaError, ProjectError
from pipeline.facts import SlateInput
from pipeline.media.digests import digest_of
from pipeline.media.pictures import is_picture, note_of, parts, read_picture, write_picture

if TYPE_CHECKING:
    from pipeline.vault.adopting import Adoption
    from pipeline.vault.vault import Vault

__all__ = ["Part", "grid_of", "parts_of"]

MOST = 9
"""Columns and rows of a grid."""
_GRID = re.compile(r"([1-9])\s*[xX×]\s*([1-9])")
_ACROSS = {1: ("",), 2: ("left", "right"), 3: ("left", "middle", "right")}
_DOWN = {1: ("",), 2: ("top", "bottom"), 3: ("top", "centre", "bottom")}


class Part(Struct, frozen=True):
    """One picture of a grid, as a file of its own."""

    file: Path
    name: str
    """``top left of 2x2``."""
    number: int
    """Row by row, from 1, as Midjourney counts its buttons."""
    box: tuple[int, int, int, int]
    """Left, top, width and height in the grid, in pixels."""
    grid: Path
    digest: str
    """Of the whole grid."""
    split: str
    """``2x2``."""

    def on(self, adoption: Adoption) -> Adoption:
        """The adoption, with what the slate says of the grid; the grid is kept by its first part.

        So nothing of what the generator delivered is lost.
        """
        told = {
            "grid": self.split,
            "quadrant": self.number,
            "place": self.name,
            "box": list(self.box),
        }
        return replace(
            adoption,
            inputs=(SlateInput("grid", self.digest),),
            options={**adoption.options, **told},
            companions=(("grid", self.grid),) if self.number == 1 else (),
        )


def grid_of(split: str) -> tuple[int, int]:
    """Columns and rows of ``2x2``; (1, 1) of nothing.

    Raises:
        ProjectError: it is no grid.
    """
    match = _GRID.fullmatch(split.strip())
    if split and (match is None or match[1] == match[2] == "1"):
        fix = "write columns and rows, as in 2x2 or 3x1; at most 9 of each"
        raise ProjectError(f"'{split}' is no grid", fix=fix)
    return (int(match[1]), int(match[2])) if match else (1, 1)


@contextmanager
def parts_of(vault: Vault, grid: Path, split: str) -> Iterator[list[Part]]:
    """The parts of a grid as PNG files, row by row; they are there while the context is open.

    Every pixel of the grid is in exactly one part: where its sides do not divide, parts differ by
    one pixel. What the generator wrote inside the grid is written into each.

    Raises:
        MediaError: it is no picture, or smaller than the grid has parts.
    """
    columns, rows = grid_of(split)
    if not is_picture(grid):
        raise MediaError(f"{grid} is no picture and cannot be split", fix="leave --split out")
    picture, note = read_picture(grid), note_of(grid)
    if note.tool == "midjourney" and note.job:  # as Midjourney writes it, to be read back as such
        note = replace(note, prompt=f"{note.prompt} Job ID: {note.job}", job="")
    key, digest = uuid.uuid4().hex, digest_of(grid)
    try:
        with vault.aside(key) as folder:
            found = []
            for number, (box, pixels) in enumerate(parts(picture, columns, rows), 1):
                file = folder / f"{number}.png"
                write_picture(pixels, file, note)
                name = f"{_place((number - 1) % columns, (number - 1) // columns, (columns, rows))}"
                told = f"{name} of {columns}x{rows}"
                found.append(Part(file, told, number, box, grid, digest, f"{columns}x{rows}"))
            yield found
    finally:
        vault.forget_aside(key)


def _place(column: int, row: int, size: tuple[int, int]) -> str:
    """``top left``; where there are more than three, ``column 4, row 2``."""
    if max(size) > max(_ACROSS):
        return f"column {column + 1}, row {row + 1}"
    return " ".join(filter(None, (_DOWN[size[1]][row], _ACROSS[size[0]][column])))
