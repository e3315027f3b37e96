"""Tables for spreadsheets: what they do to a cell, and that it comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.project.tables import read_table, table_text, was_of, was_words

CELLS = (
    "=1+2",
    "-18f",
    "+ a hand",
    "@night",
    "'=quoted",
    "it's",
    "a\nb",
    'say "no"; go',
    "雪，夜",
    "",
)


def taken(path: Path, text: str, coding: str = "utf-8") -> list[str]:
    """The cells of the first row of a table, as it comes back."""
    path.write_bytes(text.encode(coding))
    return list(read_table(path, ("c0",), fix="")[0].values())


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_every_cell_comes_back_as_it_went(tmp_path: Path, coding: str) -> None:
    """Formulas, quotes, line ends and Chinese; no spreadsheet works any of them out."""
    table = table_text([f"c{number}" for number in range(len(CELLS))], [CELLS])

    assert list(CELLS) == taken(tmp_path / "t.csv", table, coding)
    assert not [cell for cell in table.splitlines()[1].split(",") if cell.startswith("=")]


@pytest.mark.parametrize("text", ["sep=;\r\nc0;c1\r\na;b\r\n", "c0\tc1\na\tb\n", "c0;c1\ra;b\r"])
def test_separators_and_line_ends_are_taken_as_they_come(tmp_path: Path, text: str) -> None:
    """As Excel, LibreOffice and Numbers write them, an old Mac's line ends included."""
    assert ["a", "b"] == taken(tmp_path / "t.csv", text)


@pytest.mark.parametrize("text", ["", "c1\na\n", "c0,c1\n"])
def test_another_table_is_refused_with_its_columns(tmp_path: Path, text: str) -> None:
    """Empty, without the column, without a row."""
    with pytest.raises(ProjectError, match="has no columns 'c0'"):
        taken(tmp_path / "t.csv", text)


def test_what_cells_were_is_known_by_a_few_letters_each() -> None:
    """By column; another word has another digest."""
    was = was_words({"panel": "a city", "motion": ""})

    assert was_of({"was": was}) == was_of({"was": was_words({"panel": "a city", "motion": ""})})
    assert was_of({"was": was})["panel"] != was_of({"was": was_words({"panel": "a town"})})["panel"]
