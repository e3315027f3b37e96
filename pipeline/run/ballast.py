"""A small file that is thrown overboard when a disk is full and a ticket must still be kept."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pipeline.vault.files import open_own

__all__ = ["Ballast"]

_SIZE = 1 << 19
"""Room for a commit of the ledger with the largest ticket, many times over."""


class Ballast:
    """Half a megabyte in the state folder, written for good so that it really takes its room."""

    def __init__(self, state: Path) -> None:
        self._path = state / "ballast"

    def lay(self) -> None:
        """Write the file where it is missing; a disk too full for it will say so soon enough.

        Raises:
            LedgerError: a link lies in its place.
        """
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = open_own(self._path, os.O_WRONLY | os.O_CREAT)
            with os.fdopen(handle, "wb") as file:
                if os.fstat(handle).st_size != _SIZE:
                    file.write(os.urandom(_SIZE))
                    file.truncate()

    def drop(self) -> bool:
        """Throw the file away; False when there was none."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
