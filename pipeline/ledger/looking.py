"""A ledger that cannot be written, read into memory: looking works on any disk."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

__all__ = ["in_memory"]


def in_memory(path: Path) -> sqlite3.Connection:
    """A connection to a copy in memory of everything that was committed; empty without a file.

    A copy, because what is learnt while looking (which takes lie in the folders) is kept like
    anything else; it is gone with the process.

    Raises:
        sqlite3.DatabaseError: it cannot be read, or is no ledger.
        OSError: the part of it that a power cut left beside it cannot be copied.
    """
    if not _holds(path):
        return _empty()
    address = path.absolute().as_uri()
    try:
        return _copied(f"{address}?mode=ro")
    except sqlite3.OperationalError:  # it would need files beside it that cannot be made here
        beside = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
        unfinished = [one for one in beside if _holds(one)]
        if not unfinished:
            return _copied(f"{address}?immutable=1")
    with tempfile.TemporaryDirectory(prefix="rushes-") as folder:
        for one in (path, *unfinished):
            shutil.copyfile(one, Path(folder) / one.name)
        return _copied((Path(folder) / path.name).as_uri())


def _holds(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _empty() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


def _copied(address: str) -> sqlite3.Connection:
    memory = _empty()
    try:
        with closing(sqlite3.connect(address, uri=True)) as source:
            source.backup(memory)
    except BaseException:
        memory.close()
        raise
    return memory
