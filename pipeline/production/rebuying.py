"""Orders in doubt that are so cheap that the author has them bought again, once: `rebuy_below:`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.ledger.attempts import AttemptState
from pipeline.plan.jobs import JobId
from pipeline.production.budgeting import budget_of
from pipeline.production.promises import plans_agreed, remember
from pipeline.run.deciding import BOUGHT_AGAIN, again_plan, buy_again
from pipeline.run.events import Listener, Told

if TYPE_CHECKING:
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.production import Production

__all__ = ["rebuy"]


def rebuy(production: Production, listener: Listener) -> frozenset[JobId]:
    """Have every cheap order in doubt ordered anew; the jobs of those that were given up for it.

    Both count as spent, and the log says so. What was ordered anew once, with the same words, is
    not ordered a third time: a person decides.
    """
    done = set()
    own = plans_agreed(production)
    for attempt in production.ledger.in_doubt():
        is_own = attempt.plan in own  # a film from elsewhere orders nothing in this user's name
        if is_own and _is_cheap(production, attempt) and not _was_rebought(production, attempt):
            now = datetime.now(UTC)
            remember(production, again_plan(attempt))
            sentence = buy_again(production.ledger, production.vault, attempt, at=now)
            listener(Told(sentence))
            ref = attempt.ref
            done.add(JobId(ref.shot, ref.kind, attempt.generator, attempt.job_slot))
    return frozenset(done)


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
