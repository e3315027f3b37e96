"""What errors print."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Problem, Where


def test_a_quoted_line_cannot_command_the_terminal() -> None:
    """Control characters of a stranger's file are shown as what they are: nothing to obey."""
    where = Where(Path("film.yaml"), 3, 1, "title: \x1b[31m\x00红")

    lines = Problem("'\x1b]0;x\x07' is no title", where=where, fix="write one").lines()

    assert [
        "film.yaml:3:1: '\ufffd]0;x\ufffd' is no title",
        "    3 | title: \ufffd[31m\ufffd红",
        "  fix: write one",
    ] == lines


@pytest.mark.parametrize("column", [1, 60, 119, 120, 121, 2500, 4840, 4999, 5000])
def test_a_line_of_thousands_is_quoted_around_its_column(column: int) -> None:
    """About 160 characters, marked where they are cut off, with a caret below the column."""
    text = "".join(chr(ord("a") + n % 26) for n in range(5000))
    where = Where(Path("film.yaml"), 12, column, text)

    _, quoted, caret = Problem("this is no word", where=where).lines()

    assert len("   12 | ") + 162 >= len(quoted)
    assert text[column - 1] == quoted[caret.index("^")]
    assert quoted[8:].strip("…") in text
    assert (column > 120, column < 4900) == (quoted[8] == "…", quoted[-1] == "…")


def test_the_caret_counts_chinese_characters_twice() -> None:
    """On a terminal they are two columns wide; combining marks take none."""
    text = "雪" * 100 + "e\u0301" + "x" + "雪" * 100

    _, quoted, caret = Problem(
        "here", where=Where(Path("film.yaml"), 3, text.index("x") + 1, text)
    ).lines()

    assert "    3 | " + text[:160] + "…" == quoted
    assert " " * (8 + 200 + 1) + "^" == caret


def test_a_line_that_can_be_read_is_quoted_whole() -> None:
    """Up to 160 characters nothing is cut off, and the place stands before the sentence."""
    text = "x" * 160

    lines = Problem("no", where=Where(Path("film.yaml"), 3, 5, text)).lines()

    assert ["film.yaml:3:5: no", f"    3 | {text}"] == lines


def test_a_word_of_thousands_is_quoted_by_its_ends() -> None:
    """Apostrophes inside and beside it are left as they are."""
    word = "don't" * 1000

    (line,) = Problem(f"'{word}' is no word of sh010's; write 'x'").lines()

    assert f"'{word[:80]}…{word[-20:]}' is no word of sh010's; write 'x'" == line
