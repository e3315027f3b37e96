"""Edit: chosen panels sent through a generator that changes pictures, each judged by a person.

What comes is a panel made from the panel it changes. It stands beside it and is shown only once it
is circled; clips that began with the old panel are outdated then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends.base import Backend, Operation, Order, OrderImage
from pipeline.errors import ProjectError
from pipeline.facts import PANEL, Take
from pipeline.media.pictures import fitted, read_picture, sheet, write_picture
from pipeline.plan.jobs import Job, JobId
from pipeline.plan.standing import choice_of
from pipeline.production.agreeing import Priced
from pipeline.production.making import MakeRequest
from pipeline.production.planning import choose, standing_take
from pipeline.production.selecting import Selection
from pipeline.production.siding import maker_of, run_beside, works_beside
from pipeline.project.edit import Picks
from pipeline.run.work import RunResult
from pipeline.stages.orders import frame_size
from pipeline.stages.places import Places

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["EditAsk", "EditReport", "EditRow", "edited_panels"]

_CELL = 640
"""Pixels of a picture on the sheet."""


class EditAsk(Struct, frozen=True):
    """What is changed."""

    words: str
    """What the generator is told: ``his coat is dark red; change nothing else``."""
    selection: Selection
    generator: str = ""
    """Empty: the film's only one that changes pictures."""


class EditRow(Struct, frozen=True):
    """One panel, and what came of it."""

    shot: str
    old: str
    """``sh030 panel 2``."""
    new: str
    """``sh030 panel 5``."""
    is_new: bool
    """Whether it came just now."""


class EditReport(Struct, frozen=True):
    """What came of it."""

    generator: str
    rows: tuple[EditRow, ...]
    """In board order; those that are circled already left out."""
    result: RunResult
    sheet: Path | None
    """Old on the left, new on the right."""
    said: tuple[str, ...] = ()


def edited_panels(
    production: Production, ask: EditAsk, request: MakeRequest, listener: Listener
) -> EditReport:
    """Have the chosen panels changed, and lay old and new side by side.

    Raises:
        ProjectError: no generator that changes pictures, no panel at all, or one it cannot change.
        NotAgreed: it would cost money that nobody agreed to; nothing was sent.
    """
    if not ask.words.strip():
        raise ProjectError("nothing is said of what to change", fix='as in: "the coat is red"')
    name = ask.generator or _only_editor(production)
    maker_of(production, name)
    panels, shut = _panels(production, ask, name)
    by_job = {str(take.ref): take for take in panels}
    jobs = {str(take.ref): _job(production, ask, name, take) for take in panels}
    said = [f"{shot} is approved and left as it is; `rushes open {shot}`" for shot in shut]

    def has(job: Job) -> bool:
        return _changed(production, job, by_job[job.work.images[0].take]) is not None

    def works_of(_: object) -> Sequence[Priced]:
        return works_beside(production, jobs.values(), has, said)

    had = {str(take.ref) for found in production.vault.all().values() for take in found}
    _, result = run_beside(production, "rushes edit", request, listener, works_of)
    pairs = [
        (old, new)
        for old in panels
        if (new := _changed(production, jobs[str(old.ref)], old)) is not None
    ]
    rows = tuple(
        EditRow(old.ref.shot, str(old.ref), str(new.ref), str(new.ref) not in had)
        for old, new in pairs
    )
    return EditReport(name, rows, result, _laid_out(production, pairs), tuple(said))


def _only_editor(production: Production) -> str:
    """The generator of the film that makes pictures from pictures, where there is one alone."""
    found = [
        name
        for name, maker in production.makers.items()
        if isinstance(maker, Backend) and Operation.I2I in _operations(production, name, maker)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise ProjectError(
            f"several generators of this film change pictures: {', '.join(found)}",
            fix=f"say which: --using {found[0]}",
        )
    raise ProjectError(
        "no generator of this film changes pictures",
        fix="name one under generators: for which `rushes backends list` says i2i; where there "
        "are several, --using says which",
    )


def _operations(production: Production, name: str, maker: Backend) -> frozenset[Operation]:
    model = production.project.generators[name].model
    return frozenset(maker.capabilities(model).operations)


def _panels(production: Production, ask: EditAsk, name: str) -> tuple[list[Take], list[str]]:
    """The panels that stand for the shots meant, and the shots that are approved.

    What was changed so already is left out.
    """
    picks = production.project.picks or Picks()
    found, shut = [], []
    for shot in choose(production, ask.selection):
        take = standing_take(production, shot.id, PANEL)
        if take is None or _is_made_so(take, ask, name):
            continue
        if picks.of(shot.id).is_approved:
            shut.append(shot.id)
        else:
            found.append(take)
    if not (found or shut):
        raise ProjectError(
            "there is no panel to change among the shots meant",
            fix="`rushes board` makes panels; what was changed so already is left as it is",
        )
    return found, shut


def _is_made_so(take: Take, ask: EditAsk, name: str) -> bool:
    return take.slate.generator == name and take.slate.prompt == ask.words


def _job(production: Production, ask: EditAsk, name: str, take: Take) -> Job:
    project, shot = production.project, production.project.shots[take.ref.shot]
    generator = project.generators[name]
    main = next(file for file in take.slate.files if file.role == "main")
    width, height = frame_size(project)
    order = Order(
        operation=Operation.I2I,
        shot=shot.id,
        prompt=ask.words,
        images=(OrderImage("source", main.digest, take.path, take=str(take.ref)),),
        width=width,
        height=height,
        fps=project.fps,
        seed=shot.seed,
        model=generator.model,
    )
    files = tuple((one.path, one.digest) for one in take.slate.inputs if one.path)
    return Job(
        JobId(shot.id, PANEL, name, 1),
        order,
        take.slate.words,
        author_files=files,
        where=generator.where,
        marks=Places(shot, PANEL, generator),
    )


def _changed(production: Production, job: Job, old: Take) -> Take | None:
    """The newest panel that was made from ``old`` with these words by this generator."""
    name = str(old.ref)
    rejected = (production.project.picks or Picks()).of(old.ref.shot).rejected
    fitting = [
        take
        for take in production.vault.takes(old.ref.shot, PANEL)
        if take.slate.generator == job.id.generator
        and take.slate.prompt == job.work.prompt
        and any(item.take == name for item in take.slate.inputs)
        and choice_of(take) not in rejected
    ]
    return max(fitting, key=lambda take: take.ref.number, default=None)


def _laid_out(production: Production, pairs: Sequence[tuple[Take, Take]]) -> Path | None:
    pairs = [pair for pair in pairs if not any(take.is_offline for take in pair)]
    if not pairs:
        return None
    out = production.home.out
    out.mkdir(parents=True, exist_ok=True)
    number = 1
    while (path := out / f"edit_v{number:02d}.png").exists():
        number += 1
    size = (_CELL, max(2, round(_CELL / production.project.aspect / 2) * 2))
    cells = [(fitted(read_picture(take.path), *size), _told(take)) for take in _flat(pairs)]
    write_picture(sheet(cells, columns=2, cell=size), path)
    return path


def _flat(pairs: Sequence[tuple[Take, Take]]) -> Iterator[Take]:
    for pair in pairs:
        yield from pair


def _told(take: Take) -> str:
    return f"{take.ref}   {take.slate.generator}".rstrip()
