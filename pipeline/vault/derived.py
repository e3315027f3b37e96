"""Derived files: made on this machine from what is there, named by their key, gone at any time."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from pipeline.vault import files

__all__ = ["Derived", "Swept"]

_DAY = 86_400.0
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_OURS = re.compile(r"k[0-9]+-.+")
"""Names that keys give. The folder may be one that `local.yaml` names and others use too."""


class Swept(Struct, frozen=True):
    """What a sweep removed."""

    count: int
    size: int
    """Bytes."""


class Derived:
    """The cache of one production. Any number of processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str, suffix: str) -> Path:
        """Where the file of that key lies when it is there."""
        return self.folder / (_UNSAFE.sub("-", key) + suffix)

    def get(self, key: str, suffix: str) -> Path | None:
        """The file of that key, or None; being asked for keeps it from the next sweeps."""
        path = self.path(key, suffix)
        try:
            age = time.time() - path.stat().st_mtime
        except FileNotFoundError:
            return None
        if age > _DAY:
            with suppress(OSError):
                os.utime(path)
        return path

    def aside(self, key: str, suffix: str) -> Path:
        """A name nobody else writes to, on the same disk, for a file that is being made."""
        folder = self.folder / ".aside"
        files.make_folder(folder)
        return folder / f"{_UNSAFE.sub('-', key)}.{uuid.uuid4().hex[:12]}{suffix}"

    def put(self, key: str, suffix: str, made: Path) -> Path:
        """Give a finished file its name; to be called by the process that counted its frames.

        Raises:
            DiskFull: no room.
        """
        target = self.path(key, suffix)
        with files.minding_room(target):
            files.make_folder(self.folder)
            files.sync_file(made)
            made.replace(target)
        return target

    def sweep(self, used: Collection[str], *, now: float, days: float = 14.0) -> Swept:
        """Remove files whose key is not in ``used`` and that nobody asked for in ``days``.

        Half-made files older than a day go too; files that no key names are never touched.
        """
        keep = {_UNSAFE.sub("-", key) for key in used}
        count = size = 0
        for folder, limit in ((self.folder, days * _DAY), (self.folder / ".aside", _DAY)):
            if not folder.is_dir():
                continue
            for path in list(folder.iterdir()):
                if not (_OURS.fullmatch(path.name) and path.is_file()):
                    continue
                if path.name.partition(".")[0] in keep:
                    continue
                status = path.stat()
                if now - status.st_mtime > limit:
                    path.unlink(missing_ok=True)
                    count += 1
                    size += status.st_size
        return Swept(count, size)
