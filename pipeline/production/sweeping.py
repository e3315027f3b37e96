"""Free disk space: remove derived files that no present cut uses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cut.looks import delivery_look, draft_look
from pipeline.errors import FilmError, LedgerError
from pipeline.production.filming import plan_of
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["Swept", "sweep"]


class Swept(Struct, frozen=True):
    """What a sweep freed."""

    files: int
    size: int
    """Bytes."""
    kept: int


def sweep(production: Production, *, is_all: bool) -> Swept:
    """Remove what no present cut uses and nobody asked for in 14 days; footage is not touched.

    Raises:
        LedgerError: everything is to go, and a film is being rendered of it.
    """
    derived = Derived(production.home.derived)
    used: set[str] = set()
    if not is_all:
        project = production.project
        looks = [draft_look(project)]
        for delivery in project.deliveries.values():
            looks += [delivery_look(project, delivery), draft_look(project, delivery)]
        for name in project.cuts or ("main",):
            for look in looks:
                try:
                    planned = plan_of(production, look, name)
                except FilmError:
                    continue  # a cut that cannot be read uses nothing, and sweeps nothing new
                used.update(work.key for work in planned.jobs)
    days = 0.0 if is_all else 14.0  # what a film is rendered of was asked for within a day
    with derived.alone() as is_alone:
        if is_all and not is_alone:
            raise LedgerError(
                "a film is being rendered of these files: nothing was removed",
                fix="wait for it, or stop it with Ctrl-C where it runs; without --all, what no cut "
                "uses can be removed beside it",
            )
        swept = derived.sweep(used, now=time.time(), days=days)
    folder = production.home.derived
    found = folder.iterdir() if folder.is_dir() else ()
    kept = sum(1 for path in found if path.is_file() and not path.name.startswith("."))
    return Swept(swept.count, swept.size, kept)
