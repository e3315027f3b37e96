"""Money: reserved before an order is sent, settled or released when it has ended."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from pipeline.errors import BudgetReached
from pipeline.facts import Money
from pipeline.ledger.attempts import dated
from pipeline.ledger.store import Store

__all__ = ["FILM", "Caps", "Purse", "Sum"]

FILM = "film"
"""The scope of everything ever ordered for the film; a run's own scope is its key."""


class Caps(Struct, frozen=True):
    """What may be spent."""

    film: Money | None = None
    """The author's ``budget:``; None is no cap."""
    run: Money | None = None
    """What was agreed for this run."""
    allows_unknown: bool = False
    """Whether orders may be sent of which nobody can say what they cost."""


class Sum(Struct, frozen=True):
    """What a scope came to in one currency."""

    settled: Money
    reserved: Money
    """Of orders under way and in doubt: the most they can cost."""


class Purse:
    """The money table: checked and reserved in one transaction, integers throughout."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reserve(self, key: str, *, price: Money | None, run: str, caps: Caps, at: datetime) -> None:
        """Set the most an order can cost aside, or refuse.

        Promise: nothing is reserved when settled + reserved + ``price`` would pass a cap. A price
        of zero needs no reservation.

        Raises:
            BudgetReached: a cap would be passed, or the price is unknown and that is not allowed.
        """
        if price is not None and price.micros == 0:
            return
        with self._store.atomic():
            if price is None:
                if not caps.allows_unknown:
                    raise BudgetReached(
                        "nobody can say what this order costs",
                        fix="allow it with --allow-unknown-prices",
                    )
                price = Money(0, (caps.run or caps.film or Money(0)).currency)
            self._check(FILM, price, caps.film, "raise `budget:` in film.yaml")
            self._check(run, price, caps.run, "raise what was agreed for this run")
            self._store.write(
                "INSERT INTO money (attempt, run, state, currency, reserved, at) "
                "VALUES (?, ?, 'reserved', ?, ?, ?)",
                (key, run, price.currency, price.micros, dated(at)),
            )
            self._add(run, price.currency, reserved=price.micros, settled=0)

    def settle(self, key: str, cost: Money | None, at: datetime) -> Money | None:
        """Turn a reservation into what was billed; None settles the whole reservation.

        Returns what was billed beyond the reservation, where the service billed more.
        """
        with self._store.atomic():
            row = self._row(key)
            if row is None:
                if cost is not None and cost.micros:
                    self._bill(key, cost, at)
                return None
            run, currency, reserved = row
            if cost is not None and cost.currency != currency:
                self._close(key, "settled", 0, at)
                self._add(run, currency, reserved=-reserved, settled=0)
                self._store.write(
                    "UPDATE money SET currency = ?, settled = ? WHERE attempt = ?",
                    (cost.currency, cost.micros, key),
                )
                self._add(run, cost.currency, reserved=0, settled=cost.micros)
                return None
            micros = reserved if cost is None else cost.micros
            self._close(key, "settled", micros, at)
            self._add(run, currency, reserved=-reserved, settled=micros)
        return Money(micros - reserved, currency) if micros > reserved else None

    def release(self, key: str, at: datetime) -> None:
        """Give a reservation back: surely nothing was billed."""
        with self._store.atomic():
            row = self._row(key)
            if row is not None:
                run, currency, reserved = row
                self._close(key, "released", 0, at)
                self._add(run, currency, reserved=-reserved, settled=0)

    def sums(self, scope: str = FILM) -> tuple[Sum, ...]:
        """What the film, or one run, came to: one sum a currency."""
        rows = self._store.rows(
            "SELECT currency, settled, reserved FROM totals WHERE scope = ? ORDER BY currency",
            (scope,),
        )
        return tuple(
            Sum(Money(settled, currency), Money(reserved, currency))
            for currency, settled, reserved in rows
        )

    def _check(self, scope: str, price: Money, cap: Money | None, fix: str) -> None:
        if cap is None:
            return
        if price.currency != cap.currency and price.micros:
            raise BudgetReached(
                f"the order is priced in {price.currency} and the cap is {cap}; "
                "nothing is sent that cannot be counted against it",
                fix=f"give the cap in {price.currency}",
            )
        row = self._store.row(
            "SELECT settled + reserved FROM totals WHERE scope = ? AND currency = ?",
            (scope, cap.currency),
        )
        gone = int(row[0]) if row else 0
        if gone + price.micros > cap.micros:
            raise BudgetReached(
                f"the order may cost {price}; of {cap} "
                f"{Money(gone, cap.currency)} are spent or reserved",
                fix=fix,
            )

    def _row(self, key: str) -> tuple[str, str, int] | None:
        row = self._store.row(
            "SELECT run, currency, reserved FROM money WHERE attempt = ? AND state = 'reserved'",
            (key,),
        )
        return None if row is None else (row[0], row[1], int(row[2]))

    def _close(self, key: str, state: str, settled: int, at: datetime) -> None:
        self._store.write(
            "UPDATE money SET state = ?, settled = ?, at = ? WHERE attempt = ?",
            (state, settled, dated(at), key),
        )

    def _bill(self, key: str, cost: Money, at: datetime) -> None:
        """Write down a bill for which nothing had been reserved."""
        self._store.write(
            "INSERT OR REPLACE INTO money (attempt, run, state, currency, reserved, settled, at) "
            "VALUES (?, '', 'settled', ?, 0, ?, ?)",
            (key, cost.currency, cost.micros, dated(at)),
        )
        self._add("", cost.currency, reserved=0, settled=cost.micros)

    def _add(self, run: str, currency: str, *, reserved: int, settled: int) -> None:
        for scope in {FILM, run or FILM}:
            self._store.write(
                "INSERT INTO totals (scope, currency, reserved, settled) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (scope, currency) DO UPDATE SET "
                "reserved = reserved + excluded.reserved, settled = settled + excluded.settled",
                (scope, currency, reserved, settled),
            )
