"""What would happen, and why, before anything happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.facts import HEARD, PANEL, Decision, Kind, Money, Take
from pipeline.plan.called import counted_takes
from pipeline.plan.decide import Decided, decide
from pipeline.plan.group import Knowledge
from pipeline.plan.jobs import Job, Stage
from pipeline.plan.needs import overlong, shots_shown, takes_named
from pipeline.plan.standing import standing
from pipeline.production.budgeting import Purchase, Room, budget_of, purchases, rooms, summed
from pipeline.production.outdating import Cause, causes_of
from pipeline.production.selecting import Selection, select
from pipeline.project.edit import Cut, Picks, TakeChoice
from pipeline.project.made_sounds import is_sounding, made_words
from pipeline.project.story import Project, Shot
from pipeline.stages import ORDER, load

if TYPE_CHECKING:
    from pipeline.errors import Problem
    from pipeline.production.production import Production

__all__ = [
    "FOOTAGE",
    "Block",
    "PlanReport",
    "WhyReport",
    "choose",
    "cut_of",
    "gather",
    "kinds_of",
    "overlong_windows",
    "plan",
    "why",
]

FOOTAGE = tuple(entry.name for entry in ORDER if entry.makes_footage)


class PlanReport(Struct, frozen=True):
    """Every decision, in board order."""

    rows: tuple[Decided, ...]
    unseen: str = ""
    """Shots that something is made of and that the film will not show, with what to write."""
    rooms: tuple[Room, ...] = ()
    """The limits that what is bought counts against, with what is left of each."""
    causes: tuple[Cause, ...] = ()
    """Why takes are outdated, a cause once."""

    def count(self, decision: Decision) -> int:
        """How many rows say so."""
        return sum(1 for row in self.rows if row.decision is decision)

    @property
    def price(self) -> tuple[Money, ...]:
        """The most that making everything can cost, a sum for each currency; unknown left out."""
        return summed(
            row.price
            for row in self.rows
            if row.decision is Decision.MAKE and row.price is not None
        )

    @property
    def purchases(self) -> tuple[Purchase, ...]:
        """What would be bought, put together by generator and kind; unknown prices counted."""
        return purchases(
            (row.job, row.price)
            for row in self.rows
            if row.decision is Decision.PRICE_UNKNOWN
            or (row.decision is Decision.MAKE and row.price is not None and row.price.micros)
        )

    @property
    def unpriced(self) -> int:
        """How many of the orders that would be bought nobody knows the price of."""
        return sum(one.unknown for one in self.purchases)

    @property
    def to_buy(self) -> int:
        """How many takes would cost money, or nobody knows whether they would."""
        return sum(one.count for one in self.purchases)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What keeps takes of several shots from being made, each cause once."""
        grouped: dict[tuple[str, ...], list[Decided]] = {}
        for row in self.rows:
            if row.decision is Decision.BLOCKED:
                grouped.setdefault(row.faults or row.reasons, []).append(row)
        return tuple(
            Block(_cause(rows), tuple(rows))
            for rows in grouped.values()
            if len({row.job.id.shot for row in rows}) > 1
        )


def _cause(rows: Sequence[Decided]) -> str:
    """Why all of them are blocked, with the first of the places that ask for it."""
    places = len({row.reasons for row in rows})
    more = f", and so in {places - 1} more place{'s' * (places > 2)}" if places > 1 else ""
    return "; ".join(rows[0].reasons) + more


class Block(Struct, frozen=True):
    """One cause, and everything that it keeps from being made."""

    reason: str
    rows: tuple[Decided, ...]

    def __str__(self) -> str:
        """``25 panels, 25 clips of 25 shots blocked: film.yaml:4:7: …``."""
        counts = Counter(row.job.id.kind.word for row in self.rows)
        takes = ", ".join(counted_takes(count, word) for word, count in counts.items())
        shots = len({row.job.id.shot for row in self.rows})
        return f"{takes} of {shots} shots blocked: {self.reason}"


class WhyReport(Struct, frozen=True):
    """One shot explained."""

    shot: Shot
    rows: tuple[Decided, ...]
    prompts: tuple[tuple[str, str], ...]
    """(generator, what is sent)."""
    unseen: tuple[str, ...] = ()
    """Takes that the film does not show, with what to type."""

    @property
    def whose(self) -> str:
        """``sh010, scene sc010, 48 frames``; what is no shot is called what it is."""
        shot = self.shot
        if not shot.scene:
            return f"{shot.id}, music, {shot.frames} frames"
        if shot.scene == shot.id:
            return f"{shot.id}, a scene"
        return f"{shot.id}, scene {shot.scene}, {shot.frames} frames"


def cut_of(project: Project, name: str = "main") -> Cut:
    """The cut of that name; ``main`` follows from the board when no file says otherwise."""
    if name in project.cuts:
        return project.cuts[name]
    from pipeline.project.cut_file import default_cut

    if name == "main":
        return default_cut(project)
    from pipeline.errors import ProjectError

    known = ", ".join(project.cuts) or "main"
    fix = f"known: {known}; or write cuts/{name}.yaml"
    raise ProjectError(f"there is no cut '{name}'", fix=fix)


def gather(
    production: Production, forced: Sequence[str] = (), *, jobs: Iterable[Job] | None = None
) -> Knowledge:
    """Everything outside the written film that a decision rests on; of the past, all, or ``jobs``.

    A job rests on the past of its own shot, and of the shots that its inputs are taken from.
    """
    project = production.project
    picks = project.picks or Picks()
    takes = production.vault.all()
    if not production.is_learnt:
        _learn(production)
    return Knowledge(
        history=production.ledger.history(None if jobs is None else _rested_on(jobs)),
        takes=takes,
        picks=picks,
        makers=production.makers,
        fps=project.fps,
        named=_named(project, picks),
        stopped=_stopped(production),
        renamed=_renamed(project, takes) | _renamed_beside(project, takes),
        follow={shot.id: shot.follow for shot in project.holders.values()},
        forced=frozenset(forced),
        unit=project.local.unit,
        budget=budget_of(production),
        most={one.id: one.most for one in project.holders.values() if one.most is not None},
    )


def _rested_on(jobs: Iterable[Job]) -> set[str]:
    return {shot for job in jobs for shot in (job.id.shot, *(each.shot for each in job.wanted))}


def _learn(production: Production) -> None:
    """Have the ledger know what the folders show: after it was lost, after a clone, after a copy.

    The plan would otherwise ask for takes and orders that are there.
    """
    from datetime import UTC, datetime

    from pipeline.run.sharing import learn_all

    unit = production.project.local.unit
    learn_all(production.ledger, production.vault, unit=unit, at=datetime.now(UTC))
    production.is_learnt = True


def jobs_of(production: Production, shots: Sequence[Shot], stages: Sequence[str]) -> list[Job]:
    """Every job of the footage stages for these shots."""
    from pipeline.production.surveying import facts_of

    facts = facts_of(production)
    jobs: list[Job] = []
    for name in FOOTAGE:
        if not stages or name in stages:
            jobs.extend(_stage(name).jobs(production.project, facts, shots))
    return jobs


def choose(
    production: Production, selection: Selection, *, beside: bool = False
) -> tuple[Shot, ...]:
    """The shots that a selector means; ``beside``: with what else takes belong to."""
    project = production.project

    def uses_generator(shot: Shot) -> bool:
        asks = (*shot.panels, *shot.clips, *shot.voices)
        asked = {ask.generator for ask in (*asks, *(shot.sounds if is_sounding(shot) else ()))}
        made = {
            take.slate.generator
            for kind in production.vault.kinds(shot.id)
            for take in production.vault.takes(shot.id, kind)
        }
        return selection.generator in asked | made

    tests = {
        "generator": uses_generator,
        "used": lambda shot: shot.id in _used(project),
        "outdated": lambda shot: shot.id in _with(Decision.OUTDATED),
        "missing": lambda shot: shot.id in _with(Decision.MAKE, Decision.WAITING),
    }

    def _with(*decisions: Decision) -> set[str]:
        rows = _rows(production, tuple(project.holders.values()), (), ())
        return {row.job.id.shot for row in rows if row.decision in decisions}

    return select(project, selection, tests, beside=beside)


def plan(production: Production, selection: Selection, stages: Sequence[str]) -> PlanReport:
    """What would happen for the shots meant, and why."""
    shots = choose(production, selection, beside=True)
    rows = _rows(production, shots, stages, selection.forced)
    made = [row.job.id.shot for row in rows if row.decision is Decision.MAKE]
    from pipeline.production.left_out import left_out_sentence

    bought = PlanReport(rows).purchases
    limits = rooms(production, {one.generator for one in bought}, bought) if bought else ()
    causes = causes_of(production, rows)
    return PlanReport(rows, left_out_sentence(production.project, made), limits, causes)


def why(production: Production, shot: str) -> WhyReport:
    """What stands for one shot, what would be made, and the reasons."""
    chosen = choose(production, Selection(names=(shot,)), beside=True)
    jobs = jobs_of(production, chosen, ())
    prompts = dict.fromkeys((job.id.generator, job.work.prompt) for job in jobs if job.work.prompt)
    rows = decide(jobs, gather(production, jobs=jobs))
    from pipeline.production.unseen import unseen

    news = unseen(production, [each.id for each in chosen])
    return WhyReport(chosen[0], rows, tuple(prompts), news)


def kinds_of(stages: Sequence[str]) -> frozenset[str]:
    """The kinds of take that these stages make; all of them where none is named."""
    names = [name for name in FOOTAGE if not stages or name in stages]
    return frozenset(_stage(name).kind.word for name in names)


def standing_take(production: Production, shot: str, kind: Kind) -> Take | None:
    """The take that stands for a shot now; offline ones do not stand."""
    picks = production.project.picks or Picks()
    take = standing(production.vault.takes(shot, kind), picks.of(shot), kind)
    return None if take is None or take.is_offline else take


def _rows(
    production: Production,
    shots: Sequence[Shot],
    stages: Sequence[str],
    forced: Sequence[str],
) -> tuple[Decided, ...]:
    jobs = jobs_of(production, shots, stages)
    return decide(jobs, gather(production, forced, jobs=jobs))


def _stage(name: str) -> Stage:
    stage: Stage = load(name)
    return stage


def _used(project: Project) -> set[str]:
    return shots_shown(project, cut_of(project))


def _named(project: Project, picks: Picks) -> dict[str, frozenset[TakeChoice]]:
    named: dict[str, set[TakeChoice]] = {}
    for cut in project.cuts.values():
        for shot, choices in takes_named(cut).items():
            named.setdefault(shot, set()).update(choices)
    for shot, pick in picks.shots.items():
        chosen = [*pick.maybe, *pick.rejected]
        chosen.extend(pick.circles)
        named.setdefault(shot, set()).update(chosen)
    return {shot: frozenset(choices) for shot, choices in named.items()}


def _stopped(production: Production) -> dict[tuple[str, str], str]:
    """Problems of the author's files that stop a kind of a shot from being made."""
    kinds = {name: _stage(name).kind.word for name in FOOTAGE}
    stopped: dict[tuple[str, str], str] = {}
    for problem in (*production.project.problems, *overlong_windows(production)):
        if problem.is_warning:
            continue
        stages = [name for name in FOOTAGE if not problem.stops or name in problem.stops]
        shots = [problem.shot] if problem.shot else list(production.project.holders)
        place = f"{problem.where}: " if problem.where else ""
        for name in stages:
            for shot in shots:
                stopped.setdefault((kinds[name], shot), f"{place}{problem.message}")
    return stopped


def overlong_windows(production: Production) -> list[Problem]:
    """Windows of the cuts that ask for a clip many times as long as its shot is planned."""
    project, takes = production.project, production.vault.all()
    cuts = project.cuts.values()
    return [problem for cut in cuts for problem in overlong(project, cut, takes)]


def _renamed(
    project: Project, takes: Mapping[tuple[str, Kind], tuple[Take, ...]]
) -> dict[str, str]:
    """New shots that have the words of a shot that is gone while its takes are still there."""
    from pipeline.project.words import words_of

    gone = {
        shot: found[-1].slate.words
        for (shot, kind), found in takes.items()
        if kind == PANEL and shot not in project.shots and found[-1].slate.words
    }
    if not gone:
        return {}
    have = {shot for shot, _ in takes}
    return {
        shot.id: old
        for shot in project.shots.values()
        if shot.id not in have
        for old, words in gone.items()
        if words_of(shot, project, PANEL) == words
    }


def _renamed_beside(
    project: Project, takes: Mapping[tuple[str, Kind], tuple[Take, ...]]
) -> dict[str, str]:
    """The same of scenes and music that have the words of what is heard of one that is gone."""
    gone = {
        found[-1].slate.words.get("make", ""): shot
        for (shot, kind), found in takes.items()
        if kind.word in HEARD and shot not in project.holders
    }
    have = {shot for shot, _ in takes}
    return {
        shot.id: gone[words]
        for shot in project.beside.values()
        if shot.id not in have
        for words in made_words(project, shot)
        if words in gone
    }
