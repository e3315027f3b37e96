"""What a run is given and what it gives back, as values."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.facts import Money, TakeRef
from pipeline.plan.called import counted_takes
from pipeline.plan.jobs import Job, JobId

__all__ = [
    "Failed",
    "Made",
    "Recovered",
    "RunResult",
    "Work",
    "both",
    "told_together",
    "without_doubt",
]

_TOLD_ALONE = 3
"""So many jobs that one reason stopped are named one by one."""


class Work(Struct, frozen=True):
    """One job that was decided to be made."""

    job: Job
    number: int | None = None
    """The number of the slot that is tried again; None gives out a new one."""
    tries: int = 3
    """How often the slot may be attempted, earlier attempts included."""
    is_side: bool = False
    """Made to be looked at: the take never stands for its shot until it is circled."""
    most: Money | None = None
    """The most its shot may cost, with everything ever ordered for it."""
    plan: str = ""
    """The agreed plan that it belongs to; empty: it costs nothing, or nobody was asked."""
    agreed: Money | None = None
    """The most that this order may cost, as agreed; None: nobody could say."""


class Made(Struct, frozen=True):
    """A take that came of this run."""

    job: JobId
    ref: TakeRef
    price: Money | None = None


class Failed(Struct, frozen=True):
    """A job that gave no take in this run, and why, in a sentence for the author."""

    job: JobId
    reason: str
    is_billed: bool = False
    is_moderated: bool = False
    is_for_budget: bool = False
    """Nothing was sent, because the cap would have been passed."""


class RunResult(Struct, frozen=True):
    """What a run came to."""

    made: tuple[Made, ...] = ()
    failed: tuple[Failed, ...] = ()
    in_doubt: tuple[Failed, ...] = ()
    """Sent, the answer lost; a person decides."""
    cancelled: tuple[Failed, ...] = ()
    """Stopped because somebody asked for it, and what that costs."""
    under_way: tuple[JobId, ...] = ()
    """Left at their services with their tickets; the next run collects them."""
    not_started: tuple[JobId, ...] = ()
    """Never begun: the run was interrupted, or stopped because a disk is full."""
    left: tuple[Failed, ...] = ()
    """Those of both that something went wrong with, and what: the next run goes on with them."""
    is_interrupted: bool = False
    stopped_by: str = ""
    """The sentence that stopped the run early: a full disk, the budget; empty when none did."""
    spent: tuple[Money, ...] = ()
    """What this run settled, a sum for each currency."""
    unpriced: int = 0
    """Orders that this run paid for and that are in no sum: nobody knows their price."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that was asked for was made."""
        return not (
            self.failed or self.in_doubt or self.under_way or self.not_started or self.stopped_by
        )


def both(first: RunResult, then: RunResult) -> RunResult:
    """What two runs came to, the second of which went on with what the first had left."""
    return replace(
        then,
        made=first.made + then.made,
        failed=first.failed + then.failed,
        in_doubt=first.in_doubt + then.in_doubt,
        cancelled=first.cancelled + then.cancelled,
        not_started=first.not_started + then.not_started,
    )


def without_doubt(result: RunResult, jobs: Collection[JobId]) -> RunResult:
    """What a run came to, where nobody has to decide about some orders in doubt any more."""
    return replace(result, in_doubt=tuple(one for one in result.in_doubt if one.job not in jobs))


def told_together(failed: Sequence[Failed]) -> list[str]:
    """A sentence for each job; of many that one reason stopped, one sentence for all.

    ``27 clips by runway, sh010 the first: the account is empty``.
    """
    grouped: dict[tuple[str, str, str], list[Failed]] = {}
    for one in failed:
        key = (one.job.generator, one.job.kind.word, one.reason)
        grouped.setdefault(key, []).append(one)
    said: list[str] = []
    for (generator, word, reason), same in grouped.items():
        if len(same) > _TOLD_ALONE:
            count = f"{counted_takes(len(same), word)} by {generator}"
            said.append(f"{count}, {same[0].job.shot} the first: {reason}")
        else:
            said += [f"{one.job}: {reason}" for one in same]
    return said


class Recovered(Struct, frozen=True):
    """What was found of an earlier run that did not end by itself."""

    published: tuple[TakeRef, ...] = ()
    """Takes that lay finished aside and were put in their places."""
    under_way: tuple[TakeRef, ...] = ()
    """Orders with a ticket: the run goes on with them."""
    sent_again: tuple[TakeRef, ...] = ()
    """Orders that go to their service again under the same key, which bills once."""
    reopened: tuple[TakeRef, ...] = ()
    """Free work that was cut off and is simply made again."""
    in_doubt: tuple[TakeRef, ...] = ()
    set_aside: tuple[str, ...] = ()
    """Files without a slate, moved to lost+found; nothing is deleted."""

    @property
    def is_empty(self) -> bool:
        """Whether the last run had left nothing behind."""
        return not any(
            (
                self.published,
                self.under_way,
                self.sent_again,
                self.reopened,
                self.in_doubt,
                self.set_aside,
            )
        )
