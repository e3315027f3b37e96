"""Putting files on disk so that they are whole, kept, and never replace anything."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import DiskFull, LedgerError

__all__ = [
    "append_own",
    "link_or_copy",
    "make_folder",
    "minding_room",
    "open_own",
    "place",
    "place_text",
    "sync_file",
    "sync_folder",
    "unused_name",
    "write_over",
]

_LINKED = {errno.ELOOP, errno.EMLINK, getattr(errno, "EFTYPE", errno.ELOOP)}
"""What systems say when ``O_NOFOLLOW`` meets a link."""
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}
_NO_LINK_TO_IT = _NO_LINKS | {errno.EXDEV, errno.EINVAL, errno.EACCES}
"""The same, of two places that may lie on two disks."""


@contextmanager
def minding_room(place_of: Path) -> Iterator[None]:
    """Turn *no space left* into the sentence that an author can act on.

    Raises:
        DiskFull: the disk that holds ``place_of`` has no room.
    """
    try:
        yield
    except OSError as err:
        full = DiskFull.from_os(err, place_of)
        if full is not None:
            raise full from err
        raise


def open_own(path: Path, flags: int) -> int:
    """Open a file that only this program writes, never through a link; its handle.

    A film may come from a stranger: a link in its state would lead to a file of somebody else's.
    No child process inherits the handle.

    Raises:
        LedgerError: a link lies there.
    """
    flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    linked = LedgerError(
        f"{path} is a link, and what rushes writes for itself is never opened through one",
        fix="remove the link",
    )
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise linked
    try:
        return os.open(path, flags, 0o644)
    except OSError as err:
        if err.errno not in _LINKED or not path.is_symlink():
            raise
        raise linked from err


def append_own(text: str, path: Path, *, is_synced: bool = False) -> None:
    """Add to the end of a file that only this program writes, never through a link.

    Raises:
        LedgerError: a link lies there.
        DiskFull: no room.
    """
    with minding_room(path):
        handle = open_own(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Wait until the file's content is on the disk, whatever happens to the power."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Wait until the folder's names are on the disk; where folders cannot be synced, do nothing."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as err:
        if err.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make the folder where it is missing; a new one's name is synced in the folder above."""
    if path.is_dir():
        return
    with minding_room(path):
        path.mkdir(parents=True, exist_ok=True)


def place(aside: Path, target: Path) -> None:
    """Give a finished file its final name, never replacing what has that name already.

    A hard link and an unlink; where links do not exist, the name is taken first by an exclusive
    create and then filled by a rename. Both files must be on one file system.

    Raises:
        FileExistsError: something has that name; ``aside`` is untouched.
    """
    if sys.platform == "win32":
        aside.rename(target)  # refuses an existing target there
        return
    try:
        os.link(aside, target)
    except OSError as err:
        if err.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        aside.replace(target)
        return
    aside.unlink()


def link_or_copy(file: Path, target: Path) -> None:
    """Give a file a second name, its bytes once on the disk; a copy where disks cannot do that.

    Raises:
        FileExistsError: something has that name.
    """
    try:
        os.link(file, target)
    except OSError as err:
        if err.errno not in _NO_LINK_TO_IT:
            raise
        shutil.copyfile(file, target)


def place_text(text: str, target: Path, *, aside: Path) -> None:
    """Write a text aside, sync it and give it its name, never replacing anything.

    Raises:
        FileExistsError: something has that name.
        DiskFull: no room; nothing has the final name.
    """
    with minding_room(target):
        _write(aside, text, is_synced=True)
        place(aside, target)


def write_over(text: str, target: Path, *, aside: Path, is_synced: bool = False) -> None:
    """Replace a file of ours by a new text, whole at every moment.

    Raises:
        DiskFull: no room; the old text is still there.
    """
    with minding_room(target):
        _write(aside, text, is_synced=is_synced)
        aside.replace(target)


def _write(aside: Path, text: str, *, is_synced: bool) -> None:
    try:
        with aside.open("wb") as file:
            file.write(text.encode())
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def unused_name(folder: Path, name: str) -> Path:
    """A path in ``folder`` that nothing has yet: the name, else the name with a number."""
    path = folder / name
    count = 2
    while path.exists():
        path = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
        count += 1
    return path
