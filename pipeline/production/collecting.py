"""Bring what was ordered: on the machine that ordered it, or on another that has the folder.

Nothing new is ordered; what was cut off while it was sent is settled as a run does. What lies in
``takes/`` as an order file is enough: a clone without a ledger, with a key of its own, collects
what a colleague ordered.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.plan.jobs import JobId
from pipeline.production.heeding import Requests, ask_the_run
from pipeline.production.inspector import Inspector
from pipeline.production.making import MakeRequest, on_the_floor, take_up
from pipeline.production.planning import choose
from pipeline.production.selecting import Selection
from pipeline.production.succeeding import came, heirs
from pipeline.run import events
from pipeline.run.events import Event, Listener
from pipeline.run.interrupt import Interrupt
from pipeline.run.lock import hold
from pipeline.run.runner import Runner
from pipeline.run.work import Recovered, RunResult, told_together
from pipeline.run.workers import Workers

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["CollectReport", "CollectRequest", "cancel", "collect"]

_NAMED = 4


class CollectRequest(Struct, frozen=True):
    """What is to be brought."""

    selection: Selection = field(default_factory=Selection)
    waits: bool = False
    """Whether to stay until every order is made."""
    cancels: bool = False
    """Whether what is not made yet is to be stopped."""
    stop: Interrupt | None = None
    """Who says that it shall stop; None listens to Ctrl-C."""


class CollectReport(Struct, frozen=True):
    """What came of it."""

    result: RunResult
    recovered: Recovered
    states: tuple[tuple[JobId, str], ...] = ()
    """What is still at its service, and what was last said of it: ``queued``, ``working 40%``."""

    placed: tuple[str, ...] = ()
    """Children of takes that came: whether each took its parent's place, or what to type."""

    looked: tuple[str, ...] = ()
    """What is worth a look among the takes that came, in a line."""

    @property
    def made(self) -> tuple[str, ...]:
        """The takes that are here now."""
        return tuple(map(str, came(self.recovered, self.result)))

    @property
    def left(self) -> tuple[str, ...]:
        """What went wrong, a sentence each."""
        said = [self.result.stopped_by] if self.result.stopped_by else []
        said += told_together(self.result.failed)
        said += [f"{one.job}: in doubt: {one.reason}" for one in self.result.in_doubt]
        said += told_together(self.result.left)
        return tuple(dict.fromkeys(said))


def collect(production: Production, request: CollectRequest, listener: Listener) -> CollectReport:
    """Look at every order of the shots meant, and bring what is ready.

    Raises:
        LedgerError: another run holds the film.
    """
    only = None
    if not request.selection.is_all:
        only = frozenset(shot.id for shot in choose(production, request.selection, beside=True))
    heard = _Heard(listener)
    with (
        hold(production.home.state, f"rushes {'cancel' if request.cancels else 'collect'}"),
        nullcontext(request.stop) if request.stop else Interrupt() as stop,
        Workers(1) as workers,
    ):
        requests = Requests(production, ())
        inspector = Inspector(production, workers, heard)
        floor = replace(
            on_the_floor(production, MakeRequest(), workers, inspector),
            stop=stop,
            must_stand=requests.must_stand,
            leaves=not request.waits,
            brings_all=True,
            cancels=request.cancels,
            cancelled=requests.cancelled,
            only=only,
        )
        runner = Runner(floor)
        recovered = take_up(production, runner)
        result = runner.run(())
        looked = () if stop.is_set else inspector.said()
    states = tuple((job, heard.states.get(job, "")) for job in result.under_way)
    placed = heirs(production, came(recovered, result))
    return CollectReport(result, recovered, states, placed, looked)


def cancel(production: Production, selection: Selection, listener: Listener) -> CollectReport | str:
    """Stop the orders of the shots meant, each after a look: what is made is brought instead.

    A run that is under way is asked to do it; then the sentence says so.

    Raises:
        LedgerError: another run has just taken the film.
    """
    shots = [shot.id for shot in choose(production, selection, beside=True)]
    if ask_the_run(production, "cancel", shots):
        left = [one for one in production.ledger.open_attempts() if one.ref.shot in set(shots)]
        names = ", ".join(str(one.ref) for one in left[:_NAMED]) or "nothing was sent yet"
        more = f" and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        return f"the run under way was asked to cancel: {names}{more}; it says what that costs"
    return collect(production, CollectRequest(selection, cancels=True), listener)


class _Heard:
    """Remembers what was last said of every order."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.states: dict[JobId, str] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, events.JobMoved):
            far = "" if event.fraction is None else f" {event.fraction:.0%}"
            self.states[event.job] = f"{event.state}{far}"
        self._listener(event)
