"""One buyer at a time: a lock that the operating system drops when its holder is gone."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import DiskFull, LedgerError
from pipeline.vault.files import minding_room, open_own
from pipeline.vault.holding import try_lock, unlock

__all__ = ["busy", "hold", "holder", "turn"]

_NAME = "lock"
_PAUSES = (0.005, 0.02, 0.075)
"""Seconds between tries: who only looks whether a run is under way has the lock for a moment."""


@contextmanager
def hold(state: Path, command: str, *, now: datetime | None = None) -> Iterator[None]:
    """Hold the production for as long as the block runs.

    The lock is on an open handle that no child process inherits; what the file says (pid, host,
    since, command) is only for the message to whoever comes second.

    Raises:
        LedgerError: another run holds it, and the message says which; a link lies there; nothing
            can be written there.
        DiskFull: no room for the lock file.
    """
    path = state / _NAME
    handle = _opened(path)
    try:
        if not _lock_soon(handle):
            raise LedgerError(
                f"another run holds this film: {holder(state) or 'it does not say which'}",
                fix="wait for it, or stop it with Ctrl-C where it runs; looking, choosing, drafts "
                "and exports work beside it",
            )
        try:
            _write(handle, path, command, now or datetime.now(UTC))
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(handle, 0)
            unlock(handle)
    finally:
        os.close(handle)


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Go through the block when no other process does: whoever comes meanwhile waits.

    On a disk without locks nobody waits.
    """
    handle = _opened(path)
    try:
        with suppress(OSError):
            while not try_lock(handle):
                time.sleep(_PAUSES[-1])
        yield
    finally:
        os.close(handle)


def holder(state: Path) -> str:
    """Who holds the production, as the lock file says; empty when it says nothing."""
    try:
        with os.fdopen(open_own(state / _NAME, os.O_RDONLY), encoding="utf-8") as file:
            data = json.load(file)
        since = datetime.fromisoformat(data["since"]).astimezone()
        return f"{data['command']}, process {data['pid']} on {data['host']}, since {since:%H:%M}"
    except (OSError, LedgerError, ValueError, KeyError, TypeError):
        return ""


def busy(state: Path) -> str:
    """Who holds the production now; empty when nobody does, whatever an old lock file says.

    Writes nothing, so that it may be asked of a disk that cannot be written.
    """
    said = holder(state)
    if not said:
        return ""
    try:
        handle = open_own(state / _NAME, os.O_RDONLY)
    except (OSError, LedgerError):
        return ""
    try:
        return "" if try_lock(handle, is_shared=True) else said
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    try:
        with minding_room(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            return open_own(path, os.O_RDWR | os.O_CREAT)
    except OSError as err:
        if err.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise
        raise LedgerError(
            f"{path.parent} cannot be written, where a run keeps what it does",
            fix="change its permissions, or copy the film to where you may write",
        ) from err


def _lock_soon(handle: int) -> bool:
    """Lock it, now or as soon as those who only look are done."""
    for pause in _PAUSES:
        if try_lock(handle):
            return True
        time.sleep(pause)
    return try_lock(handle)


def _write(handle: int, path: Path, command: str, now: datetime) -> None:
    import socket

    data = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": now.isoformat(),
        "command": command,
    }
    try:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(data).encode())
    except OSError as err:
        full = DiskFull.from_os(err, path)
        raise (full or err) from err
