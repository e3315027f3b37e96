"""Render the draft on every save of the author's files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.errors import FilmError
from pipeline.production.filming import FilmReport, FilmRequest
from pipeline.run.events import Listener
from pipeline.run.interrupt import Interrupt

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["stamps", "watch"]

LOOK_SECONDS = 0.3
"""How often the files' times are looked at; saves are by hand, so this feels immediate."""


def watch(production: Production, cut: str, listener: Listener) -> Iterator[FilmReport | FilmError]:
    """A report for the film as it is and for every save after, until Ctrl-C.

    What is wrong with a save is given, not raised: the next save may mend it.
    """
    seen: dict[str, int] = {}
    with Interrupt() as stop:
        while not stop.is_set:
            now = stamps(production)
            if now == seen:
                time.sleep(LOOK_SECONDS)
                continue
            seen = now
            production = production.again()
            try:
                request = FilmRequest(is_delivery=False, cut=cut, stop=stop)
                report = production.film(request, listener)
            except FilmError as err:
                yield err
            else:
                if report is not None:
                    yield report


def stamps(production: Production) -> dict[str, int]:
    """When each of the author's files, and the newest take of each shot, was last written."""
    found = {}
    patterns = ("*.yaml", "cuts/*.yaml", "boards/*.yaml", "audio/*", "takes/*")
    for pattern in patterns:
        for path in production.folder.glob(pattern):
            found[str(path)] = path.stat().st_mtime_ns
    return found
