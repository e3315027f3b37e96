"""Clear away what killed processes left half-made; nothing with a final name is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["clear_leftovers"]

_PATTERNS = (
    *(".join-*", ".reel-*", ".mix-*", ".handoff-*"),
    *(".*.part.mp4", ".*.part.mov", ".*.part.flac", ".*.part.wav"),
)
_ASIDE = "k[0-9]*-*"
"""In the folder of what is being made, everything that bears a key is half-made."""
_OLD_SECONDS = 3600.0
"""Nobody works on one part of a film for an hour; younger ones may be another process's own."""


def clear_leftovers(folder: Path, *, now: float) -> int:
    """Remove temporary files and folders of ours that are older than an hour; how many."""
    count = 0
    for pattern in (*_PATTERNS, *((_ASIDE,) if folder.name == ".aside" else ())):
        for path in folder.glob(pattern):
            try:
                is_old = now - path.stat().st_mtime > _OLD_SECONDS
            except FileNotFoundError:
                continue  # whose it was has just finished
            if not is_old:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            count += 1
    return count
