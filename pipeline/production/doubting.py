"""Orders whose answer was lost: taken over by the service's own id, or given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.backends.base import Ticket
from pipeline.errors import ProjectError
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.run.frozen import ticket_to_json
from pipeline.run.lock import hold

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["adopt_job", "assume_lost"]


def adopt_job(production: Production, job: str, shot: str) -> str:
    """Go on with an order in doubt whose id was found at the service; the next run collects it.

    Raises:
        ProjectError: nothing is in doubt, or more than one order is and the shot was not said.
    """
    with hold(production.home.state, "rushes adopt --job"):
        attempt = _one(production, shot)
        ticket = Ticket(backend=attempt.backend, job=job, settings=attempt.settings)
        now = datetime.now(UTC)
        ledger = production.ledger
        with ledger.atomic():
            ledger.keep_ticket(attempt, ticket_to_json(ticket), now)
            for ref in attempt.refs:
                ledger.slots.end(ref, SlotState.UNDER_WAY)
        sentence = f"{attempt.ref} is job {job}: `rushes make` collects it"
        ledger.notes.log(now, "adopted", shot=attempt.ref.shot, sentence=sentence, data={})
    return sentence


def assume_lost(production: Production, take: str) -> str:
    """Give up an order in doubt: it counts as paid, and its slot is not filled again unasked.

    Raises:
        ProjectError: that take is not in doubt.
    """
    with hold(production.home.state, "rushes assume-lost"):
        attempt = _one(production, take)
        now = datetime.now(UTC)
        lost = replace(
            attempt,
            state=AttemptState.WRITTEN_OFF,
            reason="given up by a person",
            is_billed=True,
            ended=now,
        )
        production.ledger.end(lost)
        sentence = f"{attempt.ref} is given up; `rushes retake {attempt.ref.shot}` asks anew"
        notes = production.ledger.notes
        notes.log(now, "given up", shot=attempt.ref.shot, sentence=sentence, data={})
    return sentence


def _one(production: Production, said: str) -> Attempt:
    """The one order in doubt that is meant: by its take, by its shot, or because it is alone."""
    doubtful = production.ledger.in_doubt()
    words = " ".join(said.replace("/", " ").split())
    found = [
        attempt
        for attempt in doubtful
        if not words or words in {str(attempt.ref), attempt.ref.shot, attempt.ref.stem}
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(attempt.ref) for attempt in doubtful)
    if not doubtful:
        raise ProjectError("no order is in doubt")
    if not found:
        raise ProjectError(f"'{said}' is not in doubt", fix=f"in doubt: {names}")
    raise ProjectError("more than one order is in doubt", fix=f"say which one: {names}")
