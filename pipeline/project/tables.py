"""Tables that leave for a spreadsheet and come back: rows, and what each cell was before."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from pipeline.errors import DiskFull, ProjectError

__all__ = [
    "WAS",
    "Conflict",
    "cell_digest",
    "cell_text",
    "read_table",
    "table_text",
    "was_of",
    "was_words",
    "write_table",
]

WAS = "was"
"""The column that says what every cell was when the table was written; never edited."""
_FORMULA = re.compile(r"'?[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would work out, not show."""
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Conflict(Struct, frozen=True):
    """A cell that was changed in the film and in the table, each in its way."""

    id: str
    column: str
    film: str
    table: str

    @property
    def sentence(self) -> str:
        """For people."""
        said = f"the film says '{self.film}', the table '{self.table}'"
        return f"{self.id} {self.column}: {said}; both were changed, so the film's stays"


def write_table(path: Path, text: str) -> None:
    """Write a table where the author wants it.

    Raises:
        ProjectError: it cannot be written there.
        DiskFull: no room.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as err:
        full = DiskFull.from_os(err, path)
        said = f"'{path.name}' cannot be written: {err.strerror}"
        raise full or ProjectError(said, fix="name another place") from err


def table_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as a spreadsheet opens it at a double click: UTF-8 with a mark, CRLF, quotes.

    A cell that would be taken for a formula gets an apostrophe before it; `read_table` takes it
    away again.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row])
    return "\ufeff" + out.getvalue()


def read_table(path: Path, needed: Sequence[str], *, fix: str) -> list[dict[str, str]]:
    """The rows of a table as text, by column.

    Commas, semicolons and tabs, a byte order mark, `sep=;` and UTF-16 are taken as spreadsheets
    write them.

    Raises:
        ProjectError: it cannot be read, is no text, or lacks a column.
    """
    try:
        content = path.read_bytes()
    except OSError as err:
        raise ProjectError(f"'{path.name}' cannot be read: {err.strerror}", fix=fix) from err
    coding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as err:
        raise ProjectError(f"'{path.name}' is not text in UTF-8", fix=fix) from err
    told = re.match(r"sep=(.)\r?\n", text)
    text = text[told.end() :] if told else text
    head = text.split("\n", maxsplit=1)[0]
    mark = told[1] if told else max(",;\t", key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as err:
        raise ProjectError(f"'{path.name}' is no table: {err}", fix=fix) from err
    if not rows or not set(needed) <= rows[0].keys():
        names = " and ".join(f"'{name}'" for name in needed)
        raise ProjectError(f"'{path.name}' has no columns {names}", fix=fix)
    return [{name: cell_text(cell) for name, cell in row.items() if name} for row in rows]


def cell_text(cell: object) -> str:
    """A cell as the author's text: its apostrophe against formulas and its odd line ends gone."""
    text = cell if isinstance(cell, str) else ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def cell_digest(cell: str) -> str:
    """What a cell is known by when the table comes back."""
    return blake2b(cell.encode(), digest_size=4).hexdigest()


def was_words(cells: Mapping[str, str]) -> str:
    """What stands in the column ``was``: a digest for every cell."""
    return " ".join(f"{name}:{cell_digest(cell)}" for name, cell in cells.items())


def was_of(row: Mapping[str, str]) -> dict[str, str]:
    """The digests of the cells as they were when the table was written."""
    return dict(each.rpartition(":")[::2] for each in row.get(WAS, "").split())
