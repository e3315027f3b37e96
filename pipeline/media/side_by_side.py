"""Lay takes side by side: a sheet of their frames, and one film in which they play at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from PIL import Image

from pipeline.facts import MediaInfo
from pipeline.media.ffmpeg import run, source
from pipeline.media.lettering import Lettering, draw_lines, wrap
from pipeline.media.multiplane import Bytes
from pipeline.media.pictures import fitted, frame_of, read_picture, sheet, write_picture

__all__ = ["Cell", "write_grid", "write_rows"]

_GRID = 1920
"""Pixels that a film of several is wide at most."""
_CELL = 480
"""Pixels of a frame on the sheet."""
_STRIP = 40
"""Pixels below each picture of the film, for its caption."""
_GROUND = "#14181d"


class Cell(Struct, frozen=True):
    """One take, and what stands below it."""

    path: Path
    info: MediaInfo
    caption: str


def write_rows(cells: Sequence[Cell], target: Path, *, aspect: Fraction) -> None:
    """Write a sheet: a row for each clip with its first, middle and last frame; panels in one row.

    Raises:
        MediaError: a take cannot be read.
    """
    size = (_CELL, max(2, round(_CELL / aspect / 2) * 2))
    pictures: list[tuple[Bytes, str]] = []
    is_moving = any(cell.info.kind == "video" for cell in cells)
    for cell in cells:
        frames = _frames(cell, size)
        words = (cell.caption, "", "")
        pictures += list(zip(frames, words if is_moving else words[:1], strict=False))
    columns = 3 if is_moving else math.ceil(math.sqrt(len(cells)))
    write_picture(sheet(pictures, columns=columns, cell=size), target)


def _frames(cell: Cell, size: tuple[int, int]) -> list[Bytes]:
    """The first, the middle and the last frame of a clip; a still, three times."""
    if cell.info.kind != "video":
        return [fitted(read_picture(cell.path), *size)] * 3
    length, one = float(cell.info.seconds), float(1 / (cell.info.rate or 24))
    places = (0.0, length / 2, max(0.0, length - 1.5 * one))
    return [frame_of(cell.path, at, size) for at in places]


def write_grid(cells: Sequence[Cell], target: Path, *, rate: Fraction, aspect: Fraction) -> None:
    """Write a film in which the clips play at once from their first frames, each with its caption.

    It lasts as long as the longest; the others stand still on their last frame. Without sound.

    Raises:
        MediaError: a clip cannot be read.
        DiskFull: no room.
    """
    columns = math.ceil(math.sqrt(len(cells)))
    wide = min(960, _GRID // columns) // 2 * 2
    high = max(2, round(wide / aspect / 2) * 2)
    longest = max(cell.info.seconds for cell in cells)
    lines: list[str] = []
    with TemporaryDirectory(prefix="rushes-grid-") as folder:
        inputs: list[str] = []
        for number, cell in enumerate(cells):
            strip = Path(folder) / f"{number}.png"
            _caption(cell.caption, wide).save(strip)
            inputs += [*source(cell.path), *source(strip)]
            hold = float(longest - cell.info.seconds) + 1
            lines.append(
                f"[{2 * number}:v]fps={rate.numerator}/{rate.denominator},"
                f"scale={wide}:{high}:force_original_aspect_ratio=decrease,setsar=1,"
                f"pad={wide}:{high + _STRIP}:(ow-iw)/2:({high}-ih)/2:color={_GROUND},"
                f"tpad=stop_mode=clone:stop_duration={hold:.3f}[a{number}];"
                f"[a{number}][{2 * number + 1}:v]overlay=0:{high}:eof_action=repeat[b{number}]"
            )
        places = "|".join(
            f"{wide * (n % columns)}_{(high + _STRIP) * (n // columns)}" for n in range(len(cells))
        )
        inside = "".join(f"[b{n}]" for n in range(len(cells)))
        stack = f"xstack=inputs={len(cells)}:layout={places}:fill={_GROUND}"
        lines.append(f"{inside}{stack},format=yuv420p[out]")
        run(
            (
                *("-v", "error", "-y", *inputs, "-filter_complex", ";".join(lines)),
                *("-map", "[out]", "-t", f"{float(longest):.6f}", "-c:v", "libx264"),
                *("-preset", "veryfast", "-crf", "18", "-movflags", "+faststart", str(target)),
            ),
            doing="laying takes side by side",
        )


def _caption(text: str, width: int) -> Image.Image:
    """One line of words on a strip, cut where it is too long."""
    style = Lettering(size=20, align="left", colour="#e8ecef")
    strip = Image.new("RGB", (width, _STRIP), _GROUND)
    words = draw_lines(wrap(text, width - 24, style)[:1], style)
    strip.paste(words, (12, (_STRIP - words.height) // 2), words)
    return strip
