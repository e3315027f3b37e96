"""One SQLite file: how it is opened, kept safe against power cuts, and written in transactions."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.errors import DiskFull, FilmError, LedgerError
from pipeline.ledger.schema import MIGRATIONS

__all__ = ["Store", "journal_mode_for"]

_BUSY_SECONDS = 20.0
"""How long a short transaction of another process is waited for."""

_FULL = "the disk is full"
_CLOSED = "this folder cannot be written"
_LEAST_ROOM = 1 << 16
"""Bytes free below which SQLite's *I/O error* means that it could not make its shared memory."""

_LOCAL_SYSTEMS = frozenset(
    {
        "apfs", "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "hfs", "jfs", "ntfs", "ntfs3",
        "overlay", "ramfs", "reiserfs", "tmpfs", "ufs", "xfs", "zfs",
    }
)  # fmt: skip
"""File systems whose shared memory and locks WAL can rely on (https://sqlite.org/wal.html)."""

Row = tuple[Any, ...]


class Store:
    """The file and its one connection; safe to use from several threads.

    Where nothing can be written (an archive disk, a full one), everything can be looked at all
    the same: what was committed is read into memory.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file and bring it to the present version.

        Raises:
            LedgerError: the file is damaged, from a newer program, or cannot be read.
        """
        self.path = path
        self.commits = 0
        """Transactions committed through this store."""
        self.looking = _why_not(path)
        """Why nothing can be written, in a few words; empty where everything can be."""
        self._lock = threading.RLock()
        self._depth = 0
        self._minding = _Minding(self._translated)
        try:
            if not self.looking:
                self._open(lambda: self._connect(path))
        except DiskFull:
            self.looking = _FULL
        if self.looking:
            self._look(self.looking)

    def close(self) -> None:
        """Close the file; everything committed stays."""
        with self._lock:
            self._connection.close()

    def copy_to(self, path: Path) -> None:
        """Write a copy as of this moment into a new file, in one piece."""
        with self._lock, self._minding, closing(sqlite3.connect(path)) as target:
            self._connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")

    def must_write(self) -> None:
        """Make sure that what is to be written can be, as far as is known.

        Raises:
            LedgerError: its folder cannot be written.
            DiskFull: there was no room when it was opened.
        """
        if self.looking:
            raise self._refusal()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Everything written inside is committed together, or not at all; inner ones join in.

        Takes the write lock at once (BEGIN IMMEDIATE), so that what is read inside still holds
        when it is written.
        """
        with self._lock:
            if self._depth:
                yield
                return
            self.must_write()
            with self._minding:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._depth = 0
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            self._depth = 0
            try:
                with self._minding:
                    self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            self.commits += 1

    def learn(self, write: Callable[[], object]) -> None:
        """Write what the folders show and would show again, in one transaction.

        While looking it is kept in memory alone; a disk that turns out to be full makes it so.
        """
        with self._lock:
            try:
                if not self.looking:
                    with self.atomic():
                        write()
                    return
            except DiskFull:
                if self._depth:
                    raise
                self._connection.close()
                self._look(_FULL)
            self._depth += 1  # nobody else sees it, so it needs no transaction
            try:
                write()
            finally:
                self._depth -= 1

    def write(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run one writing statement, in the transaction under way or in its own; rows touched."""
        with self._lock:
            if self._depth:
                with self._minding:
                    return self._connection.execute(statement, values).rowcount
        with self.atomic(), self._minding:
            return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Every row of a query."""
        with self._lock, self._minding:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, or None."""
        with self._lock, self._minding:
            found: Row | None = self._connection.execute(statement, values).fetchone()
            return found

    def _open(self, connect: Callable[[], sqlite3.Connection]) -> None:
        with self._minding:
            self._connection = connect()
        try:
            with self._minding:
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
        )
        try:
            run = connection.execute
            run(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")
            run(f"PRAGMA journal_mode = {journal_mode_for(path.parent)}")
            run("PRAGMA synchronous = FULL")
            if sys.platform == "darwin":
                run("PRAGMA fullfsync = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _look(self, why: str) -> None:
        """Go on with what was committed, in memory."""
        from pipeline.ledger.looking import in_memory

        self.looking = why
        try:
            self._open(lambda: in_memory(self.path))
        except OSError as err:
            raise self._refusal() from err

    def _refusal(self) -> FilmError:
        """Why it is not written, to whoever asks for it."""
        if self.looking == _FULL:
            return DiskFull.at(self.path)
        return LedgerError(
            f"the ledger {self.path} cannot be written",
            fix=f"change the permissions of {self.path.parent}, or copy the film to where you "
            "may write",
        )

    def _prepare(self) -> None:
        version = self._version()
        if version > len(MIGRATIONS):
            raise LedgerError(
                f"the ledger {self.path} was written by a newer rushes (version {version})",
                fix="update rushes on this machine",
            )
        if version < len(MIGRATIONS):
            self._migrate()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            for number in range(self._version(), len(MIGRATIONS)):
                for statement in MIGRATIONS[number].split(";\n"):
                    if statement.strip():
                        run(statement)
                run(f"PRAGMA user_version = {number + 1}")
        except BaseException:
            run("ROLLBACK")
            raise
        run("COMMIT")

    def _translated(self, err: sqlite3.DatabaseError) -> FilmError | None:
        """What a person can do where SQLite speaks of malformed images; None: a fault of ours."""
        word = str(err)
        if "disk is full" in word or ("disk I/O" in word and _is_full(self.path.parent)):
            return DiskFull.at(self.path)
        if "locked" in word:
            return LedgerError(
                f"another program keeps the ledger {self.path} busy",
                fix="wait for it, or end it, and give the command again",
            )
        if "readonly" in word:
            return self._refusal()
        if not os.access(self.path, os.R_OK) and self.path.exists():
            return LedgerError(
                f"the ledger {self.path} may not be read",
                fix="change its permissions",
            )
        if isinstance(err, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            return None
        return LedgerError(
            f"the ledger {self.path} cannot be read: {word}",
            fix="`rushes status --rebuild` puts it aside and builds it again from takes/; "
            "no take and no order under way is lost",
        )


class _Minding:
    """Around everything that SQLite is asked: its errors become sentences.

    A class, because it is entered ten times for every take, and a generator costs four times as
    much.
    """

    __slots__ = ("_translated",)

    def __init__(self, translated: Callable[[sqlite3.DatabaseError], FilmError | None]) -> None:
        self._translated = translated

    def __enter__(self) -> None:
        return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            said = self._translated(error)
            if said is not None:
                raise said from error


def _why_not(path: Path) -> str:
    """Why the ledger cannot be written, as far as permissions say it; its folder is made.

    Raises:
        LedgerError: a link lies there, which in a stranger's film may lead anywhere.
    """
    if path.is_symlink():
        raise LedgerError(
            f"{path} is a link, and what rushes writes for itself is never opened through one",
            fix="remove the link",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        if err.errno in {errno.ENOSPC, errno.EDQUOT}:
            return _FULL
        if err.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            return _CLOSED
        raise
    is_open = os.access(path.parent, os.W_OK) and (os.access(path, os.W_OK) or not path.exists())
    return "" if is_open else _CLOSED


def _is_full(folder: Path) -> bool:
    import shutil

    return shutil.disk_usage(folder).free < _LEAST_ROOM


def journal_mode_for(folder: Path) -> str:
    """``WAL`` where the folder's file system is known to be a local one, else ``DELETE``.

    WAL needs shared memory between all who open the file, which network file systems lack.
    """
    if sys.platform == "win32":
        return "DELETE" if str(folder.absolute()).startswith("\\\\") else "WAL"
    if sys.platform == "darwin":
        return "DELETE" if folder.absolute().is_relative_to("/Volumes") else "WAL"
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
    except OSError:
        return "DELETE"
    best, system = "", ""
    place = folder.resolve()
    for line in mounts.splitlines():
        _, mount, name, *_ = line.split(" ")
        mount = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), mount)
        if place.is_relative_to(mount) and len(mount) >= len(best):
            best, system = mount, name
    return "WAL" if system in _LOCAL_SYSTEMS else "DELETE"
