"""The course of one job: what each piece of news means, and which step follows."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from pipeline.backends.base import Recovery, State
from pipeline.errors import BudgetReached, CannotMake, LedgerError
from pipeline.ledger.attempts import Attempt, AttemptState
from pipeline.run import attempt as steps_of
from pipeline.run import events, steps
from pipeline.run.attempt import Meant
from pipeline.run.ends import attempt_of
from pipeline.run.floor import Floor
from pipeline.run.hands import MOVED, Hands, News
from pipeline.run.items import Item, Schedule
from pipeline.run.local import Moved, local_task
from pipeline.run.recovery import LOST_ANSWER
from pipeline.run.retry import (
    PATIENCE_SECONDS,
    PATIENCE_TIMES,
    After,
    Verdict,
    after_submit,
    pause_seconds,
)
from pipeline.run.searching import search
from pipeline.run.sharing import Overtaken
from pipeline.run.tally import Tally
from pipeline.run.under_way import UnderWay
from pipeline.run.worker import Answer, Call, Fault, fault_of

__all__ = ["Course"]

_SEARCHES = 3
_SENDINGS = 3
"""How often an order that nobody took is sent in one run."""
_PREPARES = 5
"""How often an order is made ready while its service cannot be reached."""


class Course(UnderWay):
    """Takes every job of a run from step to step."""

    def __init__(self, floor: Floor, schedule: Schedule, hands: Hands, tally: Tally) -> None:
        super().__init__(floor, schedule, hands, tally)
        self._steps: dict[str, Callable[[Item, Answer], None]] = {
            "prepared": self._prepared,
            "sent": self._sent,
            "searched": self._searched,
            "polled": self._polled,
            "stopped": self._stopped,
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
        self.floor.must_stand()
        if self._is_out(item):
            return
        if item.prepared is not None:
            self._intend(item)  # it waited for money, and is ready since
            return
        if item.work is None:
            raise ValueError(f"{item.job} has neither an order nor an attempt")
        try:
            item.order = steps.close(self.floor, item.work, item.can)
        except CannotMake as err:
            if self.floor.leaves:  # it may be on its way
                self._leave(item, Fault("CannotMake", "what it starts from is not here yet"))
            else:
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

    def _is_out(self, item: Item) -> bool:
        """Deal with a job that is not to be begun (any more)."""
        paused, refused = self._why_paused(item), self._why_refused(item)
        if paused is not None:
            self._not_now(item, paused)
        elif refused is not None:
            self._lose(item, refused, is_moderated=True)
        elif item.is_cancelled or (item.work and not self.floor.is_wanted(item.work)):
            self._drop(item)
        else:
            return self._has_no_room(item)
        return True

    # -- before the order is sent ---------------------------------------------------------------

    def _prepared(self, item: Item, answer: Answer) -> None:
        if answer.fault is not None:
            self._not_prepared(item, answer.fault)
            return
        if self.stopping:
            self._leave(item)
            return
        if item.is_cancelled:
            self._drop(item)
            return
        paused = self._why_paused(item)
        if paused is not None and paused.kind != "RateLimited":  # since it was begun
            self._lose(item, paused)
            return
        ready: steps.Ready = answer.value
        item.order, item.prepared, item.price = ready.order, ready.prepared, ready.price
        self._intend(item)

    def _not_prepared(self, item: Item, fault: Fault) -> None:
        """Nothing was ordered: what broke off is begun again, as often as a download would be."""
        item.setbacks["prepare"] += 1
        if fault.kind in {"NotConfigured", "ModelRetired", "OutOfCredit"}:
            self._pause_for(item, fault)
        elif fault.kind in {"Unreachable", "RateLimited"} and not self.stopping:
            wait = max(pause_seconds(item.setbacks["prepare"]), fault.retry_after_seconds)
            if item.setbacks["prepare"] < _PREPARES and wait <= PATIENCE_SECONDS:
                self.schedule.pause(item)
                self.hands.later("again", item, wait)
                return
        self._lose(item, fault)

    def _intend(self, item: Item) -> None:
        """Write the intent on the run's own thread: numbers are given out in order."""
        if item.work is None or item.order is None:
            raise ValueError(f"{item.job} is not ready to be sent")
        meant = Meant(item.work, item.backend, item.can, item.order, item.prepared, item.price)
        try:
            item.attempt = steps_of.intend(self.floor, meant)
        except BudgetReached as err:
            self._no_money(item, fault_of(err), err.scope)
            return
        except Overtaken:
            item.attempt = None
            self._drop(item)
            return
        except LedgerError as err:
            self._lose(item, fault_of(err))
            return
        self._let_in(item.waited)
        self.schedule.intended(item)
        self.schedule.sent(item, self.floor.clock.seconds())
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
        self.schedule.seen(item)
        if answer.fault is None:
            self._known(item, answer.value)
            return
        fault = answer.fault
        item.setbacks["send"] += 1
        verdict = after_submit(fault, item.can.recovery, item.setbacks["send"])
        if verdict.after in _TROUBLES:
            self._trouble(item, "send", fault)
        else:
            self._fine(item, "send")
        if item.setbacks["lost"]:
            self._sent_in_vain(item, verdict, fault)
            return
        match verdict.after:
            case After.RETRY:
                self._not_taken(item, fault, verdict.seconds)
            case After.LATER if self._has_patience(item, verdict):
                self.floor.ledger.reopen(attempt, self.floor.clock.now(), fault.message)
                self.floor.vault.remove_order(attempt.ref)
                self.schedule.hold(item.group, self.floor.clock.seconds() + verdict.seconds)
                self._repeat(item, attempt, fault, verdict.seconds)
            case After.PAUSE | After.LATER:
                self.floor.ledger.reopen(attempt, self.floor.clock.now(), fault.message)
                self.floor.vault.remove_order(attempt.ref)
                self._pause_for(item, fault)
                self._not_now(item, fault)
            case After.MODERATED:
                self._end(item, AttemptState.MODERATED, fault)
            case After.SAME_KEY | After.SEARCH:
                self._ask_service(item, verdict, fault)
            case After.DOUBT:
                self._doubt(item, f"{LOST_ANSWER} ({fault.message})")
            case _:
                self._end(item, AttemptState.REFUSED, fault)

    def _known(self, item: Item, found: Attempt | str) -> None:
        """It was accepted; or its service will not say, however often, and a person has to."""
        if isinstance(found, Attempt):
            self._accepted(item, found)
        else:
            self._not_found(item, "send again", found)

    def _not_found(self, item: Item, step: str, reason: str) -> None:
        """Ask again a little later; after a few times nobody can know."""
        item.setbacks["search"] += 1
        if self.stopping:
            self._leave(item)
        elif item.setbacks["search"] < _SEARCHES:
            self.hands.later(step, item, 10.0 * item.setbacks["search"])
        else:
            self._doubt(item, f"{LOST_ANSWER}; {reason}")

    def _not_taken(self, item: Item, fault: Fault, seconds: float) -> None:
        """Nobody took the order, so it was no try; after a few in this run it is the next one's.

        A service that cannot be reached for an evening uses up no number.
        """
        attempt = attempt_of(item)
        if fault.kind != "SubmitRejected":  # free work that broke off
            self._try_again(item, replace(fault, is_retryable=True), seconds)
            return
        self.floor.ledger.reopen(attempt, self.floor.clock.now(), fault.message)
        self.floor.vault.remove_order(attempt.ref)
        if item.setbacks["send"] < _SENDINGS:
            self._repeat(item, attempt, fault, seconds)
        else:
            self._lose(item, fault)

    def _sent_in_vain(self, item: Item, verdict: Verdict, fault: Fault) -> None:
        """An order that may have been taken was sent again, and that was refused.

        It keeps its key, whatever comes of it: no refusal of the second sending says what became
        of the first, and another key would be another payment. Where it was looked up by our own
        id and is not there, a refusal for good counts.
        """
        match verdict.after:
            case After.MODERATED | After.REFUSED if item.can.recovery is Recovery.CLIENT_ID:
                is_moderated = verdict.after is After.MODERATED
                state = AttemptState.MODERATED if is_moderated else AttemptState.REFUSED
                self._end(item, state, fault)
            case After.MODERATED | After.REFUSED:
                self._doubt(item, f"{LOST_ANSWER}; sent again, it was refused ({fault.message})")
            case After.PAUSE:
                self._pause_for(item, fault)
                self._leave(item, fault)
            case After.DOUBT:
                self._doubt(item, f"{LOST_ANSWER} ({fault.message})")
            case _:
                again = Verdict(After.SAME_KEY, verdict.seconds)
                self._ask_service(item, again, fault)

    def _not_now(self, item: Item, fault: Fault) -> None:
        """It is not ordered in this run; where only patience is asked for, it is no failure."""
        if fault.kind == "RateLimited":
            item.attempt = None
            self._leave(item, fault)
        else:
            self._lose(item, fault)

    def _has_patience(self, item: Item, verdict: Verdict) -> bool:
        is_short = verdict.seconds <= PATIENCE_SECONDS and not self.floor.leaves
        return is_short and item.setbacks["send"] <= PATIENCE_TIMES

    def _pause_for(self, item: Item, fault: Fault) -> None:
        """Pause what a fault is about: all of a service, or one model of it."""
        is_of_model = fault.kind in {"RateLimited", "ModelRetired"}
        name = item.group if is_of_model else item.service
        self._pause_maker(name or item.job.generator, fault)

    def _go_on(self, item: Item, attempt: Attempt) -> None:
        if attempt.ticket is not None:
            self._poll(item)
        elif item.is_cancelled:
            sentence = "nobody knows yet whether it was accepted; `rushes collect` finds out"
            self._leave(item, Fault("SubmitUnknown", sentence))
        elif attempt.recovery in {"tagged", "listed"}:
            self._search(item)
        else:
            item.setbacks["lost"] += 1
            self._send_again(item)

    def _ask_service(self, item: Item, how: Verdict, fault: Fault) -> None:
        item.setbacks["lost"] += 1
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
        self.hands.talk("searched", item, lambda: search(floor, attempt, backend))

    def _searched(self, item: Item, answer: Answer) -> None:
        self.schedule.seen(item)
        if isinstance(answer.value, Attempt):
            self._accepted(item, answer.value)
            return
        fault = answer.fault
        if fault is None or item.setbacks["search"] < _SEARCHES - 1:
            self._not_found(item, "search", str(answer.value))
        else:
            self._leave(item, None if self.stopping else fault)


_TROUBLES = frozenset({After.RETRY, After.SAME_KEY, After.SEARCH, After.DOUBT})
"""Answers, or silences, that say that a service is not well."""
