"""A damaged take, as a person meets it: said everywhere, never used, never bought again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.doubles import tiny_film
from tests.production.footage import typed


@pytest.fixture
def torn(shot: Path) -> Path:
    """A film whose newest clip of sh010 was emptied."""
    os.truncate(shot / "takes/sh010/sh010_clip_t02.mp4", 0)
    return shot


def test_it_is_said_wherever_one_looks(torn: Path) -> None:
    """Status, plan, check and the list of takes; with what can be done."""
    status, plan, check, takes = (
        typed("-p", torn, *line.split()) for line in ("status", "plan", "check", "takes sh010")
    )

    assert "1 damaged" in status.out
    assert ["sh010", "panel", "2", "damaged"] in [line.split() for line in status.out.splitlines()]
    assert "put the file back, or adopt it again (`rushes adopt FILE --shot sh010`)" in plan.out
    assert (2, True) == (check.code, "sh010 clip 2 is damaged: its file has 0 bytes" in check.out)
    assert "damaged: its file has 0 bytes" in takes.out


def test_no_delivery_is_made_of_it(torn: Path) -> None:
    """The cut that uses it says so, with its line."""
    cut = torn / "cuts" / "main.yaml"
    cut.write_text(cut.read_text("utf-8").replace("sh010/1 0-12", "sh010/2 0-12"), "utf-8")

    said = typed("-p", torn, "export")

    assert 2 == said.code
    assert "cuts/main.yaml:3:3: sh010 clip 2 is damaged: its file has 0 bytes" in said.err
    assert "put the file back, or use another take" in said.err


def test_the_file_adopted_again_is_a_new_take(torn: Path, footage: Path) -> None:
    """The damaged one keeps its number and stays as it is."""
    backup = footage / "takes/sh010/sh010_clip_t02.mp4"

    said = typed("-p", torn, "adopt", backup, "--shot", "sh010")

    assert (0, True) == (said.code, said.out.startswith("sh010 clip 3  "))
    assert 0 == (torn / "takes/sh010/sh010_clip_t02.mp4").stat().st_size


def test_what_cost_nothing_is_made_anew_beside_it(tmp_path: Path) -> None:
    """One new take, once; the damaged one is kept."""
    film = tiny_film(tmp_path / "film")
    typed("-p", film, "board", "sh010")
    panel = film / "takes/sh010/sh010_panel_t01.png"
    os.truncate(panel, 10)

    plan = Production(film).plan(Selection(names=("sh010",)), ("board",))
    typed("-p", film, "board", "sh010")
    again = typed("-p", film, "board", "sh010")

    assert ["damaged", "make"] == [str(row.decision) for row in plan.rows]
    assert "nothing to make\n" == again.out
    assert 10 == panel.stat().st_size
    assert ["sh010_panel_t01.png", "sh010_panel_t02.png"] == sorted(
        path.name for path in panel.parent.glob("*.png")
    )
