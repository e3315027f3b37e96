"""Compare generators: one shot's order sent to several, laid side by side, and one of them chosen.

What comes are takes on the side: none stands for its shot until it is circled, and none is counted
among those that the film asks for. What was made of the same words before is not ordered again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import Problem, ProjectError
from pipeline.facts import CLIP, PANEL, Kind, Money, Take
from pipeline.media.side_by_side import Cell, write_grid, write_rows
from pipeline.plan.jobs import Job
from pipeline.production.agreeing import Priced
from pipeline.production.making import MakeRequest
from pipeline.production.planning import standing_take
from pipeline.production.siding import (
    made_before,
    maker_of,
    must_be_open,
    run_beside,
    works_beside,
)
from pipeline.production.surveying import facts_of
from pipeline.project.story import Ask
from pipeline.run.work import RunResult
from pipeline.stages.board import STAGE as BOARD
from pipeline.stages.shoot import STAGE as SHOOT

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["Compare", "CompareReport", "Compared", "compared"]


class Compare(Struct, frozen=True):
    """What is compared."""

    shot: str
    generators: tuple[str, ...]
    """By their names in the film, each once."""
    kind: Kind = CLIP
    is_anew: bool = False
    """Whether what was made of the same words before is made once more."""
    forced: tuple[str, ...] = ()
    """The shot, where it may be approved."""


class Compared(Struct, frozen=True):
    """What one generator made of it."""

    generator: str
    take: str
    """``sh030 clip 7``."""
    model: str
    seconds: Fraction
    price: Money | None
    """None: nobody knows."""
    took: float | None
    """Seconds from the order to the take; None where no journal tells."""
    is_new: bool

    @property
    def caption(self) -> str:
        """``kling  sh030 clip 7  5 s  0.35 USD  42 s``: as it stands below the picture."""
        said = [self.generator, self.take]
        if self.seconds:
            said.append(f"{float(self.seconds):.3g} s")
        said.append(price_said(self.price))
        if self.took is not None:
            said.append(f"in {_spoken(self.took)}")
        return "   ".join(said)


class CompareReport(Struct, frozen=True):
    """What came of it."""

    rows: tuple[Compared, ...]
    """In the order the generators were named in."""
    result: RunResult
    sheet: Path | None
    grid: Path | None
    """The clips, playing at once; None for panels, or where there is one alone."""
    said: tuple[str, ...] = ()


def compared(
    production: Production, compare: Compare, request: MakeRequest, listener: Listener
) -> CompareReport:
    """Have the generators make the same, and lay what they made side by side.

    Raises:
        ProjectError: no such shot or generator, no panel to begin with, or one cannot do it.
        NotAgreed: it would cost money that nobody agreed to; nothing was sent.
    """
    must_be_open(production, [compare.shot], compare.forced)
    jobs = _jobs(production, compare)
    panel = _panel(production, compare)
    said: list[str] = []

    def has(job: Job) -> bool:
        return not compare.is_anew and bool(made_before(production, job, panel, is_rejected=True))

    def works_of(_: object) -> Sequence[Priced]:
        return works_beside(production, jobs, has, said)

    had = {str(take.ref) for take in production.vault.takes(compare.shot, compare.kind)}
    _, result = run_beside(production, "rushes compare", request, listener, works_of)
    rows = tuple(_rows(production, jobs, panel, had, said))
    sheet, grid = _laid_out(production, compare, rows)
    return CompareReport(rows, result, sheet, grid, tuple(said))


def _jobs(production: Production, compare: Compare) -> list[Job]:
    """The shot's order for each generator, as if the shot asked each for one take.

    Raises:
        ProjectError: with everything that stands in the way.
    """
    project = production.project
    shot = project.shots.get(compare.shot)
    if shot is None:
        raise ProjectError(f"there is no shot '{compare.shot}'", fix="`rushes plan` lists them")
    problems: list[Problem] = []
    for name in compare.generators:
        try:
            maker_of(production, name)
        except ProjectError as err:
            problems += err.problems
    if problems:
        raise ProjectError(problems)
    asks = tuple(Ask(name, 1) for name in compare.generators)
    is_clip = compare.kind == CLIP
    asked = replace(shot, clips=asks) if is_clip else replace(shot, panels=asks)
    stage = SHOOT if is_clip else BOARD
    jobs = list(stage.jobs(project, facts_of(production), [asked]))
    missing = [
        Problem(f"{shot.id} has no panel to begin with", fix=f"`rushes board {shot.id}`")
        for job in jobs
        if any(one.shot == shot.id and one.kind == PANEL for one in job.wanted)
        and standing_take(production, shot.id, PANEL) is None
    ]
    if missing:
        raise ProjectError(dict.fromkeys(missing))
    return jobs


def _panel(production: Production, compare: Compare) -> str:
    """The panel that clips begin with; empty where none does, and for panels themselves."""
    shot = production.project.shots[compare.shot]
    takes = standing_take(production, shot.id, PANEL)
    is_from_it = compare.kind == CLIP and shot.is_from_panel and takes is not None
    return str(takes.ref) if is_from_it and takes is not None else ""


def _rows(
    production: Production, jobs: Sequence[Job], panel: str, had: set[str], said: list[str]
) -> Iterator[Compared]:
    for job in jobs:
        made = made_before(production, job, panel)
        here = [one for one in made if not one.is_offline]
        said += [f"{one.ref} is offline: it is not ordered again" for one in made[-1:] if not here]
        for take in here[-1:]:
            slate = take.slate
            yield Compared(
                generator=job.id.generator,
                take=str(take.ref),
                model=slate.model,
                seconds=slate.media.seconds,
                price=Money(0) if slate.is_free else slate.price,
                took=_took(production, take),
                is_new=str(take.ref) not in had,
            )


def _took(production: Production, take: Take) -> float | None:
    """Seconds from the order to the take, by the journal."""
    slots = production.ledger.history().of(take.ref.shot, take.ref.kind)
    mine = (one for one in slots if (one.number, one.unit) == (take.ref.number, take.ref.unit))
    slot = next(mine, None)
    attempt = production.ledger.attempts.get(slot.attempt) if slot and slot.attempt else None
    if attempt is None or attempt.ended is None:
        return None
    return (attempt.ended - attempt.intended).total_seconds()


def _laid_out(
    production: Production, compare: Compare, rows: Sequence[Compared]
) -> tuple[Path | None, Path | None]:
    """The sheet, and the clips playing at once; under names that are free."""
    cells = [
        Cell(take.path, take.slate.media, row.caption)
        for row in rows
        for take in production.vault.takes(compare.shot, compare.kind)
        if str(take.ref) == row.take
    ]
    if not cells:
        return None, None
    out = production.home.out
    out.mkdir(parents=True, exist_ok=True)
    stem, number = f"compare_{compare.shot}", 1
    while any((out / f"{stem}_v{number:02d}{end}").exists() for end in (".png", ".mp4")):
        number += 1
    project = production.project
    sheet = out / f"{stem}_v{number:02d}.png"
    write_rows(cells, sheet, aspect=project.aspect)
    grid = None
    if compare.kind == CLIP and len(cells) > 1:
        grid = sheet.with_suffix(".mp4")
        write_grid(cells, grid, rate=project.fps, aspect=project.aspect)
    return sheet, grid


def price_said(price: Money | None) -> str:
    """``0.35 USD``, ``free``, ``price unknown``."""
    if price is None:
        return "price unknown"
    return str(price) if price.micros else "free"


def _spoken(seconds: float) -> str:
    whole = round(seconds)
    if whole < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    return f"{whole // 60} min {whole % 60} s"
