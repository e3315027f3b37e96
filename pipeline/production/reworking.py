"""Orders about a take that is there: the same, larger; or the same, going on for longer.

What comes is a child: a take of its own, whose slate says what it was made from. It takes the place
of its parent where that one stands, in the same window; otherwise it waits beside the film until it
is circled. It is never counted among the takes that the shot asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.errors import Problem, ProjectError
from pipeline.facts import CLIP, PANEL, Take
from pipeline.ledger.attempts import Attempt
from pipeline.plan.jobs import Job, JobId
from pipeline.plan.standing import choice_of
from pipeline.production.agreeing import Priced
from pipeline.production.making import MakeRequest
from pipeline.production.pulling import span_of, stretch_sent
from pipeline.production.siding import maker_of, priced, refusals, run_beside
from pipeline.production.succeeding import came, frames_held, heirs
from pipeline.project.edit import TakeChoice
from pipeline.project.story import Project
from pipeline.project.words import prompt_for
from pipeline.run.work import Recovered, RunResult
from pipeline.stages.orders import frame_size
from pipeline.stages.places import Places
from pipeline.timecode import frames_of_seconds

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["Rework", "ReworkReport", "reworked", "used_takes"]


class Rework(Struct, frozen=True):
    """What is to be made of takes that are there."""

    takes: tuple[tuple[str, TakeChoice], ...]
    generator: str
    """Its name in the film."""
    operation: Operation = Operation.UPSCALE
    width: int = 0
    """Pixels wanted; 0: those of the film's largest delivery."""
    seconds: Fraction = Fraction(0)
    """By how much a clip goes on."""
    skips_large: bool = False
    """Takes that are as wide already, or have a child that is, are left as they are."""
    handles: int | None = None
    """Of clips only what the cuts use is sent, with so many frames at either end; None: all."""


class ReworkReport(Struct, frozen=True):
    """What came of it."""

    result: RunResult
    said: tuple[str, ...] = ()
    """For every child, whether it took the place of its parent, or what to type."""


def used_takes(production: Production) -> tuple[tuple[str, TakeChoice], ...]:
    """The clips and panels that the film shows, each once, in film order."""
    from pipeline.project.take_text import parse_take

    found: dict[tuple[str, TakeChoice], None] = {}
    for row in production.cut_rows("main"):
        if row.shot and row.take.split(" ")[0] in {"clip", "panel"}:
            found[row.shot, parse_take(row.take)[1]] = None
    return tuple(found)


def reworked(
    production: Production, rework: Rework, request: MakeRequest, listener: Listener
) -> ReworkReport:
    """Have children of takes made, and let them take their parents' places.

    Raises:
        ProjectError: a take is not here, the generator cannot do it, or it is as large already.
        NotConfigured: there is no key for it here.
        BudgetReached: nobody knows what it costs, and that is not allowed.
        NotAgreed: it would cost money that nobody agreed to; nothing was sent.
    """
    found: list[tuple[_Before, list[Priced]]] = []

    def works_of(recovered: Recovered) -> Sequence[Priced]:
        before = _before(production, rework, recovered)
        works = _works(production, rework, before)
        found.append((before, works))
        return works

    command = f"rushes {rework.operation}"
    recovered, result = run_beside(production, command, request, listener, works_of)
    ((before, works),) = found
    said = [before.doubt(name) for name in before.in_doubt]
    said += heirs(production, came(recovered, result))
    if not (works or before.under_way or said):
        said.append("every take is as large already")
    return ReworkReport(result, tuple(said))


class _Before(Struct, frozen=True):
    """What an earlier command of the same kind left: none of it is ordered twice."""

    under_way: dict[str, Attempt]
    """Orders by the take that they are about."""
    in_doubt: dict[str, Attempt]
    brought: frozenset[str]
    """The takes whose children came just now."""

    def has(self, take: Take) -> bool:
        """Whether something was asked for already, or came."""
        name = str(take.ref)
        return name in self.brought or name in self.under_way or name in self.in_doubt

    def doubt(self, name: str) -> str:
        """What is said of one that is in doubt."""
        return (
            f"{name} is not ordered again: {self.in_doubt[name].ref}, made from it, is in doubt; "
            "`rushes adopt --job ID` or `rushes assume-lost` decides"
        )


def _before(production: Production, rework: Rework, recovered: Recovered) -> _Before:
    def by_parent(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
        return {
            parent: attempt
            for attempt in attempts
            if attempt.generator == rework.generator
            and attempt.order.get("operation") == rework.operation.value
            for parent in attempt.inputs
        }

    published = map(production.vault.find, recovered.published)
    brought = frozenset(
        take.slate.parent
        for take in published
        if take is not None and take.slate.generator == rework.generator
    )
    ledger = production.ledger
    asked = {str(_take(production, shot, choice).ref) for shot, choice in rework.takes}
    doubts = by_parent(ledger.in_doubt())
    return _Before(
        by_parent(ledger.open_attempts()),
        {name: attempt for name, attempt in doubts.items() if name in asked},
        brought,
    )


def _works(production: Production, rework: Rework, before: _Before) -> list[Priced]:
    """The jobs with their prices.

    Raises:
        ProjectError: with everything that stands in the way.
    """
    maker_of(production, rework.generator)
    problems: list[Problem] = []
    works: list[Priced] = []
    for shot, choice in rework.takes:
        take = _take(production, shot, choice)
        if before.has(take) or (rework.skips_large and _is_large(production, rework, take)):
            continue
        try:
            job = _job(production, rework, take, len(works) + 1)
            _must_not_be_refused(production, job, take)
        except ProjectError as err:
            problems.extend(err.problems)
            continue
        work, faults = priced(production, job)
        works.append(work)
        problems += [replace(fault, message=f"{take.ref}: {fault.message}") for fault in faults]
    if problems:
        raise ProjectError(dict.fromkeys(problems))
    return works


def _must_not_be_refused(production: Production, job: Job, take: Take) -> None:
    """Make sure that no service refused just this: it is not sent again as it is.

    Raises:
        ProjectError: it was refused, or may be refused again only as another take.
    """
    for slot in refusals(production, job):
        if str(take.ref) in slot.inputs:
            raise ProjectError(
                f"{take.ref}: {slot.reason or 'it was refused'}; it is not sent again as it is",
                fix="name another take of the shot, or another generator",
            )


def _is_large(production: Production, rework: Rework, take: Take) -> bool:
    """Whether the take, or one made from it, is as wide as is wanted: it is not ordered twice."""
    wide = rework.width or frame_size(production.project)[0]
    takes = production.vault.takes(take.ref.shot, take.ref.kind)
    children = [one for one in takes if one.slate.parent == str(take.ref)]
    wide_ones = [one for one in (take, *children) if one.slate.media.width >= wide]
    if take.slate.media.kind != "video":
        return bool(wide_ones)
    whole = frames_held(take.slate, production.project)
    begins, ends = 0, whole
    if rework.handles is not None:
        stretch = span_of(production, take, rework.handles)
        begins, ends = stretch.begins, stretch.ends
    for one in wide_ones:
        first = 0 if one is take else one.slate.begins
        if first <= begins and ends <= first + frames_held(one.slate, production.project):
            return True
    return False


def _take(production: Production, shot: str, choice: TakeChoice) -> Take:
    takes = production.vault.takes(shot, choice.kind)
    take = next(one for one in takes if choice_of(one) == choice)
    if take.is_offline:
        how = f"is damaged: {take.damage}" if take.damage else "is offline"
        raise ProjectError(
            f"{take.ref} {how}", fix="bring the takes folder, or `rushes locate DIR`"
        )
    return take


def _job(production: Production, rework: Rework, take: Take, slot: int) -> Job:
    project, slate = production.project, take.slate
    shot = project.shots.get(take.ref.shot)
    if shot is None:
        raise ProjectError(f"{take.ref.shot} is no shot of the board (any more)")
    generator = project.generators[rework.generator]
    main = next(file for file in slate.files if file.role == "main")
    source = OrderImage("source", main.digest, take.path, take=str(take.ref))
    is_clip = take.ref.kind.word == CLIP.word
    frames = frames_held(slate, project) if is_clip else 1
    if is_clip and rework.handles is not None:
        source, frames = stretch_sent(production, take, rework.handles)
    if rework.operation is Operation.EXTEND and not is_clip:
        raise ProjectError(f"{take.ref} is a picture: it cannot go on", fix="name a clip")
    frames += frames_of_seconds(rework.seconds, project.fps) if is_clip else 0
    width, height = _size(project, rework, take)
    is_extended = rework.operation is Operation.EXTEND
    order = Order(
        operation=rework.operation,
        shot=shot.id,
        prompt=prompt_for(shot, project, kind=CLIP, generator=generator.name)
        if is_extended
        else "",
        images=() if is_clip else (source,),
        video=source if is_clip else None,
        frames=frames,
        width=width,
        height=height,
        fps=project.fps,
        seed=shot.seed,
        model=generator.model,
    )
    files = tuple((one.path, one.digest) for one in slate.inputs if one.path)
    return Job(
        JobId(shot.id, take.ref.kind, generator.name, slot),
        order,
        slate.words,
        author_files=files,
        where=generator.where,
        marks=Places(shot, CLIP if is_clip else PANEL, generator),
    )


def _size(project: Project, rework: Rework, take: Take) -> tuple[int, int]:
    """The pixels wanted: the take's own form, as wide as asked; or as it is, where it goes on.

    Raises:
        ProjectError: it is as wide already.
    """
    media = take.slate.media
    if rework.operation is Operation.EXTEND:
        return media.width, media.height
    width = rework.width or frame_size(project)[0]
    if width <= media.width:
        whose = "asked" if rework.width else "the film's largest delivery"
        raise ProjectError(
            f"{take.ref} is {media.width} pixels wide, and {whose} is {width}",
            fix=f"ask for more: --width {media.width * 2}",
        )
    return width, max(2, round(width * media.height / media.width / 2) * 2)
