"""What is written down beside attempts: the log, requests, the take index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from pipeline.facts import Json
from pipeline.ledger.attempts import dated, plain
from pipeline.ledger.store import Row, Store

__all__ = ["LogLine", "Notes", "Request", "TakeIndex"]


class LogLine(Struct, frozen=True):
    """One thing that happened."""

    at: datetime
    verb: str
    """``made``, ``failed``, ``in doubt``, ``circled``, ``adopted``, ``recovered`` …"""
    shot: str
    sentence: str
    data: Json


class Request(Struct, frozen=True):
    """What another process asks of the run that is under way."""

    id: int
    verb: str
    """``cancel``, ``retake``, ``adopt``."""
    data: Json


class Notes:
    """The tables that people and listeners read: one statement a function."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def log(self, at: datetime, verb: str, *, shot: str, sentence: str, data: Json) -> None:
        """Write one line of the log."""
        self._store.write(
            "INSERT INTO log (at, verb, shot, sentence, data) VALUES (?, ?, ?, ?, ?)",
            (dated(at), verb, shot, sentence, plain(data)),
        )

    def lines(self, shot: str = "", limit: int = 100) -> tuple[LogLine, ...]:
        """The latest lines of the log, oldest first; of one shot where one is given."""
        rows = self._store.rows(
            "SELECT at, verb, shot, sentence, data FROM "
            "(SELECT * FROM log WHERE ?1 = '' OR shot = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id",
            (shot, limit),
        )
        return tuple(_log_line(row) for row in rows)

    def ask(self, at: datetime, verb: str, data: Json) -> None:
        """Leave a request for the run under way."""
        self._store.write(
            "INSERT INTO requests (at, verb, data) VALUES (?, ?, ?)",
            (dated(at), verb, plain(data)),
        )

    def take_requests(self, at: datetime) -> tuple[Request, ...]:
        """Every request that nobody has taken yet; they count as taken now."""
        with self._store.atomic():
            rows = self._store.rows(
                "SELECT id, verb, data FROM requests WHERE taken IS NULL ORDER BY id"
            )
            self._store.write("UPDATE requests SET taken = ? WHERE taken IS NULL", (dated(at),))
        return tuple(Request(int(row[0]), row[1], json.loads(row[2])) for row in rows)

    def has_requests(self) -> bool:
        """Whether somebody asks for something."""
        return self._store.row("SELECT 1 FROM requests WHERE taken IS NULL LIMIT 1") is not None

    def meta(self, name: str) -> str:
        """A value kept under a name; empty when there is none."""
        row = self._store.row("SELECT value FROM meta WHERE name = ?", (name,))
        return str(row[0]) if row else ""

    def metas(self, prefix: str) -> tuple[str, ...]:
        """The names under which something is kept, of those that begin so; without the beginning.

        What was set to nothing is not kept.
        """
        rows = self._store.rows(
            "SELECT name FROM meta WHERE value <> '' AND substr(name, 1, ?1) = ?2",
            (len(prefix), prefix),
        )
        return tuple(str(row[0])[len(prefix) :] for row in rows)

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self._store.write("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


class TakeIndex:
    """Listings of the shots' folders, so that folders that did not change need no reading."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self) -> Mapping[str, tuple[int, str]]:
        """(stamp, listing) by folder name."""
        rows = self._store.rows("SELECT folder, stamp, listing FROM take_index")
        return {folder: (stamp, listing) for folder, stamp, listing in rows}

    def store(self, changed: Mapping[str, tuple[int, str] | None]) -> None:
        """Write changed folders in one commit; None drops one."""
        self._store.learn(lambda: self._store_all(changed))

    def _store_all(self, changed: Mapping[str, tuple[int, str] | None]) -> None:
        for folder, entry in changed.items():
            if entry is None:
                self._drop(folder)
            else:
                self._put(folder, *entry)

    def _put(self, folder: str, stamp: int, listing: str) -> None:
        self._store.write(
            "INSERT OR REPLACE INTO take_index (folder, stamp, listing) VALUES (?, ?, ?)",
            (folder, stamp, listing),
        )

    def _drop(self, folder: str) -> None:
        self._store.write("DELETE FROM take_index WHERE folder = ?", (folder,))


def _log_line(row: Row) -> LogLine:
    return LogLine(datetime.fromisoformat(row[0]), row[1], row[2], row[3], json.loads(row[4]))
