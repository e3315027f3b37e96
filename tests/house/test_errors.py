"""What errors print."""

from __future__ import annotations

from pathlib import Path

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
