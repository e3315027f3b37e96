"""Write a cut as timelines for other programs, beside the films of ``out/``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import DiskFull
from pipeline.interchange.losses import Lost
from pipeline.interchange.shelf import format_of
from pipeline.production.sequencing import Hrefs, sequence

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["Timelines", "write_timelines"]


class Timelines(Struct, frozen=True):
    """Timelines that were written."""

    files: tuple[Path, ...]
    lost: tuple[Lost, ...]
    """What could not be carried, format by format, in film order."""


def write_timelines(production: Production, names: Sequence[str], cut: str) -> Timelines:
    """Write the cut in each of the formats; a file that is there and differs stays.

    Raises:
        ProjectError: no such format or cut, or an empty cut.
    """
    formats = [format_of(name) for name in dict.fromkeys(names)]
    out = production.home.out
    found = sequence(production, cut, Hrefs(out))
    files: list[Path] = []
    lost: list[Lost] = []
    for each in formats:
        written = each.write(found)
        lost += written.lost
        files += _put(out, written.files)
    return Timelines(tuple(files), tuple(lost))


def _put(out: Path, files: Sequence[tuple[str, bytes]]) -> Iterator[Path]:
    """Write the files of one format, all of them under names that are free together."""
    number = 1
    while not all(_is_free(_numbered(out / name, number), content) for name, content in files):
        number += 1
    for name, content in files:
        path = _numbered(out / name, number)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as err:
            raise (DiskFull.from_os(err, path) or err) from None
        yield path


def _numbered(path: Path, number: int) -> Path:
    """``main-v3.otio``, then ``main-v3_2.otio``."""
    return path if number == 1 else path.with_name(f"{path.stem}_{number}{path.suffix}")


def _is_free(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() == content
