"""Take in what others who share the takes folder have done: their orders, takes and bills."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.errors import JobHeld
from pipeline.facts import Json, Money, Slate
from pipeline.ledger.attempts import OPEN_STATES, Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Charge
from pipeline.ledger.rebuild import charge_of, learn_orders

__all__ = ["Seen", "bill_of", "gone", "learn_shared", "let_go"]

_GONE = "gone "
"""Under this and its key stands since when the file of an order is missing."""
_PATIENCE = timedelta(minutes=10)


class Seen(Struct, frozen=True):
    """What lies in the folders of some shots, or of all."""

    orders: Sequence[Json] = ()
    """The order files' content."""
    slates: Sequence[Slate] = ()
    bills: Sequence[Json] = ()
    """What was billed and gave no take."""
    shots: Collection[str] = field(default_factory=frozenset)
    """The shots whose folders are on this machine."""


def learn_shared(ledger: Ledger, seen: Seen, at: datetime) -> int:
    """Have the ledger know what the folders show; how much of it was new."""
    _forget_absences(ledger, _there(seen))
    count = _learn_bills(ledger, seen.bills, at)
    count += learn_orders(ledger, seen.orders)
    _learn_tickets(ledger, seen.orders)
    count += ledger.slots.learn(seen.slates)
    _learn_prices(ledger, seen.slates)
    return count


def gone(ledger: Ledger, seen: Seen, unit: str) -> tuple[Attempt, ...]:
    """Orders of other units of which neither the file nor a take is there any more."""
    states = (*OPEN_STATES, AttemptState.IN_DOUBT)
    theirs = [one for one in ledger.attempts.in_states(states) if _is_anothers(one, unit)]
    if not theirs:
        return ()
    there = _there(seen)
    return tuple(one for one in theirs if one.ref.shot in seen.shots and one.key not in there)


def let_go(ledger: Ledger, orders: Iterable[Attempt], at: datetime) -> int:
    """Forget orders that ended where they were ordered; how many there were.

    Their files have to be gone for a while: a folder that is synced late may show that an order
    is gone before it shows what came of it. A bill says at once that it ended.
    """
    count = 0
    billed = ledger.money.keys()[1]
    for one in orders:
        mark = f"{_GONE}{one.key}"
        since = ledger.notes.meta(mark)
        if one.key in billed or (since and at - datetime.fromisoformat(since) > _PATIENCE):
            ledger.learn(partial(_forget, ledger, one, at))
            count += 1
        elif not since:
            ledger.learn(partial(ledger.notes.set_meta, mark, at.isoformat()))
    return count


def bill_of(attempt: Attempt, cost: Money, at: datetime) -> Json:
    """What was billed for an attempt that gave no take, as the folder keeps it for everybody."""
    ref = attempt.ref
    return {
        "key": attempt.key,
        "shot": ref.shot,
        "kind": str(ref.kind),
        "generator": attempt.generator,
        "billed": [cost.micros, cost.currency],
        "at": at.isoformat(),
    }


def _is_anothers(attempt: Attempt, unit: str) -> bool:
    return bool(attempt.refs) and attempt.ref.unit != unit and not attempt.is_free


def _there(seen: Seen) -> set[str]:
    """The orders of which a file or a take lies there."""
    return {str(data.get("key")) for data in seen.orders} | {one.attempt for one in seen.slates}


def _forget_absences(ledger: Ledger, there: Collection[str]) -> None:
    """What is there again was not gone: the next absence is waited for as long as the first."""
    for key in ledger.notes.metas(_GONE):
        if key in there:
            ledger.learn(partial(ledger.notes.set_meta, f"{_GONE}{key}", ""))


def _forget(ledger: Ledger, attempt: Attempt, at: datetime) -> None:
    reason = "it ended on the machine that ordered it"
    ledger.attempts.end(
        replace(attempt, state=AttemptState.CANCELLED, reason=reason, is_retryable=True, ended=at)
    )
    for ref in attempt.refs:
        ledger.slots.forget(ref, attempt.key)
    ledger.money.release(attempt.key, at)


def _learn_tickets(ledger: Ledger, orders: Iterable[Json]) -> None:
    """Orders that had no ticket when they were first seen, and have one now."""
    for data in orders:
        if not data.get("ticket"):
            continue
        with suppress(KeyError, ValueError, TypeError, JobHeld):
            seen = Attempt.from_json(data)
            ledger.jobs.must_be_free(seen, data["ticket"])
            known = ledger.attempts.get(seen.key)
            waits = known is not None and known.ticket is None and known.ended is None
            if waits and seen.ticket is not None:
                ledger.learn(partial(_keep_ticket, ledger, seen, seen.ticket))


def _keep_ticket(ledger: Ledger, attempt: Attempt, ticket: Json) -> None:
    ledger.attempts.write_ticket(attempt.key, ticket, attempt.intended)
    ledger.attempts.move(attempt.key, AttemptState.SUBMITTED)
    for ref in attempt.refs:
        ledger.slots.end(ref, SlotState.UNDER_WAY)


def _learn_prices(ledger: Ledger, slates: Iterable[Slate]) -> None:
    """What was paid for takes that this ledger never ordered; some at a price nobody wrote down."""
    paid = [one for one in slates if one.attempt and not one.is_free]
    if not paid:
        return
    reserved, billed = ledger.money.keys()
    known = reserved | billed
    for slate in sorted(paid, key=lambda one: one.price is None):
        charge = charge_of(slate)
        if charge.key in known:
            continue
        if slate.price is None:  # of several takes of an order one has its price
            ledger.learn(partial(ledger.money.settle_unpriced, charge, slate.made))
        else:
            ledger.learn(partial(ledger.money.settle, charge, slate.price, slate.made))


def _learn_bills(ledger: Ledger, bills: Iterable[Json], at: datetime) -> int:
    """What was billed elsewhere and gave no take; it may be reserved here, or settled."""
    if not bills:
        return 0
    _, billed = ledger.money.keys()
    new = 0
    for data in bills:
        with suppress(KeyError, ValueError, TypeError):
            charge, cost = _bill(data)
            if charge.key not in billed:
                ledger.learn(partial(ledger.money.settle, charge, cost, at))
                new += 1
    return new


def _bill(data: Json) -> tuple[Charge, Money]:
    micros, currency = data["billed"]
    words = [str(data[name]) for name in ("key", "generator", "shot", "kind")]
    return Charge(*words), Money(int(micros), str(currency))
