"""Locks on open files, which the operating system drops when their holder is gone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

__all__ = ["try_lock", "unlock"]

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """The bytes that are locked: far beyond any text, which must stay readable."""
    _SHARERS = 64
    """Windows knows no shared locks: who shares locks one of these bytes, who does not, all."""

    def try_lock(handle: int, *, is_shared: bool = False) -> bool:
        """Lock the file, alone or together with others who share it; whether it was had."""
        first = range(_SHARERS) if is_shared else range(1)
        for byte in first:
            os.lseek(handle, _FAR + byte, os.SEEK_SET)
            with suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1 if is_shared else _SHARERS)
                return True
        return False

    def unlock(handle: int) -> None:
        """Give a lock back that was had alone; a shared one ends with its handle."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        with suppress(OSError):
            msvcrt.locking(handle, msvcrt.LK_UNLCK, _SHARERS)

else:
    import fcntl

    def try_lock(handle: int, *, is_shared: bool = False) -> bool:
        """Lock the file, alone or together with others who share it; whether it was had."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(handle: int) -> None:
        """Give a lock back that was had alone; a shared one ends with its handle."""
        fcntl.flock(handle, fcntl.LOCK_UN)
