"""The desk goes on watching whatever goes wrong, and ends whatever it began."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.production import Production
from pipeline.production.noticing import Watchman
from pipeline.review.desk import Desk, News
from tests.production.footage import ran


def heard(desk: Desk, is_meant: Callable[[News], bool]) -> News:
    """Wait for such news."""
    end = time.monotonic() + 10
    while True:
        found = next((one for one in desk.news_since(0) if is_meant(one)), None)
        if found is not None:
            return found
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_fault_that_nobody_thought_of_is_told_and_watching_goes_on(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so while it lasts, takes it back, and shows what happens afterwards."""
    desk = Desk(Production(film))
    desk.open()
    try:
        with monkeypatch.context() as broken:
            broken.setattr(Watchman, "look", lambda _: 1 // 0)
            told = heard(desk, lambda one: b"ZeroDivisionError" in one.data)
            assert "fault" == told.kind
        heard(desk, lambda one: one.id > told.id and one.data == b'{"words":""}')
        ran(film, "circle sh010 2")
        heard(desk, lambda one: one.kind in {"rows", "board"})
    finally:
        desk.close()


def test_a_draft_that_does_not_end_is_ended(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.review.desk.END_SECONDS", 0.3)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(flush=True); time.sleep(60)"
    )
    desk = Desk(Production(film))
    child = desk.begin(
        lambda: subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    )
    assert child is not None
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
        desk.close()

    assert child.returncode
