"""`cut --watch`: a draft for every save, a sentence for a broken one, and an end at one Ctrl-C."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pytest

from pipeline.production import Production, watching
from pipeline.production.filming import FilmReport, FilmRequest
from pipeline.production.watching import stamps
from tests.doubles import tiny_film
from tests.production.conftest import ROOT

pytestmark = pytest.mark.timeout(120)

PATIENCE_SECONDS = 40


class Watched:
    """`rushes cut --watch` as a process of its own; its lines are read as they come."""

    def __init__(self, film: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "-p", str(film), "cut", "--watch", *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._coming: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._coming.put(line.rstrip("\n"))
        self._coming.put(None)

    def until(self, pattern: str) -> str:
        """The next line that fits; fails when none comes in time."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                line = self._coming.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line fits '{pattern}': {self.lines}")
            self.lines.append(line)
            if re.search(pattern, line):
                return line

    def press_ctrl_c(self) -> int:
        """Once, for the whole group, as a terminal does; what the program leaves with."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join()


@pytest.fixture
def watched(film: Path) -> Iterator[Watched]:
    """The tiny film, watched with one process at work."""
    watching = Watched(film, "--workers", "1")
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
