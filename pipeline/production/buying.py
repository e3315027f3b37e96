"""What a run buys: what is missing, and cheap orders in doubt once more; each asked about once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends.base import Backend
from pipeline.facts import Decision
from pipeline.plan.jobs import JobId
from pipeline.production.agreeing import Consent, Priced, agree_to
from pipeline.production.budgeting import purchases
from pipeline.production.examining import missing_key
from pipeline.production.planning import PlanReport, plan
from pipeline.production.rebuying import cheap_doubts, rebuy
from pipeline.run.events import Told
from pipeline.run.work import Work

if TYPE_CHECKING:
    from pipeline.errors import NotConfigured
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.making import MakeRequest
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["Bought", "Buyer"]


class Bought(Struct, frozen=True):
    """What was agreed to, and how the plan reads since."""

    report: PlanReport
    consent: Consent
    rebought: frozenset[JobId] = frozenset()
    """Jobs whose orders in doubt were given up, because others take their place."""
    wanted: frozenset[JobId] = frozenset()
    """What would be made if all of it were agreed to."""
    keyless: tuple[str, ...] = ()
    """What is not ordered because there is no key for it, a sentence for each generator."""


class Buyer:
    """Asks whoever is there, and remembers what was asked about in this run."""

    def __init__(self, request: MakeRequest, listener: Listener) -> None:
        self._request = request
        self._listener = listener
        self._asked: set[str] = set()
        self._told: set[str] = set()
        self.tried: set[JobId] = set()
        """Jobs that were wanted before: they are not begun a second time."""

    def doubts(self, production: Production) -> tuple[Attempt, ...]:
        """Cheap orders in doubt that nobody was asked about yet."""
        request = self._request
        found = cheap_doubts(production, request.selection, request.stages)
        return tuple(one for one in found if one.key not in self._asked)

    def buy(self, production: Production) -> Bought:
        """Plan, ask about what costs money and nobody agreed to, and note what was said."""
        doubts = self.doubts(production)
        self._asked.update(one.key for one in doubts)
        report = self._plan(production)
        agree = self._request.agree
        wanted, keyless = self._with_keys(production, self._wanted(production, report))
        for sentence in keyless:  # before anybody is asked, and before anything is sent
            if sentence not in self._told:
                self._listener(Told(sentence))
        self._told.update(keyless)
        consent = agree_to(production, wanted, agree, doubts)
        rebought: frozenset[JobId] = frozenset()
        if consent.again:
            rebought = rebuy(production, consent.again, self._listener)
            report = self._plan(production)
            wanted, _ = self._with_keys(production, self._wanted(production, report))
            consent = agree_to(production, wanted, agree)  # what takes their place is agreed to
        ids = frozenset(one.work.job.id for one in wanted)
        return Bought(report, consent, rebought, ids, keyless)

    def _with_keys(
        self, production: Production, wanted: Sequence[Priced]
    ) -> tuple[list[Priced], tuple[str, ...]]:
        """What can be ordered with the keys that are here, and what is said of the rest."""
        names = dict.fromkeys(one.work.job.id.generator for one in wanted)
        missing: dict[str, NotConfigured] = {}
        for name in names:
            maker = production.makers.get(name)
            lack = missing_key(maker) if isinstance(maker, Backend) else None
            if lack is not None:
                missing[name] = lack
        lost = [one for one in wanted if one.work.job.id.generator in missing]
        said = tuple(
            f"{each.what} not ordered: {missing[each.generator].message} "
            f"(fix: {missing[each.generator].fix})"
            for each in purchases((one.work.job, one.price) for one in lost)
        )
        return [one for one in wanted if one.work.job.id.generator not in missing], said

    def _plan(self, production: Production) -> PlanReport:
        return plan(production, self._request.selection, self._request.stages)

    def _wanted(self, production: Production, report: PlanReport) -> list[Priced]:
        """Everything that would be made and was not tried yet, with its price."""
        shots = production.project.holders
        wanted = {Decision.MAKE}
        if self._request.may_cost_unknown:
            wanted.add(Decision.PRICE_UNKNOWN)
        found = []
        for row in report.rows:
            if row.decision in wanted and row.job.id not in self.tried:
                shot = shots[row.job.id.shot]
                work = Work(row.job, number=row.number, tries=shot.tries, most=shot.most)
                found.append(Priced(work, row.price))
        return found
