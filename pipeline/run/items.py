"""The jobs of a run as a graph: what may start now, in fair order, within every limit."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from pipeline.backends.base import Backend, Capabilities, Order, Prepared
from pipeline.facts import Kind, Money
from pipeline.ledger.attempts import Attempt
from pipeline.plan.jobs import JobId
from pipeline.run.work import Work

__all__ = ["Item", "Schedule"]

Key = tuple[str, Kind]


class Item(Struct, eq=False):
    """One job on its way through a run."""

    job: JobId
    place: tuple[int, int]
    """(round, place in the given order): first takes of all shots, then second takes."""
    backend: Backend
    can: Capabilities
    work: Work | None = None
    """None for orders that an earlier run sent."""
    attempt: Attempt | None = None
    order: Order | None = None
    prepared: Prepared | None = None
    price: Money | None = None
    said: str = ""
    """The state last told."""
    setbacks: Counter[str] = field(default_factory=Counter)
    """How often a step went wrong, by step."""

    @property
    def key(self) -> Key:
        """Shot and kind."""
        return self.job.shot, self.job.kind

    @property
    def group(self) -> str:
        """Whose limit it counts against: its generator's, or this machine's own."""
        return "" if self.can.is_local else self.job.generator

    def __lt__(self, other: Item) -> bool:
        return self.place < other.place


class Schedule:
    """What waits, what is ready, what is in hand.

    A job with wanted inputs is ready when every job of that shot and kind in this run has ended.
    Of one shot, kind and generator only one job at a time stands between its start and its
    intent, so that numbers and seeds are given out in order.
    """

    def __init__(self, local_limit: int) -> None:
        self._limits = {"": max(1, local_limit)}
        self._in_hand: Counter[str] = Counter()
        self._ready: dict[str, list[Item]] = {}
        self._open: Counter[Key] = Counter()
        self._wants: dict[Item, set[Key]] = {}
        self._waiting: dict[Key, list[Item]] = {}
        self._lanes: dict[Key, Item] = {}
        self._behind: dict[Key, list[Item]] = {}
        self._held: dict[str, float] = {}

    def add(self, items: Iterable[Item]) -> None:
        """Take jobs in, all at once: what they wait for is worked out among them."""
        items = list(items)
        for item in items:
            self._open[item.key] += 1
            if item.group not in self._limits:
                self._limits[item.group] = max(1, item.can.concurrency)
        for item in items:
            wanted = item.work.job.wanted if item.work else ()
            wants = {(one.shot, one.kind) for one in wanted if self._open[one.shot, one.kind]}
            wants.discard(item.key)
            if wants:
                self._wants[item] = wants
                for key in wants:
                    self._waiting.setdefault(key, []).append(item)
            else:
                self.put_back(item)

    def put_back(self, item: Item) -> None:
        """Make a job ready (again)."""
        heapq.heappush(self._ready.setdefault(item.group, []), item)

    def starts(self, now: float) -> list[Item]:
        """Every job that may start now, in fair order; each counts as in hand from here on."""
        found: list[Item] = []
        for group, ready in self._ready.items():
            if self._held.get(group, now) > now:
                continue
            while ready and self._in_hand[group] < self._limits[group]:
                item = heapq.heappop(ready)
                if item.attempt is None and not item.can.is_local:
                    if item.key in self._lanes:
                        self._behind.setdefault(item.key, []).append(item)
                        continue
                    self._lanes[item.key] = item
                self._in_hand[group] += 1
                found.append(item)
        return found

    def intended(self, item: Item) -> None:
        """Its number was given out (or never will be): the next of its shot and kind may start."""
        if self._lanes.get(item.key) is item:
            del self._lanes[item.key]
            for other in self._behind.pop(item.key, ()):
                self.put_back(other)

    def pause(self, item: Item) -> None:
        """It is out of hand for a while: another may use its place."""
        self.intended(item)
        self._in_hand[item.group] -= 1

    def ended(self, item: Item) -> None:
        """It is over, however it ended: those that waited for its kind may start."""
        self.pause(item)
        self.dropped(item)

    def dropped(self, item: Item) -> None:
        """It is over without having been in hand."""
        self._open[item.key] -= 1
        if self._open[item.key]:
            return
        for other in self._waiting.pop(item.key, ()):
            wants = self._wants.get(other)
            if wants is not None:
                wants.discard(item.key)
                if not wants:
                    del self._wants[other]
                    self.put_back(other)

    def hold(self, group: str, until: float) -> None:
        """Start nothing of a generator before that moment."""
        self._held[group] = max(until, self._held.get(group, until))
