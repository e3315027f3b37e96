"""Colour tables in the ``.cube`` form (Adobe Cube LUT Specification 1.0, and Resolve's shapers).

TITLE "night"                       a comment begins with #
LUT_3D_SIZE 33                      or LUT_1D_SIZE 1024; Resolve writes both, the curve first
DOMAIN_MIN 0 0 0                    the colours that the first and last point stand for
DOMAIN_MAX 1 1 1
0.000000 0.000000 0.000000          33 * 33 * 33 rows of red, green, blue, red changing fastest
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from pipeline.errors import ProjectError, Where

__all__ = ["MOST_3D", "Cube", "Table", "interpolated", "lattice", "read_cube", "table_text"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

MOST_1D = 65536
MOST_3D = 129
"""Points along a side; the specification allows 256, of which no grader is known to write more."""
_MOST_BYTES = 100_000_000
_ONCE = ("LUT_1D_SIZE", "LUT_3D_SIZE")
_RANGES = ("DOMAIN_MIN", "DOMAIN_MAX", "LUT_1D_INPUT_RANGE", "LUT_3D_INPUT_RANGE")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")


class Table(Struct, frozen=True):
    """One table: a curve a channel, or a value for every point of the cube of colours."""

    size: int
    is_3d: bool
    values: Floats
    """(size, 3), or (size ** 3, 3) with red changing fastest."""
    least: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """The colour that the first point stands for."""
    most: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """The colour that the last point stands for."""

    @property
    def is_plain(self) -> bool:
        """Whether it is looked up from black 0 to white 1."""
        return self.least == (0, 0, 0) and self.most == (1, 1, 1)


class Cube(Struct, frozen=True):
    """The tables of a file, in the order in which they are looked up."""

    tables: tuple[Table, ...]


def read_cube(path: Path, shown: Path | None = None) -> Cube:
    """Read and check a whole file; ``shown`` is its name in messages.

    Raises:
        ProjectError: it cannot be read, is no ``.cube``, or is wrong; with line and column.
    """
    shown = shown or path
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ProjectError(
                "this colour table is larger than any that is read here",
                where=Where(shown),
                fix="write it with 65 points a side or fewer",
            )
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as err:
        said = f"this colour table cannot be read: {err.strerror}"
        raise ProjectError(said, where=Where(shown)) from err
    return _Reading(shown, text.splitlines()).cube()


class _Reading:
    """One file, line by line."""

    def __init__(self, shown: Path, lines: list[str]) -> None:
        self._shown, self._lines = shown, lines
        self._said: dict[str, tuple[int, tuple[float, ...]]] = {}
        self._sizes: dict[str, int] = {}

    def cube(self) -> Cube:
        rows = list(self._heads())
        if not self._sizes:
            raise self._fault(0, "this is no .cube table: no line says LUT_3D_SIZE or LUT_1D_SIZE")
        tables, begin = [], 0
        for name in _ONCE:
            size = self._sizes.get(name, 0)
            count = size**3 if name == "LUT_3D_SIZE" else size
            if not size:
                continue
            found = rows[begin : begin + count]
            if len(found) < count:
                raise self._fault(
                    0,
                    f"the table ends after {len(found)} of its {count} rows ({name} {size})",
                    "it was cut off: copy it again",
                )
            tables.append(self._table(name, size, self._values(found)))
            begin += count
        if len(rows) > begin:
            raise self._fault(
                rows[begin],
                f"there are more rows than its size asks for ({begin})",
                "look at the line with the size, or write the table anew",
            )
        return Cube(tuple(tables))

    def _heads(self) -> Iterator[int]:
        """Read every line that is no row; the numbers of those that are, counted from 1."""
        for number, line in enumerate(self._lines, 1):
            first = line.lstrip()[:1]
            if not first or first == "#":
                continue
            if not first.isalpha() or line.split()[0].lower() in {"nan", "inf", "infinity"}:
                yield number
                continue
            word = line.split()[0]
            if word in _ONCE:
                self._size(number, word, line)
            elif word in _RANGES:
                self._range(number, word, line)
            elif word != "TITLE":
                raise self._fault(
                    number, f"'{word[:40]}' is no word of a .cube table", "write the table anew"
                )

    def _size(self, number: int, word: str, line: str) -> None:
        most = MOST_3D if word == "LUT_3D_SIZE" else MOST_1D
        said = line.split()[1:]
        is_whole = len(said) == 1 and said[0].isascii() and said[0].isdigit() and len(said[0]) < 12
        if not is_whole or not 2 <= int(said[0]) <= most:
            told = " ".join(said)[:40] or "nothing"
            raise self._fault(
                number,
                f"{word} takes a whole number from 2 to {most}, not '{told}'",
                "write the table with 33 or 65 points a side",
            )
        if word in self._sizes:
            raise self._fault(number, f"{word} stands here a second time", "delete one of the two")
        self._sizes[word] = int(said[0])

    def _range(self, number: int, word: str, line: str) -> None:
        wanted = 3 if word.startswith("DOMAIN") else 2
        said = line.split()[1:]
        are_numbers = all(_NUMBER.fullmatch(each) and math.isfinite(float(each)) for each in said)
        if len(said) != wanted or not are_numbers:
            raise self._fault(number, f"{word} takes {wanted} numbers", "write the table anew")
        self._said[word] = (number, tuple(map(float, said)))

    def _values(self, numbers: Sequence[int]) -> Floats:
        """The rows of those lines; whatever is wrong with one is found line by line."""
        text = " ".join(self._lines[number - 1] for number in numbers)
        words = text.split() if text.isascii() and "_" not in text else []
        try:
            values = np.array(list(map(float, words)))
        except ValueError:
            values = np.empty(0)
        is_whole = len(words) == 3 * len(numbers) == len(values) and np.isfinite(values).all()
        if not is_whole:
            for number in numbers:
                self._check_row(number)
        return values.reshape(-1, 3)

    def _check_row(self, number: int) -> None:
        line = self._lines[number - 1]
        words = line.split()
        for word in words:
            if not _NUMBER.fullmatch(word) or not math.isfinite(float(word)):
                said = f"'{word[:40]}' is not a number that a colour can have"
                raise self._fault(number, said, "write the table anew", line.index(word) + 1)
        if len(words) != 3:
            said = f"a row has red, green and blue; this one has {len(words)} numbers"
            raise self._fault(number, said, "write the table anew")

    def _table(self, name: str, size: int, values: Floats) -> Table:
        is_3d = name == "LUT_3D_SIZE"
        least, most = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
        line = 0
        if not is_3d or len(self._sizes) == 1:  # behind a curve, what comes out of it is looked up
            for word in ("DOMAIN_MIN", "DOMAIN_MAX"):
                if word not in self._said:
                    continue
                line, (red, green, blue) = self._said[word]
                least = (red, green, blue) if word == "DOMAIN_MIN" else least
                most = (red, green, blue) if word == "DOMAIN_MAX" else most
        own = self._said.get("LUT_3D_INPUT_RANGE" if is_3d else "LUT_1D_INPUT_RANGE")
        if own is not None:
            line, (low, top) = own
            least, most = (low, low, low), (top, top, top)
        if not all(low < top for low, top in zip(least, most, strict=True)):
            said = "the first colour of the table is not below its last"
            raise self._fault(line, said, "write 0 0 0 and 1 1 1")
        return Table(size, is_3d, values, least, most)

    def _fault(self, number: int, message: str, fix: str = "", column: int = 1) -> ProjectError:
        if not number:
            return ProjectError(message, where=Where(self._shown), fix=fix)
        text = self._lines[number - 1][:400]
        return ProjectError(message, where=Where(self._shown, number, column, text), fix=fix)


def lattice(size: int) -> Floats:
    """The colours that a plain table of that size has a value for, red changing fastest."""
    steps = np.linspace(0, 1, size)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    return np.stack([red, green, blue], -1).reshape(-1, 3)


def interpolated(table: Table, pixels: Floats) -> Floats:
    """What a plain table of three dimensions makes of R'G'B' (n, 3), by tetrahedra.

    As ffmpeg and most graders do: a cell is cut into six tetrahedra along its diagonal of greys;
    the way from its darkest corner goes along the channel with the largest part first.
    """
    size = table.size
    place = np.clip(pixels, 0, 1) * (size - 1)
    corner = np.minimum(place.astype(int), size - 2)
    part = place - corner
    order = np.argsort(-part, axis=1, kind="stable")
    strides = np.array([1, size, size * size])
    at = corner @ strides
    rest = np.take_along_axis(part, order, axis=1)
    result = table.values[at] * (1 - rest[:, :1])
    for step in range(3):
        at = at + strides[order[:, step]]
        following = rest[:, step + 1 : step + 2] if step < 2 else 0
        result = result + table.values[at] * (rest[:, step : step + 1] - following)
    return np.asarray(result)


def table_text(table: Table) -> str:
    """The table as a file of its own, from black 0 to white 1 whatever its ends are."""
    rows = (f"{red:.7g} {green:.7g} {blue:.7g}" for red, green, blue in table.values.tolist())
    word = "LUT_3D_SIZE" if table.is_3d else "LUT_1D_SIZE"
    return "\n".join([f"{word} {table.size}", *rows, ""])
