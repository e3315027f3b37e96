"""An order on its way from its ticket to its take: looked at, brought, put in its place."""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.backends.base import Cancelled, Collected, Progress, State
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.run import attempt as steps_of
from pipeline.run import events, steps
from pipeline.run.attempt import Published
from pipeline.run.ends import Ends, attempt_of
from pipeline.run.frozen import order_from_json
from pipeline.run.gathered import Gathered
from pipeline.run.items import Item
from pipeline.run.recovery import LOST_ANSWER
from pipeline.run.retry import PATIENCE_TIMES, pause_seconds
from pipeline.run.worker import Answer, Call, Fault

__all__ = ["UnderWay"]

_LOST_POLLS = 10
"""Polls in a row that may fail before an order is left to the next run, with its ticket."""

_LEAVING_POLLS = 2
"""The same, where nobody waits for the orders to be made."""
_LOST_COLLECTS = 5


class UnderWay(Ends):
    """The steps of an order that its service has accepted, and of what a worker makes here."""

    def _accepted(self, item: Item, attempt: Attempt) -> None:
        """It has a ticket: from here on any run can bring it."""
        item.attempt = attempt
        item.looked = self.floor.clock.seconds()
        self._fine(item, "send")
        self._poll_later(item, item.can.poll_seconds)

    def _poll_later(self, item: Item, seconds: float) -> None:
        """Look at it ``seconds`` after it was last looked at, or as soon as that is over."""
        is_to_leave = self.floor.leaves and not (item.setbacks["poll"] or item.is_cancelled)
        if self.stopping or is_to_leave:
            self._leave(item)
        else:
            due = item.looked + seconds - self.floor.clock.seconds()
            self.hands.later("poll", item, max(0.0, due))

    def _poll(self, item: Item) -> None:
        if item.is_cancelled:
            self._stop(item)
            return
        floor, attempt, backend = self.floor, attempt_of(item), item.backend

        def look() -> Progress:
            try:
                return steps.look(floor, attempt, backend)
            finally:  # from its answer on: no service is asked more often than it allows
                item.looked = floor.clock.seconds()

        self.hands.talk("polled", item, look)

    def _polled(self, item: Item, answer: Answer) -> None:
        self.schedule.seen(item)
        if answer.fault is not None:
            self._not_seen(item, answer.fault)
            return
        item.setbacks["poll"] = item.setbacks["patience"] = 0
        self._saw(item, answer.value)

    def _saw(self, item: Item, progress: Progress) -> None:
        """What follows from where it stands."""
        item.expires = progress.expires or item.expires
        if progress.state.value != item.said or progress.fraction is not None:
            item.said = progress.state.value
            seconds = (self.floor.clock.now() - attempt_of(item).sent).total_seconds()
            moved = events.JobMoved(item.job, item.said, progress.fraction, seconds=seconds)
            self.floor.tell(moved)
        if progress.state is State.READY:
            self._fine(item, "job")
            self.schedule.free(item)  # it is done there: the next one may be sent
            self._leave(item) if self.stopping else self._collect(item)
        elif progress.state in {State.QUEUED, State.WORKING}:
            wait = max(item.can.poll_seconds, progress.retry_after_seconds or 0.0)
            self._poll_later(item, wait)
        else:
            self._ended_there(item, progress)

    def cancel(self, shots: frozenset[str]) -> None:
        """Stop the orders of these shots; what was not sent yet is not sent any more."""
        for item in self.open:
            if item.job.shot in shots and not item.can.is_local:
                item.is_cancelled = True

    def _stop(self, item: Item) -> None:
        floor, attempt, backend = self.floor, attempt_of(item), item.backend
        item.looked = floor.clock.seconds()
        self.hands.talk("stopped", item, lambda: steps.stop(floor, attempt, backend))

    def _stopped(self, item: Item, answer: Answer) -> None:
        """What became of the request; an order that cannot be stopped goes on."""
        self.schedule.seen(item)
        item.is_cancelled = False
        if isinstance(answer.value, Progress):
            self._saw(item, answer.value)
            return
        what: Cancelled = answer.value or Cancelled(is_stopped=False)
        attempt = attempt_of(item)
        if not what.is_stopped:
            why = f": {answer.fault.message}" if answer.fault else ""
            self.floor.tell(events.Told(f"{attempt.ref} is not stopped by its service{why}"))
            self._poll_later(item, item.can.poll_seconds)
            return
        sentence, is_billed = cost_of_cancelling(what, attempt)
        fault = Fault("Cancelled", sentence, is_billed=is_billed)
        steps_of.end(self.floor, attempt, AttemptState.CANCELLED, fault, cost=what.cost)
        self.tally.stopped(item, sentence, is_billed=is_billed)
        self._over(item)

    def _not_seen(self, item: Item, fault: Fault) -> None:
        """Nobody answered: ask again, after a while that grows, or as long as the service says."""
        is_busy = fault.kind == "RateLimited"
        step, most = ("patience", PATIENCE_TIMES) if is_busy else ("poll", _LOST_POLLS)
        item.setbacks[step] += 1
        if item.setbacks[step] >= (_LEAVING_POLLS if self.floor.leaves else most):
            self._leave(item, fault)
        else:
            pause = max(pause_seconds(item.setbacks[step]), fault.retry_after_seconds)
            self._poll_later(item, max(pause, item.can.poll_seconds))

    def _ended_there(self, item: Item, progress: Progress) -> None:
        """The service says that the job came to nothing."""
        failure = progress.failure
        billed = failure.is_billed if failure else _may_be_billed(progress)
        reason = failure.reason if failure else f"the service says: {progress.state}"
        refused = failure.refused if failure else ""
        fault = Fault("JobFailed", reason, is_billed=billed, refused=refused)
        if progress.state is State.FAILED:
            self._trouble(item, "job", fault)
        if progress.state is State.FAILED and failure and failure.is_retryable and not billed:
            self._try_again(item, replace(fault, is_retryable=True), None)
            return
        if progress.state is State.EXPIRED and not item.setbacks["collect"]:
            item.setbacks["collect"] = _LOST_COLLECTS - 1  # asked for once more, then it is gone
            self._collect(item)
            return
        if progress.state is State.EXPIRED:
            fault = replace(fault, is_billed=True)
        self._end(item, _ENDINGS[progress.state], fault, progress)

    # -- bringing it here -------------------------------------------------------------------------

    def _collect(self, item: Item) -> None:
        floor, attempt, backend = self.floor, attempt_of(item), item.backend
        self.hands.talk("brought", item, lambda: steps_of.collect(floor, attempt, backend))

    def _brought(self, item: Item, answer: Answer) -> None:
        if answer.fault is not None:
            self._not_brought(item, answer.fault)
            return
        attempt = attempt_of(item)
        collected: Collected = answer.value
        order = order_from_json(attempt.order, self.floor.home)
        into = self.floor.vault.aside_path(attempt.key)
        call = Call("pipeline.run.gathered:gather", (collected, into, order, self.floor.measure))
        self.hands.work("gathered", item, call)

    def _gathered(self, item: Item, answer: Answer) -> None:
        floor, attempt = self.floor, attempt_of(item)
        if answer.fault is None:
            gathered: Gathered = answer.value
            floor.must_stand()
            self.hands.talk("placed", item, lambda: steps_of.publish(floor, attempt, gathered))
        elif attempt.ticket is None:
            self._failed_here(item, answer.fault)
        else:
            self._not_brought(item, answer.fault)

    def _failed_here(self, item: Item, fault: Fault) -> None:
        """A worker could not make it; free work that broke off may be tried again."""
        if fault.kind == "Moderated":
            self._end(item, AttemptState.MODERATED, fault)
        elif not item.can.is_free and fault.kind in {"Lost", "Exception"}:
            self._doubt(item, f"{LOST_ANSWER} ({fault.message})")
        elif fault.is_retryable and not fault.is_billed:
            self._try_again(item, fault, None)
        else:
            may = item.can.is_free and fault.kind not in {"CannotMake", "NotConfigured"}
            self._end(item, AttemptState.FAILED, replace(fault, is_retryable=may))

    def _not_brought(self, item: Item, fault: Fault) -> None:
        """What was paid for could not be brought or read: ask again, then leave it with its ticket.

        A file that twice cannot be read is kept in lost+found, and the order ends as billed.
        """
        item.setbacks["collect"] += 1
        if fault.kind == "OutputExpired":
            if item.setbacks["collect"] > 1:
                self._end(item, AttemptState.EXPIRED, replace(fault, is_billed=True))
                return
        elif fault.kind == "MediaError":
            if item.setbacks["unreadable"]:
                self._keep_unreadable(attempt_of(item))
                self._end(item, AttemptState.FAILED, replace(fault, is_billed=not item.can.is_free))
                return
            item.setbacks["unreadable"] += 1
        if self.stopping or item.setbacks["collect"] >= _LOST_COLLECTS:
            self._leave(item, fault)
        else:
            pause = max(pause_seconds(item.setbacks["collect"]), fault.retry_after_seconds)
            self.hands.later("collect", item, pause)

    def _placed(self, item: Item, answer: Answer) -> None:
        if answer.fault is not None:
            self._leave(item, answer.fault)
            return
        published: Published = answer.value
        for take in published.takes:
            self.tally.take(item, take.ref, take.slate.price)
        self.tally.over(item, published.cost)
        if published.over is not None:
            self._billed_beyond(item, published.over)
        self._over(item)


def _may_be_billed(progress: Progress) -> bool:
    """Whether a job that ended without a word on its bill has one.

    One that was cancelled may: what its service does not say counts as spent.
    """
    if progress.cost is None:
        return progress.state is State.CANCELLED
    return bool(progress.cost.micros)


def cost_of_cancelling(what: Cancelled, attempt: Attempt) -> tuple[str, bool]:
    """What a stopped order costs, in a sentence; and whether it is (or may be) billed."""
    if what.cost is not None:
        if not what.cost.micros:
            return "cancelled; it costs nothing", False
        return f"cancelled; {what.cost} is billed all the same", True
    if attempt.is_free:
        return "cancelled", False
    most = "a price that nobody knows" if attempt.price is None else f"at most {attempt.price}"
    return f"cancelled; its service does not say what that costs: {most} counts as spent", True


_ENDINGS = {
    State.FAILED: AttemptState.FAILED,
    State.MODERATED: AttemptState.MODERATED,
    State.CANCELLED: AttemptState.CANCELLED,
    State.EXPIRED: AttemptState.EXPIRED,
}
