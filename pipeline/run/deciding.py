"""What a person decides about an order whose answer was lost, or a job ordered elsewhere."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from pipeline.backends.base import Ticket
from pipeline.errors import LedgerError
from pipeline.facts import TakeRef
from pipeline.ledger.agreed import Agreed
from pipeline.ledger.attempts import Attempt, AttemptState, dated
from pipeline.ledger.history import SlotState
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.money import Caps
from pipeline.run.attempt import Meant, intend, keep_ticket
from pipeline.run.floor import Floor
from pipeline.run.frozen import ticket_to_json
from pipeline.run.sharing import note_bill
from pipeline.vault.vault import Vault

__all__ = [
    "BOUGHT_AGAIN",
    "adopt_elsewhere",
    "adopt_job",
    "again_plan",
    "assume_lost",
    "buy_again",
    "doubtful",
]

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


def adopt_job(ledger: Ledger, vault: Vault, attempt: Attempt, ticket: Ticket) -> None:
    """Give an order in doubt the ticket of the job that a person found; the next run brings it."""
    data = ticket_to_json(ticket) | {"sent": dated(attempt.intended)}
    with ledger.atomic():
        kept = ledger.keep_ticket(attempt, data, attempt.intended)
        for each in attempt.refs:
            ledger.slots.end(each, SlotState.UNDER_WAY)
    vault.write_order(kept.ref, kept.to_json())


def adopt_elsewhere(floor: Floor, meant: Meant, ticket: Ticket) -> Attempt:
    """Take a job in that was ordered elsewhere: a number, its ticket, and a price nobody knows.

    One commit; the next run brings it like any other order.
    """
    with floor.ledger.atomic():
        floor = replace(floor, caps=Caps(allows_unknown=True))
        return keep_ticket(floor, intend(floor, meant), ticket)


def assume_lost(
    ledger: Ledger, vault: Vault, ref: TakeRef, *, is_billed: bool, at: datetime
) -> SlotState:
    """Give an order up. ``is_billed`` says whether its reservation counts as spent.

    Where it does, its number stays used and `retake` orders a new one; where a person saw that
    nothing was billed, the money is free again and the slot is open. Returns what the slot is.

    Raises:
        LedgerError: nothing is in doubt about that take.
    """
    attempt = doubtful(ledger, ref)
    ended = _written_off(attempt, "given up as lost", is_billed=is_billed, at=at)
    slot = ledger.end(ended)
    if not is_billed or note_bill(vault, attempt, None, at):
        vault.remove_order(attempt.ref)
    _put_away(vault, attempt, is_over=slot is not SlotState.OPEN)
    return slot


def again_plan(attempt: Attempt) -> str:
    """The plan under which an order is bought anew."""
    return f"again:{attempt.key}"


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
        ledger.agreed.add(again_plan(attempt), [Agreed(asked, price)], at)
        ledger.notes.log(at, "bought again", shot=ref.shot, sentence=sentence, data={})
    if note_bill(vault, attempt, None, at):
        vault.remove_order(attempt.ref)
    _put_away(vault, attempt)
    return sentence


def _written_off(attempt: Attempt, reason: str, *, is_billed: bool, at: datetime) -> Attempt:
    """What was not billed is open to be tried again, and it was no try: nothing came of it."""
    return replace(
        attempt,
        state=AttemptState.WRITTEN_OFF,
        reason=reason,
        is_billed=is_billed,
        is_retryable=not is_billed,
        tries=attempt.tries + (not is_billed),
        ended=at,
    )


def _put_away(vault: Vault, attempt: Attempt, *, is_over: bool = True) -> None:
    if is_over:
        for each in attempt.refs:
            vault.note_numbers(each)
    vault.forget_aside(attempt.key)
