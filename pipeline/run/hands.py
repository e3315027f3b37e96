"""The hands of a run: a few threads that talk to services, and the timers between two talks."""

from __future__ import annotations

import contextlib
import heapq
import queue
import threading
from collections.abc import Callable

from msgspec import Struct

from pipeline.run.clock import Clock
from pipeline.run.items import Item
from pipeline.run.worker import Answer, Call, fault_of
from pipeline.run.workers import Workers

__all__ = ["MOVED", "Hands", "News"]

MOVED = "moved"
"""The step of news that end nothing: somebody says how far a step in hand is."""

_THREADS = 8
_IDLE_SECONDS = 1.0
"""How long nothing may be heard before the run looks around (for requests, for Ctrl-C)."""


Task = tuple[str, Item, Callable[[], object]]


class News(Struct, frozen=True):
    """A step has come to its end; ``item`` is None for *look around*."""

    step: str
    item: Item | None
    answer: Answer


class Hands:
    """Everything that happens beside the run's own thread comes back as news.

    The threads are plain ones on a queue: nobody waits for a future here, and a pool's futures
    cost as much as a commit.
    """

    def __init__(self, workers: Workers, clock: Clock) -> None:
        self.busy = 0
        """Steps in hand."""
        self._workers = workers
        self._clock = clock
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._timers: list[tuple[float, int, str, Item]] = []
        self._count = 0

    def close(self) -> None:
        """Wait for the threads; what none of them has begun is not begun."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._tasks.get_nowait()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def stir(self) -> None:
        """Have the run look around; may be called from a signal handler."""
        self._news.put(News("stir", None, Answer()))

    def talk(self, step: str, item: Item, task: Callable[[], object]) -> None:
        """Do ``task`` on one of the threads."""
        self.busy += 1
        self._tasks.put((step, item, task))
        if len(self._threads) < min(_THREADS, self.busy):
            name = f"hand {len(self._threads) + 1}"
            self._threads.append(threading.Thread(target=self._run, name=name, daemon=True))
            self._threads[-1].start()

    def work(self, step: str, item: Item, call: Call) -> None:
        """Do ``call`` in a worker process; what it reports meanwhile comes as news too."""
        self.busy += 1
        self._workers.submit(
            call,
            lambda answer: self._news.put(News(step, item, answer)),
            lambda value: self._news.put(News(MOVED, item, Answer(value))),
        )

    def later(self, step: str, item: Item, seconds: float) -> None:
        """Bring ``step`` as news after a while."""
        self._count += 1
        due = self._clock.seconds() + seconds
        heapq.heappush(self._timers, (due, self._count, step, item))

    def drop_timers(self) -> list[Item]:
        """Forget what was to come later; whose it was."""
        items = [entry[3] for entry in self._timers]
        self._timers.clear()
        return items

    @property
    def is_idle(self) -> bool:
        """Whether no news can come any more."""
        return not self.busy and not self._timers

    def next(self) -> News | None:
        """The next news; None when it is only time to look around."""
        if self._timers:
            left = self._timers[0][0] - self._clock.seconds()
            if left <= 0:
                _, _, step, item = heapq.heappop(self._timers)
                return News(step, item, Answer())
            wait = min(left, _IDLE_SECONDS)
        else:
            wait = _IDLE_SECONDS
        news = self._clock.wait(self._news, wait, is_busy=bool(self.busy))
        if news is None or news.item is None:
            return None
        if news.step != MOVED:
            self.busy -= 1
        return news

    def _run(self) -> None:
        while (given := self._tasks.get()) is not None:
            step, item, task = given
            try:
                answer = Answer(task())
            except (Exception, SystemExit) as err:  # noqa: BLE001 - the wall around other people's
                answer = Answer(fault=fault_of(err))
            self._news.put(News(step, item, answer))
