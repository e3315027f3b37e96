"""A shot of the board that the written cut does not name is said where somebody looks for it."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.production import Production
from pipeline.production.selecting import Selection
from tests.production.footage import typed

BOARD = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
generators:
  draw: {backend: sketch}
  move: {backend: camera}
use: {panels: draw, clips: move}
defaults: {seconds: 6f, panels: 1, clips: 1}
scenes:
  sc010:
    shots:
      sh010: WS | snow over a frozen city, night
      sh020: CU | a lamp in a window
  sc020:
    shots:
      sh030: WS | a bridge
      sh040: WS | a road
deliveries:
  main: {width: 96, crf: 30, preset: ultrafast}
"""


def film_of(folder: Path, cut: str, board: str = BOARD) -> Path:
    """A film in text alone, with its cut."""
    (folder / "cuts").mkdir(parents=True)
    (folder / "film.yaml").write_text(board, "utf-8")
    (folder / "cuts/main.yaml").write_text(cut, "utf-8")
    return folder


def test_check_warns_once_about_all_shots_that_the_cut_does_not_name(tmp_path: Path) -> None:
    """At the line of the first; a scene of which nothing is shown has one line for its shots."""
    film = film_of(tmp_path / "film", "events:\n- sh020\n")
    (told,) = Production(film).check()

    assert told.is_warning
    assert "film.yaml:13:7" == str(told.where)
    assert (
        "sh010, sh030, sh040 are not in cuts/main.yaml: the film does not show them" == told.message
    )
    assert "add `- sh010`, `- sc020` there, where they are to play" in told.fix


def test_what_check_says_to_write_ends_the_warning(tmp_path: Path) -> None:
    """By a line of its own, with its scene, laid over another, as a panel, or left out by word."""
    whole = "events:\n- sh010\n- over sh020/p1 0+4 at 1\n- sc020\n"
    assert not any(
        "not in" in each.message for each in Production(film_of(tmp_path / "a", whole)).check()
    )

    one = film_of(tmp_path / "b", "events:\n- sh020\n- sc020\n")
    (told,) = Production(one).check()
    assert "sh010 is not in cuts/main.yaml: the film does not show it" == told.message
    assert told.fix.startswith("add `- sh010` there, where it is to play; or say `omit: true`")

    omitted = BOARD.replace(
        "sh010: WS | snow over a frozen city, night", "sh010: {panel: WS | snow, omit: true}"
    )
    assert () == Production(film_of(tmp_path / "c", "events:\n- sh020\n- sc020\n", omitted)).check()


def test_nothing_is_left_out_where_no_cut_can_say_so(tmp_path: Path) -> None:
    """No written cut leaves nothing out; of one with a line that cannot be read nobody knows."""
    unwritten = film_of(tmp_path / "a", "events:\n- sh010\n")
    (unwritten / "cuts/main.yaml").unlink()
    assert () == Production(unwritten).check()

    broken = film_of(tmp_path / "b", "events:\n- sh020\n- sh010 from nowhere\n- sc020\n")
    assert not any("not in cuts" in each.message for each in Production(broken).check())


def test_whoever_asks_for_a_shot_or_makes_it_is_told(tmp_path: Path) -> None:
    """`why` of the shot, `plan` before it is made, the run that made it; nobody afterwards."""
    film = film_of(tmp_path / "film", "events:\n- sh010\n- sc020\n")
    line = "sh020 is not in the film: cuts/main.yaml does not name it. next: add `- sh020` there"

    assert (line,) == Production(film).why("sh020").unseen
    assert () == Production(film).why("sh010").unseen
    assert line == Production(film).plan(Selection()).unseen
    assert line in typed("-p", film, "plan").all.splitlines()

    made = typed("-p", film, "make", "--json")
    assert [line] == json.loads(made.out)["unseen"], made.all

    assert not Production(film).plan(Selection()).unseen
    assert "sh020" not in typed("-p", film, "make").all
    assert 0 == typed("-p", film, "check").code


def test_a_shot_that_the_cut_shows_as_a_panel_is_used(tmp_path: Path) -> None:
    """The selector `--used` means it, too."""
    film = Production(film_of(tmp_path / "film", "events:\n- sh010/p1\n- sh020\n"))
    rows = film.plan(Selection(used=True)).rows

    assert {"sh010", "sh020"} == {row.job.id.shot for row in rows}
