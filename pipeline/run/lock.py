"""One buyer at a time: a lock that the operating system drops when its holder is gone."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import DiskFull, LedgerError

__all__ = ["hold", "holder"]

_NAME = "lock"


@contextmanager
def hold(state: Path, command: str, *, now: datetime | None = None) -> Iterator[None]:
    """Hold the production for as long as the block runs.

    The lock is on an open handle that no child process inherits; what the file says (pid, host,
    since, command) is only for the message to whoever comes second.

    Raises:
        LedgerError: another run holds it; the message says which.
        DiskFull: no room for the lock file.
    """
    state.mkdir(parents=True, exist_ok=True)
    path = state / _NAME
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        if not _lock(handle):
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
            _unlock(handle)
    finally:
        os.close(handle)


def holder(state: Path) -> str:
    """Who holds the production, as the lock file says; empty when it says nothing."""
    try:
        data = json.loads((state / _NAME).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(data["since"]).astimezone()
        return f"{data['command']}, process {data['pid']} on {data['host']}, since {since:%H:%M}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write(handle: int, path: Path, command: str, now: datetime) -> None:
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


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """The byte that is locked: far beyond the text, which must stay readable."""

    def _lock(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
