"""Orders whose answer was lost, and jobs ordered elsewhere: taken over by the service's own id."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import Backend, Order
from pipeline.errors import ProjectError
from pipeline.facts import CLIP, Kind, TakeRef
from pipeline.plan.decide import retake_line
from pipeline.plan.jobs import Job
from pipeline.production.making import MakeRequest, on_the_floor
from pipeline.production.planning import choose, jobs_of
from pipeline.production.selecting import Selection
from pipeline.run import deciding
from pipeline.run.attempt import Meant
from pipeline.run.events import silent
from pipeline.run.frozen import order_from_json
from pipeline.run.lock import hold
from pipeline.run.work import Work
from pipeline.run.workers import Workers

if TYPE_CHECKING:
    from pipeline.ledger.attempts import Attempt
    from pipeline.production.production import Production

__all__ = ["Found", "adopt_job", "assume_lost"]


class Found(Struct, frozen=True):
    """A job that a person found on the service's own page."""

    job: str
    """Its id there."""
    shot: str = ""
    """The shot, or the take in doubt, that it is of."""
    generator: str = ""
    """Whose it is, where it was ordered elsewhere; empty: an order of ours that is in doubt."""
    kind: str = ""
    """``panel``, ``clip`` (unless said), ``voice.l1``, where it was ordered elsewhere."""


def adopt_job(production: Production, found: Found) -> tuple[TakeRef, str]:
    """Take over a job by its id; `collect` brings it. Its take, and a sentence.

    Raises:
        ProjectError: nothing is in doubt and no generator was named, more than one order is in
            doubt, or the job is known already.
    """
    with hold(production.home.state, "rushes adopt --job"):
        _must_be_new(production, found.job)
        ref, sentence = (
            _elsewhere(production, found) if found.generator else _ours(production, found)
        )
        now = datetime.now(UTC)
        notes = production.ledger.notes
        notes.log(now, "adopted", shot=ref.shot, sentence=sentence, data={})
    return ref, sentence


def assume_lost(production: Production, take: str, *, is_billed: bool = True) -> str:
    """Give up an order in doubt.

    It counts as paid, and its slot is not filled again unasked; unless a person saw that nothing
    was billed: then its money is free again, and it is missing again.

    Raises:
        ProjectError: that take is not in doubt.
    """
    with hold(production.home.state, "rushes assume-lost"):
        attempt = _one(production, take)
        ref, price = attempt.ref, attempt.price
        now = datetime.now(UTC)
        ledger, vault = production.ledger, production.vault
        deciding.assume_lost(ledger, vault, ref, is_billed=is_billed, at=now)
        if is_billed:
            money = "; what it cost is unknown" if price is None else ""
            money = f"; {price} of it count as spent" if price and price.micros else money
            sentence = f"{ref} is given up{money}; `{retake_line(ref.shot, ref.kind)}` asks anew"
        else:
            sentence = f"{ref} was not billed: its money is free, and `rushes make` orders it anew"
        notes = production.ledger.notes
        notes.log(now, "given up", shot=ref.shot, sentence=sentence, data={})
    return sentence


def _ours(production: Production, found: Found) -> tuple[TakeRef, str]:
    attempt = _one(production, found.shot)
    maker = _maker_of(production, attempt)
    order = order_from_json(attempt.order, production.folder)
    deciding.adopt_job(
        production.ledger, production.vault, attempt, maker.ticket_of(found.job, order)
    )
    return attempt.ref, f"{attempt.ref} is job {found.job} of {attempt.backend}"


def _elsewhere(production: Production, found: Found) -> tuple[TakeRef, str]:
    """A job that nobody ordered here, as a new paid take of its shot."""
    maker = production.makers.get(found.generator)
    if not isinstance(maker, Backend):
        known = ", ".join(production.makers)
        raise ProjectError(
            maker or f"there is no generator '{found.generator}'", fix=f"known: {known}"
        )
    job = _job_like(production, found)
    for attempt in production.ledger.in_doubt():
        is_same = (attempt.ref.shot, attempt.ref.kind) == (job.id.shot, job.id.kind)
        if is_same and attempt.generator == found.generator:
            raise ProjectError(
                f"{attempt.ref} is in doubt, and this may be its job",
                fix=f"`rushes adopt --job {found.job} {attempt.ref}` where it is; otherwise "
                f"`rushes assume-lost {attempt.ref}` first",
            )
    meant = Meant(Work(job), maker, maker.capabilities(job.work.model), job.work)
    ticket = maker.ticket_of(found.job, job.work)
    with Workers(1) as workers:
        floor = on_the_floor(production, MakeRequest(), workers, silent)
        kept = deciding.adopt_elsewhere(floor, meant, ticket)
    price = "" if kept.is_free else "; its price is unknown unless the service says it"
    return kept.ref, f"{kept.ref} is job {found.job} of {maker.name}, ordered elsewhere{price}"


def _job_like(production: Production, found: Found) -> Job:
    """What the film asks for there, with the words of the order left open: they are not known."""
    kind = Kind.parse(found.kind) if found.kind else CLIP
    shots = choose(production, Selection(names=(found.shot,)), beside=True) if found.shot else ()
    if len(shots) != 1:
        raise ProjectError("say the one shot that it is of: `rushes adopt --job ID SHOT`")
    jobs = [job for job in jobs_of(production, shots, ()) if job.id.kind == kind]
    if not jobs:
        raise ProjectError(
            f"{shots[0].id} asks for no {kind}", where=shots[0].where, fix="give it one to ask for"
        )
    own = [job for job in jobs if job.id.generator == found.generator]
    job = (own or jobs)[0]
    work: Order = replace(
        job.work,
        prompt="",
        negative="",
        images=(),
        video=None,
        seed=None,
        camera=None,
        model=production.project.generators[found.generator].model,
        options={},
    )
    return replace(job, id=replace(job.id, generator=found.generator), work=work, wanted=())


def _must_be_new(production: Production, job: str) -> None:
    """See that a job is not here, or on its way, already: it would be counted twice."""
    if not job.strip():
        raise ProjectError("a job has an id", fix="the service's own page shows it")
    for takes in production.vault.all().values():
        for take in takes:
            if take.slate.job == job:
                raise ProjectError(f"job {job} is {take.ref} already")
    for attempt in production.ledger.open_attempts():
        if (attempt.ticket or {}).get("job") == job:
            raise ProjectError(
                f"job {job} is {attempt.ref} already", fix="`rushes collect` brings it"
            )


def _maker_of(production: Production, attempt: Attempt) -> Backend:
    with Workers(1) as workers:
        makers = on_the_floor(production, MakeRequest(), workers, silent).makers
    maker = makers.again(attempt.backend, attempt.settings)
    if not isinstance(maker, Backend):
        by_name = makers.of(attempt.generator)
        if isinstance(by_name, Backend) and by_name.name == attempt.backend:
            return by_name
        raise ProjectError(f"{attempt.ref} cannot be collected here: {maker}")
    return maker


def _one(production: Production, said: str) -> Attempt:
    """The one order in doubt that is meant: by its take, by its shot, or because it is alone."""
    doubtful = production.ledger.in_doubt()
    words = " ".join(said.replace("/", " ").split())
    found = [
        one for one in doubtful if not words or words in {str(one.ref), one.ref.shot, one.ref.stem}
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(one.ref) for one in doubtful)
    elsewhere = "a job that was ordered elsewhere is adopted with --with GENERATOR"
    if not doubtful:
        raise ProjectError("no order is in doubt", fix=elsewhere)
    if not found:
        raise ProjectError(f"'{said}' is not in doubt", fix=f"in doubt: {names}; {elsewhere}")
    raise ProjectError("more than one order is in doubt", fix=f"say which one: {names}")
