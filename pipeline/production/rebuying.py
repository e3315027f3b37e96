"""Orders in doubt that are so cheap that the author has them bought again, once: `rebuy_below:`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.ledger.attempts import AttemptState
from pipeline.plan.jobs import JobId
from pipeline.production.budgeting import budget_of
from pipeline.production.planning import choose, kinds_of
from pipeline.production.promises import plans_agreed, remember
from pipeline.run.deciding import BOUGHT_AGAIN, again_plan, buy_again
from pipeline.run.events import Listener, Told

if TYPE_CHECKING:
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.production import Production
    from pipeline.production.selecting import Selection

__all__ = ["cheap_doubts", "rebuy"]


def cheap_doubts(
    production: Production, selection: Selection, stages: Sequence[str]
) -> tuple[Attempt, ...]:
    """The orders in doubt of the shots and stages meant that may be bought again.

    What was ordered anew once, with the same words, is not ordered a third time: a person decides.
    Nor is what was made to be looked at, or what nobody on this machine agreed to.
    """
    if budget_of(production).rebuy_below is None:
        return ()
    own = plans_agreed(production)
    found = [
        one
        for one in production.ledger.in_doubt()
        if one.plan in own and not one.is_side and _is_cheap(production, one)
    ]
    if not found:
        return ()
    shots = {shot.id for shot in choose(production, selection, beside=True)}
    kinds = kinds_of(stages)
    return tuple(
        one for one in found if _is_meant(one, shots, kinds) and not _was_rebought(production, one)
    )


def rebuy(
    production: Production, doubts: Sequence[Attempt], listener: Listener
) -> frozenset[JobId]:
    """Give orders in doubt up and owe others in their place; the jobs of those given up.

    Both count as spent, and the log says so. Somebody agreed to it.
    """
    done = set()
    for attempt in doubts:
        now = datetime.now(UTC)
        remember(production, again_plan(attempt))
        sentence = buy_again(production.ledger, production.vault, attempt, at=now)
        listener(Told(sentence))
        ref = attempt.ref
        done.add(JobId(ref.shot, ref.kind, attempt.generator, attempt.job_slot))
    return frozenset(done)


def _is_meant(attempt: Attempt, shots: Collection[str], kinds: Collection[str]) -> bool:
    return attempt.ref.shot in shots and attempt.ref.kind.word in kinds


def _is_cheap(production: Production, attempt: Attempt) -> bool:
    budget, price = budget_of(production), attempt.price
    if budget.rebuy_below is None or price is None or not price.micros or not attempt.refs:
        return False
    counted = budget.rates.worth(price, budget.rebuy_below.currency)
    return counted is not None and counted.micros < budget.rebuy_below.micros


def _was_rebought(production: Production, attempt: Attempt) -> bool:
    asked = (attempt.ref.kind, attempt.generator, attempt.words)
    return any(
        one.state is AttemptState.WRITTEN_OFF
        and one.reason == BOUGHT_AGAIN
        and (one.ref.kind, one.generator, one.words) == asked
        for one in production.ledger.attempts.of_shot(attempt.ref.shot)
    )
