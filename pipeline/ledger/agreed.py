"""Agreed plans: what somebody said yes to, order by order, and what of it is left to order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from pipeline.facts import Money
from pipeline.ledger.attempts import dated
from pipeline.ledger.store import Store

__all__ = ["Agreed", "Agreements", "Asked"]

Asked = tuple[str, str, str]
"""Whom an order is for and from: shot, kind, generator."""


class Agreed(Struct, frozen=True):
    """Orders for one shot that somebody said yes to."""

    asked: Asked
    price: Money | None
    """The most that each of them may cost; None: nobody could say, and that was agreed to."""
    count: int = 1
    plan: str = ""
    """The plan it stands in."""

    def covers(self, price: Money | None) -> bool:
        """Whether an order of that price is no more than was agreed to."""
        if self.price is None or price is None:
            return self.price is price
        return price.currency == self.price.currency and price.micros <= self.price.micros


class Agreements:
    """The table of agreed plans. A plan is written once and never changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, plan: str, lines: Iterable[Agreed], at: datetime) -> None:
        """Remember what was said yes to: one commit."""
        counts: Counter[tuple[Asked, Money | None]] = Counter()
        for line in lines:
            counts[line.asked, line.price] += line.count
        with self._store.atomic():
            for (asked, price), count in counts.items():
                currency, micros = ("", None) if price is None else (price.currency, price.micros)
                self._store.write(
                    "INSERT INTO agreed (plan, at, shot, kind, generator, count, currency, micros) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (plan, dated(at), *asked, count, currency, micros),
                )

    def left(self) -> Mapping[Asked, tuple[Agreed, ...]]:
        """What was agreed to and is not ordered yet, the oldest plan first.

        An order that was surely not billed does not count as ordered.
        """
        ordered = self._ordered()
        found: dict[Asked, list[Agreed]] = {}
        for line in self._lines():
            spent = ordered.get((line.plan, line.asked), [])
            mine = [one for one in spent if _fits(one, line.price)][: line.count]
            for one in mine:
                spent.remove(one)
            if line.count > len(mine):
                rest = replace(line, count=line.count - len(mine))
                found.setdefault(line.asked, []).append(rest)
        return {asked: tuple(lines) for asked, lines in found.items()}

    def most(self, plan: str) -> tuple[Money, ...]:
        """What everything that was agreed to in a plan may cost, an amount for each currency.

        Empty where nobody could say of one of its orders: what that costs is in no sum.
        """
        rows = self._store.rows(
            "SELECT currency, SUM(count * micros), COUNT(*) - COUNT(micros) FROM agreed "
            "WHERE plan = ? GROUP BY currency",
            (plan,),
        )
        if any(unknown for *_, unknown in rows):
            return ()
        return tuple(Money(int(micros), currency) for currency, micros, _ in rows)

    def rename_shot(self, old: str, new: str) -> None:
        """What was agreed to for a shot holds under its new name."""
        self._store.write("UPDATE agreed SET shot = ? WHERE shot = ?", (new, old))

    def _lines(self) -> Iterator[Agreed]:
        for plan, shot, kind, generator, count, currency, micros in self._store.rows(
            "SELECT plan, shot, kind, generator, count, currency, micros FROM agreed "
            "ORDER BY at, plan, micros IS NULL, micros"
        ):
            price = None if micros is None else Money(micros, currency)
            yield Agreed((shot, kind, generator), price, count, plan)

    def _ordered(self) -> dict[tuple[str, Asked], list[int]]:
        """The most of every order of a plan that was billed or may be, dearest first."""
        found: dict[tuple[str, Asked], list[int]] = {}
        for plan, shot, kind, generator, reserved in self._store.rows(
            "SELECT plan, shot, kind, generator, reserved FROM money "
            "WHERE plan <> '' AND state <> 'released' ORDER BY reserved DESC"
        ):
            found.setdefault((plan, (shot, kind, generator)), []).append(reserved)
        return found


def _fits(reserved: int, price: Money | None) -> bool:
    return price is None or 0 < reserved <= price.micros
