"""Before anything is bought: what, how much at most, of which budget; and who said yes to it.

An agreed plan is remembered order by order. What of it is left is ordered by any later run without
asking; a new order, or one that costs more than was agreed, is asked about.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import NotAgreed, listed
from pipeline.facts import Money
from pipeline.ledger.agreed import Agreed, Asked
from pipeline.production.budgeting import (
    Purchase,
    Room,
    cost_words,
    grouped,
    purchases,
    rooms,
    summed,
)
from pipeline.production.promises import plans_agreed, remember
from pipeline.run.work import Work

if TYPE_CHECKING:
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.production import Production

__all__ = ["Agree", "Consent", "Offer", "Priced", "agree_to"]


class Offer(Struct, frozen=True):
    """What a run would buy that nobody has agreed to yet."""

    purchases: tuple[Purchase, ...]
    rooms: tuple[Room, ...]
    """The limits that it counts against, with what is left of each."""
    agreed: int = 0
    """Orders that are made besides, because they were agreed to before."""
    again: tuple[Purchase, ...] = ()
    """Cheap orders in doubt that would be bought once more: `rebuy_below:`."""

    @property
    def count(self) -> int:
        """How many orders."""
        return sum(one.count for one in self._all)

    @property
    def _all(self) -> tuple[Purchase, ...]:
        return (*self.purchases, *self.again)

    @property
    def most(self) -> tuple[Money, ...]:
        """The most that it can cost, a sum for each currency; unknown prices left out."""
        return summed(money for one in self._all for money in one.most)

    @property
    def unknown(self) -> int:
        """How many orders of which nobody can say what they cost."""
        return sum(one.unknown for one in self.purchases)

    @property
    def words(self) -> str:
        """``24 clips by kling and 3 panels by mj, at most 8.40 USD``."""
        said = [one.what for one in self.purchases]
        said += [f"{one.what} once more" for one in self.again]
        what = listed(said)
        return f"{what}, {cost_words(self.most, self.unknown)}"


Agree = Callable[[Offer], bool]
"""Asks whoever may say yes."""


class Consent(Struct, frozen=True):
    """What may be made."""

    works: tuple[Work, ...]
    """Every one that costs money with the plan it was agreed to in; without those refused."""
    refused: NotAgreed | None = None
    """Why the others are not ordered."""
    was_asked: bool = False
    """Somebody was there and said no."""
    again: tuple[Attempt, ...] = ()
    """Orders in doubt that are bought once more."""


class Priced(Struct, frozen=True):
    """A job that would be made, with the most it can cost."""

    work: Work
    price: Money | None


def agree_to(
    production: Production,
    wanted: Sequence[Priced],
    agree: Agree | None,
    again: Sequence[Attempt] = (),
) -> Consent:
    """See that somebody said yes to everything that costs money; ask about what is new.

    ``agree`` is None where nobody is there to be asked. ``again`` are orders in doubt that would be
    bought once more: without a yes they stay in doubt, and that stops nothing else.
    """
    own = plans_agreed(production)
    left = {
        asked: [line for line in lines if line.plan in own]
        for asked, lines in production.ledger.agreed.left().items()
    }
    works: list[Work] = []
    new: list[Priced] = []
    agreed = 0
    for one in wanted:
        if one.price is not None and not one.price.micros:
            works.append(one.work)
            continue
        line = _taken(left.get(_asked(one.work), []), one.price)
        if line is None:
            new.append(one)
            works.append(one.work)
        else:
            agreed += 1
            works.append(replace(one.work, plan=line.plan, agreed=line.price))
    if not new and (agree is None or not again):
        return Consent(tuple(works))
    makers = {one.work.job.id.generator for one in new} | {one.generator for one in again}
    bought = purchases((one.work.job, one.price) for one in new)
    once_more = _once_more(again)
    limits = rooms(production, makers, (*bought, *once_more))
    offer = Offer(bought, limits, agreed, once_more)
    asked = {id(one.work): one for one in new}
    if agree is None or not agree(offer):
        rest = tuple(work for work in works if id(work) not in asked)
        was_asked = agree is not None
        refused = _refusal(offer, is_asked=was_asked) if new else None
        return Consent(rest, refused, was_asked)
    plan = uuid.uuid4().hex
    lines = [Agreed(_asked(one.work), one.price) for one in new]
    remember(production, plan)
    now, ledger = datetime.now(UTC), production.ledger
    with ledger.atomic():
        ledger.agreed.add(plan, lines, now)
        ledger.notes.log(now, "agreed", shot="", sentence=f"to buy {offer.words}", data={})
    return Consent(
        tuple(
            replace(work, plan=plan, agreed=asked[id(work)].price) if id(work) in asked else work
            for work in works
        ),
        again=tuple(again),
    )


def _once_more(again: Sequence[Attempt]) -> tuple[Purchase, ...]:
    """Orders in doubt put together as they would be bought."""
    return grouped(((one.generator, one.model, one.ref.kind.word), one.price) for one in again)


def _refusal(offer: Offer, *, is_asked: bool) -> NotAgreed:
    if is_asked:
        return NotAgreed(f"nothing was sent: the answer was no to {offer.words}")
    return NotAgreed(
        f"nothing was sent: {offer.words}, and nobody was there to agree to it",
        fix="say --yes, or give the command in a terminal; `rushes plan` names every order",
    )


def _asked(work: Work) -> Asked:
    job = work.job.id
    return job.shot, str(job.kind), job.generator


def _taken(lines: list[Agreed], price: Money | None) -> Agreed | None:
    """One order of those agreed to that covers a price; it is taken from ``lines``."""
    for place, line in enumerate(lines):
        if line.covers(price):
            if line.count == 1:
                del lines[place]
            else:
                lines[place] = replace(line, count=line.count - 1)
            return line
    return None
