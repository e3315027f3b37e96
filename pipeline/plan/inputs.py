"""Whether what an order is made from is there, or coming; pure."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.facts import Decision, Take
from pipeline.ledger.history import SlotState
from pipeline.plan.called import STAGES
from pipeline.plan.group import Key, Knowledge, absent_choices
from pipeline.plan.jobs import Job, Wanted
from pipeline.plan.standing import circled, standing

__all__ = ["lacks_input", "vanished"]

Lack = tuple[Decision, str]
_DOES = {
    "start from": "starts from",
    "end on": "ends on",
    "be made from": "is made from",
    "go on from": "goes on from",
    "be joined of": "is joined of",
}


def lacks_input(
    job: Job, wanted: Wanted, known: Knowledge, coming: Mapping[Key, Decision]
) -> Lack | None:
    """Why a take that an order needs is not there and is not coming, if so."""
    shot, kind = wanted.shot, wanted.kind
    if wanted.take:
        return _lacks_take(wanted, known)
    state = coming.get((shot, kind))
    pick = known.picks.of(shot)
    take = standing(known.takes.get((shot, kind), ()), pick, kind)
    is_fixed = take is not None and take.is_offline and circled(pick, kind) is not None
    is_coming = state in (Decision.MAKE, Decision.UNDER_WAY, Decision.PRICE_UNKNOWN)
    if is_coming and not is_fixed:
        return None
    if take is not None:
        return _unusable(take, wanted)
    absent = absent_choices((shot, kind), (), known.history.of(shot, kind), known)
    named = f"{shot} {kind} {absent[-1].unit}{absent[-1].number}" if absent else ""
    gone = named or vanished((shot, kind), known)
    if gone:
        return Decision.OFFLINE, f"{gone}, which it {_DOES[wanted.use]}, is offline"
    if state is Decision.WAITING:
        return Decision.WAITING, f"waits for the {kind} of {shot}"
    return Decision.BLOCKED, _no_such_thing(job, wanted)


def vanished(key: Key, known: Knowledge) -> str:
    """The newest take that was made and of which not even a slate is here; empty: none is known.

    The folder went before anybody looked into it; only the ledger tells.
    """
    shot, kind = key
    if known.takes.get(key):
        return ""
    made = [slot for slot in known.history.of(shot, kind) if slot.state is SlotState.MADE]
    return f"{shot} {kind} {made[-1].unit}{made[-1].number}" if made else ""


def _lacks_take(wanted: Wanted, known: Knowledge) -> Lack | None:
    """Why the very take that an order names is not there, if so."""
    shot, kind = wanted.shot, wanted.kind
    name = f"{shot} {kind} {wanted.take}"
    takes = known.takes.get((shot, kind), ())
    take = next((one for one in takes if str(one.ref) == name), None)
    if take is not None:
        return _unusable(take, wanted)
    does = _DOES[wanted.use]
    given = {f"{slot.unit}{slot.number}" for slot in known.history.of(shot, kind)}
    if wanted.take in given:
        return Decision.BLOCKED, f"{name}, which it {does}, is not there (yet)"
    have = ", ".join(f"{one.ref.unit}{one.ref.number}" for one in takes)
    there = f"; there are: {have}" if have else ""
    return Decision.BLOCKED, f"there is no {name}, which it {does}{there}"


def _unusable(take: Take, wanted: Wanted) -> Lack | None:
    """Why a take that is known cannot be used now, if so."""
    if not take.is_offline:
        return None
    lack = Decision.BLOCKED if take.damage else Decision.OFFLINE
    how = f"damaged: {take.damage}" if take.damage else "offline"
    return lack, f"{take.ref}, which it {_DOES[wanted.use]}, is {how}"


def _no_such_thing(job: Job, wanted: Wanted) -> str:
    shot, kind = wanted.shot, wanted.kind
    if shot == job.id.shot:
        return f"{shot} has no {kind} to {wanted.use}"
    stage = STAGES.get(kind.word, "shoot")
    return f"{shot} has no {kind} for it to {wanted.use}: `rushes {stage} {shot}` makes one"
