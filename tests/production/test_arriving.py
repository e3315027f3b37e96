"""`adopt --watch`: files are taken in as they arrive, and Ctrl-C ends it."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import DiskFull
from pipeline.production import arriving
from pipeline.production.adoption import AdoptReport, AdoptRequest, Left, Outcome
from pipeline.production.production import Production
from tests.production.footage import BOARD, picture, settled
from tests.production.watched import Watched


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film of three shots, none of them made."""
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / "film.yaml").write_text(BOARD, "utf-8")
    return folder


@pytest.fixture
def watched(film: Path) -> Iterator[Watched]:
    """`rushes adopt --watch` on that film."""
    watching = Watched(film, "adopt", "--watch")
    yield watching
    watching.end()


def test_files_are_taken_in_as_they_arrive_and_one_that_grows_is_waited_for(
    film: Path, watched: Watched, tmp_path: Path
) -> None:
    """A line each; what is still being written comes when it stands still."""
    inbox = film / "inbox"
    whole = picture(tmp_path / "whole.png", "teal").read_bytes()
    slow = inbox / "sh020/slow.png"
    slow.parent.mkdir(parents=True)
    is_whole = threading.Event()
    writer = threading.Thread(target=write_slowly, args=(slow, whole, is_whole))
    writer.start()
    watched.until("^watching inbox/")
    picture(inbox / "sh010/a.png", "navy")
    watched.until(r"^sh010 panel 1  .*a\.png")
    picture(inbox / "moon.png", "gold")
    watched.until(r"^left alone: .*moon\.png: nothing tells its shot")
    is_whole.set()
    watched.until(r"^sh020 panel 1  .*slow\.png")
    writer.join()
    code = watched.press_ctrl_c()
    watched.until("^stopped watching$")

    assert 130 == code
    assert not [line for line in watched.lines if "Traceback" in line]
    assert ["moon.png"] == [path.name for path in inbox.rglob("*.png")]
    assert not [line for line in watched.lines if "slow.png" in line and "left" in line]


def write_slowly(path: Path, content: bytes, is_whole: threading.Event) -> None:
    """A byte now and then, as over a slow line, and all the rest once it may."""
    for end in range(60, len(content)):
        path.write_bytes(content[:end])
        if is_whole.wait(0.3):
            break
    path.write_bytes(content)


def test_a_folder_of_downloads_is_watched_and_stays_as_it_is(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is named is copied; nothing is told twice; a shot more is heeded."""
    monkeypatch.setattr(arriving, "LOOK_SECONDS", 0.01)
    downloads = tmp_path / "downloads"
    told: list[Outcome] = []
    one = settled(picture(downloads / "sh010__a.png", "navy"))
    settled(picture(downloads / "moon__b.png", "gold"))
    reports = Production(film).take_in_as_they_come((downloads,), AdoptRequest(tell=told.append))

    next(reports)
    settled(picture(one, "teal"), seconds=30)
    next(reports)
    board = film / "film.yaml"
    board.write_text(board.read_text("utf-8") + "      moon: CU | the moon\n", "utf-8")
    next(reports)
    reports.close()  # type: ignore[attr-defined]

    takes = [each.take for each in told if not isinstance(each, Left)]
    assert ["sh010 panel 1", "sh010 panel 2", "moon panel 1"] == takes
    assert ["moon__b.png"] == [each.file.name for each in told if isinstance(each, Left)]
    assert one.exists()


def test_files_for_which_there_was_no_room_are_taken_in_once_there_is(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told once however often it is tried, and nobody has to touch the files again."""
    monkeypatch.setattr(arriving, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(arriving, "AGAIN_SECONDS", 0.01)
    settled(picture(film / "inbox/sh010/a.png", "navy"))
    true_copy, tries = shutil.copyfile, []

    def full_twice(source: Path, target: Path) -> object:
        tries.append(target)
        if len(tries) < 3:
            raise OSError(errno.ENOSPC, "no space left")
        return true_copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", full_twice)
    reports = Production(film).take_in_as_they_come((), AdoptRequest())
    fault, report = next(reports), next(reports)
    reports.close()  # type: ignore[attr-defined]

    assert isinstance(fault, DiskFull)
    assert isinstance(report, AdoptReport)
    assert ["a.png"] == [one.file.name for one in report.adopted]


def test_a_film_that_cannot_be_read_is_told_and_the_next_save_mends_it(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files wait; nothing is lost."""
    monkeypatch.setattr(arriving, "LOOK_SECONDS", 0.01)
    board = film / "film.yaml"
    text = board.read_text("utf-8")
    told: list[Outcome] = []
    settled(picture(film / "inbox/sh010/a.png", "navy"))
    reports = Production(film).take_in_as_they_come((), AdoptRequest(tell=told.append))

    next(reports)
    settled(picture(film / "inbox/sh020/b.png", "teal"))
    board.write_text("film: [1\n", "utf-8")
    fault = next(reports)
    board.write_text(text, "utf-8")
    next(reports)
    reports.close()  # type: ignore[attr-defined]

    assert isinstance(fault, Exception)
    assert ["sh010 panel 1", "sh020 panel 1"] == [
        each.take for each in told if not isinstance(each, Left)
    ]
