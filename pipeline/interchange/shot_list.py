"""The shot list as CSV: out for a spreadsheet, and what a spreadsheet changed in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.errors import Problem, ProjectError
from pipeline.project.shot_cells import CELLS, FIXED, OwnShot, cell_fault, whole_length
from pipeline.project.tables import (
    WAS,
    Conflict,
    cell_digest,
    read_table,
    table_text,
    was_of,
    was_words,
)

__all__ = ["Listed", "NewRow", "Returned", "compare", "read_shot_list", "shot_list"]

KNOWN = ("length", "lines", "takes", "state")
"""Columns that tell how it stands, and are not read back."""
_HEAD = ("scene", "id", *CELLS, *KNOWN, WAS)


class Listed(Struct, frozen=True):
    """A shot with how it stands."""

    own: OwnShot
    length: str = ""
    lines: str = ""
    takes: str = ""
    state: str = ""


class NewRow(Struct, frozen=True):
    """A row that no shot of the film has."""

    row: int
    id: str
    """Empty where the table gives none."""
    scene: str
    after: str
    """The shot of the row above it; empty where there is none."""
    cells: dict[str, str]


class Returned(Struct, frozen=True):
    """What a table says that the film does not."""

    changed: Mapping[str, Mapping[str, str]]
    """New cells by shot and key."""
    fresh: tuple[NewRow, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    absent: tuple[str, ...] = ()
    """Shots of the film without a row."""
    lost: tuple[tuple[int, str], ...] = ()
    """Rows of shots that were listed, and that the film does not have by that name."""
    fixed: tuple[str, ...] = ()
    """What was changed in a cell that is not read back, a sentence each."""
    is_reordered: bool = False


def shot_list(shots: Sequence[Listed]) -> str:
    """The table as text: a row a shot, in film order, the author's words as they are written."""
    rows = (
        [
            each.own.scene,
            each.own.id,
            *each.own.cells.values(),
            *(each.length, each.lines, each.takes, each.state),
            was_words({**each.own.cells, "lines": each.lines}),
        ]
        for each in shots
    )
    return table_text(_HEAD, rows)


def read_shot_list(path: Path) -> list[dict[str, str]]:
    """The rows of a shot list, however a spreadsheet wrote them.

    Raises:
        ProjectError: it is none.
    """
    fix = "write one with `rushes shots --csv FILE`, and save it as CSV in UTF-8"
    return read_table(path, ("id", WAS), fix=fix)


def compare(shots: Sequence[Listed], rows: Sequence[Mapping[str, str]]) -> Returned:
    """What the rows of a table change.

    A cell that equals the film's, or that is as it was when the table was written, changes
    nothing; neither does a column that is gone.

    Raises:
        ProjectError: cells that no film could say, all of them with their rows.
    """
    known = {each.own.id: each for each in shots}
    found = _sorted(known, rows)
    compared = [_compared(known[shot], row) for shot, row in found.rows.items()]
    changed = {each.shot: each.news for each in compared if each.news}
    cells = [(found.numbers[shot], shot, news) for shot, news in changed.items()]
    cells += [(row.row, row.id or "the new shot", row.cells) for row in found.fresh]
    problems = [*found.problems, *(each for one in cells for each in _faults(*one))]
    if problems:
        raise ProjectError(problems)
    order = list(found.rows)
    return Returned(
        changed=changed,
        fresh=tuple(found.fresh),
        conflicts=tuple(clash for each in compared for clash in each.conflicts),
        absent=tuple(each for each in known if each not in found.rows),
        lost=tuple(found.lost),
        fixed=tuple(said for each in compared for said in each.fixed),
        is_reordered=order != [each for each in known if each in found.rows],
    )


class _Sorted(Struct):
    """The rows of a table by what they are."""

    rows: dict[str, Mapping[str, str]] = {}
    """Of shots of the film."""
    numbers: dict[str, int] = {}
    """The rows' numbers, as a spreadsheet counts them."""
    fresh: list[NewRow] = []
    lost: list[tuple[int, str]] = []
    problems: list[Problem] = []


class _Compared(Struct, frozen=True):
    """One row beside its shot."""

    shot: str
    news: dict[str, str]
    conflicts: tuple[Conflict, ...]
    fixed: tuple[str, ...]


def _sorted(known: Mapping[str, Listed], rows: Sequence[Mapping[str, str]]) -> _Sorted:
    found, above = _Sorted(), ""
    for number, row in enumerate(rows, 2):
        shot = row["id"]
        if not any(row.values()):
            continue
        if shot in found.rows:
            said = f"row {number}: {shot} has a row already, row {found.numbers[shot]}"
            found.problems.append(Problem(said, fix="delete one of the two"))
        elif shot in known:
            found.rows[shot], found.numbers[shot], above = row, number, shot
        elif row[WAS]:
            found.lost.append((number, shot))
        else:
            cells = {key: row.get(key, "") for key in CELLS}
            cells["seconds"] = whole_length(cells["seconds"], "")
            found.fresh.append(NewRow(number, shot, row.get("scene", ""), above, cells))
    return found


def _compared(here: Listed, row: Mapping[str, str]) -> _Compared:
    shot, was = here.own.id, was_of(row)
    news: dict[str, str] = {}
    conflicts: list[Conflict] = []
    fixed: list[str] = []
    for key, now in {**here.own.cells, "lines": here.lines}.items():
        cell = row.get(key, now)
        if key == "seconds":
            cell = whole_length(cell, now)
        if cell == now or was.get(key) == cell_digest(cell):
            continue
        if key == "lines":
            fixed.append(f"{shot}: lines are not changed in a shot list: `rushes text --csv` does")
        elif now.startswith(FIXED):
            fixed.append(f"{shot}: its motion differs by generator: change it in film.yaml")
        elif was.get(key) in (None, cell_digest(now)):
            news[key] = cell
        else:
            conflicts.append(Conflict(shot, key, now, cell))
    return _Compared(shot, news, tuple(conflicts), tuple(fixed))


def _faults(row: int, shot: str, cells: Mapping[str, str]) -> Iterator[Problem]:
    for key, cell in cells.items():
        fault = cell_fault(key, cell)
        if fault is not None:
            yield Problem(f"row {row}, {shot}: {fault[0]}", fix=fault[1])
