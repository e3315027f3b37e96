"""The course of one job: what each piece of news means, and which step follows."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from pipeline.backends.base import Collected, Progress, State
from pipeline.errors import BudgetReached, CannotMake, LedgerError
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.run import attempt as steps_of
from pipeline.run import events, steps
from pipeline.run.attempt import Meant, Published
from pipeline.run.ends import Ends, attempt_of
from pipeline.run.floor import Floor
from pipeline.run.frozen import order_from_json
from pipeline.run.gathered import Gathered
from pipeline.run.hands import MOVED, Hands, News
from pipeline.run.items import Item, Schedule
from pipeline.run.local import Moved, local_task
from pipeline.run.recovery import LOST_ANSWER
from pipeline.run.retry import After, Verdict, after_submit, pause_seconds
from pipeline.run.tally import Tally
from pipeline.run.worker import Answer, Call, Fault, fault_of

__all__ = ["Course"]

_LOST_POLLS = 10
"""Polls in a row that may fail before an order is left to the next run, with its ticket."""

_LOST_COLLECTS = 5
_SEARCHES = 3
_LATER_TIMES = 20
"""How often a service may ask for patience about one order in one run."""


class Course(Ends):
    """Takes every job of a run from step to step."""

    def __init__(self, floor: Floor, schedule: Schedule, hands: Hands, tally: Tally) -> None:
        super().__init__(floor, schedule, hands, tally)
        self._steps: dict[str, Callable[[Item, Answer], None]] = {
            "prepared": self._prepared,
            "sent": self._sent,
            "searched": self._searched,
            "polled": self._polled,
            "brought": self._brought,
            "gathered": self._gathered,
            "placed": self._placed,
            MOVED: self._moved,
            "again": lambda item, _: self._again(item),
            "poll": lambda item, _: self._poll(item),
            "collect": lambda item, _: self._collect(item),
            "send again": lambda item, _: self._send_again(item),
            "search": lambda item, _: self._search(item),
        }

    def hear(self, news: News) -> None:
        """Do what follows from a step's end."""
        if news.item is None:
            return
        fault = news.answer.fault
        if fault is not None and fault.kind == "DiskFull":
            self.stop(f"{fault.message} ({fault.fix})")
            self._leave(news.item)
            return
        if fault is not None and fault.kind == "NoWorkers":
            self.no_workers = fault
            self.stop(fault.message)
            self._not_begun(news.item)
            return
        self._steps[news.step](news.item, news.answer)

    def begin(self, item: Item) -> None:
        """Start a job that is ready, or go on with one that an earlier run sent."""
        if item.attempt is not None:
            self._go_on(item, item.attempt)
            return
        if item.job.generator in self._paused:
            self._lose(item, self._paused[item.job.generator])
            return
        self.floor.must_stand()
        if item.work is not None and not self.floor.is_wanted(item.work):
            self._drop(item)
            return
        if item.prepared is not None:
            self._intend(item)  # it waited for money, and is ready since
            return
        if item.work is None:
            raise ValueError(f"{item.job} has neither an order nor an attempt")
        try:
            item.order = steps.close(self.floor, item.work, item.can)
        except CannotMake as err:
            self._lose(item, fault_of(err))
            return
        if item.can.is_local:
            item.price = None
            if not item.can.is_free:
                item.price = item.backend.estimate(item.order)
            self._intend(item)
        else:
            backend, order = item.backend, item.order
            self.hands.talk("prepared", item, lambda: steps.make_ready(backend, order))

    # -- before the order is sent ---------------------------------------------------------------

    def _prepared(self, item: Item, answer: Answer) -> None:
        if answer.fault is not None:
            if answer.fault.kind == "NotConfigured":
                self._pause_maker(item, answer.fault)
            self._lose(item, answer.fault)
            return
        if self.stopping:
            self._leave(item)
            return
        ready: steps.Ready = answer.value
        item.order, item.prepared, item.price = ready.order, ready.prepared, ready.price
        self._intend(item)

    def _intend(self, item: Item) -> None:
        """Write the intent on the run's own thread: numbers are given out in order."""
        if item.work is None or item.order is None:
            raise ValueError(f"{item.job} is not ready to be sent")
        meant = Meant(item.work, item.backend, item.can, item.order, item.prepared, item.price)
        try:
            item.attempt = steps_of.intend(self.floor, meant)
        except BudgetReached as err:
            self._no_money(item, fault_of(err))
            return
        except LedgerError as err:
            self._lose(item, fault_of(err))
            return
        self.schedule.intended(item)
        self.tally.started(item, item.attempt)
        if item.can.is_local:
            self._make_here(item, item.attempt)
        else:
            self._send(item, item.attempt)

    def _make_here(self, item: Item, attempt: Attempt) -> None:
        floor, order = self.floor, item.order
        if order is None:
            raise ValueError(f"{item.job} has no order")
        into = floor.vault.aside_path(attempt.key)
        task = local_task(item.backend, order, key=attempt.key, into=into, measure=floor.measure)
        call = Call("pipeline.run.local:make_take", (task,), reports=True)
        self.hands.work("gathered", item, call)

    def _moved(self, item: Item, answer: Answer) -> None:
        """A worker says how far it is; nothing is written."""
        moved: Moved = answer.value
        self.floor.tell(events.JobMoved(item.job, State.WORKING.value, moved.fraction, moved.words))

    def _send(self, item: Item, attempt: Attempt) -> None:
        floor, backend, prepared = self.floor, item.backend, item.prepared
        if prepared is None:
            raise ValueError(f"{item.job} is not prepared")
        self.hands.talk("sent", item, lambda: steps_of.send(floor, attempt, backend, prepared))

    # -- after it was sent ----------------------------------------------------------------------

    def _sent(self, item: Item, answer: Answer) -> None:
        attempt = attempt_of(item)
        if answer.fault is None:
            item.attempt = answer.value
            self._poll_later(item, item.can.poll_seconds)
            return
        fault = answer.fault
        item.setbacks["send"] += 1
        verdict = after_submit(fault, item.can.recovery, item.setbacks["send"])
        match verdict.after:
            case After.RETRY:
                self._try_again(item, replace(fault, is_retryable=True), verdict.seconds)
            case After.LATER if item.setbacks["send"] <= _LATER_TIMES:
                self.floor.ledger.reopen(attempt, self.floor.clock.now(), fault.message)
                self.floor.vault.remove_order(attempt.ref)
                self.schedule.hold(item.group, self.floor.clock.seconds() + verdict.seconds)
                self._repeat(item, attempt, fault, verdict.seconds)
            case After.PAUSE | After.LATER:
                self.floor.ledger.reopen(attempt, self.floor.clock.now(), fault.message)
                self.floor.vault.remove_order(attempt.ref)
                self._pause_maker(item, fault)
                self._lose(item, fault)
            case After.MODERATED:
                self._end(item, AttemptState.MODERATED, fault)
            case After.SAME_KEY | After.SEARCH:
                self._ask_service(item, verdict, fault)
            case After.DOUBT:
                self._doubt(item, f"{LOST_ANSWER} ({fault.message})")
            case _:
                self._end(item, AttemptState.REFUSED, fault)

    def _go_on(self, item: Item, attempt: Attempt) -> None:
        if attempt.ticket is not None:
            self._poll(item)
        elif attempt.recovery in {"tagged", "listed"}:
            self._search(item)
        else:
            self._send_again(item)

    def _ask_service(self, item: Item, how: Verdict, fault: Fault) -> None:
        if self.stopping or item.setbacks["send"] > _SEARCHES:
            self._leave(item, fault)
        else:
            step = "search" if how.after is After.SEARCH else "send again"
            self.hands.later(step, item, how.seconds)

    def _send_again(self, item: Item) -> None:
        floor, attempt, backend = self.floor, attempt_of(item), item.backend
        self.hands.talk("sent", item, lambda: steps.send_again(floor, attempt, backend))

    def _search(self, item: Item) -> None:
        floor, attempt, backend = self.floor, attempt_of(item), item.backend
        self.hands.talk("searched", item, lambda: steps.search(floor, attempt, backend))

    def _searched(self, item: Item, answer: Answer) -> None:
        if isinstance(answer.value, Attempt):
            item.attempt = answer.value
            self._poll_later(item, item.can.poll_seconds)
            return
        item.setbacks["search"] += 1
        reason = answer.fault.message if answer.fault else str(answer.value)
        if self.stopping:
            self._leave(item)
        elif item.setbacks["search"] < _SEARCHES:
            self.hands.later("search", item, 10.0 * item.setbacks["search"])
        elif answer.fault is not None:
            self._leave(item, answer.fault)
        else:
            self._doubt(item, f"{LOST_ANSWER}; {reason}")

    def _poll_later(self, item: Item, seconds: float) -> None:
        if self.stopping:
            self._leave(item)
        else:
            self.hands.later("poll", item, seconds)

    def _poll(self, item: Item) -> None:
        floor, attempt, backend = self.floor, attempt_of(item), item.backend
        self.hands.talk("polled", item, lambda: steps.look(floor, attempt, backend))

    def _polled(self, item: Item, answer: Answer) -> None:
        if answer.fault is not None:
            item.setbacks["poll"] += 1
            if item.setbacks["poll"] >= _LOST_POLLS:
                self._leave(item, answer.fault)
            else:
                self._poll_later(item, pause_seconds(item.setbacks["poll"]))
            return
        item.setbacks["poll"] = 0
        progress: Progress = answer.value
        if progress.state.value != item.said or progress.fraction is not None:
            item.said = progress.state.value
            self.floor.tell(events.JobMoved(item.job, item.said, progress.fraction))
        if progress.state is State.READY:
            self._leave(item) if self.stopping else self._collect(item)
        elif progress.state in {State.QUEUED, State.WORKING}:
            wait = max(item.can.poll_seconds, progress.retry_after_seconds or 0.0)
            self._poll_later(item, wait)
        else:
            self._ended_there(item, progress)

    def _ended_there(self, item: Item, progress: Progress) -> None:
        """The service says that the job came to nothing."""
        failure = progress.failure
        billed = failure.is_billed if failure else bool(progress.cost and progress.cost.micros)
        reason = failure.reason if failure else f"the service says: {progress.state}"
        fault = Fault("JobFailed", reason, is_billed=billed)
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
            self.hands.later("collect", item, pause_seconds(item.setbacks["collect"]))

    def _placed(self, item: Item, answer: Answer) -> None:
        if answer.fault is not None:
            self._leave(item, answer.fault)
            return
        published: Published = answer.value
        for take in published.takes:
            self.tally.take(item, take.ref, take.slate.price)
        self.tally.over(item)
        if published.over is not None:
            sentence = f"it billed {published.over} more than it had said at most"
            self._pause_maker(item, Fault("OutOfCredit", sentence))
        self._over(item)


_ENDINGS = {
    State.FAILED: AttemptState.FAILED,
    State.MODERATED: AttemptState.MODERATED,
    State.CANCELLED: AttemptState.CANCELLED,
    State.EXPIRED: AttemptState.EXPIRED,
}
