"""What somebody brings or asks for and the film does not show is said, and the way there works."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.errors import ProjectError
from pipeline.facts import Slate
from pipeline.production import Production
from pipeline.production.adopting import AdoptReport
from pipeline.production.making import MakeRequest
from pipeline.production.selecting import Selection
from pipeline.run.events import Event
from tests.doubles import tiny_film
from tests.production.footage import clip, picture, typed

SH010 = Selection(names=("sh010",))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of one shot with its panel and its clip; not to be touched."""
    text = TINY
    folder = tiny_film(tmp_path_factory.mktemp("made") / "film", text=text)
    make(Production(folder))
    return folder


TINY = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
generators:
  draw: {backend: sketch}
  move: {backend: camera}
use: {panels: draw, clips: move}
defaults: {seconds: 6f, panels: 1, clips: 1}
shots:
  sh010: WS, push in | snow over a frozen city, night
deliveries:
  main: {width: 96, crf: 30, preset: ultrafast}
"""


@pytest.fixture
def film(made: Path, tmp_path: Path) -> Production:
    """A film of one shot, with panel 1 and clip 1."""
    import shutil

    return Production(Path(shutil.copytree(made, tmp_path / "film")))


def silent(event: Event) -> None:
    """A listener that hears nothing."""


def make(film: Production) -> tuple[str, ...]:
    """Make what is missing; what is said of takes that are not seen."""
    return film.again().make(MakeRequest(workers=1), silent).unseen


def brought(film: Production, file: Path, *, is_circled: bool = False) -> AdoptReport:
    """The report of one file adopted for the shot."""
    return film.again().adopt([file], shot="sh010", is_circled=is_circled)


def takes(film: Production) -> dict[str, str]:
    """The state of every take."""
    return {row.take.removeprefix("sh010 "): row.state for row in film.again().takes(SH010)}


def source_of(film: Production, name: str) -> str:
    """The panel that a clip was made from."""
    found = [one for all_ in film.again().vault.all().values() for one in all_]
    slate: Slate = next(one.slate for one in found if str(one.ref) == name)
    return next((one.take for one in slate.inputs if one.role == "first"), "")


def test_an_adopted_panel_beside_a_clip_says_how_it_reaches_the_film(
    film: Production, tmp_path: Path
) -> None:
    """`adopt`, `takes` and `why` name the command, and it does what they say."""
    report = brought(film, picture(tmp_path / "a.png"))

    expected = (
        "sh010 panel 2 is not in the film: clip 1 stands, made from panel 1. "
        "next: `rushes circle sh010 p2`, then `rushes make`"
    )
    assert (expected,) == report.unseen
    assert expected in typed("-p", film.folder, "takes", "sh010").out
    assert expected in typed("-p", film.folder, "why", "sh010").out

    change = film.again().circle("sh010", "p2")
    assert (
        "sh010 panel 2 is not in the film: clip 1 stands, made from panel 1. next: `rushes make`",
    ) == change.news

    assert () == make(film)
    assert {"panel 1": "", "panel 2": "circled", "clip 1": "", "clip 2": "stands"} == takes(film)
    assert "sh010 panel 2" == source_of(film, "sh010 clip 2")


def test_an_undone_circle_says_that_its_take_still_stands(film: Production, tmp_path: Path) -> None:
    """So does the clip that was made from it; the command named brings the earlier one back."""
    file = picture(film.folder / "inbox/sh010/mine.png", "maroon")
    os.utime(file, (time.time() - 60,) * 2)
    typed("-p", film.folder, "adopt", "--circle")
    early = typed("-p", film.folder, "undo").out
    typed("-p", film.folder, "circle", "sh010", "p2")
    make(film.again())
    late = typed("-p", film.folder, "undo").out

    assert "still stands" not in early
    line = (
        "sh010 clip 2, made from sh010 panel 2, still stands, as the newest: the film stays as it "
        "is. `rushes circle sh010 1` brings the earlier one back"
    )
    assert line in late.splitlines(), late
    typed("-p", film.folder, "circle", "sh010", "1")
    (row,) = film.again().status().shots
    assert "clip 1" == row.shows


def test_an_undone_circle_of_the_only_take_promises_no_earlier_one(film: Production) -> None:
    """Nothing stood before it: the command that is named takes it out, and does."""
    typed("-p", film.folder, "circle", "sh010", "1")

    said = typed("-p", film.folder, "undo").out

    line = "the film stays as it is. `rushes reject sh010 1` takes it out"
    assert line in said.splitlines()[-1], said
    assert 0 == typed("-p", film.folder, "reject", "sh010", "1").code


def test_adopt_circle_is_one_decision_and_films_the_picture(
    film: Production, tmp_path: Path
) -> None:
    """As the README says: put it into the inbox, `adopt --circle`, `make`; `undo` takes it back."""
    file = picture(film.folder / "inbox/sh010/a.png")
    os.utime(file, (time.time() - 60,) * 2)

    said = typed("-p", film.folder, "adopt", "--circle")

    assert 0 == said.code
    assert "circled sh010 panel 2" in said.out
    assert () == make(film)
    assert "sh010 panel 2" == source_of(film, "sh010 clip 2")
    assert "undone: circled sh010 panel 2" == film.again().undo().sentence


def test_several_adopted_at_once_are_circled_by_one_edit(film: Production, tmp_path: Path) -> None:
    """The last panel and the last clip; a picture that is a take already counts, too."""
    first = picture(tmp_path / "a.png", "teal")
    brought(film, first)

    report = film.again().adopt(
        [picture(tmp_path / "b.png", "gold"), clip(tmp_path / "a.mp4", frames=12), first],
        shot="sh010",
        is_circled=True,
    )

    assert "circled sh010 panel 2; circled sh010 clip 2" == report.circled
    film.again().undo()
    assert not any(state == "circled" for state in takes(film).values())


def test_a_circled_clip_is_passed_by_the_words_that_are_said(
    film: Production, tmp_path: Path
) -> None:
    """A circled clip is never made anew by itself: `retake` asks, though the camera is exact."""
    film.circle("sh010", "1")
    report = brought(film, picture(tmp_path / "a.png"))
    assert (
        "sh010 panel 2 is not in the film: clip 1 is circled, made from panel 1. next: `rushes "
        "circle sh010 p2`, then `rushes retake sh010`, then `rushes make`, then circle the new clip"
    ) == report.unseen[0]

    film.again().circle("sh010", "p2")
    assert () == make(film)
    said = film.again().retake(SH010, count=1, stage="")
    assert "`rushes circle sh010 N`" in said

    assert (
        "sh010 clip 2 is not in the film: clip 1 is circled. next: `rushes circle sh010 2`",
    ) == make(film)
    assert "sh010 panel 2" == source_of(film, "sh010 clip 2")
    assert () == make(film)
    assert "clip 3" not in takes(film)


def test_a_shot_opened_again_says_that_its_takes_stay_circled(
    film: Production, tmp_path: Path
) -> None:
    """`approve` pinned them; what was adopted meanwhile is not seen."""
    film.approve("sh010")
    report = brought(film, picture(tmp_path / "a.png"), is_circled=True)
    assert not report.circled
    assert "sh010 is approved with clip 1. next: `rushes open sh010`" in report.unseen[0]

    change = film.again().open_shot("sh010")

    assert (
        "panel 1 and clip 1 stay circled: a newer take is seen once you circle it"
    ) == change.news[0]
    assert "sh010 panel 2 is not in the film: clip 1 is circled" in change.news[1]


def test_a_clip_that_was_brought_in_gives_way_to_a_picture_by_a_retake(
    film: Production, tmp_path: Path
) -> None:
    """It was made from no panel, so that circling one outdates nothing."""
    brought(film, clip(tmp_path / "a.mp4"))
    report = brought(film, picture(tmp_path / "a.png"))
    assert "clip 2 stands, brought in as it is" in report.unseen[0]
    assert "`rushes retake sh010`, then `rushes make`" in report.unseen[0]

    film.again().circle("sh010", "p2")
    film.again().retake(SH010, count=1, stage="")
    make(film)

    assert "sh010 panel 2" == source_of(film, "sh010 clip 3")
    assert "stands" == takes(film)["clip 3"]


def test_a_retaken_panel_is_made_beside_an_adopted_one_and_says_how_it_is_seen(
    film: Production, tmp_path: Path
) -> None:
    """One more is one more, though there are more than the film asks for."""
    brought(film, picture(tmp_path / "a.png"), is_circled=True)
    make(film)

    said = film.again().retake(SH010, count=1, stage="board")

    assert "sh010 panel 2 stays circled" in said
    assert "sh010 panel 3 is not in the film: clip 2 stands, made from panel 2" in make(film)[0]
    assert "panel 4" not in takes(film)


def test_a_retake_of_what_is_exact_names_a_way_that_works(film: Production, tmp_path: Path) -> None:
    """Not `retake its panel`, after which nothing would be made."""
    with pytest.raises(ProjectError) as first:
        film.retake(SH010, count=1, stage="")
    brought(film, picture(tmp_path / "a.png"))
    with pytest.raises(ProjectError) as second:
        film.again().retake(SH010, count=1, stage="")

    assert "and circle it: `rushes retake sh010 --stage board`" in first.value.fix
    assert (
        "film its newest panel: `rushes circle sh010 p2`, then `rushes make`"
    ) == second.value.fix


def test_a_cut_that_names_the_clip_is_led_to_the_new_one(film: Production, tmp_path: Path) -> None:
    """Every step says the next."""
    film.open_scene("all", "main")
    report = brought(film, picture(tmp_path / "a.png"), is_circled=True)
    assert report.unseen[0].endswith(
        "next: `rushes make`, then circle the new clip (the cut names sh010/1)"
    )

    news = make(film)

    assert (
        "sh010 clip 2 is not in the film: the cut names sh010/1. next: `rushes circle sh010 2`",
    ) == news
    assert "swapped, same windows" in film.again().circle("sh010", "2").sentence


def test_what_was_decided_is_no_news(film: Production, tmp_path: Path) -> None:
    """A circled panel is not nagged about in every list of takes; `why` explains it."""
    brought(film, picture(tmp_path / "a.png"))
    film.again().circle("sh010", "p1")

    assert "not in the film" not in typed("-p", film.folder, "takes", "sh010").out
    assert "sh010 panel 2 is not in the film" in typed("-p", film.folder, "why", "sh010").out
