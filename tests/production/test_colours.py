"""Colours of a whole film: what follows when they change, and what is said of a wrong table."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.production import Production
from tests.production.conftest import Rushes

pytestmark = pytest.mark.timeout(120)

TABLE = "LUT_3D_SIZE 2\n0 0 0\n.9 0 0\n0 .9 0\n.9 .9 0\n0 0 .9\n.9 0 .9\n0 .9 .9\n.9 .9 .9\n"


def test_a_grade_makes_parts_of_the_film_anew_and_no_footage(film: Path, rushes: Rushes) -> None:
    """Only the parts of the shot that it is of; taken out again, nothing is rendered."""
    rushes("-p", film, "make")
    rushes("-p", film, "cut")
    board = film / "film.yaml"
    plain = board.read_text("utf-8")
    parts = {path.name for path in (film / ".rushes" / "derived").rglob("*.mp4")}

    board.write_text(plain.replace("film: 1", "film: 1\ngrade: {exposure: -0.5}", 1), "utf-8")

    assert "outdated" not in rushes("-p", film, "status").stdout
    assert "0 to make, 0 to buy, 6 reuse\n" == rushes("-p", film, "plan").stdout
    rushes("-p", film, "cut")
    graded = {path.name for path in (film / ".rushes" / "derived").rglob("*.mp4")}
    assert parts < graded
    assert "grade exposure -0.5" in rushes("-p", film, "cut", "diff", "v1", "v2").stdout
    rushes("-p", film, "export", "--as-is")
    sheets = [path.read_text("utf-8") for path in sorted((film / "out").glob("*.txt"))]
    assert [False, True] == ["colours    grade exposure -0.5\n" in sheet for sheet in sheets]


def test_a_wrong_table_is_said_by_check_and_refused_by_export(film: Path, rushes: Rushes) -> None:
    """With the table's own line; a draft is made without it."""
    board = film / "film.yaml"
    text = board.read_text("utf-8")
    board.write_text(text.replace("film: 1", "film: 1\nlut: looks/night.cube", 1), "utf-8")
    (film / "looks").mkdir()
    table = film / "looks" / "night.cube"
    table.write_text(TABLE.replace("0 .9 .9", "0 nan .9"), "utf-8")
    said = "looks/night.cube:8:3: 'nan' is not a number that a colour can have"

    (problem,) = [each for each in Production(film).check() if "nan" in each.message]
    rushes("-p", film, "make", code=None)
    refused = rushes("-p", film, "export", code=2)
    drafted = rushes("-p", film, "cut")

    assert said == problem.lines()[0]
    assert said in refused.stderr + refused.stdout
    assert "nan" in drafted.stderr + drafted.stdout
    table.write_text(TABLE, "utf-8")
    assert [] == [each for each in Production(film).check() if each.where == problem.where]
