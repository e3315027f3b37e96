"""What a take costs this machine: commits, syncs, and what a full disk does to it."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from pipeline.ledger.ledger import Ledger
from pipeline.media.digests import digest_of
from pipeline.run.ballast import Ballast
from pipeline.run.runner import Runner
from tests.run.doubles import Here, Inline, Studio, panel, work

FREE = {"is_local": True, "is_free": True, "recovery": "free"}


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every fsync of this process."""
    seen: list[int] = []
    true_sync = os.fsync

    def count(handle: int) -> None:
        seen.append(handle)
        true_sync(handle)

    monkeypatch.setattr(os, "fsync", count)
    return seen


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("paid", (4, 7)),  # and the order beside the take, with its name: as sent, with its ticket
        ("free", (3, 3)),
        ("here", (2, 3)),
    ],
)
def test_a_take_costs_at_most_four_commits_and_three_syncs(
    studio: Studio, syncs: list[int], kind: str, most: tuple[int, int]
) -> None:
    """The intent, the ticket, the files aside, the end; the file, its slate, its folder."""
    far = {"is_free": True, "recovery": "free"} if kind == "free" else {}
    maker = studio.maker(Here, **FREE) if kind == "here" else studio.maker(**far)
    with studio.ledger() as ledger:
        runner = Runner(studio.floor(ledger, Inline(), maker=maker))
        runner.run([work(panel())])
        commits, before = ledger.commits, len(syncs)

        runner.run([work(panel(slot=2))])

        commits, synced = ledger.commits - commits, len(syncs) - before
    assert most == (commits, synced)


def test_a_paid_order_lies_on_the_disk_before_it_is_sent(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File and name: a power cut together with a lost ledger buys nothing twice."""
    steps: list[str] = []
    true_sync = os.fsync

    def sync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        true_sync(handle)

    monkeypatch.setattr(os, "fsync", sync)
    with studio.ledger() as ledger:
        floor = studio.floor(ledger, Inline(), checkpoint=steps.append)
        Runner(floor).run([work(panel())])

    before = steps[steps.index("intent") : steps.index("before the order is sent")]
    assert ["intent", "file", "folder", "order file"] == before


def test_a_full_disk_is_one_sentence_and_loses_nothing(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever write fails: the run ends by itself, and the next one makes the film whole."""
    sentences = []
    for number in range(1, 12):
        with monkeypatch.context() as patch:
            fill_disk(patch, after=number)
            with studio.ledger() as ledger:
                floor = studio.floor(ledger, Inline(), maker=studio.maker(recovery="client_id"))
                result = Runner(floor).run([work(panel(f"sh{number:03d}"))])
        sentences.append(result.stopped_by)

    with studio.ledger() as ledger:
        floor = studio.floor(ledger, Inline(), maker=studio.maker(recovery="client_id"))
        runner = Runner(floor)
        runner.recover()
        runner.run([])
        slots = [slot for found in ledger.history().slots.values() for slot in found]

    stopped = [text for text in sentences if text]
    assert len(stopped) > 3
    assert all(text.startswith("the disk is full: there is no room for '") for text in stopped)
    assert all("make room, then give the same command again" in text for text in stopped)
    assert {"made"} == {slot.state.value for slot in slots}
    assert studio.bills == len(slots)
    for takes in studio.vault().all().values():
        for take in takes:
            assert digest_of(take.path) == take.slate.files[0].digest


def fill_disk(patch: pytest.MonkeyPatch, after: int) -> None:
    """Let the ``after``-th and every later sync, link or rename of a take fail for want of room."""
    left = [after]
    true_sync, true_link, true_replace = os.fsync, os.link, Path.replace

    def spend() -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    def sync(handle: int) -> None:
        spend()
        true_sync(handle)

    def link(source: Path, target: Path) -> None:
        spend()
        true_link(source, target)

    def replace(path: Path, target: Path) -> Path:
        spend()
        return true_replace(path, target)

    patch.setattr(os, "fsync", sync)
    patch.setattr(os, "link", link)
    patch.setattr(Path, "replace", replace)


def test_a_ticket_is_kept_even_when_the_ledgers_disk_is_full(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ballast goes overboard: what was paid for is written down first of all."""
    true_drop = Ballast.drop
    with studio.ledger() as ledger:

        def fill(name: str) -> None:
            if name == "sent":
                limit_pages(ledger, is_full=True)

        def drop(ballast: Ballast) -> bool:
            limit_pages(ledger, is_full=False)
            return true_drop(ballast)

        monkeypatch.setattr(Ballast, "drop", drop)
        maker = studio.maker(ticket_size=100_000)
        floor = studio.floor(ledger, Inline(), maker=maker, checkpoint=fill)
        result = Runner(floor).run([work(panel())])

    assert (1, 1) == (studio.bills, len(result.made))
    assert not (studio.home / ".rushes/ballast").exists()


def test_a_full_ledger_says_so_before_anything_is_sent(studio: Studio) -> None:
    """No intent, no order."""
    with studio.ledger() as ledger:
        limit_pages(ledger, is_full=True)
        job = panel(words={"panel": "x" * 100_000})
        result = Runner(studio.floor(ledger, Inline())).run([work(job)])

    assert result.stopped_by.startswith("the disk is full: there is no room for 'ledger.sqlite'")
    assert (0, ["sh010 panel #1 by gen"]) == (
        studio.bills,
        [str(job) for job in result.not_started],
    )


def limit_pages(ledger: Ledger, *, is_full: bool) -> None:
    """Let SQLite run out of room, as on a full disk."""
    connection: sqlite3.Connection = ledger._store._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages if is_full else 1 << 30}")
