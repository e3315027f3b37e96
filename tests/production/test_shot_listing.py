"""The shot list: out as a table, edited in a spreadsheet, back with only what was changed."""

from __future__ import annotations

import csv
import difflib
import io
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.production import Production
from pipeline.production.choosing import Change
from tests.production.footage import read, typed

FILM = """\
film: 1
title: Tiny
fps: 24
generators:
  draw: {backend: slate}
use: {panels: draw}
elements: {liu: a man}
scenes:
  sc010:
    # the city
    shots:
      sh010: EWS, push in, 4s | a city,  tiny figures => snow drifts    # the first
      sh020: CU | <liu> looks up
      sh030:
        panel: MS, handheld | he turns   # third
        lines:
          - liu: Don't look back.
        seconds: 2
      sh040: {panel: insert | a hand, clips: 2}   # in braces
  sc020:
    shots:
      sh050:
        framing: WS
        seconds: 4
        panel: =a column
        motion: {draw: trucks roll}
      sh060: 中景，推，2秒｜雪，夜      # 中文
"""
Rows = dict[str, dict[str, str]]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film of six shots, each written in another way."""
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / "film.yaml").write_text(FILM, "utf-8")
    return folder


def out(film: Path) -> Rows:
    """The table, by id."""
    Production(film).shots_out(film / "shots.csv")
    text = (film / "shots.csv").read_bytes().decode("utf-8-sig")
    return {row["id"]: dict(row) for row in csv.DictReader(io.StringIO(text, newline=""))}


def back(film: Path, rows: Rows | list[dict[str, str]], **how: str) -> Change:
    """Take the rows in, as a spreadsheet saved them."""
    listed = list(rows.values()) if isinstance(rows, dict) else rows
    text = io.StringIO()
    writer = csv.DictWriter(
        text, list(listed[0]), delimiter=how.get("mark", ","), lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(listed)
    table = film / "back.csv"
    table.write_bytes(text.getvalue().encode(how.get("coding", "utf-8-sig")))
    return Production(film).shots_in(table)


def changed(film: Path) -> list[str]:
    """The lines of the film that went and came."""
    lines = difflib.ndiff(FILM.splitlines(), read(film / "film.yaml").splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_the_table_holds_the_words_as_they_are_written(film: Path) -> None:
    """What a shot does not say itself is empty; how it stands is beside it."""
    rows = out(film)

    assert [f"sh0{n}0" for n in range(1, 7)] == list(rows)
    first, third, sixth = rows["sh010"], rows["sh030"], rows["sh060"]
    assert ["sc010", "EWS", "push in", "4s", "a city,  tiny figures", "snow drifts"] == [
        first[key] for key in ("scene", "framing", "camera", "seconds", "panel", "motion")
    ]
    assert ("2", "2.00", "liu: Don't look back.") == tuple(
        third[key] for key in ("seconds", "length", "lines")
    )
    assert ("中景", "推", "2秒", "雪，夜") == tuple(
        sixth[key] for key in ("framing", "camera", "seconds", "panel")
    )
    assert "missing" == first["state"]
    assert "'=a column" == rows["sh050"]["panel"], "a spreadsheet would work it out"


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"mark": ";"},
        {"mark": "\t", "coding": "utf-16"},
        {"coding": "utf-8"},
    ],
)
def test_a_table_that_was_only_opened_and_saved_changes_no_byte(
    film: Path, how: dict[str, str]
) -> None:
    """Whatever the spreadsheet made of separators, marks and line ends."""
    done = back(film, out(film), **how)

    assert "no cell is changed" == done.sentence
    assert () == done.files == done.news
    assert FILM == read(film / "film.yaml")


def test_only_changed_cells_are_written_and_every_other_byte_stays(film: Path) -> None:
    """In short lines, in blocks, in braces, in Chinese; comments and blanks survive."""
    rows = out(film)
    rows["sh010"] |= {"framing": "WS", "seconds": "2,5"}
    rows["sh020"] |= {"motion": "his breath freezes: slowly", "about": "he is the astronaut"}
    rows["sh030"] |= {"seconds": "3", "camera": ""}
    rows["sh040"] |= {"omit": "yes"}
    rows["sh050"] |= {"framing": "CU"}
    rows["sh060"] |= {"seconds": "36f", "panel": "雪停了"}

    done = back(film, rows)

    assert "10 cells of 6 shots written" == done.sentence
    assert () == done.news
    assert [
        "-       sh010: EWS, push in, 4s | a city,  tiny figures => snow drifts    # the first",
        "+       sh010: WS, push in, 2.5s | a city,  tiny figures => snow drifts    # the first",
        "-       sh020: CU | <liu> looks up",
        "+       sh020:",
        "+         panel: 'CU | <liu> looks up => his breath freezes: slowly'",
        "+         about: he is the astronaut",
        "-         panel: MS, handheld | he turns   # third",
        "+         panel: MS | he turns   # third",
        "-         seconds: 2",
        "+         seconds: 3",
        "-       sh040: {panel: insert | a hand, clips: 2}   # in braces",
        "+       sh040: {panel: insert | a hand, omit: yes, clips: 2}   # in braces",
        "-         framing: WS",
        "+         framing: CU",
        "-       sh060: 中景，推，2秒｜雪，夜      # 中文",
        "+       sh060: 中景，推，36f｜雪停了      # 中文",
    ] == changed(film)
    Production(film).undo()
    assert FILM == read(film / "film.yaml")


def test_one_cell_is_said_in_the_singular_and_undone_by_its_name(film: Path) -> None:
    rows = out(film)
    rows["sh010"]["framing"] = "WS"

    assert "1 cell of 1 shot written" == back(film, rows).sentence
    assert "shots written from a table" in typed("-p", film, "undo").out
    assert FILM == read(film / "film.yaml")


def test_a_row_more_is_a_shot_more_behind_the_one_above_it(film: Path) -> None:
    """Without an id it gets one between its neighbours; its scene is that of the row above."""
    rows = list(out(film).values())
    empty = dict.fromkeys(rows[0], "")
    rows.insert(1, empty | {"framing": "CU", "panel": "a hand\non the rail", "seconds": "2"})
    rows.insert(2, empty | {"id": "insert_b", "panel": "smoke", "about": "from the\nroof"})
    rows.append(empty)
    rows.append(empty | {"scene": "sc010", "id": "sh045", "panel": "ash"})

    done = back(film, rows)

    assert "3 new shots written" == done.sentence
    assert ["sh010", "sh015", "insert_b", "sh020", "sh030", "sh040", "sh045"] == list(
        Production(film).project.scenes[0].shots
    )
    assert not [line for line in changed(film) if line.startswith("-")]
    shot = Production(film).project.shots["sh015"]
    assert (48, "CU", "a hand\non the rail") == (shot.frames, shot.framing, shot.panel)
    assert "sh015 is new, behind sh010" in done.news
    assert 5 == len(changed(film))


def test_a_row_less_takes_no_shot_away_and_another_order_moves_none(film: Path) -> None:
    """Both are said, with what to do."""
    rows = list(out(film).values())
    rows = [rows[1], rows[0], *rows[3:]]

    done = back(film, rows)

    assert "no cell is changed" == done.sentence
    assert (
        "without a row, and stays as it is: sh030; to leave a shot out, write yes under 'omit'",
        "the rows stand in another order than the shots; the board's order stays",
    ) == done.news
    assert FILM == read(film / "film.yaml")


def test_what_both_have_changed_stays_and_is_named(film: Path) -> None:
    """The film was edited while the table was away; what only one changed is no conflict."""
    rows = out(film)
    board = film / "film.yaml"
    text = FILM.replace("snow drifts", "hail").replace("he turns", "he runs")
    board.write_text(text.replace("CU | <liu>", "ECU | <liu>"), "utf-8")
    rows["sh010"] |= {"motion": "rain"}
    rows["sh030"] |= {"panel": "he runs"}

    done = back(film, rows)

    assert (
        (
            "sh010 motion: the film says 'hail', the table 'rain'; both were changed, "
            "so the film's stays"
        ),
    ) == done.news
    assert "ECU | <liu> looks up" in read(board), "the table never touched it"


def test_what_is_not_read_back_says_where_it_is_changed(film: Path) -> None:
    """Lines, a motion that differs by generator, and a row whose id was changed."""
    rows = out(film)
    rows["sh030"] |= {"lines": "liu: Run!"}
    rows["sh050"] |= {"motion": "x"}
    rows["sh060"] |= {"id": "sh065"}

    done = back(film, rows)

    assert "no cell is changed" == done.sentence
    assert "sh030: lines are not changed in a shot list: `rushes text --csv` does" in done.news
    assert "sh050: its motion differs by generator: change it in film.yaml" in done.news
    assert [
        (
            "row 7: 'sh065' is no shot of this film, so nothing was done: for a new name "
            "`rushes rename OLD sh065`, for a new shot empty its cell in the column 'was'"
        )
    ] == [each for each in done.news if each.startswith("row")]


def test_everything_that_cannot_be_meant_is_said_at_once_and_nothing_is_written(
    film: Path,
) -> None:
    """With the row, as the spreadsheet counts it."""
    rows = list(out(film).values())
    empty = dict.fromkeys(rows[0], "")
    rows[0] |= {"framing": "EWSS", "seconds": "long"}
    rows[1] |= {"panel": "CU | a face", "omit": "perhaps"}
    rows.append(rows[2])
    rows.append(empty | {"id": "4", "panel": "x"})
    rows.append(empty | {"scene": "sc99", "panel": "x"})

    with pytest.raises(ProjectError) as one:
        back(film, rows)
    rows[:2] = []
    with pytest.raises(ProjectError) as two:
        back(film, [rows[0], *rows[4:][1:]])

    assert [
        "row 8: sh030 has a row already, row 4",
        "row 2, sh010: 'EWSS' is not a word for 'framing'",
        "row 2, sh010: 'long' is not a length",
        "row 3, sh020: the panel holds a | or a =>",
        "row 3, sh020: 'perhaps' is neither yes nor no",
    ] == [each.message for each in one.value.problems]
    assert "did you mean 'EWS'?" == one.value.problems[1].fix
    assert [
        "row 3: '4' is not a name for a shot",
        "row 4: there is no scene 'sc99' with shots",
    ] == [each.message for each in two.value.problems]
    assert FILM == read(film / "film.yaml")


def test_a_new_word_that_the_film_cannot_mean_is_told_as_check_would(film: Path) -> None:
    """The cell is the author's; the sentence says where it landed."""
    rows = out(film)
    rows["sh020"] |= {"panel": "<lui> looks up"}

    done = back(film, rows)

    assert ["film.yaml:13:19: shot sh020 uses the element 'lui', which nobody described"] == list(
        done.news
    )


def test_the_list_is_typed_and_its_faults_are_sentences(film: Path, tmp_path: Path) -> None:
    """On screen, out, back, and with a file that is no shot list."""
    table = tmp_path / "list.csv"
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "old.csv").write_bytes("id,was\nsh010,ä\n".encode("latin-1"))

    listed = typed("-p", film, "shots")
    written = typed("-p", film, "shots", "--csv", table)
    taken = typed("-p", film, "shots", "--from", table)
    refused = [typed("-p", film, "shots", "--from", tmp_path / name) for name in
               ("other.csv", "old.csv", "none.csv")]  # fmt: skip

    assert 6 == len(listed.out.splitlines())
    assert "6 shots  (list.csv)" in written.out
    assert "no cell is changed" in taken.out
    assert [2, 2, 2] == [each.code for each in refused]
    assert "has no columns 'id' and 'was'" in refused[0].err
    assert "save it as CSV in UTF-8" in refused[1].err
