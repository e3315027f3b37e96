"""What a run has come to so far, and who is told."""

from __future__ import annotations

from msgspec import Struct, field

from pipeline.facts import Money, TakeRef
from pipeline.ledger.attempts import Attempt
from pipeline.plan.jobs import JobId
from pipeline.run import events
from pipeline.run.floor import Floor
from pipeline.run.items import Item
from pipeline.run.work import Failed, Made, RunResult
from pipeline.run.worker import Fault

__all__ = ["Tally"]


class Tally(Struct):
    """Counts, tells, and writes the log."""

    floor: Floor
    total: int = 0
    done: int = 0
    made: list[Made] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    in_doubt: list[Failed] = field(default_factory=list)
    cancelled: list[Failed] = field(default_factory=list)
    under_way: list[JobId] = field(default_factory=list)
    not_started: list[JobId] = field(default_factory=list)
    left: list[Failed] = field(default_factory=list)
    stopped_by: str = ""

    def started(self, item: Item, attempt: Attempt) -> None:
        """The intent is written."""
        self.floor.tell(events.JobStarted(item.job, attempt.ref, attempt.price))

    def take(self, item: Item, ref: TakeRef, price: Money | None) -> None:
        """A take is in its place."""
        self.made.append(Made(item.job, ref, price))

    def over(self, item: Item, cost: Money | None) -> None:
        """Every take of a job is in its place; the last one that was counted is its own."""
        self.done += 1
        ref = self.made[-1].ref
        is_unpriced = cost is None and not item.can.is_free
        self.floor.tell(
            events.JobMade(item.job, ref, self.done, self.total, cost, is_unpriced=is_unpriced)
        )

    def lost(
        self, item: Item, fault: Fault, *, is_for_budget: bool = False, is_moderated: bool = False
    ) -> None:
        """A job gave no take."""
        self.done += 1
        reason = f"{fault.message} (fix: {fault.fix})" if fault.fix else fault.message
        is_told = is_for_budget and any(one.is_for_budget for one in self.failed)
        self.failed.append(Failed(item.job, reason, fault.is_billed, is_moderated, is_for_budget))
        if not is_told:  # hundreds that a limit has no room for are one piece of news
            self.log("failed", item, reason)
        said = "" if is_told else reason
        self.floor.tell(events.JobEnded(item.job, said, self.done, self.total))

    def refused(self, job: JobId, reason: str) -> None:
        """A job could not even begin: its generator is not there."""
        self.done += 1
        self.failed.append(Failed(job, reason))
        self.floor.tell(events.JobEnded(job, reason, self.done, self.total))

    def dropped(self, item: Item) -> None:
        """A job is not wanted any more."""
        self.done += 1
        reason = "not missing any more; it was not ordered"
        self.log("dropped", item, reason)
        self.floor.tell(events.JobEnded(item.job, reason, self.done, self.total))

    def stopped(self, item: Item, reason: str, *, is_billed: bool) -> None:
        """An order was stopped on request."""
        self.done += 1
        self.cancelled.append(Failed(item.job, reason, is_billed))
        self.log("cancelled", item, reason)
        self.floor.tell(events.JobEnded(item.job, reason, self.done, self.total))

    def doubted(self, item: Item, ref: TakeRef, reason: str) -> None:
        """Nobody can know what became of an order."""
        self.done += 1
        self.in_doubt.append(Failed(item.job, reason))
        self.log("in doubt", item, reason)
        self.floor.tell(events.JobInDoubt(item.job, ref, reason))

    def log(self, verb: str, item: Item, sentence: str) -> None:
        """Write a line of the log for what a person may look up later."""
        self.floor.ledger.notes.log(
            self.floor.clock.now(),
            verb,
            shot=item.job.shot,
            sentence=f"{item.job}: {sentence}",
            data={"kind": str(item.job.kind), "generator": item.job.generator},
        )

    def result(self) -> RunResult:
        """What the run came to."""
        money, run = self.floor.ledger.money, self.floor.run
        spent = tuple(one.settled for one in money.sums(run) if run and one.settled.micros)
        return RunResult(
            made=tuple(self.made),
            failed=tuple(self.failed),
            in_doubt=tuple(self.in_doubt),
            cancelled=tuple(self.cancelled),
            under_way=tuple(sorted(self.under_way)),
            not_started=tuple(self.not_started),
            left=tuple(self.left),
            is_interrupted=self.floor.stop.is_set,
            stopped_by=self.stopped_by,
            spent=spent,
            unpriced=money.unpriced(run).settled if run else 0,
        )
