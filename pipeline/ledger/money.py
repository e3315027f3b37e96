"""Money: reserved before an order is sent, settled or released when it has ended.

    scope                what is counted in it
    film                 everything ever ordered
    <run>                what one run ordered
    generator:kling      what one named generator was asked for
    shot:sh010           what was ordered for one shot
    plan:<key>           what was ordered of one agreed plan

Every scope has one row of sums a currency; currencies are never mixed, only compared by rates that
somebody stated. An order of which nobody can say what it costs is in no sum: such orders are
counted, and stay counted until their service says what it billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from pipeline.errors import BudgetReached
from pipeline.facts import Money, Rates
from pipeline.ledger.agreed import Agreements
from pipeline.ledger.attempts import dated
from pipeline.ledger.caps import FILM, Caps, Charge, Sum, Unpriced, at_least, scope_of
from pipeline.ledger.store import Row, Store
from pipeline.project.budget import uncounted_words

__all__ = ["FILM", "Caps", "Charge", "Purse", "Sum", "Unpriced", "at_least", "scope_of"]

_NOBODY_KNOWS = (Money(0), Money(0), True)
"""What stands in a row whose price is unknown: no amount, and that it is none."""
_COLUMNS = frozenset({"generator", "shot", "plan"})
"""What a scope may be named after."""


class _Entry(Struct, frozen=True):
    """A row of the table."""

    charge: Charge
    state: str
    """``reserved``, ``settled`` or ``released``."""
    reserved: Money
    settled: Money
    is_unknown: bool = False
    """Nobody knows the price: both amounts say nothing."""


class Purse:
    """The money table: checked and reserved in one transaction, integers throughout."""

    def __init__(self, store: Store, agreed: Agreements) -> None:
        self._store = store
        self._agreed = agreed
        self._plans: dict[str, tuple[Money, ...]] = {}
        """What was agreed to for each plan: written once, so read once."""

    def reserve(self, charge: Charge, price: Money | None, caps: Caps, at: datetime) -> None:
        """Set the most an order can cost aside, or refuse.

        Promise: nothing is reserved when settled + reserved + ``price`` would pass a cap. A price
        of zero needs no reservation.

        Raises:
            BudgetReached: a cap would be passed, the price is unknown and that is not allowed, or
                it cannot be counted against a cap.
        """
        if price is not None and price.micros == 0:
            return
        with self._store.atomic():
            if price is None and not caps.allows_unknown:
                raise BudgetReached(
                    "nobody can say what this order costs",
                    fix="allow it with --allow-unknown-prices",
                )
            for scope, whose, cap, fix in caps.of(charge):
                self._check(scope, price, cap=cap, words=(whose, fix), rates=caps.rates)
            if price is None:
                self._insert(charge, _Entry(charge, "reserved", *_NOBODY_KNOWS), at)
                return
            self._check_plan(charge, price, caps)
            entry = _Entry(charge, "reserved", price, Money(0, price.currency))
            self._insert(charge, entry, at)
            self._add(charge.scopes, price.currency, reserved=price.micros, settled=0)

    def settle(self, charge: Charge, cost: Money | None, at: datetime) -> Money | None:
        """Turn a reservation into what was billed; None settles the whole reservation.

        Where nobody knew the price and none is said now either, the order stays counted as one of
        unknown price. Returns what was billed beyond the reservation, where the service billed
        more.
        """
        with self._store.atomic():
            entry = self._entry(charge.key)
            if entry is None or entry.state != "reserved":
                is_late = entry is not None and entry.is_unknown and entry.state == "settled"
                if cost is not None and (cost.micros or is_late):
                    self._bill(charge, cost, at, before=entry)
                return None
            charge, reserved = entry.charge, entry.reserved
            if entry.is_unknown:
                self._settle_unknown(charge, cost, at)
                return None
            cost = reserved if cost is None else cost
            self._settle(charge.key, cost, at)
            self._add(charge.scopes, reserved.currency, reserved=-reserved.micros, settled=0)
            self._add(charge.scopes, cost.currency, reserved=0, settled=cost.micros)
        if cost.currency != reserved.currency or cost.micros <= reserved.micros:
            return None
        return Money(cost.micros - reserved.micros, cost.currency)

    def settle_unpriced(self, charge: Charge, at: datetime) -> None:
        """Count an order that was paid long ago, at a price that nobody wrote down."""
        with self._store.atomic():
            if self._entry(charge.key) is None:
                self._insert(charge, _Entry(charge, "settled", *_NOBODY_KNOWS), at)

    def release(self, key: str, at: datetime) -> None:
        """Give a reservation back: surely nothing was billed."""
        with self._store.atomic():
            entry = self._entry(key)
            if entry is not None and entry.state == "reserved":
                charge, reserved = entry.charge, entry.reserved
                self._store.write(
                    "UPDATE money SET state = 'released', settled = 0, at = ? WHERE attempt = ?",
                    (dated(at), key),
                )
                self._add(charge.scopes, reserved.currency, reserved=-reserved.micros, settled=0)

    def sums(self, scope: str = FILM) -> tuple[Sum, ...]:
        """What the film, or one scope, came to: one sum a currency."""
        rows = self._store.rows(
            "SELECT currency, settled, reserved FROM totals WHERE scope = ? ORDER BY currency",
            (scope,),
        )
        return tuple(
            Sum(Money(settled, currency), Money(reserved, currency))
            for currency, settled, reserved in rows
        )

    def unpriced(self, scope: str = FILM) -> Unpriced:
        """How many orders of the film, or of one scope, nobody knows the price of."""
        word, _, name = scope.partition(":")
        column, value = (word, name) if word in _COLUMNS and name else ("run", scope)
        where = "" if scope == FILM else f"AND {column} = ?"
        rows = self._store.rows(
            "SELECT state, COUNT(*) FROM money WHERE is_unknown AND state <> 'released' "  # noqa: S608 - the column is one of ours
            f"{where} GROUP BY state",
            () if scope == FILM else (value,),
        )
        counts = {state: int(count) for state, count in rows}
        return Unpriced(counts.get("settled", 0), counts.get("reserved", 0))

    def settled_unpriced(self) -> list[tuple[str, str, str]]:
        """(shot, generator, attempt) of everything that was or may be billed, nobody knows how."""
        rows = self._store.rows(
            "SELECT shot, generator, attempt FROM money WHERE is_unknown AND state = 'settled'"
        )
        return [(shot, generator, attempt) for shot, generator, attempt in rows]

    def keys(self) -> tuple[frozenset[str], frozenset[str]]:
        """The attempts that money is reserved for, and those that were billed."""
        rows = self._store.rows("SELECT attempt, state FROM money WHERE state <> 'released'")
        billed = frozenset(key for key, state in rows if state == "settled")
        return frozenset(key for key, _ in rows) - billed, billed

    def billed(self, key: str) -> Money | None:
        """What an attempt was billed; None where it was not, or nobody knows how much."""
        entry = self._entry(key)
        is_known = entry is not None and entry.state == "settled" and not entry.is_unknown
        return entry.settled if entry is not None and is_known else None

    def settled(self) -> list[tuple[str, str, Money]]:
        """(shot, generator, amount) of everything that was billed: a sum for each and currency."""
        rows = self._store.rows(
            "SELECT shot, generator, SUM(settled), currency FROM money "
            "WHERE state = 'settled' AND NOT is_unknown GROUP BY shot, generator, currency"
        )
        return [(shot, name, Money(int(micros), currency)) for shot, name, micros, currency in rows]

    def settled_by_day(self) -> list[tuple[str, Money]]:
        """(day, amount) of everything that was billed, oldest first: a sum for each and currency.

        Days are those of UTC, as ``2026-03-02``.
        """
        rows = self._store.rows(
            "SELECT substr(at, 1, 10), SUM(settled), currency FROM money "
            "WHERE state = 'settled' AND NOT is_unknown AND settled > 0 GROUP BY 1, 3 ORDER BY 1, 3"
        )
        return [(day, Money(int(micros), currency)) for day, micros, currency in rows]

    def rename_shot(self, old: str, new: str) -> None:
        """Count what was ordered for a shot under its new name."""
        before, after = scope_of("shot", old), scope_of("shot", new)
        with self._store.atomic():
            self._store.write("UPDATE money SET shot = ? WHERE shot = ?", (new, old))
            for one in self.sums(before):
                currency = one.settled.currency
                micros = {"reserved": one.reserved.micros, "settled": one.settled.micros}
                self._add((after,), currency, **micros)
            self._store.write("DELETE FROM totals WHERE scope = ?", (before,))

    def _check(
        self, scope: str, price: Money | None, *, cap: Money, words: tuple[str, str], rates: Rates
    ) -> None:
        """See that a cap has room for a price, everything in flight counted.

        For one that nobody knows something must be left.
        """
        wanted = Money(0, cap.currency) if price is None else rates.worth(price, cap.currency)
        if wanted is None:
            raise _uncounted(price.currency if price else "", cap)
        sums = self.sums(scope)
        spent = _total((one.settled for one in sums), cap, rates)
        held = _total((one.reserved for one in sums), cap, rates)
        left = cap.micros - spent.micros - held.micros
        if left > 0 and wanted.micros <= left:
            return
        whose, fix = words
        may = f"may cost {price}" if price is not None else "has a price that nobody knows"
        counted = "" if price is None or wanted == price else f" (counted as {wanted})"
        more = self.unpriced(scope)
        raise BudgetReached(
            f"the order {may}{counted}; of {cap} {whose}, {at_least(str(spent), more.settled)} "
            f"spent and {at_least(str(held), more.reserved)} reserved, "
            f"{Money(max(0, left), cap.currency)} left",
            fix=fix,
            scope=scope,
        )

    def _check_plan(self, charge: Charge, price: Money, caps: Caps) -> None:
        """See that what was agreed for the order's plan has room for it."""
        if not charge.plan or not price.micros:
            return
        if charge.plan not in self._plans:
            self._plans[charge.plan] = self._agreed.most(charge.plan)
        agreed = self._plans[charge.plan]
        most = next((one for one in agreed if one.currency == price.currency), None)
        if most is None:
            return  # it was agreed to without a price
        scope = scope_of("plan", charge.plan)
        words = ("that were agreed to", "give the command again: it asks about the rest")
        self._check(scope, price, cap=most, words=words, rates=caps.rates)

    def _entry(self, key: str) -> _Entry | None:
        row: Row | None = self._store.row(
            "SELECT attempt, generator, shot, kind, run, plan, state, currency, reserved, settled, "
            "is_unknown FROM money WHERE attempt = ?",
            (key,),
        )
        if row is None:
            return None
        return _Entry(
            Charge(*row[:6]), row[6], Money(row[8], row[7]), Money(row[9], row[7]), bool(row[10])
        )

    def _settle_unknown(self, charge: Charge, cost: Money | None, at: datetime) -> None:
        """Settle at the figure that came at last; without one it stays unknown."""
        if cost is None:
            self._store.write(
                "UPDATE money SET state = 'settled', at = ? WHERE attempt = ?",
                (dated(at), charge.key),
            )
            return
        self._settle(charge.key, cost, at)
        self._add(charge.scopes, cost.currency, reserved=0, settled=cost.micros)

    def _settle(self, key: str, cost: Money, at: datetime) -> None:
        self._store.write(
            "UPDATE money SET state = 'settled', currency = ?, settled = ?, is_unknown = 0, at = ? "
            "WHERE attempt = ?",
            (cost.currency, cost.micros, dated(at), key),
        )

    def _bill(self, charge: Charge, cost: Money, at: datetime, *, before: _Entry | None) -> None:
        """Write down a bill for which nothing is reserved (any more); the latest figure counts."""
        if before is not None:
            charge, settled = before.charge, before.settled
            self._add(charge.scopes, settled.currency, reserved=0, settled=-settled.micros)
            self._settle(charge.key, cost, at)
        else:
            self._insert(charge, _Entry(charge, "settled", Money(0, cost.currency), cost), at)
        self._add(charge.scopes, cost.currency, reserved=0, settled=cost.micros)

    def _insert(self, charge: Charge, entry: _Entry, at: datetime) -> None:
        self._store.write(
            "INSERT INTO money (attempt, generator, shot, kind, run, plan, state, currency, "
            "reserved, settled, is_unknown, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                charge.key,
                charge.generator,
                charge.shot,
                charge.kind,
                charge.run,
                charge.plan,
                entry.state,
                entry.reserved.currency,
                entry.reserved.micros,
                entry.settled.micros,
                entry.is_unknown,
                dated(at),
            ),
        )

    def _add(self, scopes: Sequence[str], currency: str, *, reserved: int, settled: int) -> None:
        for scope in scopes:
            self._store.write(
                "INSERT INTO totals (scope, currency, reserved, settled) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (scope, currency) DO UPDATE SET "
                "reserved = reserved + excluded.reserved, settled = settled + excluded.settled",
                (scope, currency, reserved, settled),
            )


def _total(amounts: Iterable[Money], cap: Money, rates: Rates) -> Money:
    """All of it in the cap's currency.

    Raises:
        BudgetReached: something cannot be counted against the cap.
    """
    micros = 0
    for money in amounts:
        counted = rates.worth(money, cap.currency)
        if counted is None:
            raise _uncounted(money.currency, cap)
        micros += counted.micros
    return Money(micros, cap.currency)


def _uncounted(currency: str, cap: Money) -> BudgetReached:
    words, _, fix = uncounted_words(currency, cap).partition(": ")
    return BudgetReached(f"{words}; nothing is sent that cannot be counted", fix=fix)
