"""Build a lost or damaged ledger again from what lies in ``takes/``: slates and order files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import JobHeld
from pipeline.facts import Json, Money, Slate, TakeRef
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps, Charge

__all__ = ["Evidence", "Rebuilt", "charge_of", "learn_orders", "put_aside", "rebuild"]


class Evidence(Struct, frozen=True):
    """What the folders show."""

    slates: Sequence[Slate] = ()
    orders: Sequence[Json] = ()
    """The order files' content."""
    numbers: Sequence[TakeRef] = ()
    """Numbers that were given out though no take came of them."""


class Rebuilt(Struct, frozen=True):
    """What came back."""

    takes: int
    under_way: int
    kept_aside: Path | None = None
    """The old file, moved out of the way; never deleted."""


def rebuild(path: Path, evidence: Evidence, at: datetime) -> Rebuilt:
    """Put the old ledger aside and write a new one from the evidence.

    Takes, orders under way, numbers and what was paid for takes come back; what failed attempts
    cost, notes and the log do not.
    """
    aside = put_aside(path, at)
    with Ledger.open(path) as ledger:
        takes = ledger.slots.learn(evidence.slates)
        with ledger.atomic():
            for slate in evidence.slates:
                if slate.price is not None and slate.price.micros:
                    ledger.money.settle(charge_of(slate), slate.price, slate.made)
            for slate in evidence.slates:  # of several takes of an order one has its price
                if slate.price is None and slate.attempt and not slate.is_free:
                    ledger.money.settle_unpriced(charge_of(slate), slate.made)
            for ref in evidence.numbers:
                ledger.slots.raise_floor(ref)
        under_way = learn_orders(ledger, evidence.orders)
    return Rebuilt(takes, under_way, aside)


def learn_orders(ledger: Ledger, orders: Iterable[Json]) -> int:
    """Take in order files that the ledger does not know; how many there were.

    An order whose take is there already is not taken in, nor one whose job another order has: it
    would be counted twice. Reservations come back without asking
    the budget: the orders were sent long ago. What has no ticket is looked up where that can be
    done, and never sent from here: the file may come from anybody, and would be paid by us.
    """
    count = 0
    for data in orders:
        with suppress(KeyError, ValueError, TypeError, JobHeld):
            attempt = Attempt.from_json(data)
            if not attempt.refs or ledger.attempts.get(attempt.key) is not None:
                continue
            if any(ledger.slots.latest_attempt(ref) for ref in attempt.refs):
                continue
            ledger.jobs.must_be_free(attempt, attempt.ticket or {})
            ledger.learn(partial(_learn, ledger, _never_sent_from_here(attempt)))
            count += 1
    return count


def _never_sent_from_here(attempt: Attempt) -> Attempt:
    """The attempt; where its level would send it again, with the level that only looks."""
    if attempt.ticket is not None or attempt.recovery not in {"client_id", "idempotent"}:
        return attempt
    return replace(attempt, recovery="listed" if attempt.recovery == "client_id" else "none")


def _learn(ledger: Ledger, attempt: Attempt) -> None:
    ledger.attempts.add(attempt)
    for ref in attempt.refs:
        ledger.slots.add(attempt, ref)
    price = Money(0) if attempt.is_free else attempt.price
    caps = Caps(allows_unknown=True)
    ledger.money.reserve(Charge.of(attempt), price, caps, attempt.intended)
    if attempt.ticket is not None:
        ledger.attempts.write_ticket(attempt.key, attempt.ticket, attempt.intended)
        is_working = attempt.state is AttemptState.RUNNING
        state = attempt.state if is_working else AttemptState.SUBMITTED
        ledger.attempts.move(attempt.key, state)


def charge_of(slate: Slate) -> Charge:
    """What a take that was paid for is counted under."""
    key, ref = slate.attempt or slate.uuid, slate.ref
    return Charge(key, slate.generator, ref.shot, str(ref.kind))


def put_aside(path: Path, at: datetime) -> Path | None:
    """Move the ledger's files out of the way under a name of their own; None: there is none."""
    if not path.exists():
        return None
    target = path.with_name(f"{path.stem}.{at:%Y%m%d-%H%M%S}.old{path.suffix}")
    count = 2
    while target.exists():
        target = path.with_name(f"{path.stem}.{at:%Y%m%d-%H%M%S}-{count}.old{path.suffix}")
        count += 1
    path.rename(target)
    for ending in ("-wal", "-shm", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(target.with_name(target.name + ending))
    return target
