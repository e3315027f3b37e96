"""Ctrl-C once and twice, two buyers, and a parent that is simply gone."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from pipeline.errors import LedgerError
from pipeline.run.lock import hold
from tests.crash.processes import alive, left_alive, start
from tests.run.doubles import Studio

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through /proc"),
    pytest.mark.timeout(60),
]


def wait_for(child, word: str) -> None:
    """Read what a child says until it says ``word``."""
    for line in child.stdout:
        if line.strip() == word:
            return
    raise AssertionError(f"the child never said {word}: {child.stderr.read()}")


def test_one_ctrl_c_finishes_what_is_in_hand_and_begins_nothing(tmp_path: Path) -> None:
    """Local work in hand becomes a take, the service keeps its order, the rest never starts."""
    child = start(tmp_path, "interrupted")
    wait_for(child, "JobMoved")

    child.send_signal(signal.SIGINT)
    wait_for(child, "RunStopping")
    (tmp_path / "go").touch()
    child.communicate(timeout=30)

    report = json.loads((tmp_path / "report.jsonl").read_text())
    assert 130 == child.returncode
    assert ["sh010 panel 1"] == report["made"]
    assert report["interrupted"]
    assert report["left"][0] == "sh900 panel #1 by far"
    assert 2 == Studio(tmp_path).bills  # the order and the local work; nothing was begun after
    assert "sh900/sh900_panel_t01.order.json" in Studio(tmp_path).files()
    assert [] == left_alive(tmp_path)


def test_a_second_ctrl_c_leaves_at_once_and_loses_no_order(tmp_path: Path) -> None:
    """The process is gone with all its workers; the ticket stands in the ledger."""
    child = start(tmp_path, "interrupted")
    wait_for(child, "JobMoved")

    child.send_signal(signal.SIGINT)
    wait_for(child, "RunStopping")
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=30)

    assert 130 == child.returncode
    assert not (tmp_path / "report.jsonl").exists()
    assert [] == left_alive(tmp_path)
    with Studio(tmp_path).ledger() as ledger:
        tickets = [attempt.ticket for attempt in ledger.open_attempts() if attempt.ticket]
    assert 1 == len(tickets)


def test_the_second_buyer_is_told_who_is_first(tmp_path: Path) -> None:
    """One process buys at a time; the message names the other's command and process."""
    first = start(tmp_path, "hold")
    first.stdout.readline()

    with pytest.raises(LedgerError) as told, hold(tmp_path / ".rushes", "rushes board"):
        pass
    first.communicate("", timeout=30)

    assert "another run holds this film: rushes make, process " in told.value.message
    assert f"process {first.pid} " in told.value.message
    with hold(tmp_path / ".rushes", "rushes board"):
        pass


def test_the_lock_is_free_the_moment_its_holder_is_killed(tmp_path: Path) -> None:
    """No worker inherits the lock, and none outlives its parent."""
    first = start(tmp_path, "hold")
    worker = int(first.stdout.readline())
    assert {first.pid, worker} <= set(alive(tmp_path))

    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=30)

    with hold(tmp_path / ".rushes", "rushes board"):
        pass
    assert [] == left_alive(tmp_path)
