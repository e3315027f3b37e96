"""What a person decides about an order whose answer was lost."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from pipeline.errors import LedgerError
from pipeline.facts import TakeRef
from pipeline.ledger.agreed import Agreed
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.vault.vault import Vault

__all__ = ["BOUGHT_AGAIN", "adopt_job", "assume_lost", "buy_again", "doubtful"]

BOUGHT_AGAIN = "its answer was lost, and it was ordered anew: it cost less than rebuy_below"


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
    ledger.end(_written_off(attempt, "given up as lost", is_billed=is_billed, at=at))
    _put_away(vault, attempt)


def buy_again(ledger: Ledger, vault: Vault, attempt: Attempt, *, at: datetime) -> str:
    """Give an order in doubt up as spent and owe another, which counts as agreed to: one commit.

    Returns what the log says of it.
    """
    ref, price = attempt.ref, attempt.price
    sentence = f"{ref} is bought again: its answer was lost; {price} count as spent for it"
    asked = (ref.shot, str(ref.kind), attempt.generator)
    with ledger.atomic():
        ledger.end(_written_off(attempt, BOUGHT_AGAIN, is_billed=True, at=at))
        ledger.slots.owe(ref.shot, ref.kind, attempt.generator, len(attempt.refs))
        ledger.agreed.add(f"again:{attempt.key}", [Agreed(asked, price)], at)
        ledger.notes.log(at, "bought again", shot=ref.shot, sentence=sentence, data={})
    _put_away(vault, attempt)
    return sentence


def _written_off(attempt: Attempt, reason: str, *, is_billed: bool, at: datetime) -> Attempt:
    state = AttemptState.WRITTEN_OFF
    return replace(attempt, state=state, reason=reason, is_billed=is_billed, ended=at)


def _put_away(vault: Vault, attempt: Attempt) -> None:
    vault.remove_order(attempt.ref)
    for each in attempt.refs:
        vault.note_numbers(each)
    vault.forget_aside(attempt.key)
