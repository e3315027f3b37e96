"""Money: reserved before an order is sent, settled or released when it has ended.

    scope                what is counted in it
    film                 everything ever ordered
    <run>                what one run ordered
    generator:kling      what one named generator was asked for
    shot:sh010           what was ordered for one shot
    plan:<key>           what was ordered of one agreed plan

Every scope has one row of sums a currency; currencies are never mixed, only compared by rates that
somebody stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from pipeline.errors import BudgetReached
from pipeline.facts import Money, Rates
from pipeline.ledger.agreed import Agreements
from pipeline.ledger.attempts import Attempt, dated
from pipeline.ledger.store import Row, Store
from pipeline.project.budget import uncounted_words

__all__ = ["FILM", "Caps", "Charge", "Purse", "Sum", "scope_of"]

FILM = "film"
"""The scope of everything ever ordered for the film; a run's own scope is its key."""


class Caps(Struct, frozen=True):
    """What may be spent; None is no cap."""

    film: Money | None = None
    """The author's ``budget:``."""
    generators: Mapping[str, Money] = field(default_factory=dict)
    """The author's budget of each named generator that has one."""
    shot: Money | None = None
    """The author's ``most:`` of the shot that is ordered for."""
    rates: Rates = Rates()
    """What amounts of other currencies count as."""
    allows_unknown: bool = False
    """Whether orders may be sent of which nobody can say what they cost."""

    def of(self, charge: Charge) -> Iterator[tuple[str, str, Money, str]]:
        """(scope, what it is called, cap, how it is raised) of every cap that an order is under."""
        if self.film is not None:
            yield FILM, "for the film", self.film, "raise `budget:` in film.yaml"
        own = self.generators.get(charge.generator)
        if own is not None:
            raised = f"raise `budget: {{{charge.generator}: …}}` in film.yaml"
            yield scope_of("generator", charge.generator), f"for {charge.generator}", own, raised
        if self.shot is not None:
            raised = f"raise `most:` of {charge.shot} in film.yaml"
            yield scope_of("shot", charge.shot), f"for {charge.shot}", self.shot, raised

    @property
    def all(self) -> tuple[Money, ...]:
        """The author's caps that hold for every order, and those of generators."""
        return (*([self.film] if self.film else []), *self.generators.values())


class Charge(Struct, frozen=True):
    """What an order's money is counted under."""

    key: str
    """The attempt's key."""
    generator: str = ""
    shot: str = ""
    kind: str = ""
    run: str = ""
    plan: str = ""
    """The agreed plan it belongs to; empty: nobody was asked."""

    @classmethod
    def of(cls, attempt: Attempt) -> Charge:
        """What an attempt's money is counted under."""
        ref = attempt.refs[0] if attempt.refs else None
        return cls(
            attempt.key,
            attempt.generator,
            ref.shot if ref else "",
            str(ref.kind) if ref else "",
            attempt.run,
            attempt.plan,
        )

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every scope it is counted in."""
        named = (("generator", self.generator), ("shot", self.shot), ("plan", self.plan))
        more = [scope_of(word, name) for word, name in named if name]
        return tuple(dict.fromkeys((FILM, self.run or FILM, *more)))


class Sum(Struct, frozen=True):
    """What a scope came to in one currency."""

    settled: Money
    reserved: Money
    """Of orders under way and in doubt: the most they can cost."""


class _Entry(Struct, frozen=True):
    """A row of the table."""

    charge: Charge
    state: str
    """``reserved``, ``settled`` or ``released``."""
    reserved: Money
    settled: Money


def scope_of(word: str, name: str) -> str:
    """The scope of a ``generator``, a ``shot`` or a ``plan``."""
    return f"{word}:{name}"


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
            if price is None:
                if not caps.allows_unknown:
                    raise BudgetReached(
                        "nobody can say what this order costs",
                        fix="allow it with --allow-unknown-prices",
                    )
                price = Money(0, next(iter(caps.all), Money(0)).currency)
            for scope, whose, cap, fix in caps.of(charge):
                self._check(scope, price, cap=cap, words=(whose, fix), rates=caps.rates)
            self._check_plan(charge, price, caps)
            self._insert(charge, "reserved", price, Money(0, price.currency), at=at)
            self._add(charge.scopes, price.currency, reserved=price.micros, settled=0)

    def settle(self, charge: Charge, cost: Money | None, at: datetime) -> Money | None:
        """Turn a reservation into what was billed; None settles the whole reservation.

        Returns what was billed beyond the reservation, where the service billed more.
        """
        with self._store.atomic():
            entry = self._entry(charge.key)
            if entry is None or entry.state != "reserved":
                if cost is not None and cost.micros:
                    self._bill(charge, cost, at, before=entry)
                return None
            charge, reserved = entry.charge, entry.reserved
            cost = reserved if cost is None else cost
            self._settle(charge.key, cost, at)
            self._add(charge.scopes, reserved.currency, reserved=-reserved.micros, settled=0)
            self._add(charge.scopes, cost.currency, reserved=0, settled=cost.micros)
        if cost.currency != reserved.currency or cost.micros <= reserved.micros:
            return None
        return Money(cost.micros - reserved.micros, cost.currency)

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

    def settled(self) -> list[tuple[str, str, Money]]:
        """(shot, generator, amount) of everything that was billed: a sum for each and currency."""
        rows = self._store.rows(
            "SELECT shot, generator, SUM(settled), currency FROM money "
            "WHERE state = 'settled' GROUP BY shot, generator, currency"
        )
        return [(shot, name, Money(int(micros), currency)) for shot, name, micros, currency in rows]

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
        self, scope: str, price: Money, *, cap: Money, words: tuple[str, str], rates: Rates
    ) -> None:
        """See that a cap has room for a price, everything in flight counted."""
        wanted = rates.worth(price, cap.currency)
        if wanted is None:
            raise _uncounted(price.currency, cap)
        sums = self.sums(scope)
        spent = _total((one.settled for one in sums), cap, rates)
        held = _total((one.reserved for one in sums), cap, rates)
        left = cap.micros - spent.micros - held.micros
        if left > 0 and wanted.micros <= left:
            return  # of an unknown price nothing is wanted, and something must be left
        whose, fix = words
        counted = "" if wanted == price else f" (counted as {wanted})"
        raise BudgetReached(
            f"the order may cost {price}{counted}; of {cap} {whose}, {spent} spent and "
            f"{held} reserved, {Money(max(0, left), cap.currency)} left",
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
            "SELECT attempt, generator, shot, kind, run, plan, state, currency, reserved, settled "
            "FROM money WHERE attempt = ?",
            (key,),
        )
        if row is None:
            return None
        return _Entry(Charge(*row[:6]), row[6], Money(row[8], row[7]), Money(row[9], row[7]))

    def _settle(self, key: str, cost: Money, at: datetime) -> None:
        self._store.write(
            "UPDATE money SET state = 'settled', currency = ?, settled = ?, at = ? "
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
            self._insert(charge, "settled", Money(0, cost.currency), cost, at=at)
        self._add(charge.scopes, cost.currency, reserved=0, settled=cost.micros)

    def _insert(
        self, charge: Charge, state: str, reserved: Money, settled: Money, *, at: datetime
    ) -> None:
        self._store.write(
            "INSERT INTO money (attempt, generator, shot, kind, run, plan, state, currency, "
            "reserved, settled, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                charge.key,
                charge.generator,
                charge.shot,
                charge.kind,
                charge.run,
                charge.plan,
                state,
                reserved.currency,
                reserved.micros,
                settled.micros,
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
