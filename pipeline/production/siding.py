"""Orders on the side: paid, made and collected like all others, and none that the film asks for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.errors import Problem, ProjectError
from pipeline.facts import Kind, Money, Take
from pipeline.plan.jobs import Job
from pipeline.production.agreeing import Priced, agree_to
from pipeline.production.making import MakeRequest, on_the_floor, take_up
from pipeline.production.outlining import outline
from pipeline.run.interrupt import Interrupt
from pipeline.run.lock import hold
from pipeline.run.runner import Runner
from pipeline.run.work import Recovered, RunResult, Work
from pipeline.run.workers import Workers

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["made_before", "maker_of", "priced", "run_beside", "under_way"]


def run_beside(
    production: Production,
    command: str,
    request: MakeRequest,
    listener: Listener,
    works_of: Callable[[Recovered], Sequence[Priced]],
) -> tuple[Recovered, RunResult]:
    """Order what ``works_of`` names, once what was under way is taken up; and bring it.

    Raises:
        NotAgreed: it would cost money that nobody agreed to; nothing was sent, and what was paid
            for before is brought in all the same.
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
        consent = agree_to(production, works, request.agree)
        if consent.refused is not None:
            if is_waited_for:
                runner.run(())
            raise consent.refused
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


def made_before(production: Production, job: Job) -> Take | None:
    """The newest take that its generator made of the present words; None where there is none."""
    takes = production.vault.takes(job.id.shot, job.id.kind)
    fitting = [
        take
        for take in takes
        if take.slate.generator == job.id.generator
        and take.slate.words == job.words
        and not take.slate.parent
        and not take.is_offline
    ]
    return max(fitting, key=lambda take: take.ref.number, default=None)
