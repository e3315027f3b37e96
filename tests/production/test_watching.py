"""`cut --watch`: a draft for every save, a sentence for a broken one, and an end at one Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.production import Production, watching
from pipeline.production.filming import FilmReport, FilmRequest
from pipeline.production.watching import stamps
from tests.doubles import tiny_film
from tests.production.watched import Watched

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def watched(film: Path) -> Iterator[Watched]:
    """The tiny film, watched with one process at work."""
    watching = Watched(film, "cut", "--watch", "--workers", "1")
    yield watching
    watching.end()


def test_every_save_is_rendered_and_a_broken_one_waits_for_the_next(
    film: Path, watched: Watched
) -> None:
    """The draft, a shorter one after a save, a sentence after a bad one, then the draft again."""
    board = film / "film.yaml"
    text = board.read_text("utf-8")
    draft = r"_draft\.mp4  \({} s, {} frames"

    watched.until(draft.format("1.50", 36))
    board.write_text(text.replace("seconds: 12f", "seconds: 6f"), "utf-8")
    watched.until(draft.format("0.75", 18))
    board.write_text("film: [1\n", "utf-8")
    watched.until(r"^film\.yaml:1:\d+: ")
    board.unlink()
    watched.until("there is no film.yaml")
    board.write_text(text.replace("seconds: 12f", "seconds: 8f"), "utf-8")
    watched.until(draft.format("1.00", 24))
    code = watched.press_ctrl_c()
    watched.until("^stopped watching$")

    assert 130 == code
    assert not [line for line in watched.lines if "Traceback" in line]


def test_what_is_wrong_is_said_at_the_save_that_changed_it(film: Path, watched: Watched) -> None:
    """A misspelt word of a shot, once; not again with the next save, until it is another."""
    board = film / "film.yaml"
    text = board.read_text("utf-8")
    draft = r"_draft\.mp4  \("

    watched.until(draft)
    for change in (("push in", "psh in"), ("12f", "10f"), ("psh in", "puhs in")):
        text = text.replace(*change)
        beside = board.with_suffix(".new")
        beside.write_text(text, "utf-8")
        beside.replace(board)
        watched.until(draft)
    watched.press_ctrl_c()

    said = [line for line in watched.lines if "is not a word" in line]
    assert 2 == len(said), watched.lines
    assert "'psh in'" in said[0]
    assert "'puhs in'" in said[1]


def test_ctrl_c_while_a_draft_is_rendered_ends_it(film: Path, watched: Watched) -> None:
    """What is in hand is put away; there is no second draft and no error."""
    watched.until("^rendering the film  1 of ")

    code = watched.press_ctrl_c()
    watched.until("^stopped watching$")

    assert 130 == code
    assert not [line for line in watched.lines if "Traceback" in line]
    assert not list((film / "out").glob("*.part"))


def test_a_save_is_read_when_it_is_whole(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor empties the file and then writes it: the empty one is not the film."""
    board = film / "film.yaml"
    text = board.read_text("utf-8")

    def finish(seconds: float) -> None:
        """What the editor does while the watcher waits."""
        if not board.stat().st_size:
            board.write_text(text, "utf-8")

    finishing = SimpleNamespace(sleep=finish)
    monkeypatch.setattr(watching, "time", finishing)
    production = Production(film, {})
    seen = watching.watch(production, FilmRequest(is_delivery=False, workers=1), lambda event: None)

    board.write_text("", "utf-8")
    first = next(seen)
    seen.close()

    assert isinstance(first, FilmReport), first
    assert not first.problems


def test_a_sound_is_watched_wherever_it_lies(tmp_path: Path) -> None:
    """By its time and its length; one that vanished while it was looked at is not there."""
    film = tiny_film(tmp_path / "f", files={"songs/m.flac": b"x", "cuts/main.yaml": "cut: main\n"})
    (film / "cuts" / "gone.yaml").symlink_to(film / "nowhere.yaml")
    song = Path("songs/m.flac")

    before = stamps(film, (song,))
    (film / song).write_bytes(b"xyz")
    after = stamps(film, (song,))
    (film / song).unlink()

    assert {"film.yaml", "cuts/main.yaml", "songs/m.flac"} == {
        path.relative_to(film).as_posix() for path in before
    }
    assert [film / song] == [path for path in before if before[path] != after[path]]
    assert film / song not in stamps(film, (song,))
