"""Take files in as they arrive, until Ctrl-C."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import DiskFull, FilmError, ProjectError
from pipeline.production.adoption import AdoptReport, AdoptRequest, Left, Outcome
from pipeline.production.home import FILM
from pipeline.production.inbox import MAP, half_done, inbox_files
from pipeline.production.settling import SETTLED_SECONDS
from pipeline.run.interrupt import Interrupt

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["take_in_as_they_come"]

LOOK_SECONDS = 0.5
"""How often the folders are looked at; no more than their files' times and lengths."""

AGAIN_SECONDS = 5.0
"""How long files wait that could not be taken in for a fault that is no fault of theirs; twice as
long each time, for a try may use up a take's number."""
LONGEST_SECONDS = 300.0

Stamps = dict[Path, tuple[int, int]]


def take_in_as_they_come(
    production: Production, files: Sequence[Path], request: AdoptRequest
) -> Iterator[AdoptReport | FilmError]:
    """A report for what lies there now, and for whatever comes, until Ctrl-C.

    Watched are ``inbox/`` with its map, or the files and folders named. A file is taken in once it
    has stood still for two seconds; what is left alone is told once. What is wrong with the film
    or the disk is given, not raised, once: the files are tried again until it is mended.

    Raises:
        ProjectError: a file or folder named does not exist.
    """
    for path in files:
        if not path.exists():
            raise ProjectError(f"there is no file {path}", fix="name a folder, or a picture")
    inbox, film = production.home.inbox, production.folder / FILM
    done: Stamps = {}
    before: Stamps = {}
    texts: Stamps = {}
    trouble = _Trouble()
    with Interrupt() as stop:
        asked = replace(request, tell=_once(request.tell), is_stopped=lambda: stop.is_set)
        while not stop.is_set:
            written = _stamps((inbox / MAP, film))
            if written != texts:
                done.clear()  # a shot or a line of the map more: what told none may tell one
            now = _stamps(_watched(inbox, files))
            fresh = (path for path in now if done.get(path) != now[path])
            ready = [path for path in fresh if _is_ready(path, now, before) and path.exists()]
            before = now
            if not ready or (written == texts and trouble.is_waited_for):
                time.sleep(LOOK_SECONDS)
                continue
            production = production.again()
            try:
                is_whole = not files and (written != texts or trouble.is_whole)
                report = production.take_in(() if is_whole else ready, asked)
            except FilmError as err:
                if trouble.is_news(err, is_whole=is_whole):
                    yield err
            else:
                trouble = _Trouble()
                done.update((path, now[path]) for path in ready)
                yield report
            texts = written


class _Trouble:
    """What kept files from being taken in the last time, nothing at first."""

    def __init__(self) -> None:
        self.is_whole = False
        """All of the inbox was to be taken in, and not only some files."""
        self._said = ""
        self._until = 0.0
        self._wait = AGAIN_SECONDS

    @property
    def is_waited_for(self) -> bool:
        """Whether it is too early to try again."""
        return time.monotonic() < self._until

    def is_news(self, err: FilmError, *, is_whole: bool) -> bool:
        """Keep what was wrong; whether that was not what was wrong before."""
        said = (
            "full" if isinstance(err, DiskFull) else str(err)
        )  # it names a file that nobody knows
        before, self._said = self._said, said
        self.is_whole, self._until = is_whole, time.monotonic() + self._wait
        self._wait = min(2 * self._wait, LONGEST_SECONDS)
        return self._said != before


def _once(tell: Callable[[Outcome], None]) -> Callable[[Outcome], None]:
    """The same, but that nothing is told twice, and nothing of a file that is on its way."""
    told: dict[Path, str] = {}

    def tell_once(outcome: Outcome) -> None:
        if isinstance(outcome, Left) and outcome.is_on_its_way:
            return
        said = outcome.reason if isinstance(outcome, Left) else outcome.take
        if told.get(outcome.file) != said:
            told[outcome.file] = said
            tell(outcome)

    return tell_once


def _watched(inbox: Path, files: Sequence[Path]) -> Iterator[Path]:
    """Every file that is watched, but for those that are plainly on their way."""
    found = _inside(files) if files else inbox_files(inbox)
    yield from (path for path in found if not half_done(path))


def _stamps(paths: Iterable[Path]) -> Stamps:
    """When each was written and how long it is, where it is there."""
    stamps: Stamps = {}
    for path in paths:
        with contextlib.suppress(OSError):
            said = path.stat()
            stamps[path] = said.st_mtime_ns, said.st_size
    return stamps


def _inside(files: Sequence[Path]) -> Iterator[Path]:
    for file in files:
        inside = file.rglob("*") if file.is_dir() else (file,)
        yield from sorted(path for path in inside if path.is_file())


def _is_ready(path: Path, now: Stamps, before: Stamps) -> bool:
    """Whether it has stood still for as long as a file that is being written would not."""
    age = time.time() - now[path][0] / 1e9
    return before.get(path) == now[path] and not 0 <= age < SETTLED_SECONDS
