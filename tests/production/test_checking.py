"""`check` says at once what only laying out the cuts shows, and calls nothing wrong that is new."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pipeline.production import Production
from tests.production.footage import BOARD, picture, read, typed

TITLED = """\
film: 1
fps: 24
aspect: 16:9
defaults: {seconds: 12f}
shots:
  sh010:
    panel: snow
    title: {text: Night, until: sh030}
  sh020: a child
  sh030: a bridge
"""


def film_of(folder: Path, board: str, **cuts: str) -> Path:
    """A film in text alone, nothing made."""
    folder.mkdir()
    (folder / "film.yaml").write_text(board, "utf-8")
    (folder / "cuts").mkdir()
    for name, events in cuts.items():
        (folder / "cuts" / f"{name}.yaml").write_text(events, "utf-8")
    return folder


def said(folder: Path) -> list[str]:
    """Every problem with its place, in order."""
    problems = Production(folder).check()
    return [f"{each.where}: {each.message}" if each.where else each.message for each in problems]


def test_what_reaches_beyond_the_film_is_said_before_a_cut_is_rendered(tmp_path: Path) -> None:
    """A picture laid over the last event, a sound, a transition: each with its line."""
    events = "events:\n- sh010\n- sh020\n- over sh030 0+30 at 6\nsound:\n- a.wav at 99\n"
    film = film_of(tmp_path / "film", BOARD, main=events)
    (film / "a.wav").write_bytes(b"RIFF")

    assert [
        (
            "cuts/main.yaml:4:3: over sh030 lasts 30 frames, its event has 6 left "
            "and ends the film: 24 of them are not shown"
        ),
        (
            "cuts/main.yaml:6:3: the sound 'a.wav' begins at frame 99; the film has 24: "
            "it is not heard"
        ),
    ] == said(film)


def test_a_film_that_nobody_has_made_is_not_wrong(tmp_path: Path) -> None:
    """A cut may name takes that are still to be made."""
    film = film_of(tmp_path / "film", BOARD, main="events:\n- sh010/2 0-12\n- sh020/p1\n- sh030\n")

    assert [] == said(film)


def test_takes_that_lie_on_another_machine_are_not_wrong(shot: Path) -> None:
    """The slates are here, the files are not: a fresh clone."""
    for path in shot.glob("takes/*/*"):
        if path.suffix != ".json":
            path.unlink()

    assert [] == said(shot)


def test_a_damaged_take_that_the_cut_uses_is_said_once(shot: Path) -> None:
    """By the take, not again by every event that shows it."""
    os.truncate(shot / "takes/sh010/sh010_clip_t01.mp4", 0)

    assert ["sh010 clip 1 is damaged: its file has 0 bytes"] == [
        line.partition(",")[0] for line in said(shot)
    ]


def test_an_event_beyond_its_take_is_said_once(shot: Path) -> None:
    """With its line and where the take ends."""
    cut = shot / "cuts" / "main.yaml"
    cut.write_text(read(cut).replace("sh010/1 0-12 ", "sh010/1 0-30 "), "utf-8")

    (problem,) = Production(shot).check()

    assert (
        "the cut uses frames 0-30 of sh010 clip 1, which has 24: 6 frames are missing"
        == problem.message
    )
    assert "end the window at 24, slow it down, or add hold" == problem.fix
    assert "cuts/main.yaml:3:3" == str(problem.where)


def test_a_still_with_a_window_has_no_end(shot: Path) -> None:
    """A panel stands as long as it is told to."""
    cut = shot / "cuts" / "main.yaml"
    cut.write_text(read(cut).replace("sh020\n", "sh020/p1 0-99\n"), "utf-8")

    assert [] == said(shot)


def test_a_fault_of_a_line_is_not_said_again_by_what_lays_it_out(tmp_path: Path) -> None:
    """A transition with nothing after it, and one too long for its event."""
    events = "events:\n- dissolve 40\n- sh010\n- sh020\n- over sh030 at 50\n- dissolve 12\n"
    film = film_of(tmp_path / "film", BOARD, main=events)

    assert [
        "cuts/main.yaml:2:3: 'dissolve 40' is longer than the event after it, which has 12 frames",
        "cuts/main.yaml:5:3: over sh030 begins at frame 50; the event it lies over has 12 frames",
        "cuts/main.yaml:6:3: 'dissolve 12' has no event after it",
    ] == said(film)


def test_a_picture_that_cannot_be_opened_is_said_with_who_names_it(tmp_path: Path) -> None:
    """Its name says picture, its first bytes do not; a whole one is fine, and each is said once."""
    board = (
        "film: 1\nelements: {mei: {text: a girl, refs: [good.png, torn.png]}}\n"
        "shots:\n  sh010: {still: torn.png, panel: <mei>}\n  sh020: {still: good.png}\n"
    )
    film = film_of(tmp_path / "film", board)
    picture(film / "good.png")
    (film / "torn.png").write_bytes(b"half a downl")

    assert [
        "film.yaml:2:12: 'torn.png', named by mei, cannot be opened as a picture",
        "film.yaml:4:3: 'torn.png', named by sh010, cannot be opened as a picture",
    ] == said(film)


def test_a_picture_that_is_called_a_song_is_said_before_it_is_played(tmp_path: Path) -> None:
    """By its first bytes; with the line that names it."""
    board = "film: 1\nmusic: {m1: sea.mp3}\nshots:\n  sh010: {panel: snow, sfx: sea.mp3}\n"
    film = film_of(tmp_path / "film", board)
    picture(tmp_path / "sea.jpg").rename(film / "sea.mp3")

    assert [
        "film.yaml:2:9: 'sea.mp3', named by m1, is a picture, not a sound",
        "film.yaml:4:29: 'sea.mp3', named by sh010, is a picture, not a sound",
    ] == [line for line in said(film) if "sea.mp3" in line]


def test_an_event_that_cannot_be_read_is_not_missed_by_what_is_tied_to_it(tmp_path: Path) -> None:
    """One slip of the pen is one problem."""
    events = "events:\n- sh01\n- sh020\nsound:\n- a.wav at sh010\n"
    film = film_of(tmp_path / "film", BOARD, main=events)
    (film / "a.wav").write_bytes(b"RIFF")

    (problem,) = said(film)

    assert problem.startswith("cuts/main.yaml:2:3: ")


def test_what_is_true_of_one_cut_names_it(tmp_path: Path) -> None:
    """The title stays until a shot that the teaser does not play; the main cut plays it."""
    film = film_of(tmp_path / "film", TITLED, teaser="events:\n- sh010\n- sh020\n")

    assert [
        (
            "film.yaml:8:12: in the cut teaser: the title 'Night' of sh010 stays until sh030, "
            "which does not play in this cut: it ends with sh010"
        )
    ] == said(film)


def test_what_is_true_of_every_cut_is_said_once(tmp_path: Path) -> None:
    """Two cuts, one problem of the board."""
    short = "events:\n- sh010\n- sh020\n"
    film = film_of(tmp_path / "film", TITLED, main=short, teaser=short)

    assert [
        (
            "film.yaml:8:12: the title 'Night' of sh010 stays until sh030, "
            "which does not play in this cut: it ends with sh010"
        ),
        "film.yaml:10:3: sh030 is not in cuts/main.yaml: the film does not show it",
    ] == said(film)


def test_one_mistake_that_blocks_everything_is_one_line_of_the_plan(tmp_path: Path) -> None:
    """With how many takes it blocks; what blocks one shot alone stands in that shot's rows."""
    board = BOARD.replace("16:9", "99").replace("CU |", "QU |")
    film = film_of(tmp_path / "film", board)

    plan = typed("-p", film, "plan").out.splitlines()

    where, message = "film.yaml:4:9", "'99' is not the shape of a picture"
    assert f"3 panels, 3 clips of 3 shots blocked: {where}: {message}" in plan
    assert "0 to make, 0 to buy, 6 blocked" == plan[-1]
    assert 1 == sum(message in line for line in plan)


TWICE = """\
events:
- sh010/p1
- dissolve 40
- sh020/p1
- split left-right:
  - sh010/p1
  - sh020/p1 flpo
- sh01
"""


def test_what_the_reader_of_a_line_said_is_not_said_again_when_it_is_laid_out(shot: Path) -> None:
    """Not by `check`, not by `export`: a dissolve too long, a slip of the pen, one in a split."""
    (shot / "cuts" / "main.yaml").write_text(TWICE, "utf-8")

    lines = [each.where.line for each in Production(shot).check() if each.where]
    told = typed("-p", shot, "export")

    assert [3, 7, 8] == lines
    assert 2 == told.code
    assert lines == [int(line) for line in re.findall(r"(?m)^cuts/main.yaml:(\d+):", told.err)]


def test_a_shot_that_is_not_there_is_named_with_its_own_line(tmp_path: Path) -> None:
    """Where no cut is written, that is its line of the board."""
    film = film_of(tmp_path / "film", BOARD)

    told = typed("-p", film, "export")

    lines = re.findall(r"(?m)^film.yaml:(\d+):\d+: (sh\d+) at [\d.]+ s is not there yet", told.err)
    assert [("13", "sh010"), ("14", "sh020"), ("17", "sh030")] == lines


def test_a_film_that_shows_nothing_is_told_so(tmp_path: Path) -> None:
    """Every shot is omitted."""
    film = film_of(tmp_path / "film", "film: 1\nshots:\n  sh010: {panel: snow, omit: true}\n")

    assert ["the cut 'main' shows no picture"] == said(film)


def test_a_title_without_a_frame_is_said_with_its_line(shot: Path) -> None:
    """It belongs to the board, and the board is asked how long its shot plays."""
    board = shot / "film.yaml"
    title = "sh030:\n        panel: a bridge\n        title: {text: Far, at: 40f}\n"
    head, _, _ = read(board).partition("sh030:")
    board.write_text(head + title, "utf-8")

    assert ["film.yaml:19:16: the title 'Far' of sh030 has no frame to stand on"] == said(shot)
