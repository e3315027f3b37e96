"""A window beyond its take is said with its numbers; a slip of the finger is not filmed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import Decision
from pipeline.production import Production
from pipeline.production.making import MakeRequest
from pipeline.production.selecting import Selection
from tests.doubles import tiny_film
from tests.production.footage import clip, read, typed


@pytest.fixture
def film(footage: Path, tmp_path: Path) -> Production:
    """A film of three shots: sh010 has two clips of 24 frames, sh020 a panel, sh030 nothing."""
    return Production(Path(shutil.copytree(footage, tmp_path / "film")))


def cut_with(film: Production, *events: str) -> Production:
    """The film, with this cut."""
    lines = "".join(f"- {event}\n" for event in events)
    (film.folder / "cuts/main.yaml").write_text(f"cut: main\nevents:\n{lines}", "utf-8")
    return film.again()


def decided(film: Production, shot: str) -> dict[str, Decision]:
    """What would be done about the panel and the clip of a shot."""
    rows = film.plan(Selection(names=(shot,))).rows
    return {str(row.job.id.kind): row.decision for row in rows}


def test_a_trim_beyond_the_take_says_what_is_missing(film: Production) -> None:
    """With the numbers, and what is done about it; within the take it says nothing."""
    film = cut_with(film, "sh010/1 0-12", "sh020", "sh030")

    within = film.trim("sh010", "0-24", cut="main")
    beyond = film.again().trim("sh010", "0-36", cut="main")

    assert () == within.news
    expected = (
        "sh010 clip 1 has 24 frames: the window asks for 12 more. "
        "next: end it at 24, or `rushes retake sh010` and circle the longer one"
    )
    assert (expected,) == beyond.news


def test_a_window_many_times_the_planned_length_is_refused(film: Production) -> None:
    """Nothing is written, and it says what to write if it is meant."""
    film = cut_with(film, "sh010/1 0-12", "sh030")
    before = read(film.folder / "cuts/main.yaml")

    for shot in ("sh010", "sh030"):
        with pytest.raises(ProjectError, match=r"frame 9999 of sh0.0 is at 416\.6 s") as error:
            film.again().trim(shot, "0-9999", cut="main")
        assert f"give {shot} `seconds: 417` in film.yaml first" in error.value.fix

    assert before == read(film.folder / "cuts/main.yaml")


def test_a_long_window_that_a_take_holds_is_no_slip(film: Production, tmp_path: Path) -> None:
    """Somebody brought a long clip and uses its end."""
    film.adopt([clip(tmp_path / "long.mp4", frames=720)], shot="sh010")
    film = cut_with(film, "sh010/3 0-12")

    change = film.trim("sh010", "600-612", cut="main")

    assert () == change.news
    assert not [problem for problem in film.again().check() if problem.shot == "sh010"]


def test_a_slip_in_the_cut_is_not_filmed(film: Production) -> None:
    """`check` names the line, and the plan makes no clip of seven minutes."""
    film = cut_with(film, "sh030 0-9999")

    said = typed("-p", film.folder, "check").all

    assert {"panel": Decision.MAKE, "clip": Decision.BLOCKED} == decided(film, "sh030")
    assert (
        "cuts/main.yaml:3:3: the cut 'main' uses sh030 up to frame 9999 (416.6 s), and it is "
        "planned for 12: no clip of that length is made unasked"
    ) in said
    assert "fix: `rushes trim sh030 0-12`; if it is meant, say `seconds:` there" in said


def test_a_length_that_is_meant_is_filmed(film: Production) -> None:
    """Said on the board, it is no slip."""
    board = film.folder / "film.yaml"
    board.write_text(read(board).replace("sh030: EWS, pan left |", "sh030: EWS, 60s |"), "utf-8")

    film = cut_with(film, "sh030 0-9999")

    assert {"panel": Decision.MAKE, "clip": Decision.MAKE} == decided(film, "sh030")


def test_a_take_that_is_too_short_is_no_fault_where_the_next_run_makes_a_longer_one(
    tmp_path: Path,
) -> None:
    """`check` and `make` agree: a line that names no take is played with the longer clip."""
    film = tiny_film(tmp_path / "film", text=ONE_SHOT)
    made = Production(film)
    made.make(MakeRequest(workers=1), lambda event: None)
    (film / "cuts").mkdir()
    cut = film / "cuts/main.yaml"

    cut.write_text("cut: main\nevents:\n- sh010 0-12\n", "utf-8")
    follows = typed("-p", film, "check")
    cut.write_text("cut: main\nevents:\n- sh010/1 0-12\n", "utf-8")
    named = typed("-p", film, "check")

    assert 0 == follows.code
    assert "warning: the cut uses frames 0-12 of sh010 clip 1, which has 6" in follows.all
    assert "fix: `rushes make` makes a longer one; or end the window at 6" in follows.all
    assert 2 == named.code
    assert "fix: `rushes make` makes a longer one, to be circled then; or" in named.all


ONE_SHOT = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
generators: {draw: {backend: slate}, move: {backend: camera}}
use: {panels: draw, clips: move}
defaults: {seconds: 6f, panels: 1, clips: 1}
shots:
  sh010: WS, push in | snow over a frozen city, night
deliveries:
  main: {width: 96, crf: 30, preset: ultrafast}
"""
