"""The table for translators: what it holds, and that it changes only what was changed in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.project.translating import read_texts, table_of, take_in

FILM = """film: 1
title: {zh: 留一盏灯, en: Leave a Light On}   # the working title
languages: [zh, en]
shots:
  sh010:
    panel: MS | a lamp   # keep this
    title: 三十六小时
    lines:
      - liu: {zh: 别回头。}   # whispered
        at: -4f
      - id: answer
        mei:
          zh: 好。
          en: Yes.
  sh020: {panel: a door, titles: [{text: {zh: 完, en: The end}, style: main}, bye]}
  sh030: WS | nothing said
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "film.yaml").write_text(FILM, encoding="utf-8")
    return tmp_path


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"), newline="")))


def back(folder: Path, changes: dict[tuple[str, str], str]):
    table = rows(table_of(folder, ("zh", "en")))
    for row in table:
        for (name, language), words in changes.items():
            if row["id"] == name:
                row[language] = words
    return table


def test_every_text_has_a_row_and_every_language_a_column(folder: Path) -> None:
    """Film, titles and lines, in the order of the film, with who says them."""
    table = rows(table_of(folder, ("zh", "en")))

    assert [
        ("film.title", "", "留一盏灯", "Leave a Light On"),
        ("sh010.title", "", "三十六小时", ""),
        ("sh010.line.l1", "liu", "别回头。", ""),
        ("sh010.line.answer", "mei", "好。", "Yes."),
        ("sh020.title", "", "完", "The end"),
        ("sh020.title.2", "", "bye", ""),
    ] == [(row["id"], row["who"], row["zh"], row["en"]) for row in table]


def test_an_untouched_table_changes_nothing(folder: Path) -> None:
    """Not a byte."""
    returned = take_in(folder, back(folder, {}), ("zh", "en"))

    assert ((), ()) == (returned.changed, returned.conflicts)
    assert FILM == (folder / "film.yaml").read_text(encoding="utf-8")


def test_only_changed_cells_are_written_and_comments_survive(folder: Path) -> None:
    """New languages stand behind the old one, whatever form the text was written in."""
    changes = {
        ("film.title", "en"): "Leave a Light On, Please",
        ("sh010.title", "en"): "Thirty-six hours: the end",
        ("sh010.line.l1", "en"): "Don't look back.",
        ("sh010.line.answer", "en"): "All right.",
        ("sh020.title.2", "zh"): "再见",
    }

    returned = take_in(folder, back(folder, changes), ("zh", "en"))

    assert 5 == len(returned.changed)
    expected = (
        FILM.replace("en: Leave a Light On}", "en: 'Leave a Light On, Please'}")
        .replace("title: 三十六小时", "title: {zh: 三十六小时, en: 'Thirty-six hours: the end'}")
        .replace("{zh: 别回头。}", "{zh: 别回头。, en: Don't look back.}")
        .replace("en: Yes.", "en: All right.")
        .replace("bye]", "再见]")
    )
    assert expected == (folder / "film.yaml").read_text(encoding="utf-8")


def test_what_both_have_changed_stays_and_is_named(folder: Path) -> None:
    """And what only the film changed is no conflict."""
    table = back(folder, {("sh010.line.answer", "en"): "Sure."})
    written = FILM.replace("en: Yes.", "en: Okay.").replace("zh: 完", "zh: 终")
    (folder / "film.yaml").write_text(written, encoding="utf-8")

    returned = take_in(folder, table, ("zh", "en"))

    (conflict,) = returned.conflicts
    assert "sh010.line.answer en: the film says 'Okay.', the table 'Sure.'" in conflict.sentence
    assert () == returned.changed
    assert written == (folder / "film.yaml").read_text(encoding="utf-8")


def test_an_empty_cell_takes_nothing_away_and_a_lost_shot_is_named(folder: Path) -> None:
    """A translator who left a cell empty has not deleted a line."""
    table = back(folder, {("film.title", "en"): ""})
    table.append({"id": "sh099.line.l1", "who": "", "zh": "x", "en": "x", "was": ""})

    returned = take_in(folder, table, ("zh", "en"))

    assert (("sh099.line.l1",), ()) == (returned.unknown, returned.changed)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_from_a_spreadsheet_is_read(folder: Path, separator: str) -> None:
    """With its separators, its line ends and its byte order mark."""
    table = back(folder, {("sh010.line.answer", "en"): "Two\nlines"})
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table)
    path = folder / "back.csv"
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8", newline="")

    returned = take_in(folder, read_texts(path), ("zh", "en"))

    assert ("sh010.line.answer en",) == returned.changed
    assert 'en: "Two\\nlines"' in (folder / "film.yaml").read_text(encoding="utf-8")


def test_another_table_is_refused(tmp_path: Path) -> None:
    """A shot list is no list of texts."""
    path = tmp_path / "shots.csv"
    path.write_text("shot,panel\nsh010,a lamp\n", encoding="utf-8")

    with pytest.raises(ProjectError, match=r"'shots\.csv' has no columns 'id' and 'was'"):
        read_texts(path)
