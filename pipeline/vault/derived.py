"""Derived files: made on this machine from what is there, named by their key, gone at any time."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from pipeline.vault import files
from pipeline.vault.holding import try_lock

__all__ = ["Derived", "Swept"]

_DAY = 86_400.0
_SIZES = ".sizes"
"""A line for every file that was put: its name and its size."""
_USING = ".using"
_PATIENCE_SECONDS = 30.0
"""How long a sweep that is under way is waited for; removing files takes a moment."""
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
        self._sizes: dict[str, int] = {}
        self._sizes_read = (0, 0)

    def path(self, key: str, suffix: str) -> Path:
        """Where the file of that key lies when it is there."""
        return self.folder / (_UNSAFE.sub("-", key) + suffix)

    def get(self, key: str, suffix: str) -> Path | None:
        """The file of that key, or None; being asked for keeps it from the next sweeps.

        One that was emptied or cut short since it was put is as good as none.
        """
        path = self.path(key, suffix)
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        if found.st_size != self._size_of(path.name, found.st_size) or not found.st_size:
            return None
        if time.time() - found.st_mtime > _DAY:
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
            self._note(f"{target.name} {made.stat().st_size}\n")
            made.replace(target)
        return target

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While the block runs, nobody sweeps what it uses; any number may use it at once."""
        files.make_folder(self.folder)
        with files.minding_room(self.folder / _USING):
            handle = files.open_own(self.folder / _USING, os.O_RDWR | os.O_CREAT)
        try:
            until = time.monotonic() + _PATIENCE_SECONDS
            with suppress(OSError):  # a disk without locks: used all the same
                while not try_lock(handle, is_shared=True) and time.monotonic() < until:
                    time.sleep(0.02)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether nobody uses it now; who begins to while the block runs waits for its end."""
        if not self.folder.is_dir():
            yield True
            return
        handle = files.open_own(self.folder / _USING, os.O_RDWR | os.O_CREAT)
        try:
            is_alone = True
            with suppress(OSError):
                is_alone = try_lock(handle)
            yield is_alone
        finally:
            os.close(handle)

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
        self._forget_sizes()
        return Swept(count, size)

    def _forget_sizes(self) -> None:
        """Keep the sizes of files that are there; a file put meanwhile is taken at its word."""
        path = self.folder / _SIZES
        if path.is_file():
            lines = path.read_text("utf-8", "replace").splitlines(keepends=True)
            here = [line for line in lines if (self.folder / line.partition(" ")[0]).exists()]
            aside = self.folder / f"{_SIZES}.{uuid.uuid4().hex[:12]}"
            files.write_over("".join(here), path, aside=aside)

    def _note(self, line: str) -> None:
        handle = files.open_own(self.folder / _SIZES, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)

    def _size_of(self, name: str, otherwise: int) -> int:
        """The size a file had when it was put, where that is known."""
        path = self.folder / _SIZES
        try:
            status = path.stat()
        except FileNotFoundError:
            return otherwise
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._sizes_read:
            words = (line.split() for line in path.read_text("utf-8", "replace").splitlines())
            known = (pair for pair in words if len(pair) == 2 and pair[1].isdigit())
            self._sizes = {name: int(size) for name, size in known}
            self._sizes_read = stamp
        return self._sizes.get(name, otherwise)
