"""Make footage: plan under the lock, run what is missing, say what came of it."""

from __future__ import annotations

import os
import uuid
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.backends.base import Backend, frozen_settings
from pipeline.errors import NotAgreed
from pipeline.facts import Decision, Json, TakeRef, is_part
from pipeline.production.agreeing import Agree, Consent
from pipeline.production.budgeting import caps_of, money_words
from pipeline.production.buying import Buyer
from pipeline.production.heeding import Requests
from pipeline.production.inspector import Inspector
from pipeline.production.outlining import outline
from pipeline.production.planning import PlanReport, standing_take
from pipeline.production.promises import distrust
from pipeline.production.prompting import write_prompts
from pipeline.production.selecting import Selection
from pipeline.production.succeeding import came, heirs
from pipeline.production.trusting import elsewhere
from pipeline.production.voicing import spoken_first
from pipeline.run.events import Listener
from pipeline.run.floor import Checkpoint, Floor, Makers, no_checkpoint
from pipeline.run.interrupt import Interrupt
from pipeline.run.lock import hold
from pipeline.run.runner import Runner
from pipeline.run.work import Recovered, RunResult, Work, both, told_together, without_doubt
from pipeline.run.workers import Workers
from pipeline.vault.news import News

if TYPE_CHECKING:
    from pipeline.production.filming import FilmRequest
    from pipeline.production.production import Production

__all__ = [
    "MakeReport",
    "MakeRequest",
    "make",
    "must_be_agreed",
    "on_the_floor",
    "picked_up",
    "take_up",
]


NEWS = 6
"""Takes that are not seen, named one by one at the end of a run."""


class MakeRequest(Struct, frozen=True):
    """What is to be made."""

    selection: Selection = field(default_factory=Selection)
    stages: tuple[str, ...] = ()
    """Footage stages; empty means all of them."""
    workers: int = 0
    """Processes at work; 0 means as many as there are processors."""
    may_cost_unknown: bool = False
    agree: Agree | None = None
    """Asks before anything is bought that nobody has agreed to; None: nobody is there."""
    leaves: bool = False
    """Whether orders are left at their services once they have tickets: `collect` brings them."""
    checkpoint: Checkpoint = no_checkpoint
    stop: Interrupt | None = None
    """Who says that the run shall stop; None listens to Ctrl-C."""
    film: FilmRequest | None = None
    """The film that is rendered afterwards, to be counted in when what lies ahead is told."""


class MakeReport(Struct, frozen=True):
    """What came of it."""

    plan: PlanReport
    result: RunResult
    recovered: Recovered
    prompts: tuple[Path, int] | None = None
    """The cards that were written for what a person makes elsewhere, and how many."""
    has_heeded: bool = False
    """Whether something was decided while it ran."""
    placed: tuple[str, ...] = ()
    """Children of takes that came: whether each took its parent's place, or what to type."""
    unseen: tuple[str, ...] = ()
    """What was made and the film does not show, with what to type."""
    unagreed: tuple[str, ...] = ()
    """What became known while it ran, costs money, and nobody agreed to."""
    unordered: tuple[str, ...] = ()
    """What was not ordered for want of a key, a price, or what it starts from; a sentence each."""
    money: tuple[str, ...] = ()
    """What this run spent, and what is left of the film's limits, a sentence each."""
    looked: tuple[str, ...] = ()
    """What is worth a look among the takes that came, in a line."""

    @property
    def is_over_budget(self) -> bool:
        """Whether something was not ordered because a limit had no room for it."""
        return any(one.is_for_budget for one in self.result.failed)

    @property
    def left(self) -> tuple[str, ...]:
        """What could not be made, a sentence each; waiting for a person is no failure."""
        said = [self.result.stopped_by] if self.result.stopped_by else []
        poor = [one for one in self.result.failed if one.is_for_budget]
        said += told_together([one for one in self.result.failed if not one.is_for_budget])
        if poor:
            more = f" ({len(poor)} orders were not sent; this is the first)" * (len(poor) > 1)
            said.append(f"{poor[0].job}: {poor[0].reason}{more}")
        said += self.unordered
        said += self.unagreed
        said += [f"{one.job}: in doubt: {one.reason}" for one in self.result.in_doubt]
        way = "; the same command goes on with it"
        said += [f"{line}{way}" for line in told_together(self.result.left)]
        blocks = self.plan.blocks
        told = {id(row) for block in blocks for row in block.rows}
        tried = {one.job for one in self.result.made}
        tried |= {one.job for one in (*self.result.failed, *self.result.in_doubt)}
        tried.update(self.result.under_way, self.result.not_started)
        said += [
            f"{row.job.id.shot} {row.job.id.kind}: {'; '.join(row.reasons)}"
            for row in self.plan.rows
            if row.decision is Decision.BLOCKED and id(row) not in told and row.job.id not in tried
        ]
        said += map(str, blocks)
        return tuple(dict.fromkeys(said))


def make(production: Production, request: MakeRequest, listener: Listener) -> MakeReport:
    """Make what is missing of the stages asked for; whatever was cut off goes on first.

    Raises:
        LedgerError: another run holds the film.
        NotAgreed: it would cost money that nobody agreed to; nothing new was sent.
    """
    command = "rushes " + (" ".join(request.stages) or "make")
    with (
        hold(production.home.state, command),
        nullcontext(request.stop) if request.stop else Interrupt() as stop,
        _workers(request) as workers,
    ):
        requests = Requests(production, request.selection.forced)
        inspector = Inspector(production, workers, listener)
        floor = on_the_floor(production, request, workers, inspector)
        runner = Runner(replace(_heeding(floor, requests, stop), leaves=request.leaves))
        recovered = take_up(production, runner)
        buyer = Buyer(request, listener)
        bought = buyer.buy(production)
        prompts = write_prompts(production, bought.report.rows)
        must_be_agreed(production, bought.consent, runner)
        works = bought.consent.works
        shift = _Shift(production, runner, buyer, bought.report)
        if works:
            jobs = [work.job for work in works]
            ahead = outline(production, jobs, request.film, workers.count)
            listener(replace(ahead, leaves=request.leaves))
        shift.begin(works, stop)
        while not shift.is_over(stop):
            if not (requests.since_last() or buyer.doubts(production)):
                break
            shift.go_on()
        looked = () if stop.is_set else inspector.said()
    result = shift.result
    placed = heirs(production, came(recovered, result))
    return MakeReport(
        shift.report,
        result,
        recovered,
        prompts,
        requests.came,
        placed,
        _unseen(production, result),
        tuple(shift.unagreed),
        tuple(dict.fromkeys((*bought.unordered, *shift.unordered))),
        money_words(production, result.spent, result.unpriced),
        looked,
    )


def must_be_agreed(production: Production, consent: Consent, runner: Runner) -> None:
    """Stop where somebody said no; where nobody was there, bring first what was paid for.

    Raises:
        NotAgreed: it would cost money that nobody agreed to.
    """
    if consent.refused is None:
        return
    left = production.ledger.open_attempts()
    if left and not consent.was_asked:
        runner.run(())
    elif left:
        stay = f"{len(left)} orders are under way and stay so"
        stay = "1 order is under way and stays so" if len(left) == 1 else stay
        raise NotAgreed(
            f"{consent.refused.message}; {stay}",
            fix="`rushes collect` brings what is ready; the same command asks again",
        )
    raise consent.refused


class _Shift:
    """One run and what it goes on with: what was tried so far, and what came of it."""

    def __init__(
        self, production: Production, runner: Runner, buyer: Buyer, report: PlanReport
    ) -> None:
        self.production = production
        self.report = report
        """The plan that stands now."""
        self.result = RunResult()
        self.unordered: tuple[str, ...] = ()
        self.unagreed: list[str] = []
        """What became known while it ran, costs money, and nobody agreed to."""
        self._runner = runner
        self._buyer = buyer

    def is_over(self, stop: Interrupt) -> bool:
        """Whether nothing more is begun."""
        return stop.is_set or bool(self.result.stopped_by)

    def begin(self, works: tuple[Work, ...], stop: Interrupt) -> None:
        """Make what was agreed to, lines first: their shots are as long as they are."""
        lines = spoken_first(self.production.project, works)
        self.result = self._runner.run(lines or works)
        self._buyer.tried = {work.job.id for work in lines or works}
        if lines and not self.is_over(stop):
            self.production = self.production.reread()
            works = self._wanted_now()
            self.result = both(self.result, self._runner.run(works))
        parts = (one for one in self.result.made if is_part(one.ref.kind))
        if any(parts) and not self.is_over(stop):
            self.go_on()  # what is joined of them follows

    def go_on(self) -> None:
        """Make what is wanted by the plan of now."""
        works = self._wanted_now()
        if works:
            self.result = both(self.result, self._runner.run(works))

    def _wanted_now(self) -> tuple[Work, ...]:
        """What a new plan wants beyond what was tried; that counts as tried from here on."""
        bought = self._buyer.buy(self.production)
        self.report, self.unordered = bought.report, bought.unordered
        self.result = without_doubt(self.result, bought.rebought)
        if bought.consent.refused is not None:
            self.unagreed.append(f"{bought.consent.refused.message}; the same command asks again")
        self._buyer.tried |= bought.wanted
        return bought.consent.works


def _unseen(production: Production, result: RunResult) -> tuple[str, ...]:
    """What of the takes made is not seen in the film; of very many the first few."""
    if not result.made:
        return ()
    from pipeline.production.unseen import unseen

    made = [one.ref for one in result.made if not _is_child(production, one.ref)]
    said = unseen(production.reread(), [ref.shot for ref in made], takes=[str(r) for r in made])
    if len(said) <= NEWS:
        return said
    more = f"and {len(said) - NEWS} more such takes: `rushes why SHOT` says what to type"
    return (*said[:NEWS], more)


def _is_child(production: Production, ref: TakeRef) -> bool:
    """Whether a take was made from another by itself; what is said of that is said elsewhere."""
    take = production.vault.find(ref)
    return take is not None and bool(take.slate.parent)


def on_the_floor(
    production: Production, request: MakeRequest, workers: Workers, listener: Listener
) -> Floor:
    """Everything a run works with."""
    project = production.project
    return Floor(
        vault=production.vault,
        ledger=production.ledger,
        makers=Makers(production.makers, lambda name, data: _again(production, name, data)),
        workers=workers,
        standing=lambda shot, kind: standing_take(production, shot, kind),
        production=project.title.first or production.folder.name,
        unit=project.local.unit,
        home=production.folder,
        run=uuid.uuid4().hex,
        caps=caps_of(production, may_cost_unknown=request.may_cost_unknown),
        news=News(production.vault) if project.local.takes or project.local.unit else None,
        tell=listener,
        checkpoint=request.checkpoint,
    )


def _heeding(floor: Floor, requests: Requests, stop: Interrupt) -> Floor:
    """The same, where what is asked meanwhile is heeded."""
    return replace(
        floor,
        stop=stop,
        standing=requests.standing,
        is_wanted=requests.is_wanted,
        heard=requests.heard,
        must_stand=requests.must_stand,
        cancelled=requests.cancelled,
    )


def picked_up(recovered: Recovered) -> str:
    """What was picked up of a run that was cut off, in one sentence; empty when nothing was."""
    if recovered.is_empty:
        return ""
    if recovered == Recovered(under_way=recovered.under_way):
        count = len(recovered.under_way)
        orders = f"{count} order{'s' * (count != 1)} that {'were' if count != 1 else 'was'}"
        return f"went on with {orders} under way; nothing was ordered twice"
    counts = (
        (recovered.published, "finished take", "put in place"),
        (recovered.under_way, "order", "gone on with"),
        (recovered.sent_again, "order", "sent again under the same key"),
        (recovered.reopened, "free work", "begun again"),
        (recovered.in_doubt, "order", "in doubt"),
        (recovered.set_aside, "file", "set aside in lost+found"),
    )
    said = ", ".join(
        f"{len(found)} {word}{'s' * (len(found) != 1)} {what}"
        for found, word, what in counts
        if found
    )
    return f"picked up after a run that was cut off: {said}; nothing was lost"


def _workers(request: MakeRequest) -> Workers:
    return Workers(request.workers or max(1, os.cpu_count() or 1))


def take_up(production: Production, runner: Runner) -> Recovered:
    """Pick up what an earlier run left, before anything else is looked at or ordered.

    What this user never agreed to is not sent again; what was picked up stands in the log, and in
    `status`.
    """
    distrust(production)
    recovered = runner.recover()
    production.is_learnt = True
    sentence = picked_up(recovered)
    if sentence:
        now = datetime.now(UTC)
        production.ledger.notes.log(now, "recovered", shot="", sentence=sentence, data={})
    production.ledger.notes.set_meta("picked up", sentence)
    return recovered


def _again(production: Production, name: str, data: Json) -> Backend | str:
    """The backend that a ticket names, with the settings it carries."""
    from pipeline.backends import shelf

    if not shelf.is_known(name):
        return f"the backend '{name}' is not installed here"
    kind = shelf.find(name)
    if kind.needs_trust or elsewhere(kind, data):  # an order file may come from anywhere: only
        return _trusted(production, name, data)  # what the film names and its owner allowed is run
    from pydantic import ValidationError

    try:
        return kind(kind.Settings.model_validate(data), production.folder)
    except ValidationError:
        return f"an order was sent with settings that '{name}' does not have (any more)"


def _trusted(production: Production, name: str, data: Json) -> Backend | str:
    made = [one for one in production.makers.values() if isinstance(one, Backend)]
    for maker in made:
        if maker.name == name and dict(frozen_settings(maker.settings)) == data:
            return maker
    if data.get("base_url"):
        return f"an order was sent to another address of '{name}' than this film names (any more)"
    return f"an order names a program for '{name}' that this film does not run (any more)"
