"""Jobs that a limit has no room for, while orders under way hold money that may come back.

Under each limit they wait by price: where the cheapest has no room, none has. So ten thousand jobs
over a small budget are not prepared, and not asked about again at every order's end. An order whose
price nobody knows needs the least room, for something must be left: it is the first to be let in.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from pipeline.facts import Money
from pipeline.ledger.money import FILM, scope_of
from pipeline.run.items import Item
from pipeline.run.worker import Fault

__all__ = ["OverCap"]

_Row = tuple[tuple[bool, int], int, Item, Fault]
"""(its price, when it came, job, what was said of it)."""
_Refused = tuple[Money | None, Fault]
"""(price of the cheapest that was refused for good, None where nobody knows it; why)."""


class OverCap:
    """The jobs that wait, and the prices that no money can come back for any more."""

    def __init__(self) -> None:
        self._rows: dict[str, list[_Row]] = {}
        self._closed: dict[str, _Refused] = {}
        self._count = 0

    def __bool__(self) -> bool:
        return any(self._rows.values())

    def add(self, item: Item, fault: Fault, scope: str) -> None:
        """Let a job wait under the limit that refused it."""
        self._count += 1
        item.waited = ""
        row = (_by_price(item), self._count, item, fault)
        heapq.heappush(self._rows.setdefault(scope, []), row)

    def next_of(self, scope: str) -> Item | None:
        """The cheapest job under a limit, to be tried again; None: none waits there."""
        rows = self._rows.get(scope)
        if not rows:
            return None
        item = heapq.heappop(rows)[2]
        item.waited = scope
        return item

    def heads(self) -> list[Item]:
        """The cheapest job under every limit, to be tried again."""
        heads = (self.next_of(scope) for scope in self._rows)
        return [item for item in heads if item is not None]

    def close(self, scope: str) -> list[tuple[Item, Fault]]:
        """Nothing is coming back under a limit: what waits there, the latest refusal first.

        No job as dear as the cheapest of them is tried any more.
        """
        rows = self._rows.pop(scope, [])
        if rows:
            _, _, item, fault = rows[0]
            self._closed.setdefault(scope, (_most(item), fault))
        rows.sort(key=lambda row: -row[1])
        return [(item, fault) for _, _, item, fault in rows]

    def close_all(self) -> list[tuple[Item, Fault]]:
        """The same under every limit."""
        return [row for scope in list(self._rows) for row in self.close(scope)]

    def is_closed_to(self, item: Item) -> Fault | None:
        """What was said when as cheap a job was refused for good; None where none was."""
        for scope in _scopes(item):
            if scope in self._closed:
                money, fault = self._closed[scope]
                if _is_as_dear(item, money):
                    return fault
        return None

    def refusal_of(self, item: Item) -> tuple[Fault, str] | None:
        """What was said of an as cheap job that waits, and the limit; None: it is worth a try."""
        if item.waited or item.work is None or item.work.agreed is None:
            return None
        for scope in _scopes(item):
            rows = self._rows.get(scope)
            if rows and _is_as_dear(item, _most(rows[0][2])):
                return rows[0][3], scope
        return None


def _most(item: Item) -> Money | None:
    """The most that a job may cost; None: nobody knows."""
    if item.can.is_free:
        return Money(0)
    agreed = item.work.agreed if item.work is not None else None
    return item.price or agreed


def _by_price(item: Item) -> tuple[bool, int]:
    """The cheapest first, before them those whose price nobody knows."""
    most = _most(item)
    return (False, 0) if most is None else (True, most.micros)


def _is_as_dear(item: Item, money: Money | None) -> bool:
    """Whether a job needs as much room as one that has none."""
    most = _most(item)
    if most is None or money is None:
        return money is None and (most is None or most.micros > 0)
    return most.micros > 0 and most.currency == money.currency and most.micros >= money.micros


def _scopes(item: Item) -> Sequence[str]:
    job = item.job
    return FILM, scope_of("generator", job.generator), scope_of("shot", job.shot)
