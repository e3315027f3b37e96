"""Look for an order whose answer was lost among the jobs that its service lists.

A list says what was asked for and when, and not by whom. So one job is taken for an order only
where nothing else can be meant: no other order has it, no take came of it, no other lost order
could have brought it, and nothing about it is odd. All else is named, and left to a person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.backends.base import Backend, Prepared, Recovery, Ticket
from pipeline.errors import JobHeld
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.run.attempt import keep_ticket
from pipeline.run.floor import Floor
from pipeline.run.frozen import prepared_from_json

__all__ = ["search"]


def search(floor: Floor, attempt: Attempt, backend: Backend) -> Attempt | str:
    """Look for an order whose answer was lost; exactly one find is adopted.

    Returns the attempt with its ticket, or a sentence that says why there is none. Absence proves
    nothing: services list late.
    """
    prepared = prepared_from_json(attempt.order, attempt.body, floor.home)
    listed = backend.find(attempt.key, prepared, attempt.intended)
    held = floor.ledger.jobs.of_others(attempt.backend, attempt.key) | _made(floor, attempt)
    free = [ticket for ticket in listed if ticket.job not in held]
    found = [ticket for ticket in free if not ticket.doubt]
    if found and (twin := _twin(floor, attempt, prepared, backend=backend, found=found)):
        return twin
    if len(found) == 1:
        try:
            return keep_ticket(floor, attempt, found[0])
        except JobHeld as err:  # since it was looked for
            return err.message
    if found:
        return f"the service lists {len(found)} orders that could be it: {_named(found)}"
    if free:
        odd = "; ".join(f"{ticket.job}, which {ticket.doubt}" for ticket in free)
        return f"the service lists {odd}: it may be another's"
    return "the service does not list it, which proves nothing"


def _made(floor: Floor, attempt: Attempt) -> frozenset[str]:
    """The jobs that takes came of, as their slates say: a ledger may be younger than they are."""
    slates = (take.slate for takes in floor.vault.all().values() for take in takes)
    return frozenset(
        slate.job
        for slate in slates
        if slate.backend == attempt.backend and slate.attempt != attempt.key
    )


def _twin(
    floor: Floor, attempt: Attempt, prepared: Prepared, *, backend: Backend, found: Sequence[Ticket]
) -> str:
    """Why a job that was found may be that of another lost order; empty where it cannot be.

    What the service is asked by and compared with decides, not what was sent: two orders that
    differ in what a list does not tell are twins there. One whose answer told no id is a twin too.
    """
    if attempt.recovery != Recovery.LISTED:  # a tag of ours is in no other order
        return ""
    jobs = {ticket.job for ticket in found}
    for other in floor.ledger.attempts.in_states(AttemptState):
        is_other = other.backend == attempt.backend and other.key != attempt.key
        if not is_other or not _may_have_one(other):
            continue
        theirs = prepared_from_json(other.order, other.body, floor.home)
        if not backend.is_like(prepared, theirs):
            continue
        shared = jobs & {one.job for one in backend.find(other.key, theirs, other.intended)}
        if shared:
            ids = _named([ticket for ticket in found if ticket.job in shared])
            why = "whose id nobody knows" if other.ticket else "whose answer was lost too"
            return f"{ids} may as well be {other.ref}, {why}"
    return ""


def _may_have_one(other: Attempt) -> bool:
    """Whether an order may have a job at its service that its ticket does not name.

    One that was given up has none where a person saw that nothing was billed.
    """
    if other.ticket is not None:
        return not other.ticket.get("job")
    is_given_up = other.state is AttemptState.WRITTEN_OFF and other.is_billed
    return is_given_up or other.state in {AttemptState.INTENDED, AttemptState.IN_DOUBT}


def _named(tickets: Collection[Ticket]) -> str:
    return ", ".join(ticket.job for ticket in tickets)
