"""The hands of a run: a few threads that talk to services, and the timers between two talks.

Looks, orders and downloads have threads of their own: a hundred looks a second go on while films
are brought and while a service takes its time to answer an order.
"""

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

_THREADS = {"polled": 8, "sent": 8, "brought": 6}
"""At most so many threads for these steps, begun when they are needed."""
_OTHER_THREADS = 6
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
        self._crews: dict[str, _Crew] = {}
        self._timers: list[tuple[float, int, str, Item]] = []
        self._wake: float | None = None
        self._count = 0

    def close(self) -> None:
        """Wait for the threads; what none of them has begun is not begun."""
        for crew in self._crews.values():
            crew.dismiss()
        for crew in self._crews.values():
            crew.join()

    def stir(self) -> None:
        """Have the run look around; may be called from a signal handler."""
        self._news.put(News("stir", None, Answer()))

    def talk(self, step: str, item: Item, task: Callable[[], object]) -> None:
        """Do ``task`` on one of the threads for such steps."""
        self.busy += 1
        name = step if step in _THREADS else ""
        if name not in self._crews:
            most = _THREADS.get(name, _OTHER_THREADS)
            self._crews[name] = _Crew(name or "hand", most, self._news)
        self._crews[name].do((step, item, task))

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

    def wake(self, at: float) -> None:
        """Have the run look around at that moment, though nothing else happens."""
        self._wake = at

    def drop_timers(self) -> list[Item]:
        """Forget what was to come later; whose it was."""
        items = [entry[3] for entry in self._timers]
        self._timers.clear()
        self._wake = None
        return items

    @property
    def is_idle(self) -> bool:
        """Whether no news can come any more."""
        return not self.busy and not self._timers and self._wake is None

    def next(self) -> News | None:
        """The next news; None when it is only time to look around."""
        now = self._clock.seconds()
        if self._timers and self._timers[0][0] <= now:
            _, _, step, item = heapq.heappop(self._timers)
            return News(step, item, Answer())
        if self._wake is not None and self._wake <= now:
            self._wake = None
            return None
        due = [self._timers[0][0]] if self._timers else []
        due += [] if self._wake is None else [self._wake]
        wait = min(*(at - now for at in due), _IDLE_SECONDS) if due else _IDLE_SECONDS
        news = self._clock.wait(self._news, wait, is_busy=bool(self.busy))
        if news is None or news.item is None:
            return None
        if news.step != MOVED:
            self.busy -= 1
        return news


class _Crew:
    """Threads that do one kind of step, no more of them than are needed at once."""

    def __init__(self, name: str, most: int, news: queue.SimpleQueue[News]) -> None:
        self._name = name
        self._most = most
        self._news = news
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._in_hand = 0
        self._mutex = threading.Lock()

    def do(self, task: Task) -> None:
        """Have one of the threads do it; another is begun where all are at work."""
        with self._mutex:
            self._in_hand += 1
            is_short = len(self._threads) < min(self._most, self._in_hand)
        self._tasks.put(task)
        if is_short:
            name = f"{self._name} {len(self._threads) + 1}"
            self._threads.append(threading.Thread(target=self._run, name=name, daemon=True))
            self._threads[-1].start()

    def dismiss(self) -> None:
        """Begin nothing more, and send the threads home."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._tasks.get_nowait()
        for _ in self._threads:
            self._tasks.put(None)

    def join(self) -> None:
        """Wait for what is in hand."""
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (given := self._tasks.get()) is not None:
            step, item, task = given
            try:
                answer = Answer(task())
            except (Exception, SystemExit) as err:  # noqa: BLE001 - the wall around other people's
                answer = Answer(fault=fault_of(err))
            with self._mutex:
                self._in_hand -= 1
            self._news.put(News(step, item, answer))
