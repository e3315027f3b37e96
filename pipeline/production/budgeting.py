"""What the film may cost: its limits as the run checks them, what is left, what would be bought."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.facts import CREDITS, Money, Rates
from pipeline.ledger.money import FILM, Caps, Unpriced, at_least, scope_of
from pipeline.plan.called import counted_takes

if TYPE_CHECKING:
    from pipeline.plan.jobs import Job
    from pipeline.production.production import Production
    from pipeline.project.budget import Budget

__all__ = [
    "Purchase",
    "Room",
    "caps_of",
    "cost_words",
    "grouped",
    "money_words",
    "purchases",
    "rooms",
    "spent_words",
    "summed",
    "unpriced_words",
]


class Purchase(Struct, frozen=True):
    """Orders of one kind from one generator."""

    generator: str
    model: str
    kind: str
    """``panel``, ``clip``, ``voice``, ``sfx``, ``music``."""
    count: int
    most: tuple[Money, ...]
    """The most they can cost, a sum for each currency; those of unknown price left out."""
    unknown: int = 0
    """How many of them nobody can say the price of."""
    each: Money | None = None
    """The most that every one of them costs, where that is the same for all."""

    @property
    def what(self) -> str:
        """``24 clips by kling``."""
        return f"{counted_takes(self.count, self.kind)} by {self.generator}"

    @property
    def cost(self) -> str:
        """``at most 8.40 USD (0.35 USD each)``."""
        each = f" ({self.each} each)" if self.each is not None and self.count > 1 else ""
        return f"{cost_words(self.most, self.unknown)}{each}"


class Room(Struct, frozen=True):
    """A limit of the author's, and what is left of it."""

    whose: str
    """``the film``, or a generator's name."""
    cap: Money
    spent: Money
    reserved: Money
    """The most that orders under way and in doubt can still cost."""
    uncounted: tuple[Money, ...] = ()
    """What was spent or reserved and cannot be counted, for want of a rate."""
    unpriced: Unpriced = Unpriced()
    """Orders that are in neither amount, because nobody knows their price."""
    is_short: bool = False
    """What is to be bought may cost more than is left: some of it will not be ordered."""

    @property
    def left(self) -> Money:
        """What can still be reserved; never below nothing."""
        micros = self.cap.micros - self.spent.micros - self.reserved.micros
        return Money(max(0, micros), self.cap.currency)

    @property
    def is_touched(self) -> bool:
        """Whether anything was ordered that counts against it."""
        return bool(self.spent.micros or self.reserved.micros) or self.unpriced != Unpriced()

    def __str__(self) -> str:
        spent = at_least(str(self.spent), self.unpriced.settled)
        reserved = at_least(str(self.reserved), self.unpriced.reserved)
        most = "at most " * (self.unpriced != Unpriced())
        said = (
            f"of {self.cap} for {self.whose}: {spent} spent, {reserved} reserved, "
            f"{most}{self.left} left" + ", which is too little for all of it" * self.is_short
        )
        for money in self.uncounted:
            said += f"; {money} not counted: no rate is stated"
        return said


def budget_of(production: Production) -> Budget:
    """The author's money, with the rates of credits that services ship where none is stated.

    A stated rate counts before a shipped one.
    """
    budget = production.project.budget
    limits = (budget.film, budget.rebuy_below, *budget.generators.values())
    if not any(limits) and not any(shot.most for shot in production.project.shots.values()):
        return budget
    paid = [one for one in production.makers.values() if isinstance(one, Backend)]
    names = dict.fromkeys(one.name for one in paid if not one.capabilities().is_free)
    stated = list(budget.rates.stated)
    for name in names:
        from pipeline.backends.catalogue import service_of

        service = service_of(name)
        unit = f"{CREDITS}{name}"
        if service is not None and service.credit is not None:
            worth = service.credit.money
            if Rates(tuple(stated)).worth(Money(1, unit), worth.currency) is None:
                stated.append((unit, worth))
    return replace(budget, rates=Rates(tuple(stated)))


def caps_of(production: Production, *, may_cost_unknown: bool = False) -> Caps:
    """The author's limits, checked in the ledger before every single order."""
    budget = budget_of(production)
    return Caps(
        film=budget.film,
        generators=budget.generators,
        rates=budget.rates,
        allows_unknown=may_cost_unknown,
    )


def rooms(
    production: Production, generators: Collection[str], wanted: Sequence[Purchase] = ()
) -> tuple[Room, ...]:
    """The film's limit and those of ``generators``, with what is left of each.

    ``wanted`` is what is to be bought: where that may cost more than is left, it is said.
    """
    budget = budget_of(production)
    caps = [("the film", FILM, budget.film)]
    caps += [
        (name, scope_of("generator", name), cap)
        for name, cap in budget.generators.items()
        if name in generators
    ]
    found = []
    for whose, scope, cap in caps:
        if cap is not None:
            room = _room(production, whose, (scope, cap), budget.rates)
            own = [one for one in wanted if scope == FILM or one.generator == whose]
            found.append(replace(room, is_short=_most_of(own, cap, budget.rates) > room.left))
    return tuple(found)


def _most_of(wanted: Iterable[Purchase], cap: Money, rates: Rates) -> Money:
    """The most that purchases may cost, as far as it can be counted against a limit."""
    counted = (rates.worth(money, cap.currency) for one in wanted for money in one.most)
    return Money(sum(money.micros for money in counted if money is not None), cap.currency)


def money_words(production: Production, spent: Iterable[Money], unpriced: int) -> tuple[str, ...]:
    """What a run spent, and what is left of every limit; nothing is said where nothing was.

    ``unpriced``: orders of this run that are in no sum.
    """
    cost = spent_words(spent, unpriced)
    limits = rooms(production, production.project.generators)
    touched = [str(room) for room in limits if room.is_touched]
    return (f"this run spent {cost}", *touched) if cost else tuple(touched)


def spent_words(amounts: Iterable[Money], unpriced: int) -> str:
    """``at least 1.20 USD (+ 2 of unknown price)``; empty where nothing was spent."""
    known = " + ".join(str(money) for money in amounts if money.micros)
    if not known:
        return f"an unknown amount ({unpriced} of unknown price)" if unpriced else ""
    return at_least(known, unpriced)


def purchases(orders: Iterable[tuple[Job, Money | None]]) -> tuple[Purchase, ...]:
    """Orders put together by kind, generator and model, in the order in which they first come."""
    return grouped(
        ((job.id.generator, job.work.model, job.id.kind.word), price) for job, price in orders
    )


def grouped(
    orders: Iterable[tuple[tuple[str, str, str], Money | None]],
) -> tuple[Purchase, ...]:
    """The same of orders that are named by generator, model and kind."""
    groups: dict[tuple[str, str, str], list[Money | None]] = {}
    for key, price in orders:
        groups.setdefault(key, []).append(price)
    return tuple(
        Purchase(
            generator,
            model,
            kind,
            len(prices),
            summed(price for price in prices if price is not None),
            prices.count(None),
            prices[0] if len(set(prices)) == 1 else None,
        )
        for (generator, model, kind), prices in groups.items()
    )


def unpriced_words(orders: Iterable[Job]) -> tuple[str, ...]:
    """Of orders that nobody knows the price of: that they are not sent, and how they would be."""
    fix = "say it under `models:` in film.yaml, or order with --allow-unknown-prices"
    return tuple(
        f"{one.what} not ordered: nobody knows the price (fix: {fix})"
        for one in purchases((job, None) for job in orders)
    )


def summed(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """A sum for each currency: they are never mixed."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.micros
    names = sorted(sums, key=lambda name: name.startswith(CREDITS))  # money before credits
    return tuple(Money(sums[name], name) for name in names)


def cost_words(most: Iterable[Money], unknown: int) -> str:
    """``at most 8.40 USD, and 3 of unknown price``; nothing unknown is called nothing."""
    price = " + ".join(str(money) for money in most if money.micros)
    if not unknown:
        return f"at most {price}" if price else "for nothing"
    return f"at most {price}, and {unknown} of unknown price" if price else "price unknown"


def _room(production: Production, whose: str, limit: tuple[str, Money], rates: Rates) -> Room:
    scope, cap = limit
    spent, reserved = Money(0, cap.currency), Money(0, cap.currency)
    uncounted: list[Money] = []
    for one in production.ledger.money.sums(scope):
        counted = rates.worth(one.settled, cap.currency), rates.worth(one.reserved, cap.currency)
        if counted[0] is None or counted[1] is None:
            uncounted.extend(money for money in (one.settled, one.reserved) if money.micros)
            continue
        spent = Money(spent.micros + counted[0].micros, cap.currency)
        reserved = Money(reserved.micros + counted[1].micros, cap.currency)
    unpriced = production.ledger.money.unpriced(scope)
    return Room(whose, cap, spent, reserved, tuple(uncounted), unpriced)
