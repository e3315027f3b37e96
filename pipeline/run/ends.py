"""How jobs of a run end: with another try, without a take, in doubt, left to the next run."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import timedelta

from msgspec.structs import replace

from pipeline.backends.base import Progress, State
from pipeline.facts import Money
from pipeline.ledger.attempts import Attempt, AttemptState, plain
from pipeline.ledger.history import SlotState
from pipeline.run import attempt as steps_of
from pipeline.run import events
from pipeline.run.floor import Floor
from pipeline.run.hands import Hands
from pipeline.run.items import Item, Key, Schedule
from pipeline.run.over_cap import OverCap
from pipeline.run.refusing import named_refusal
from pipeline.run.retry import pause_seconds
from pipeline.run.tally import Tally
from pipeline.run.work import Failed
from pipeline.run.worker import Fault
from pipeline.vault.files import make_folder, unused_name

__all__ = ["Ends", "attempt_of"]

_MOST_TROUBLES = 5
"""Orders in a row that may come to nothing before a model of a service gets no more."""


class Ends:
    """What a run's jobs share about their ends."""

    def __init__(self, floor: Floor, schedule: Schedule, hands: Hands, tally: Tally) -> None:
        self.floor = floor
        self.schedule = schedule
        self.hands = hands
        self.tally = tally
        self.stopping = ""
        """Why nothing new is begun; empty while the run goes on."""
        self.over_cap = OverCap()
        """Jobs that a limit has no room for while other orders hold reservations."""
        self.open: set[Item] = set()
        """Jobs that have not ended."""
        self.no_workers: Fault | None = None
        """Why nothing can be made on this machine at all."""
        self._paused: dict[str, Fault] = {}
        """Why nothing more is ordered, by generator, service, or model of a service."""
        self._refused: dict[tuple[Key, str, str], Fault] = {}
        """What services will not make, by shot and kind, generator, and words."""
        self._troubles: Counter[tuple[str, str]] = Counter()

    def stop(self, reason: str) -> None:
        """Begin nothing new from here on."""
        if not self.stopping:
            self.stopping = reason
            self.floor.tell(events.RunStopping(reason, self.hands.busy))

    def leave_all(self) -> None:
        """Put what will not be gone on with into the result."""
        for item in sorted(self.open):
            self._note_left(item)

    def _try_again(self, item: Item, fault: Fault, seconds: float | None) -> None:
        """End the attempt unbilled; the slot gets another one while tries are left."""
        attempt = attempt_of(item)
        if steps_of.end(self.floor, attempt, AttemptState.FAILED, fault) is not SlotState.OPEN:
            self._lose(item, fault)
            return
        item.setbacks["try"] += 1
        wait = pause_seconds(item.setbacks["try"]) if seconds is None else seconds
        self._repeat(item, attempt, fault, wait)

    def _repeat(self, item: Item, attempt: Attempt, fault: Fault, seconds: float) -> None:
        """Begin the same slot anew after a while; only where this run was given the job."""
        if item.work is None:
            self._lose(item, fault)
            return
        item.work = replace(item.work, number=attempt.ref.number)
        item.attempt = None
        item.prepared = None
        item.setbacks["lost"] = 0
        self.schedule.pause(item)
        if self.stopping:
            return
        self.floor.tell(events.JobRetried(item.job, fault.message, seconds))
        self.hands.later("again", item, seconds)

    def _again(self, item: Item) -> None:
        self.schedule.put_back(item)

    def _end(
        self, item: Item, state: AttemptState, fault: Fault, progress: Progress | None = None
    ) -> None:
        cost = progress.cost if progress else None
        attempt = attempt_of(item)
        if state is AttemptState.MODERATED:
            fault = named_refusal(fault, attempt.order)
            self._never_again(item, fault)
        steps_of.end(self.floor, attempt, state, fault, cost=cost)
        over = steps_of.beyond(self.floor, attempt, cost) if fault.is_billed else None
        if over is not None:
            self._billed_beyond(item, over)
        self._lose(item, fault, is_moderated=state is AttemptState.MODERATED)

    def _billed_beyond(self, item: Item, over: Money) -> None:
        """Order nothing more of a generator that bills more than it had said at most."""
        sentence = f"it billed {over} more than it had said at most"
        self.tally.log("billed more", item, sentence)
        self._pause_maker(item.job.generator, Fault("OutOfCredit", sentence))

    def _never_again(self, item: Item, fault: Fault) -> None:
        """Order nothing more of what was refused, unless it was what came of it: seeds differ."""
        attempt = attempt_of(item)
        if fault.refused != "result":
            self._refused[item.key, item.job.generator, plain(attempt.words)] = fault

    def _why_refused(self, item: Item) -> Fault | None:
        """Why the same was refused in this run already; None where it was not."""
        if item.work is None or not self._refused:
            return None
        words = plain(item.work.job.words)
        return self._refused.get((item.key, item.job.generator, words))

    def _doubt(self, item: Item, reason: str) -> None:
        attempt = attempt_of(item)
        fault = Fault("SubmitUnknown", reason)
        steps_of.end(self.floor, attempt, AttemptState.IN_DOUBT, fault)
        self.tally.doubted(item, attempt.ref, reason)
        self._over(item)

    def _lose(self, item: Item, fault: Fault, *, is_moderated: bool = False) -> None:
        self.tally.lost(item, fault, is_moderated=is_moderated)
        self._over(item)

    def _no_money(self, item: Item, fault: Fault, scope: str) -> None:
        """Wait for reservations that may come back; without any, the job is not made."""
        self._let_in(item.waited if item.waited != scope else "")
        self.schedule.pause(item)
        if not scope:  # no limit will ever have room for it
            self._too_dear(item, fault)
        elif any(one.reserved.micros for one in self.floor.ledger.money.sums()):
            item.setbacks["cap"] = 0
            self.over_cap.add(item, fault, scope)
        elif not item.setbacks["cap"]:  # the last reservation ended since it was refused
            item.setbacks["cap"], item.waited = 1, scope
            self.schedule.put_back(item)
        else:
            self.over_cap.add(item, fault, scope)
            for other, said in self.over_cap.close(scope):
                self._too_dear(other, said)

    def refuse_over_cap(self) -> None:
        """Nothing is coming back any more: what the cap has no room for is not made."""
        for item, fault in self.over_cap.close_all():
            self._too_dear(item, fault)

    def _too_dear(self, item: Item, fault: Fault) -> None:
        """Not make what a limit has no room for; it is not in hand."""
        self.open.discard(item)
        self.tally.lost(item, fault, is_for_budget=True)
        self.schedule.dropped(item)

    def _has_no_room(self, item: Item) -> bool:
        """Deal with a job of which it is known beforehand that a limit has no room for it."""
        fault = self.over_cap.is_closed_to(item)
        waits = self.over_cap.refusal_of(item)
        if fault is not None:
            self.schedule.pause(item)
            self._too_dear(item, fault)
        elif waits is not None:
            self.schedule.pause(item)
            self.over_cap.add(item, *waits)
        return fault is not None or waits is not None

    def _let_in(self, scope: str) -> None:
        """Try the cheapest job that waits under a limit."""
        other = self.over_cap.next_of(scope)
        if other is not None:
            self.schedule.put_back(other)

    def _pause_maker(self, name: str, fault: Fault) -> None:
        """Order nothing more from a generator, a service, or a model of one, in this run."""
        if name not in self._paused:
            self._paused[name] = fault
            self.floor.tell(events.MakerPaused(name, fault.message))

    def _why_paused(self, item: Item) -> Fault | None:
        """Why nothing is ordered for this job in this run; None where it may be."""
        names = (item.job.generator, item.service, item.group)
        return next((self._paused[name] for name in names if name in self._paused), None)

    def _trouble(self, item: Item, step: str, fault: Fault) -> None:
        """Count what went wrong at a service; five in a row, and it is left in peace."""
        if item.group:
            self._troubles[item.group, step] += 1
            if self._troubles[item.group, step] >= _MOST_TROUBLES:
                sentence = f"{_MOST_TROUBLES} orders in a row came to nothing: {fault.message}"
                self._pause_maker(item.group, Fault("Unwell", sentence))

    def _fine(self, item: Item, step: str) -> None:
        """It went well: what went wrong before does not count any more."""
        self._troubles[item.group, step] = 0

    def rest(self, group: str, seconds: float) -> None:
        """Begin nothing more of a group that takes orders again only after so long."""
        at = (self.floor.clock.now() + timedelta(seconds=seconds)).astimezone()
        sentence = f"{group} takes no more orders a day; the next one may be sent at {at:%H:%M}"
        fault = Fault("RateLimited", sentence, "give the same command then")
        self._pause_maker(group, fault)
        for item in self.schedule.waiting(group):
            self._set_aside(item, fault)
            self.schedule.dropped(item)

    def _over(self, item: Item) -> None:
        self.open.discard(item)
        self.schedule.ended(item)
        for other in self.over_cap.heads():
            self.schedule.put_back(other)

    def _leave(self, item: Item, fault: Fault | None = None) -> None:
        """Go no further with a job in this run; what was sent keeps its ticket."""
        self._set_aside(item, fault)
        self._over(item)

    def _drop(self, item: Item) -> None:
        """Let go of a job that somebody made needless while the run went on."""
        self.tally.dropped(item)
        self._over(item)

    def _not_begun(self, item: Item) -> None:
        """Leave a job that no worker ever took on: it was surely not made, and is in no doubt."""
        attempt = item.attempt
        if attempt is not None and attempt.ticket is None:
            self.floor.ledger.reopen(attempt, self.floor.clock.now())
            self.floor.vault.remove_order(attempt.ref)
            item.attempt = None
        self._leave(item)

    def _set_aside(self, item: Item, fault: Fault | None) -> None:
        if item.attempt is not None:
            is_working = item.said == State.WORKING.value
            steps_of.keep_seen(
                self.floor, item.attempt, expires=item.expires, is_working=is_working
            )
        if fault is not None:
            self.tally.log("left", item, fault.message)
            self.tally.left.append(Failed(item.job, fault.message))
        self._note_left(item)

    def _note_left(self, item: Item) -> None:
        self.open.discard(item)
        attempt = item.attempt
        if attempt is not None and (attempt.ticket is not None or not attempt.is_free):
            self.tally.under_way.append(item.job)
        else:
            self.tally.not_started.append(item.job)

    def _keep_unreadable(self, attempt: Attempt) -> None:
        aside = self.floor.vault.aside_path(attempt.key)
        kept = self.floor.vault.places.lost_and_found
        make_folder(kept)
        if aside.is_dir():
            shutil.move(aside, unused_name(kept, f"{attempt.ref.stem}-{attempt.key[:8]}"))


def attempt_of(item: Item) -> Attempt:
    """The attempt that a job has under way.

    Raises:
        ValueError: it has none; a step was taken out of order.
    """
    if item.attempt is None:
        raise ValueError(f"{item.job} has no attempt under way")
    return item.attempt
