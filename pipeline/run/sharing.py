"""What others who share the takes do at the same time: seen, waited for, never ordered again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta

from msgspec.structs import replace

from pipeline.errors import DiskFull, LedgerError
from pipeline.facts import Money
from pipeline.ledger.attempts import Attempt
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.shared import Seen, bill_of, gone, learn_shared, let_go
from pipeline.run.floor import Floor
from pipeline.run.work import Work
from pipeline.vault.bills import bills_of, write_bill
from pipeline.vault.claims import Claim, claim
from pipeline.vault.shelf import ORDER_ENDING, ref_of
from pipeline.vault.vault import Vault

__all__ = [
    "WITH_THEM",
    "Overtaken",
    "claimed",
    "is_being_sent",
    "is_theirs",
    "learn_all",
    "lost_claim",
    "note_bill",
    "show_unsent",
]

WITH_THEM = "another unit ordered it and brings it; `rushes collect` brings it here"
"""Why an order of another unit is not gone on with."""

_SENDING = timedelta(minutes=10)
"""An order of another unit without a ticket is being sent; after so long something went wrong."""


class Overtaken(LedgerError):
    """Somebody who shares the takes has ordered it meanwhile."""


@contextmanager
def claimed(floor: Floor, work: Work) -> Iterator[Callable[[], bool]]:
    """Keep everybody else from ordering the same while an order is written down.

    Where the film has a budget and its takes are shared, from ordering anything: what all of them
    have ordered counts. Gives what says whether the claims are still ours.

    Raises:
        Overtaken: what others have ordered meanwhile is enough.
        Claimed: somebody is just ordering, and does not end.
    """
    job = work.job.id
    with ExitStack() as stack:
        held: list[Claim] = []
        if floor.news is not None and (floor.caps.film or floor.caps.generators):
            held.append(stack.enter_context(claim(floor.vault.places.takes, "budget")))
            for shot in floor.news.changed():
                _look_into(floor, shot)
        held.append(stack.enter_context(claim(floor.vault.folder(job.shot), str(job.kind))))
        _look_into(floor, job.shot)
        if not floor.is_wanted(work):
            raise Overtaken(f"the {job.kind} of {job.shot} was ordered by another unit meanwhile")
        yield lambda: all(one.is_held for one in held)


def lost_claim(floor: Floor, attempt: Attempt) -> Overtaken:
    """Take an order back that was written while others thought us gone; it was never sent."""
    floor.ledger.reopen(attempt, floor.clock.now(), "never sent: its claim was lost")
    floor.vault.remove_order(attempt.ref)
    return Overtaken(
        f"{attempt.ref} took too long to be written down, and others may order it",
        fix="give the same command again: it looks at what was ordered",
    )


def learn_all(ledger: Ledger, vault: Vault, *, unit: str, at: datetime) -> int:
    """Have the ledger know what all the folders show; how much of it was new."""
    shots = [folder.name for folder, names in vault.folders() if names or folder.is_dir()]
    return _learn(ledger, vault, shots, unit=unit, at=at)


def _learn(ledger: Ledger, vault: Vault, shots: Collection[str], *, unit: str, at: datetime) -> int:
    seen = _seen(vault, shots)
    count = learn_shared(ledger, seen, at)
    missing = gone(ledger, seen, unit)
    if missing:  # a take may have come since its folder was read: its slate comes first
        again = {one.ref.shot for one in missing}
        for shot in again:
            vault.reread(shot)
        seen = _seen(vault, again)
        count += learn_shared(ledger, seen, at)
        count += let_go(ledger, gone(ledger, seen, unit), at)
    return count


def _seen(vault: Vault, shots: Collection[str]) -> Seen:
    wanted = frozenset(shots)
    known = vault.all().items()
    takes = [take.slate for (shot, _), found in known if shot in wanted for take in found]
    return Seen(vault.orders(wanted), takes, bills_of(vault, wanted), wanted)


def _look_into(floor: Floor, shot: str) -> None:
    """Look whether anything came into a shot's folder that nobody here made."""
    vault, ledger = floor.vault, floor.ledger
    refs = {found[0] for found in map(ref_of, vault.names(shot)) if found and _is_said(found[1])}
    if refs <= ledger.slots.numbers(shot):
        return
    vault.reread(shot)
    if _learn(ledger, vault, (shot,), unit=floor.unit, at=floor.clock.now()):
        floor.heard(shot)


def _is_said(rest: str) -> bool:
    return rest in {".json", ORDER_ENDING}


def show_unsent(floor: Floor, attempt: Attempt) -> Attempt:
    """Lay the order of a run that was cut off before it did so beside the takes.

    Others cannot have seen it, and may have ordered for the shot since: then it is never sent from
    here again, but looked for, and a person decides.
    """
    ref = attempt.ref
    if is_theirs(floor, attempt) or attempt.is_free or attempt.ticket is not None:
        return attempt
    if f"{ref.stem}{ORDER_ENDING}" in floor.vault.names(ref.shot):
        return attempt
    lower = {"client_id": "listed", "idempotent": "none"}.get(attempt.recovery)
    others = (one for one in floor.ledger.slots.numbers(ref.shot) if one.kind == ref.kind)
    if lower is not None and any(one.unit != floor.unit for one in others):
        floor.ledger.attempts.lower(attempt, lower)
        attempt = replace(attempt, recovery=lower)
    if not attempt.is_local:
        floor.vault.write_order(ref, attempt.to_json())
    return attempt


def is_theirs(floor: Floor, attempt: Attempt) -> bool:
    """Whether another unit ordered it: that is where it is brought, unless somebody asks here."""
    return not attempt.is_free and bool(attempt.refs) and attempt.ref.unit != floor.unit


def is_being_sent(floor: Floor, attempt: Attempt) -> bool:
    """Whether another unit is perhaps sending it at this moment."""
    is_young = floor.clock.now() - attempt.intended < _SENDING
    return is_theirs(floor, attempt) and attempt.ticket is None and is_young


def note_bill(vault: Vault, attempt: Attempt, cost: Money | None, at: datetime) -> bool:
    """Lay beside the takes what an attempt cost that gave none; the most it could, if unsaid.

    False where there is no room: its order stays then, which tells everybody else that it counts,
    and the next run writes the bill.
    """
    billed = attempt.price if cost is None else cost
    if billed is not None and billed.micros:
        try:
            write_bill(vault, attempt.ref, bill_of(attempt, billed, at))
        except DiskFull:
            return False
    return True
