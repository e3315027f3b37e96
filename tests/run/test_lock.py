"""One buyer at a time, and Ctrl-C as a value."""

from __future__ import annotations

import json
import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import DiskFull, LedgerError
from pipeline.run.ballast import Ballast
from pipeline.run.interrupt import Interrupt
from pipeline.run.lock import busy, hold, holder

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_second_holder_is_refused_and_told_what_still_works(tmp_path: Path) -> None:
    """In the same process too: the lock is on the handle."""
    with (
        hold(tmp_path, "rushes make", now=NOW),
        pytest.raises(LedgerError) as said,
        hold(tmp_path, "rushes board"),
    ):
        pass

    assert f"rushes make, process {os.getpid()} on " in said.value.message
    assert "drafts and exports work beside it" in said.value.fix


def test_the_lock_is_free_when_its_block_ends(tmp_path: Path) -> None:
    """However it ends; and the file says nothing any more."""
    with pytest.raises(ValueError, match="no"), hold(tmp_path, "rushes make"):
        raise ValueError("no")

    with hold(tmp_path, "rushes make"):
        pass
    assert "" == holder(tmp_path)


def test_a_stale_file_is_no_lock(tmp_path: Path) -> None:
    """What the file says is only for the message: a machine that crashed left it behind."""
    data = {"pid": 1, "host": "h", "since": NOW.isoformat(), "command": "rushes make"}
    (tmp_path / "lock").write_text(json.dumps(data))

    with hold(tmp_path, "rushes board"):
        assert holder(tmp_path).startswith(f"rushes board, process {os.getpid()} on ")


def test_who_looks_whether_a_run_is_under_way_never_stops_one(tmp_path: Path) -> None:
    """Ten lookers, as fast as they can, and a run that begins beside them every time."""
    data = {"pid": 1, "host": "h", "since": NOW.isoformat(), "command": "rushes make"}
    (tmp_path / "lock").write_text(json.dumps(data))
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            (tmp_path / "lock").write_text(json.dumps(data))
            busy(tmp_path)

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for looker in lookers:
        looker.start()
    try:
        for _ in range(30):
            with hold(tmp_path, "rushes board"):
                pass
    finally:
        is_over.set()
        for looker in lookers:
            looker.join()


def test_who_looks_hears_of_a_run_and_of_nothing_else(tmp_path: Path) -> None:
    """An old file says nothing; and where nothing can be written, looking works all the same."""
    data = {"pid": 1, "host": "h", "since": NOW.isoformat(), "command": "rushes make"}
    (tmp_path / "lock").write_text(json.dumps(data))

    stale = busy(tmp_path)
    with hold(tmp_path, "rushes board"):
        held = busy(tmp_path)

    assert ("", "") == (stale, busy(tmp_path / "nowhere"))
    assert held.startswith(f"rushes board, process {os.getpid()} on ")


def test_a_link_in_the_place_of_the_lock_leads_nowhere(tmp_path: Path) -> None:
    """A stranger's film cannot have a file of somebody else's written."""
    target, state = tmp_path / "diary.txt", tmp_path / "film" / ".rushes"
    target.write_text("dear diary")
    state.mkdir(parents=True)
    (state / "lock").symlink_to(target)

    with pytest.raises(LedgerError) as said, hold(state, "rushes make"):
        pass

    assert f"{state / 'lock'} is a link" in said.value.message
    assert ("remove the link", "dear diary") == (said.value.fix, target.read_text())


def test_a_link_in_the_place_of_the_ballast_leads_nowhere(tmp_path: Path) -> None:
    """Nor is it thrown overboard, but the link itself."""
    target = tmp_path / "diary.txt"
    target.write_text("dear diary")
    (tmp_path / "ballast").symlink_to(target)

    with pytest.raises(LedgerError, match="ballast is a link"):
        Ballast(tmp_path).lay()

    assert "dear diary" == target.read_text()


def test_ballast_is_laid_once_and_made_whole(tmp_path: Path) -> None:
    """Half a megabyte, whatever an older one was."""
    (tmp_path / "ballast").write_bytes(b"short")
    Ballast(tmp_path).lay()
    first = (tmp_path / "ballast").read_bytes()
    Ballast(tmp_path).lay()

    assert (1 << 19, first) == (len(first), (tmp_path / "ballast").read_bytes())


def test_no_room_for_the_lock_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is one sentence here too."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "ftruncate", full)

    with pytest.raises(DiskFull, match="there is no room for 'lock'"), hold(tmp_path, "x"):
        pass


def test_ctrl_c_once_asks_twice_leaves() -> None:
    """The first is heard by whoever listens; the second leaves with the status of SIGINT."""
    left: list[int] = []
    heard: list[str] = []
    before = signal.getsignal(signal.SIGINT)
    with Interrupt(leave=left.append) as stop:
        stop.listen(lambda: heard.append("stop"))
        first = stop.is_set
        signal.raise_signal(signal.SIGINT)
        second = (stop.is_set, list(left))
        signal.raise_signal(signal.SIGTERM)

    assert (False, (True, []), [130]) == (first, second, left)
    assert "stop" == heard[0]
    assert before == signal.getsignal(signal.SIGINT)
