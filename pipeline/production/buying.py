"""What a run buys: what is missing, and cheap orders in doubt once more; each asked about once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends.base import Backend
from pipeline.errors import BudgetReached, NotConfigured
from pipeline.facts import Decision, Kind
from pipeline.plan.jobs import Job, JobId
from pipeline.production.agreeing import Consent, Priced, agree_to
from pipeline.production.budgeting import Purchase, purchases, unpriced_words
from pipeline.production.examining import missing_key
from pipeline.production.planning import PlanReport, plan
from pipeline.production.rebuying import cheap_doubts, rebuy
from pipeline.run.events import Told
from pipeline.run.work import Work

if TYPE_CHECKING:
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.making import MakeRequest
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["Bought", "Buyer", "must_be_orderable"]


_Key = tuple[str, Kind]


class Bought(Struct, frozen=True):
    """What was agreed to, and how the plan reads since."""

    report: PlanReport
    consent: Consent
    rebought: frozenset[JobId] = frozenset()
    """Jobs whose orders in doubt were given up, because others take their place."""
    wanted: frozenset[JobId] = frozenset()
    """What would be made if all of it were agreed to."""
    unordered: tuple[str, ...] = ()
    """What is not ordered for want of a key, a price, or what it starts from; a sentence each."""


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
        wanted, unordered = self._orderable(production, report)
        for sentence in unordered:  # before anybody is asked, and before anything is sent
            if sentence not in self._told:
                self._listener(Told(sentence))
        self._told.update(unordered)
        consent = agree_to(production, wanted, agree, doubts)
        rebought: frozenset[JobId] = frozenset()
        if consent.again:
            rebought = rebuy(production, consent.again, self._listener)
            report = self._plan(production)
            wanted, _ = self._orderable(production, report)
            consent = agree_to(production, wanted, agree)  # what takes their place is agreed to
        ids = frozenset(one.work.job.id for one in wanted)
        return Bought(report, consent, rebought, ids, unordered)

    def _orderable(
        self, production: Production, report: PlanReport
    ) -> tuple[list[Priced], tuple[str, ...]]:
        """What can be ordered now, and what is said of the rest.

        What has no key here is not, and what would start from a picture that is not made either.
        """
        wanted = self._wanted(production, report)
        missing = _missing_keys(production, wanted)
        left = [one for one in wanted if one.work.job.id.generator not in missing]
        lost = [one for one in wanted if one.work.job.id.generator in missing]
        said = [
            f"{each.what} not ordered: {missing[each.generator].message} "
            f"(fix: {missing[each.generator].fix})"
            for each in _together(lost)
        ]
        if not self._request.may_cost_unknown:
            rows = (row.job for row in report.rows if row.decision is Decision.PRICE_UNKNOWN)
            said += unpriced_words(rows)
        ways = {_key(one.work.job) for one in left}
        closed = {
            _key(row.job)
            for row in report.rows
            if row.decision in (Decision.MAKE, Decision.PRICE_UNKNOWN)
            and _key(row.job) not in ways
            and not production.vault.takes(*_key(row.job))
        }
        able, unable = _reachable(left, closed)
        said += [
            f"{each.what} not made: what {'it starts' if each.count == 1 else 'they start'} from "
            "is not ordered"
            for each in _together(unable)
        ]
        return able, tuple(said)

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


def must_be_orderable(
    production: Production, works: Sequence[Priced], request: MakeRequest
) -> None:
    """See, before anybody is asked, that there is a key for everything, and a price or a leave.

    Raises:
        NotConfigured: there is no key for it here.
        BudgetReached: nobody knows what it costs, and that is not allowed.
    """
    for lack in _missing_keys(production, works).values():
        raise lack
    unpriced = [one.work.job for one in works if one.price is None]
    if unpriced and not request.may_cost_unknown:
        said, _, fix = unpriced_words(unpriced)[0].partition(" (fix: ")
        raise BudgetReached(said, fix=fix.removesuffix(")"))


def _missing_keys(production: Production, wanted: Sequence[Priced]) -> dict[str, NotConfigured]:
    """Of every generator without a key, what to do about it."""
    found = {}
    for name in dict.fromkeys(one.work.job.id.generator for one in wanted):
        maker = production.makers.get(name)
        lack = missing_key(maker) if isinstance(maker, Backend) else None
        if lack is not None:
            found[name] = lack
    return found


def _reachable(wanted: Sequence[Priced], closed: set[_Key]) -> tuple[list[Priced], list[Priced]]:
    """Those that can begin, and those that start from what is not made, or from such in turn."""
    able, unable = list(wanted), list[Priced]()
    while True:
        is_stuck = [
            any((each.shot, each.kind) in closed for each in one.work.job.wanted) for one in able
        ]
        if not any(is_stuck):
            return able, unable
        stuck = [one for one, is_it in zip(able, is_stuck, strict=True) if is_it]
        able = [one for one, is_it in zip(able, is_stuck, strict=True) if not is_it]
        unable += stuck
        closed = {_key(one.work.job) for one in stuck} - {_key(one.work.job) for one in able}


def _together(orders: Iterable[Priced]) -> tuple[Purchase, ...]:
    return purchases((one.work.job, one.price) for one in orders)


def _key(job: Job) -> _Key:
    return job.id.shot, job.id.kind
