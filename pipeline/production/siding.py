"""Orders on the side: paid, made and collected like all others, and none that the film asks for."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.errors import Problem, ProjectError
from pipeline.facts import PANEL, Kind, Money, Take
from pipeline.ledger.history import Slot, SlotState
from pipeline.plan.jobs import Job
from pipeline.plan.standing import choice_of, is_changed
from pipeline.production.agreeing import Priced, agree_to
from pipeline.production.buying import must_be_orderable
from pipeline.production.making import MakeRequest, must_be_agreed, on_the_floor, take_up
from pipeline.production.outlining import outline
from pipeline.production.planning import standing_take
from pipeline.project.edit import Picks
from pipeline.run.interrupt import Interrupt
from pipeline.run.lock import hold
from pipeline.run.runner import Runner
from pipeline.run.work import Recovered, RunResult, Work
from pipeline.run.workers import Workers

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = [
    "made_before",
    "maker_of",
    "must_be_open",
    "priced",
    "refusals",
    "run_beside",
    "works_beside",
]


def run_beside(
    production: Production,
    command: str,
    request: MakeRequest,
    listener: Listener,
    works_of: Callable[[Recovered], Sequence[Priced]],
) -> tuple[Recovered, RunResult]:
    """Order what ``works_of`` names, once what was under way is taken up; and bring it.

    Raises:
        NotConfigured: there is no key for it here.
        BudgetReached: nobody knows what it costs, and that is not allowed.
        NotAgreed: it would cost money that nobody agreed to; nothing was sent.
    """
    with (
        hold(production.home.state, command),
        nullcontext(request.stop) if request.stop else Interrupt() as stop,
        Workers(request.workers or max(1, os.cpu_count() or 1)) as workers,
    ):
        floor = on_the_floor(production, request, workers, listener)
        runner = Runner(replace(floor, stop=stop))
        recovered = take_up(production, runner)
        works = works_of(recovered)
        is_waited_for = bool(production.ledger.open_attempts())
        must_be_orderable(production, works, request)
        consent = agree_to(production, works, request.agree)
        must_be_agreed(production, consent, runner)
        if works:
            listener(outline(production, [one.job for one in consent.works], None, workers.count))
        result = runner.run(consent.works) if works or is_waited_for else RunResult()
    return recovered, result


def maker_of(production: Production, name: str) -> Backend:
    """The generator of that name.

    Raises:
        ProjectError: the film has none, or it cannot be used.
    """
    maker = production.makers.get(name)
    if isinstance(maker, Backend):
        return maker
    known = ", ".join(production.makers)
    said = maker or f"there is no generator '{name}' in this film"
    raise ProjectError(said, fix="" if maker else f"known: {known}")


def priced(production: Production, job: Job) -> tuple[Priced, list[Problem]]:
    """A job with the most it can cost, and why its generator would not make it."""
    maker = maker_of(production, job.id.generator)
    is_free = maker.capabilities(job.work.model).is_free
    price = Money(0) if is_free else maker.estimate(job.work)
    faults = [Problem(job.told(fault)) for fault in maker.check(job.work)]
    return Priced(Work(job, is_side=True), price), faults


def under_way(production: Production, job: Job) -> tuple[bool, str]:
    """Whether just this is ordered already, and what is said of one whose answer was lost."""
    shot, kind = job.id.shot, job.id.kind

    def is_same(shot_of: str, kind_of: Kind, generator: str) -> bool:
        return (shot_of, kind_of, generator) == (shot, kind, job.id.generator)

    for attempt in production.ledger.in_doubt():
        if attempt.is_side and is_same(attempt.ref.shot, attempt.ref.kind, attempt.generator):
            return True, (
                f"{attempt.ref} by {attempt.generator} is in doubt and not ordered again; "
                "`rushes adopt --job ID` or `rushes assume-lost` decides"
            )
    for attempt in production.ledger.open_attempts():
        if attempt.is_side and is_same(attempt.ref.shot, attempt.ref.kind, attempt.generator):
            return True, ""
    return False, ""


def made_before(
    production: Production, job: Job, panel: str = "", *, is_rejected: bool = False
) -> list[Take]:
    """The takes that its generator made of the present words, oldest first.

    Those whose files are elsewhere count: they are not ordered again. With ``panel`` only those
    made from it; rejected ones only where they are asked for.
    """
    pick = (production.project.picks or Picks()).of(job.id.shot)
    return [
        take
        for take in sorted(
            production.vault.takes(job.id.shot, job.id.kind), key=lambda take: take.ref.number
        )
        if take.slate.generator == job.id.generator
        and take.slate.words == job.words
        and not take.slate.parent
        and (is_rejected or choice_of(take) not in pick.rejected)
        and (not panel or any(item.take == panel for item in take.slate.inputs))
    ]


def must_be_open(production: Production, shots: Iterable[str], forced: Collection[str]) -> None:
    """Make sure that nobody closed these shots.

    Raises:
        ProjectError: they are approved, and nothing remakes them unless that is forced.
    """
    picks = production.project.picks or Picks()
    closed = [shot for shot in dict.fromkeys(shots) if picks.of(shot).is_approved]
    if shut := [shot for shot in closed if shot not in forced]:
        raise ProjectError(
            f"{', '.join(shut)} {'is' if len(shut) == 1 else 'are'} approved",
            fix=f"`rushes open {shut[0]}` opens it; --force {shut[0]} leaves it closed",
        )


def works_beside(
    production: Production,
    jobs: Iterable[Job],
    has: Callable[[Job], bool],
    said: list[str],
) -> list[Priced]:
    """Those of the jobs that are not there and not under way, with their prices.

    What is in doubt, or was refused as it is, is put among what is ``said``.

    Raises:
        ProjectError: with everything that their generators would not make.
    """
    works: list[Priced] = []
    problems: list[Problem] = []
    for job in jobs:
        is_ordered, doubt = under_way(production, job)
        said.extend(filter(None, (doubt,)))
        if is_ordered or has(job):
            continue
        if why := _refused(production, job):
            said.append(why)
            continue
        work, faults = priced(production, job)
        works.append(work)
        problems += faults
    if problems:
        raise ProjectError(dict.fromkeys(problems))
    return works


def refusals(production: Production, job: Job) -> Iterator[Slot]:
    """The numbers for which its service refused the same words: they are not sent again so."""
    work = job.work
    for slot in production.ledger.history().of(job.id.shot, job.id.kind):
        if slot.state is not SlotState.MODERATED or slot.generator != job.id.generator:
            continue
        attempt = production.ledger.attempts.get(slot.attempt)
        order = attempt.order if attempt is not None else {}
        sent = (order.get("operation"), order.get("prompt"), order.get("model"))
        is_same = sent == (work.operation.value, work.prompt, work.model)
        if is_same and slot.refused != "result":
            yield slot


def _refused(production: Production, job: Job) -> str:
    """What is said where its service refused just this: it is not sent again as it is."""
    panel = standing_take(production, job.id.shot, PANEL)
    stands = str(panel.ref) if panel is not None else ""
    for slot in refusals(production, job):
        if not is_changed(slot, job, stands):
            why = slot.reason or "it was refused"
            return f"{job.id.shot} {job.id.kind} by {job.id.generator}: {why}; it is not sent again"
    return ""
