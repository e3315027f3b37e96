"""Answers that are the result itself, and lay here before their orders had their tickets.

They were paid for, and a run was cut off between their coming and their being written down. The
order gets the ticket that it would have had; nobody is asked.
"""

from __future__ import annotations

from contextlib import suppress

from pipeline.backends.base import Backend
from pipeline.errors import BackendError, JobHeld
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.run.attempt import keep_ticket
from pipeline.run.floor import Floor
from pipeline.run.frozen import prepared_from_json

__all__ = ["take_up"]


def take_up(floor: Floor, attempt: Attempt) -> bool:
    """Give an order the ticket for its answer, where that lies here whole; whether it did."""
    into = floor.vault.aside_path(attempt.key)
    is_sent = not (attempt.is_free or attempt.is_local)
    if attempt.ticket is not None or not is_sent or not into.is_dir():
        return False
    backend = _backend(floor, attempt)
    with suppress(BackendError, JobHeld):
        prepared = prepared_from_json(attempt.order, attempt.body, floor.home)
        ticket = backend.answered(prepared, attempt.key, into) if backend is not None else None
        if ticket is not None:
            with floor.ledger.atomic():
                keep_ticket(floor, attempt, ticket)
                if attempt.state is AttemptState.IN_DOUBT:
                    for ref in attempt.refs:
                        floor.ledger.slots.end(ref, SlotState.UNDER_WAY)
            return True
    return False


def _backend(floor: Floor, attempt: Attempt) -> Backend | None:
    """The backend that it was sent by; the film's own one where its settings are of yesterday."""
    found = floor.makers.again(attempt.backend, attempt.settings)
    if isinstance(found, Backend):
        return found
    own = floor.makers.of(attempt.generator)
    return own if isinstance(own, Backend) and own.name == attempt.backend else None
