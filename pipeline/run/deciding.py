"""What a person decides about an order whose answer was lost."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from pipeline.errors import LedgerError
from pipeline.facts import TakeRef
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.vault.vault import Vault

__all__ = ["adopt_job", "assume_lost", "doubtful"]


def doubtful(ledger: Ledger, ref: TakeRef) -> Attempt:
    """The attempt that is in doubt about a take.

    Raises:
        LedgerError: none is.
    """
    for attempt in ledger.in_doubt():
        if ref in attempt.refs:
            return attempt
    raise LedgerError(f"{ref} is not in doubt", fix="`rushes status` names what is")


def adopt_job(ledger: Ledger, vault: Vault, ref: TakeRef, job: str, *, at: datetime) -> None:
    """Say under which id the service knows the order; the next run collects it.

    Raises:
        LedgerError: nothing is in doubt about that take.
    """
    attempt = doubtful(ledger, ref)
    ticket = {"backend": attempt.backend, "job": job, "settings": attempt.settings}
    with ledger.atomic():
        kept = ledger.keep_ticket(attempt, ticket, at)
        for each in attempt.refs:
            ledger.slots.end(each, SlotState.UNDER_WAY)
    vault.write_order(kept.ref, kept.to_json())


def assume_lost(
    ledger: Ledger, vault: Vault, ref: TakeRef, *, is_billed: bool, at: datetime
) -> None:
    """Give an order up. ``is_billed`` says whether its reservation counts as spent.

    Its number stays used; `retake` orders a new one.

    Raises:
        LedgerError: nothing is in doubt about that take.
    """
    attempt = doubtful(ledger, ref)
    ledger.end(
        replace(
            attempt,
            state=AttemptState.WRITTEN_OFF,
            reason="given up as lost",
            is_billed=is_billed,
            ended=at,
        )
    )
    vault.remove_order(attempt.ref)
    for each in attempt.refs:
        vault.note_numbers(each)
    vault.forget_aside(attempt.key)
