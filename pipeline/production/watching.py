"""Render the draft on every save of the author's files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import FilmError
from pipeline.production.crew import crew, warm_up
from pipeline.production.filming import FilmReport, FilmRequest
from pipeline.run.events import Listener
from pipeline.run.interrupt import Interrupt

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["stamps", "watch"]

LOOK_SECONDS = 0.3
"""How often the files' times are looked at; saves are by hand, so this feels immediate."""

SETTLE_SECONDS = 0.1
"""How long the files must have stood still: many an editor empties a file before it writes it."""

_PATTERNS = ("*.yaml", "cuts/*.yaml", "boards/*.yaml", "audio/*", "takes/*")
"""The author's texts and sounds, and the folders that a new take changes."""

Stamps = dict[Path, tuple[int, int]]


def watch(
    production: Production, request: FilmRequest, listener: Listener
) -> Iterator[FilmReport | FilmError]:
    """A report for the film as it is and for every save after, until Ctrl-C.

    What is wrong with a save is given, not raised: the next save may mend it. A save while a
    draft is being rendered is followed by another draft.
    """
    seen: Stamps = {}
    named: tuple[Path, ...] = ()
    with Interrupt() as stop, crew(request.workers) as pool:
        request = replace(request, stop=stop, pool=pool)
        warm_up(pool)
        while not stop.is_set:
            now = stamps(production.folder, named)
            if now == seen:
                time.sleep(LOOK_SECONDS)
                continue
            if not _is_settled(production.folder, named, now):
                continue
            seen, production = now, production.again()
            try:
                named = _named(production)
                seen = now | stamps(production.folder, named, ())
                report = production.film(request, listener)
            except FilmError as err:
                yield err
            else:
                if report is not None:
                    yield report


def stamps(
    folder: Path, named: tuple[Path, ...] = (), patterns: tuple[str, ...] = _PATTERNS
) -> Stamps:
    """When each of the author's files was last written, and how long it is.

    ``named`` are further files, relative to the production. A file that vanishes while it is
    looked at (editors save beside the old one and rename) counts as not there.
    """
    found: Stamps = {}
    paths = [path for pattern in patterns for path in folder.glob(pattern)]
    for path in (*paths, *(folder / each for each in named)):
        try:
            said = path.stat()
        except OSError:
            continue
        found[path] = said.st_mtime_ns, said.st_size
    return found


def _is_settled(folder: Path, named: tuple[Path, ...], now: Stamps) -> bool:
    """Whether nothing changes any more; a file that was just emptied is being written."""
    time.sleep(SETTLE_SECONDS)
    return stamps(folder, named) == now


def _named(production: Production) -> tuple[Path, ...]:
    """Sounds, beats, credits, fonts, colour tables: all that film and cuts name, wherever it is."""
    from pipeline.cut.film import own_fonts, sound_paths
    from pipeline.cut.grading import own_luts
    from pipeline.production.planning import cut_of
    from pipeline.project.edit import Black

    project = production.project
    cuts = (*project.cuts.values(), cut_of(project))
    words = [
        event.credits
        for cut in cuts
        for event in cut.events
        if isinstance(event, Black) and event.credits is not None
    ]
    heard = [path for cut in cuts for path in sound_paths(project, cut)]
    heard += [each.marks.file for each in project.music.values() if each.marks and each.marks.file]
    return tuple(dict.fromkeys((*heard, *words, *own_fonts(project), *own_luts(project))))
