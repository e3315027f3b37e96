"""The processes that work on a film: how many this machine takes."""

from __future__ import annotations

import os

from pipeline.run.worker import Call
from pipeline.run.workers import Workers

__all__ = ["crew", "warm_up"]


def crew(count: int = 0) -> Workers:
    """So many processes; 0: as many as this machine takes."""
    return Workers(count or _most())


def warm_up(workers: Workers) -> None:
    """Start every process of them now and let it load what it will need."""
    for _ in range(workers.count):
        workers.submit(Call("pipeline.production.joining:get_ready", ()), lambda _: None)


def _most() -> int:
    """One process a core; one alone when little memory is free (two 1080p encoders take 900 MB)."""
    count = os.cpu_count() or 1
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return count
    return count if free > 1_200_000_000 else 1
