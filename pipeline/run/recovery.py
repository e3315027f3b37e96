"""Pick up what an earlier run left: nothing is lost, nothing is bought twice.

Works on this machine alone and sends nothing; orders that must be looked up or sent again at their
service are left for the run, which does it beside its other work.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.backends.base import Recovery
from pipeline.facts import Take, TakeRef
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.run.attempt import end, publish
from pipeline.run.floor import Floor
from pipeline.run.gathered import gathered_from_json
from pipeline.run.lying import take_up
from pipeline.run.sharing import is_being_sent, is_theirs, learn_all, note_bill, show_unsent
from pipeline.run.work import Recovered
from pipeline.run.worker import Fault
from pipeline.vault.bills import bills_of
from pipeline.vault.files import make_folder, unused_name
from pipeline.vault.renaming import finish_renaming
from pipeline.vault.shelf import ORDER_ENDING, ref_of

__all__ = ["LOST_ANSWER", "recover"]

LOST_ANSWER = (
    "the order was sent and its answer was lost: nobody here knows whether it was accepted"
)

_AT_HOME = frozenset({"under_way", "published"})
_YOUNG_SECONDS = 60.0
"""A file without a slate may be an adoption under way in another process; it gets this long."""


def recover(floor: Floor) -> Recovered:
    """Bring ledger and folders into agreement after a run that did not end by itself.

    Call it under the lock, after the vault was scanned and before planning.
    """
    finish_renaming(floor.vault, then=floor.ledger.rename_shot)
    learn_all(floor.ledger, floor.vault, unit=floor.unit, at=floor.clock.now())
    found: dict[str, list[TakeRef]] = {}
    open_refs: set[TakeRef] = set()
    for attempt in floor.ledger.in_doubt():
        own = _own_takes(floor, attempt)
        if own and len(own) == len(attempt.refs):
            _finish(floor, attempt, own)
        else:
            take_up(floor, attempt)
    for attempt in floor.ledger.open_attempts():
        what = _close(floor, show_unsent(floor, attempt))
        if what in _AT_HOME and is_theirs(floor, attempt) and not floor.brings_all:
            continue  # nothing to pick up: whoever ordered it brings it
        found.setdefault(what, []).extend(attempt.refs)
        if what in {"under_way", "sent_again"}:
            open_refs.update(attempt.refs)
    set_aside = tuple(_strays(floor, open_refs, set(found.get("reopened", ()))))
    _sweep_orders(floor)
    _sweep_asides(floor)
    return Recovered(
        **{name: tuple(refs) for name, refs in found.items()},
        set_aside=set_aside,
    )


def _close(floor: Floor, attempt: Attempt) -> str:
    """Do what can be done about one attempt; the word for it is a field of ``Recovered``."""
    own = _own_takes(floor, attempt)
    if attempt.state is AttemptState.COLLECTED and attempt.collected is not None:
        publish(floor, attempt, gathered_from_json(attempt.collected))
        return "published"
    if own and len(own) == len(attempt.refs):
        _finish(floor, attempt, own)
        return "published"
    if attempt.ticket is not None or take_up(floor, attempt) or is_being_sent(floor, attempt):
        return "under_way"
    recovery = Recovery(attempt.recovery) if attempt.recovery else Recovery.NONE
    if recovery is Recovery.FREE:
        floor.ledger.reopen(attempt, floor.clock.now())
        floor.ledger.slots.learn(take.slate for take in own)
        floor.vault.remove_order(attempt.ref)
        return "reopened"
    if recovery is Recovery.NONE:
        end(floor, attempt, AttemptState.IN_DOUBT, Fault("SubmitUnknown", LOST_ANSWER))
        return "in_doubt"
    return "sent_again" if recovery in {Recovery.CLIENT_ID, Recovery.IDEMPOTENT} else "under_way"


def _own_takes(floor: Floor, attempt: Attempt) -> list[Take]:
    takes = [floor.vault.find(ref) for ref in attempt.refs]
    return [take for take in takes if take and take.slate.attempt == attempt.key]


def _finish(floor: Floor, attempt: Attempt, takes: list[Take]) -> None:
    cost = takes[0].slate.price
    floor.ledger.finish(attempt, dict.fromkeys(attempt.refs, True), cost=cost, at=floor.clock.now())
    floor.vault.remove_order(attempt.ref)


def _strays(floor: Floor, busy: set[TakeRef], reopened: set[TakeRef]) -> Iterator[str]:
    """Move media that have a take's name and no slate to lost+found."""
    for folder, names in list(floor.vault.folders()):
        moved = False
        for name in sorted(names):
            if name.endswith(".json") or f"{name.partition('.')[0]}.json" in names:
                continue  # the usual file by far: it has its slate
            parsed = ref_of(name)
            if parsed is None:
                continue
            ref, rest = parsed
            is_own_name = rest.startswith(".")
            if ref.unit != floor.unit:
                continue  # another unit's: its slate may still be on its way here
            if not is_own_name or ref in busy or f"{ref.stem}.json" in names:
                continue
            path = folder / name
            if ref not in reopened and _is_young(path):
                continue
            yield f"{folder.name}/{name} -> {_set_aside(floor, path)}"
            moved = True
        if moved:
            floor.vault.reread(folder.name)


def _is_young(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_ctime < _YOUNG_SECONDS
    except FileNotFoundError:
        return True


def _set_aside(floor: Floor, path: Path) -> Path:
    folder = floor.vault.places.lost_and_found
    make_folder(folder)
    target = unused_name(folder, path.name)
    shutil.move(path, target)
    return target


def _sweep_orders(floor: Floor) -> None:
    """Remove order files whose orders have ended, and whose bills lie there."""
    noted = {str(bill.get("key")) for bill in bills_of(floor.vault)}
    for folder, names in list(floor.vault.folders()):
        for name in names:
            if not name.endswith(ORDER_ENDING):
                continue
            parsed = ref_of(name)
            key = floor.ledger.slots.latest_attempt(parsed[0]) if parsed else ""
            attempt = floor.ledger.attempts.get(key) if key else None
            is_over = attempt is not None and attempt.ended is not None
            if attempt is not None and is_over and (key in noted or _noted(floor, attempt)):
                (folder / name).unlink(missing_ok=True)


def _noted(floor: Floor, attempt: Attempt) -> bool:
    """Write the bill that a run was cut off before, where there is one; False without room."""
    if not attempt.is_billed or attempt.is_free or _own_takes(floor, attempt):
        return True
    cost = floor.ledger.money.billed(attempt.key)
    return note_bill(floor.vault, attempt, cost, attempt.ended or floor.clock.now())


def _sweep_asides(floor: Floor) -> None:
    """Remove what ended attempts left aside; what nobody knows goes to lost+found."""
    aside = floor.vault.places.aside
    if not aside.is_dir():
        return
    for entry in list(aside.iterdir()):
        attempt = floor.ledger.attempts.get(entry.name)
        if attempt is not None and attempt.ended is not None:
            shutil.rmtree(entry, ignore_errors=True)
        elif attempt is None and not _is_young(entry):
            if not entry.is_dir():
                entry.unlink(missing_ok=True)
            elif any(entry.iterdir()):
                _set_aside(floor, entry)
            else:
                entry.rmdir()
