"""The merge driver for git: cuts and picks are merged line by line."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import DiskFull, FilmError
from pipeline.project.merging import merged

__all__ = ["ATTRIBUTES", "DRIVER", "merge_files", "merge_note"]

ATTRIBUTES = "cuts/*.yaml merge=rushes-cut\npicks.yaml merge=rushes-cut\n"
"""What ``.gitattributes`` says, so that git asks for the driver."""

DRIVER = 'git config merge.rushes-cut.driver "rushes merge-cut %O %A %B"'
"""What tells git the driver; git asks each person for it, for it runs a program."""


def merge_files(base: Path, ours: Path, theirs: Path) -> int:
    """Write the merge of the three into ``ours``; how many places both versions stand in.

    Raises:
        FilmError: a file cannot be read or written; nothing was changed.
        DiskFull: no room.
    """
    texts = [_text(path) for path in (base, ours, theirs)]
    found = merged(*texts)
    try:
        ours.write_bytes(found.text.encode("utf-8", "surrogateescape"))
    except OSError as err:
        raise (
            DiskFull.from_os(err, ours) or FilmError(f"{ours} cannot be written: {err.strerror}")
        ) from err
    return found.conflicts


def merge_note(folder: Path) -> str:
    """How git is told of the driver, for a film that lies in a repository; else empty."""
    places = (folder.resolve(), *folder.resolve().parents)
    if not any((place / ".git").exists() for place in places):
        return ""
    return f"git merges cuts line by line once it is told how: `{DRIVER}`"


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as err:
        raise FilmError(
            f"{path} cannot be read: {(err.strerror or str(err)).lower()}",
            fix="git gives the files by itself: `rushes merge-cut %O %A %B` is its driver",
        ) from err
