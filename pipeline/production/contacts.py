"""Contact sheets: pictures small and many, each with its name, to choose from."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import MediaError, ProjectError
from pipeline.production.binning import BinRow

if TYPE_CHECKING:
    from pipeline.media.multiplane import Bytes
    from pipeline.production.production import Production

__all__ = ["bin_sheet", "fitted_small", "small"]

BIN_SHEET = "bin.png"


def bin_sheet(production: Production, rows: Sequence[BinRow]) -> tuple[Path, int]:
    """Write the contact sheet of takes of the bin, each under its id; its path and count.

    Raises:
        ProjectError: none of them can be seen.
    """
    from pipeline.media.pictures import sheet, write_picture

    cells = []
    for row in rows:
        picture = None if row.state else small(row.path)
        if picture is not None:
            tags = f"  {' '.join(row.tags)}" if row.tags else ""
            cells.append((picture, f"{row.id}  {row.file}{tags}"))
    if not cells:
        raise ProjectError("no take of the bin fits that can be seen", fix="`rushes bin` lists it")
    path = production.home.out / BIN_SHEET
    path.parent.mkdir(parents=True, exist_ok=True)
    write_picture(sheet(cells, columns=8, cell=(240, 150)), path)
    return path, len(cells)


def small(path: Path, size: tuple[int, int] = (320, 200)) -> Bytes | None:
    """A picture, or the first frame of a clip, whole inside ``size``; None if it cannot be seen."""
    from pipeline.media.pictures import frame_of, is_picture, read_picture, thumbnail

    with contextlib.suppress(MediaError):
        picture = read_picture(path) if is_picture(path) else frame_of(path, 0, size)
        return thumbnail(picture, *size)
    return None


def fitted_small(path: Path, size: tuple[int, int]) -> Bytes | None:
    """The same, but that it fills ``size``, as the film would frame it."""
    from pipeline.media.pictures import fitted, frame_of, is_picture, read_picture

    with contextlib.suppress(MediaError):
        if not is_picture(path):
            return frame_of(path, 0, size)
        return fitted(read_picture(path), *size)
    return None
