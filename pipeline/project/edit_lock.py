"""Let one program at a time write an author's files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import DiskFull, FilmError

__all__ = ["locked"]

WAIT_SECONDS = 10.0
"""An edit takes milliseconds; whoever holds the lock longer hangs."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at ``path`` (made when it is not there).

    Raises:
        FilmError: another program did not let go of it for ten seconds.
        DiskFull: no room for it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as err:
        raise (DiskFull.from_os(err, path) or err) from None
    try:
        end = time.monotonic() + WAIT_SECONDS
        while not _taken(handle):
            if time.monotonic() > end:
                raise FilmError(
                    "another program is changing the film's files and does not finish",
                    fix="close it and try again",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Take the lock without waiting; it goes with the handle, which no child inherits."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
