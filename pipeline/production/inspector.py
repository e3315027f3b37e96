"""Have what services bring measured as it comes, while no worker is needed for anything else."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.facts import MediaInfo, Take, TakeRef
from pipeline.run import events
from pipeline.run.worker import Call
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener
    from pipeline.run.worker import Answer
    from pipeline.run.workers import Workers

__all__ = ["SUFFIX", "Inspector", "keep_measures", "measures_key", "measuring"]

SUFFIX = ".json"
_VERSION = 1
"""Raised when the same file would give other numbers."""
_PATIENCE_SECONDS = 5.0
"""How long a run that has ended waits for the last of its looks."""
_MOST = 2000
"""New takes that are judged at the end of a run."""


class Inspector:
    """Hears of takes that services bring, and has each measured while no worker is needed.

    What this machine made is measured when somebody asks: nothing goes wrong on its way.
    """

    def __init__(self, production: Production, workers: Workers, listener: Listener) -> None:
        self._production = production
        self._workers = workers
        self._listener = listener
        self._derived = Derived(production.home.derived)
        self._waiting: deque[Take] = deque()
        self._refs: list[TakeRef] = []
        self._busy = 0
        self._changed = threading.Condition()

    def __call__(self, event: events.Event) -> None:
        """Tell the event on, and remember to measure where it is a take from elsewhere."""
        self._listener(event)
        if isinstance(event, events.JobMade):
            take = self._production.vault.find(event.ref)
            if take is not None and (take.slate.job or not take.slate.is_free):
                self._refs.append(event.ref)
                with self._changed:
                    self._waiting.append(take)
                self._begin(most=1)

    def said(self) -> tuple[str, ...]:
        """What is worth a look among the takes that came, in a line; waits a moment for the last.

        Nothing of very many: `rushes qc` goes through those.
        """
        if not 0 < len(self._refs) <= _MOST:
            return ()
        until = time.monotonic() + _PATIENCE_SECONDS
        with self._changed:
            while (self._waiting or self._busy) and time.monotonic() < until:
                self._changed.release()
                self._begin(most=self._workers.count)
                self._changed.acquire()
                self._changed.wait(timeout=0.1)
        from pipeline.production.qc import judged, panel_of

        vault = self._production.vault
        takes = [take for ref in self._refs if (take := vault.find(ref)) is not None]
        panels = {take.ref: one for take in takes if (one := panel_of(self._production, take))}
        found = judged(self._production, [[take] for take in takes], panels)
        if not found:
            return ()
        worst, count = found[0], len({one.take for one in found})
        more = f"; {count} of {len(takes)} new takes have something to see" if count > 1 else ""
        return (f"{worst.take}: {worst.says}{more}: `rushes qc`",)

    def _begin(self, *, most: int) -> None:
        """Have the next take measured, where a worker has nothing else to do."""
        while self._workers.has_room:
            with self._changed:
                if not self._waiting or self._busy >= most:
                    return
                take = self._waiting.popleft()
                self._busy += 1
            call = measuring(take, self._derived)
            self._workers.submit(call, self._heard)

    def _heard(self, answer: Answer) -> None:
        del answer  # whoever asks for it measures again, and says what is wrong
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()


def measures_key(take: Take) -> str:
    """What the numbers of a take are kept under: the content of its file."""
    main = next(file.digest for file in take.slate.files if file.role == "main")
    return f"k{_VERSION}-qc-{main}"


def measuring(take: Take, derived: Derived) -> Call:
    """The call that has a take measured by a worker."""
    arguments = (str(take.path), take.slate.media, str(derived.folder), measures_key(take))
    return Call("pipeline.production.inspector:keep_measures", arguments)


def keep_measures(path: str, info: MediaInfo, folder: str, key: str) -> None:
    """Measure a file and keep the numbers under their key; runs in a worker process.

    Raises:
        MediaError: it cannot be decoded.
    """
    from pipeline.media.inspecting import inspect_into

    derived = Derived(Path(folder))
    aside = derived.aside(key, SUFFIX)
    try:
        inspect_into(Path(path), info, aside)
        derived.put(key, SUFFIX, aside)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
