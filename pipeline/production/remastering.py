"""Remaster: every clip that a cut uses made again by another generator, in a cut of its own.

The new takes begin with the panels that the old ones began with. They lie beside the film, and the
cut ``remaster`` is like the old one with a change for each use; the old cut stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.facts import CLIP, PANEL, Take
from pipeline.media.side_by_side import Cell, write_grid, write_rows
from pipeline.plan.jobs import Job
from pipeline.plan.standing import choice_of
from pipeline.production.agreeing import Priced
from pipeline.production.choosing import apply_change, refuse_no_name
from pipeline.production.comparing import price_said
from pipeline.production.like_cutting import as_written, place_of, uses_of
from pipeline.production.making import MakeRequest
from pipeline.production.planning import choose, cut_of, standing_take
from pipeline.production.selecting import Selection
from pipeline.production.siding import made_before, maker_of, run_beside, works_beside
from pipeline.production.surveying import facts_of
from pipeline.production.windows import film_frames, uses
from pipeline.project.edit import Event, Picks, ShotEvent, TakeChoice
from pipeline.project.event_text import retake
from pipeline.project.like_edits import add_changes
from pipeline.project.story import Ask
from pipeline.run.work import RunResult
from pipeline.stages.materials import wanted_by
from pipeline.stages.shoot import STAGE as SHOOT

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["Remaster", "RemasterReport", "remastered"]


Used = dict[str, list[Take]]
"""The clips that are made again, by shot."""
Pairs = dict[str, list[tuple[Take, Take]]]
"""Old and new takes, by shot."""


class Remaster(Struct, frozen=True):
    """What is made again, and by whom."""

    generator: str
    selection: Selection = Selection()
    cut: str = "main"
    name: str = "remaster"
    """Of the cut that plays the new takes."""
    is_anew: bool = False
    """Whether what was made before is made once more."""


class RemasterReport(Struct, frozen=True):
    """What came of it."""

    result: RunResult
    path: Path | None
    """The cut that plays the new takes; None where there is none yet."""
    changed: int
    """Uses that this command wrote into it."""
    sheet: Path | None
    grids: tuple[Path, ...]
    """Old and new of each shot, playing at once."""
    said: tuple[str, ...]


def remastered(
    production: Production, remaster: Remaster, request: MakeRequest, listener: Listener
) -> RemasterReport:
    """Have the clips made again, and write the cut that plays them.

    Raises:
        ProjectError: no such generator or cut, the name is that of the old cut, or it cannot
            make one of the shots.
        NotAgreed: it would cost money that nobody agreed to; nothing was sent.
    """
    project = production.project
    refuse_no_name(remaster.name)
    if remaster.name == remaster.cut:
        raise ProjectError(
            f"the cut '{remaster.cut}' is never written by this", fix="--name gives another name"
        )
    other = project.cuts.get(remaster.name)
    if other is not None and other.like != remaster.cut:
        raise ProjectError(
            f"there is a cut '{remaster.name}' that is not like '{remaster.cut}'",
            where=other.where,
            fix="--name gives another name",
        )
    maker_of(production, remaster.generator)
    said: list[str] = []
    used = _used(production, remaster, said)
    jobs = [job for shot in used for job in _jobs(production, remaster, shot, used[shot])]

    def has(job: Job) -> bool:
        made = made_before(production, job, _panel_of(job))
        return not remaster.is_anew and len(made) >= job.id.slot

    def works_of(_: object) -> Sequence[Priced]:
        return works_beside(production, jobs, has, said)

    _, result = run_beside(production, "rushes remaster", request, listener, works_of)
    new = _matched(production, used, jobs)
    path, changed, news = _written(production.reread(), remaster, new)
    sheet, grids = _laid_out(production, remaster, new)
    return RemasterReport(result, path, changed, sheet, grids, (*said, *news))


def _used(production: Production, remaster: Remaster, said: list[str]) -> Used:
    """The clips by others than the generator that the cut shows, by shot, each once."""
    picks = production.project.picks or Picks()
    forced = remaster.selection.forced
    found: dict[str, list[Take]] = {}
    shots = {shot.id for shot in choose(production, remaster.selection)}
    for use in uses(production, remaster.cut):
        take = production.vault.find(use.take)
        if take is None or use.take.kind != CLIP or use.shot not in shots:
            continue
        if picks.of(use.shot).is_approved and use.shot not in forced:
            said.append(f"{use.shot} is approved and left as it is; --force {use.shot} remakes it")
        elif take.slate.generator != remaster.generator:
            takes = found.setdefault(use.shot, [])
            if take not in takes:
                takes.append(take)
    said[:] = dict.fromkeys(said)
    return found


def _panel_under(take: Take) -> str:
    """The panel of its own shot that a clip began with: ``sh030 panel 2``; empty: from none."""
    prefix = f"{take.ref.shot} {PANEL} "
    began = (item.take for item in take.slate.inputs if item.take)
    return next((name for name in began if name.startswith(prefix)), "")


def _panel_of(job: Job) -> str:
    """The panel that an order names as what it begins with."""
    prefix = f"{job.id.shot} {PANEL} "
    return next((one.wanted for one in job.work.images if one.wanted.startswith(prefix)), "")


def _jobs(
    production: Production, remaster: Remaster, shot: str, takes: Sequence[Take]
) -> Iterator[Job]:
    """The shot's order for each used take, from the very panel that this one began with.

    Takes from one panel are several rolls of one order: their slots are counted.
    """
    asked = replace(production.project.shots[shot], clips=(Ask(remaster.generator, 1),))
    job = next(iter(SHOOT.jobs(production.project, facts_of(production), [asked])))
    rolls: dict[str, int] = {}
    for take in takes:
        panel = _panel_under(take)
        rolls[panel] = rolls.get(panel, 0) + 1
        images = tuple(
            replace(one, wanted=panel) if panel and one.wanted == f"{shot} {PANEL}" else one
            for one in job.work.images
        )
        order = replace(job.work, images=images)
        slot = replace(job.id, slot=rolls[panel])
        yield replace(job, id=slot, work=order, wanted=wanted_by(order))


def _matched(production: Production, used: Used, jobs: Sequence[Job]) -> Pairs:
    """Old and new takes in pairs, by shot, as far as the new ones are there: the newest rolls."""
    found: Pairs = {}
    olds = [take for takes in used.values() for take in takes]
    for old, job in zip(olds, jobs, strict=True):
        panel = _panel_of(job)
        rolls = sum((one.id.shot, _panel_of(one)) == (job.id.shot, panel) for one in jobs)
        made = made_before(production, job, panel)[-rolls:]
        if len(made) >= job.id.slot:
            found.setdefault(old.ref.shot, []).append((old, made[job.id.slot - 1]))
    return found


def _written(
    production: Production, remaster: Remaster, new: Pairs
) -> tuple[Path | None, int, tuple[str, ...]]:
    """Write a change for every use that the new takes are long enough for."""
    project, name = production.project, remaster.name
    path = production.folder / "cuts" / f"{name}.yaml"
    lines: list[tuple[str, tuple[str, ...]]] = []
    news: list[str] = []
    base = cut_of(project, remaster.cut)
    other = project.cuts.get(name)
    changes = other.changes if other is not None else ()
    known = {f"{one.what} {one.nth}" if one.nth else one.what for one in changes}
    for shot, pairs in new.items():
        fitting, short = _fitting(production, remaster, pairs)
        news += short
        for event in uses_of(project, base, shot):
            take = _instead(production, event, shot, fitting)
            if take is None or not isinstance(event, ShotEvent):
                continue
            place, _ = place_of(project, base, event)
            if place not in known:
                text = retake(as_written(project, event), choice_of(take))
                lines.append((f"replace {place}", (text,)))
    if not lines:
        return (path if path.is_file() else None), 0, tuple(news)
    edit = add_changes(f"remaster {len(lines)} uses in {name}", lines)
    if not path.is_file():
        text = f"# {remaster.cut}, its clips made again\ncut: {name}\nlike: {remaster.cut}\n"
        edit = replace(edit, begin=text)
    apply_change(production, {path: edit}, f"{name}: {len(lines)} uses play new takes", shot="")
    return path, len(lines), tuple(news)


def _fitting(
    production: Production, remaster: Remaster, pairs: Sequence[tuple[Take, Take]]
) -> tuple[dict[TakeChoice, Take], list[str]]:
    """The new take for each old one that is long enough, and what is said of the others."""
    fps = production.project.fps
    played = list(uses(production, remaster.cut))
    found: dict[TakeChoice, Take] = {}
    news = []
    for old, new in pairs:
        have = film_frames(new, fps)
        need = max((use.source.end for use in played if use.take == old.ref), default=0)
        if have is not None and have < need:
            news.append(f"{new.ref} has {have} frames and the cut uses {old.ref} up to {need}")
        else:
            found[choice_of(old)] = new
    return found, news


def _instead(
    production: Production, event: Event, shot: str, fitting: Mapping[TakeChoice, Take]
) -> Take | None:
    """The new take for what an event plays; None where there is none."""
    if not isinstance(event, ShotEvent) or event.shot != shot:
        return None
    choice = event.take
    if choice is None:
        stands = standing_take(production, shot, CLIP)
        choice = choice_of(stands) if stands is not None else None
    return fitting.get(choice) if choice is not None else None


def _laid_out(
    production: Production, remaster: Remaster, new: Pairs
) -> tuple[Path | None, tuple[Path, ...]]:
    """Old and new of every shot: as a sheet, and each pair as a film."""
    pairs = [
        (old.ref.stem, (_cell(old), _cell(take)))
        for found in new.values()
        for old, take in found
        if not old.is_offline and not take.is_offline
    ]
    if not pairs:
        return None, ()
    out = production.home.out
    stem, number = remaster.name, 1
    while any((out / f"{stem}_v{number:02d}{end}").exists() for end in (".png", "")):
        number += 1
    folder = out / f"{stem}_v{number:02d}"
    folder.mkdir(parents=True)
    project = production.project
    sheet = folder.with_suffix(".png")
    write_rows([cell for _, pair in pairs for cell in pair], sheet, aspect=project.aspect)
    grids = []
    for name, pair in pairs:
        grids.append(folder / f"{name}.mp4")
        write_grid(pair, grids[-1], rate=project.fps, aspect=project.aspect)
    return sheet, tuple(grids)


def _cell(take: Take) -> Cell:
    slate = take.slate
    price = price_said(slate.price) if not slate.is_free else "free"
    return Cell(take.path, slate.media, f"{take.ref}   {slate.generator}   {price}")
