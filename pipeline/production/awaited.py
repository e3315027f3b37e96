"""Orders that were sent: those awaited, until when their results are kept, and those in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends.base import Backend
from pipeline.facts import UNKNOWN_PRICE
from pipeline.ledger.attempts import AttemptState
from pipeline.production.twice import bought_twice

if TYPE_CHECKING:
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.production import Production

__all__ = ["AwaitedRow", "DoubtRow", "awaited", "doubts", "news", "open_orders"]

_NAMED = 4
_WORDS = 60
"""Characters of a prompt by which a person knows it again on the service's page."""


class AwaitedRow(Struct, frozen=True):
    """One order that its service works on, or has finished."""

    take: str
    generator: str
    service: str
    model: str
    sent: datetime
    job: str
    """The service's own id."""
    price: str
    """The most it can cost; ``unknown``; empty where it is free."""
    expires: datetime | None = None
    """Until when its result is there at least; None: nobody says."""
    is_working: bool = False
    """Its service was at work on it when somebody looked last."""


class DoubtRow(Struct, frozen=True):
    """One order whose answer was lost, with what to look for on the service's own page."""

    take: str
    service: str
    model: str
    sent: datetime
    prompt: str
    """How its words begin."""
    seed: int | None
    page: str
    """Where a person sees the jobs of the account; empty: nobody said."""
    price: str
    """What counts as spent until somebody decides; or ``unknown``."""
    reason: str
    known: str = ""
    """What was found out since, with the ids of jobs that it may be."""


def news(production: Production, left: Sequence[Attempt]) -> tuple[str, ...]:
    """What a run that was cut off left behind, or what the last run picked up of it."""
    from pipeline.run.lock import busy

    said: list[str] = []
    run = busy(production.home.state)
    if run:
        said.append(f"a run is under way: {run}")
    elif left:
        sent = [one for one in left if _is_sent(one)]
        unit = production.project.local.unit
        unsent = [one for one in left if one not in sent]
        theirs = [one for one in unsent if one.ref.unit != unit and not one.is_free]
        in_hand = [one for one in unsent if one not in theirs]
        if theirs:
            said.append(f"being ordered by another unit, which brings it: {_named(theirs)}")
        if in_hand:
            said.append(
                f"a run was cut off with {len(in_hand)} in hand ({_named(in_hand)}): "
                "nothing is lost, `rushes make` goes on with it"
            )
        if sent:  # left with their tickets, by whatever ended the run: Ctrl-C, a lost network
            said.append(
                f"ordered and not here yet: {_named(sent)}; `rushes collect` brings what is ready"
            )
    else:
        remembered = production.ledger.notes.meta("picked up")
        if remembered:  # by the last run; the next one writes what it picked up itself
            said.append(remembered)
    return (*said, *bought_twice(production))


def open_orders(production: Production) -> tuple[Attempt, ...]:
    """What was begun and has not ended; not what a colleague has brought meanwhile."""
    return tuple(one for one in production.ledger.open_attempts() if not _is_here(production, one))


def awaited(left: Sequence[Attempt]) -> tuple[AwaitedRow, ...]:
    """The orders that have tickets; those whose results are gone first stand first."""
    rows = [
        AwaitedRow(
            take=str(one.ref),
            generator=one.generator,
            service=one.backend,
            model=one.model,
            sent=one.sent,
            job=str((one.ticket or {}).get("job", "")),
            price=_price(one),
            expires=one.expires,
            is_working=one.state is AttemptState.RUNNING,
        )
        for one in left
        if _is_sent(one)
    ]
    return tuple(sorted(rows, key=lambda row: (row.expires is None, row.expires or row.sent)))


def doubts(production: Production) -> tuple[DoubtRow, ...]:
    """The orders that a person must decide about."""
    return tuple(
        DoubtRow(
            take=str(one.ref),
            service=one.backend,
            model=one.model,
            sent=one.intended,
            prompt=_beginning(one.order.get("prompt", "")),
            seed=one.order.get("seed"),
            page=_page(production, one),
            price=_price(one),
            reason=one.reason,
            known=one.reason.partition("; ")[2],
        )
        for one in production.ledger.in_doubt()
        if one.refs
    )


def _price(attempt: Attempt) -> str:
    if attempt.is_free:
        return ""
    return UNKNOWN_PRICE if attempt.price is None else str(attempt.price)


def _is_sent(attempt: Attempt) -> bool:
    return attempt.ticket is not None and attempt.collected is None


def _is_here(production: Production, attempt: Attempt) -> bool:
    takes = [production.vault.find(ref) for ref in attempt.refs]
    return bool(takes) and all(take and take.slate.attempt == attempt.key for take in takes)


def _page(production: Production, attempt: Attempt) -> str:
    maker = production.makers.get(attempt.generator)
    if isinstance(maker, Backend) and maker.name == attempt.backend:
        return maker.page
    from pipeline.backends import shelf

    return shelf.find(attempt.backend).page if shelf.is_known(attempt.backend) else ""


def _beginning(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _WORDS else f"{line[:_WORDS].rstrip()} …"


def _named(attempts: Sequence[Attempt]) -> str:
    """The takes that were ordered, the first few by name."""
    names = ", ".join(str(one.refs[0]) for one in attempts[:_NAMED] if one.refs)
    more = f" and {len(attempts) - _NAMED} more" if len(attempts) > _NAMED else ""
    return f"{names}{more}"
