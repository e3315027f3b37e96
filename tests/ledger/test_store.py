"""The ledger's file: damage said plainly, commits that last, many who write at once."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import BudgetReached, DiskFull, LedgerError
from pipeline.facts import CLIP, PANEL, Money
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps
from pipeline.ledger.schema import MIGRATIONS
from pipeline.ledger.store import journal_mode_for
from tests.ledger.builders import WANTED, attempt, states, total


def test_a_damaged_ledger_says_what_to_do(tmp_path: Path) -> None:
    """Which file, and which command; never a traceback."""
    (tmp_path / "ledger.sqlite").write_text("this is no database" * 100)

    with pytest.raises(LedgerError) as said:
        Ledger.open(tmp_path / "ledger.sqlite")

    assert "ledger.sqlite cannot be read: file is not a database" in said.value.message
    assert "`rushes status --rebuild`" in said.value.fix


def test_a_newer_ledger_is_not_touched(tmp_path: Path) -> None:
    """Its program is asked for."""
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(LedgerError, match="written by a newer rushes"):
        Ledger.open(path)


def test_a_ledger_of_an_older_program_is_brought_up_to_date(tmp_path: Path) -> None:
    """What stands in it stands in the new one."""
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO slots (shot, kind, unit, number, generator, state) "
            "VALUES ('sh010', 'panel', '', 1, 'gen', 'moderated')"
        )
        connection.commit()

    with Ledger.open(path) as ledger:
        found = ledger.history().of("sh010", PANEL)

    assert [("gen", "moderated", "")] == [(one.generator, one.state, one.refused) for one in found]


def test_a_link_in_the_place_of_the_ledger_leads_nowhere(tmp_path: Path) -> None:
    """No table is written into a database of somebody else's."""
    target = tmp_path / "bookmarks.sqlite"
    target.touch()
    (tmp_path / "ledger.sqlite").symlink_to(target)

    with pytest.raises(LedgerError, match="sqlite is a link"):
        Ledger.open(tmp_path / "ledger.sqlite")

    assert 0 == target.stat().st_size


def test_a_full_disk_is_said_to_be_full(ledger: Ledger) -> None:
    """SQLite's word for it becomes ours, and the transaction is undone."""
    connection = ledger._store._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(DiskFull, match="the disk is full: there is no room"):
        ledger.intend(attempt("a", order={"x": "y" * 100_000}), WANTED, Caps())

    assert [] == states(ledger)


def test_commits_survive_a_power_cut(ledger: Ledger) -> None:
    """WAL with full synchronisation: a ticket that was committed is on the disk."""
    connection = ledger._store._connection

    assert ("wal", 2) == (
        connection.execute("PRAGMA journal_mode").fetchone()[0],
        connection.execute("PRAGMA synchronous").fetchone()[0],
    )


def test_file_systems_without_shared_memory_get_a_plain_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Network drives, and whatever is not known to be local."""
    found = []
    for system in ("ext4", "nfs4", "cifs", "fuse.sshfs", "9p", "btrfs"):
        table = f"/dev/x / ext4 rw 0 0\nserver:/x {tmp_path} {system} rw 0 0\n"
        monkeypatch.setattr(Path, "read_text", lambda *_, table=table, **__: table)
        found.append(journal_mode_for(tmp_path / "film"))

    assert ["WAL", "DELETE", "DELETE", "DELETE", "DELETE", "WAL"] == found


def test_a_transaction_within_a_transaction_is_part_of_it(ledger: Ledger) -> None:
    """An error takes everything back."""
    before = ledger.commits
    with pytest.raises(KeyError):
        _write_and_fail(ledger)

    assert (0, {}) == (ledger.commits - before, dict(ledger.history().owed))


def _write_and_fail(ledger: Ledger) -> None:
    with ledger.atomic():
        ledger.slots.owe("sh010", CLIP, "kling", 1)
        with ledger.atomic():
            ledger.slots.owe("sh020", CLIP, "kling", 1)
        raise KeyError


def reserve_in_a_process(path: str) -> None:
    """Order until the cap says no."""
    with Ledger.open(Path(path)) as ledger:
        for place in range(40):
            key = f"{multiprocessing.current_process().pid}-{place}"
            try:
                ledger.intend(attempt(key), WANTED, Caps(film=Money(2_000_000)))
            except BudgetReached:
                return


def test_processes_that_buy_at_once_never_pass_the_cap(tmp_path: Path) -> None:
    """Checked and reserved in one transaction: exactly as many as fit, no number twice."""
    path = tmp_path / "ledger.sqlite"
    Ledger.open(path).close()
    context = multiprocessing.get_context("spawn")
    buyers = [context.Process(target=reserve_in_a_process, args=(str(path),)) for _ in range(3)]

    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join()

    with Ledger.open(path) as ledger:
        numbers = [slot.number for slot in ledger.history().of("sh010", PANEL)]
        assert (0, 2_000_000) == total(ledger)
    assert list(range(1, 21)) == numbers


def test_threads_share_one_ledger(ledger: Ledger) -> None:
    """Their transactions follow one another."""

    def buy(name: str) -> None:
        for place in range(10):
            ledger.intend(attempt(f"{name}{place}"), WANTED, Caps())

    threads = [threading.Thread(target=buy, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(1, 41)) == [slot.number for slot in ledger.history().of("sh010", PANEL)]


def test_a_disk_that_fills_up_can_still_be_looked_at(ledger: Ledger) -> None:
    """What the folders show is kept in memory then; decisions and orders are refused."""
    ledger.notes.set_meta("picked up", "nothing")
    connection = ledger._store._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")

    ledger.takes.store({"sh010": (1, "x" * 100_000)})

    assert ("the disk is full", {"sh010"}) == (ledger.looking, set(ledger.takes.load()))
    assert "nothing" == ledger.notes.meta("picked up")
    with pytest.raises(DiskFull):
        ledger.intend(attempt("a"), WANTED, Caps())
    with pytest.raises(DiskFull):
        ledger.slots.owe("sh010", CLIP, "kling", 1)
