"""Files that came a moment ago: waited for once, and told from those that go on growing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["SETTLED_SECONDS", "Stamp", "growing", "stamp_of"]

SETTLED_SECONDS = 2.0
"""A file that changed more recently than this may still be on its way."""

Stamp = tuple[int, int] | None


def growing(
    paths: Iterable[Path],
    *,
    now: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> set[Path]:
    """The files that are still being written.

    Where some changed just now, the youngest of them is waited for until it is
    ``SETTLED_SECONDS`` old, once; those that changed meanwhile, or went, are given. A date in the
    future, of a disk whose clock is ahead, is a change just now.
    """
    fresh: dict[Path, Stamp] = {}
    pause, at = 0.0, now()
    for path in paths:
        stamp = stamp_of(path)
        left = SETTLED_SECONDS if stamp is None else SETTLED_SECONDS - (at - stamp[0] / 1e9)
        if left > 0:
            fresh[path] = stamp
            pause = max(pause, min(left, SETTLED_SECONDS))
    if fresh:
        sleep(pause)
    return {path for path, stamp in fresh.items() if stamp is None or stamp_of(path) != stamp}


def stamp_of(path: Path) -> Stamp:
    """When it was written and how long it is; None where it is gone."""
    try:
        said = path.stat()
    except OSError:
        return None
    return said.st_mtime_ns, said.st_size
