"""The jobs of a run as a graph: what may start now, in fair order, within every limit."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec import Struct, field

from pipeline.backends.base import Backend, Capabilities, Order, Prepared
from pipeline.facts import Kind, Money
from pipeline.ledger.attempts import Attempt
from pipeline.plan.jobs import JobId
from pipeline.run.limits import Limits
from pipeline.run.work import Work

__all__ = ["Item", "Key", "Schedule"]

Key = tuple[str, Kind]
_HERE = ""
"""The group of what is made on this machine."""


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
    waited: str = ""
    """The limit under which it waited for money, while it is tried again."""
    said: str = ""
    """The state last told."""
    is_cancelled: bool = False
    """Whether somebody asked for it to be stopped."""
    expires: datetime | None = None
    """When its result is gone, as its service said."""
    looked: float = 0.0
    """When it was last looked at, in seconds of the run's clock."""
    setbacks: Counter[str] = field(default_factory=Counter)
    """How often a step went wrong, by step."""
    model: str = ""
    service: str = ""
    """The service that it goes to, as a person calls it; empty on this machine."""
    group: str = ""
    """Whose limits it counts against: a model of a service, or this machine's own."""
    holds_place: bool = False
    """Whether it is one of those that its group may have in hand at once."""

    def __post_init__(self) -> None:
        if not self.can.is_local:
            elsewhere = getattr(self.backend.settings, "base_url", "")
            self.service = f"{self.backend.name} {elsewhere}".rstrip()
            self.model = self.work.job.work.model if self.work else ""
            self.model = self.attempt.model if self.attempt else self.model
            self.group = f"{self.service} {self.model}".rstrip()

    @property
    def key(self) -> Key:
        """Shot and kind."""
        return self.job.shot, self.job.kind

    @property
    def is_new(self) -> bool:
        """Whether an order is still to be sent for it, to a service."""
        return self.attempt is None and not self.can.is_local

    def __lt__(self, other: Item) -> bool:
        return self.place < other.place


def _never(item: Item) -> Sequence[float]:
    del item
    return ()


class Schedule:
    """What waits, what is ready, what is in hand.

    A job with wanted inputs is ready when every job of that shot and kind in this run has ended.
    Of one shot, kind and generator only one job at a time stands between its start and its
    intent, so that numbers and seeds are given out in order. While orders of an earlier run have
    not been looked at once, no new one is sent: what is paid for is brought first.
    """

    def __init__(
        self, local_limit: int, *, sent: Callable[[Item], Sequence[float]] = _never
    ) -> None:
        """``sent``: when orders of an item's group were sent, in seconds of the run's clock."""
        self._sent = sent
        self._here = max(1, local_limit)
        self._limits: dict[str, Limits] = {}
        self._in_hand: Counter[str] = Counter()
        self._starting: Counter[str] = Counter()
        self._ready: dict[str, list[Item]] = {}
        self._open: Counter[Key] = Counter()
        self._wants: dict[Item, set[Key]] = {}
        self._waiting: dict[Key, list[Item]] = {}
        self._lanes: dict[Key, Item] = {}
        self._behind: dict[Key, list[Item]] = {}
        self._held: dict[str, float] = {}
        self._unseen: set[Item] = set()

    def add(self, items: Iterable[Item]) -> None:
        """Take jobs in, all at once: what they wait for is worked out among them."""
        items = list(items)
        for item in items:
            self._open[item.key] += 1
            if item.attempt is not None:
                self._unseen.add(item)
            if item.group not in self._limits:
                here = self._here if item.group == _HERE else 0
                self._limits[item.group] = Limits(item.can, self._sent(item), at_once=here)
        for item in items:
            wanted = item.work.job.wanted if item.work else ()
            keys = ((one.shot, one.kind) for one in wanted if not one.take)
            wants = {key for key in keys if self._open[key]}
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
            while ready and self._opens(group, ready[0], now) <= now:
                item = heapq.heappop(ready)
                if item.is_new:
                    if item.key in self._lanes:
                        self._behind.setdefault(item.key, []).append(item)
                        continue
                    self._lanes[item.key] = item
                    self._starting[group] += 1
                item.holds_place = True
                self._in_hand[group] += 1
                found.append(item)
        return found

    def next_opening(self, now: float) -> tuple[float, str] | None:
        """When a group that now only waits for its time may start a job, and which; None: none.

        A group whose places are all taken is not among them: it is stirred when one is free.
        """
        waits = [
            (self._opens(group, ready[0], now), group)
            for group, ready in self._ready.items()
            if ready
        ]
        return min((wait for wait in waits if wait[0] != _NEVER), default=None)

    def waiting(self, group: str) -> list[Item]:
        """Take every ready job of a group out: none of them is to be begun."""
        return sorted(self._ready.pop(group, ()))

    def seen(self, item: Item) -> None:
        """An order of an earlier run was looked at (or is over)."""
        self._unseen.discard(item)

    def intended(self, item: Item) -> None:
        """Its number was given out (or never will be): the next of its shot and kind may start."""
        if self._lanes.get(item.key) is item:
            del self._lanes[item.key]
            self._starting[item.group] -= 1
            for other in self._behind.pop(item.key, ()):
                self.put_back(other)

    def sent(self, item: Item, now: float) -> None:
        """It is sent now: it counts within its group's minute and day."""
        self._limits[item.group].sent(now)

    def free(self, item: Item) -> None:
        """It is made, or is on its own: another of its group may use its place."""
        if item.holds_place:
            item.holds_place = False
            self._in_hand[item.group] -= 1

    def pause(self, item: Item) -> None:
        """It is out of hand for a while: another may use its place."""
        self.intended(item)
        self.free(item)

    def ended(self, item: Item) -> None:
        """It is over, however it ended: those that waited for its kind may start."""
        self.pause(item)
        self.dropped(item)

    def dropped(self, item: Item) -> None:
        """It is over without having been in hand."""
        self.seen(item)
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
        """Start nothing of a group before that moment."""
        self._held[group] = max(until, self._held.get(group, until))

    def _opens(self, group: str, item: Item, now: float) -> float:
        """When a ready job may start, as far as time alone decides; never while others must end.

        Orders of an earlier run start at once: they are at their service already.
        """
        if item.attempt is not None:
            return now
        limits = self._limits[group]
        if self._in_hand[group] >= limits.at_once or (item.is_new and self._unseen):
            return _NEVER
        opens = max(now, self._held.get(group, now))
        return max(opens, limits.opens(self._starting[group], now)) if item.is_new else opens


_NEVER = float("inf")
