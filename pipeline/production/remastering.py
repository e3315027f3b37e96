"""Remaster: every clip that a cut uses made again by another generator, in a cut of its own.

The new takes begin with the panels that the old ones began with. They lie beside the film, and the
cut ``remaster`` is like the old one with a change for each use; the old cut stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from pipeline.production.choosing import apply_change
from pipeline.production.comparing import price_said
from pipeline.production.like_cutting import as_written, place_of, uses_of
from pipeline.production.making import MakeRequest
from pipeline.production.planning import choose, cut_of
from pipeline.production.selecting import Selection
from pipeline.production.siding import made_before, maker_of, priced, run_beside, under_way
from pipeline.production.surveying import facts_of
from pipeline.production.windows import Use, film_frames, uses
from pipeline.project.edit import ShotEvent
from pipeline.project.event_text import retake
from pipeline.project.like_edits import add_changes
from pipeline.project.splices import put_texts
from pipeline.project.story import Ask
from pipeline.run.work import RunResult
from pipeline.stages.shoot import STAGE as SHOOT

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.run.events import Listener

__all__ = ["Remaster", "RemasterReport", "remastered"]


class Remaster(Struct, frozen=True):
    """What is made again, and by whom."""

    generator: str
    selection: Selection = Selection()
    cut: str = "main"
    name: str = "remaster"
    """Of the cut that plays the new takes."""


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
    used = _used(production, remaster)
    jobs = {shot: _job(production, remaster, shot, takes) for shot, takes in used.items()}
    said: list[str] = []

    def works_of(_: object) -> Sequence[Priced]:
        works: list[Priced] = []
        problems = []
        for job in jobs.values():
            is_ordered, doubt = under_way(production, job)
            said.extend(filter(None, (doubt,)))
            if is_ordered or made_before(production, job):
                continue
            work, faults = priced(production, job)
            works.append(work)
            problems += faults
        if problems:
            raise ProjectError(dict.fromkeys(problems))
        return works

    _, result = run_beside(production, "rushes remaster", request, listener, works_of)
    new = {shot: take for shot, job in jobs.items() if (take := made_before(production, job))}
    path, changed, news = _written(production.reread(), remaster, new)
    sheet, grids = _laid_out(production, remaster, used, new)
    return RemasterReport(result, path, changed, sheet, grids, (*said, *news))


def _used(production: Production, remaster: Remaster) -> dict[str, list[Use]]:
    """The uses of clips by others than the generator, by shot, in film order."""
    shots = {shot.id for shot in choose(production, remaster.selection)}
    found: dict[str, list[Use]] = {}
    for use in uses(production, remaster.cut):
        take = production.vault.find(use.take)
        is_other = take is not None and take.slate.generator != remaster.generator
        if use.take.kind == CLIP and use.shot in shots and is_other:
            found.setdefault(use.shot, []).append(use)
    return found


def _job(production: Production, remaster: Remaster, shot: str, used: Sequence[Use]) -> Job:
    """The shot's order for the generator, from the panel that the used take began with."""
    asked = replace(production.project.shots[shot], clips=(Ask(remaster.generator, 1),))
    job = next(iter(SHOOT.jobs(production.project, facts_of(production), [asked])))
    take = production.vault.find(used[0].take)
    prefix = f"{shot} {PANEL} "
    began = [item.take for item in take.slate.inputs if item.take] if take is not None else []
    panel = next((name.removeprefix(prefix) for name in began if name.startswith(prefix)), "")
    wanted = tuple(
        replace(one, take=panel) if panel and (one.shot, one.kind) == (shot, PANEL) else one
        for one in job.wanted
    )
    return replace(job, wanted=wanted)


def _written(
    production: Production, remaster: Remaster, new: dict[str, Take]
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
    for shot, take in new.items():
        have, need = film_frames(take, project.fps), _needed(production, remaster, shot)
        if have is not None and have < need:
            news.append(f"{take.ref} has {have} frames and the cut uses {shot} up to {need}")
            continue
        for event in uses_of(project, base, shot):
            if not isinstance(event, ShotEvent) or event.shot != shot or not _is_clip(event):
                continue
            place, _ = place_of(project, base, event)
            if place not in known:
                text = retake(as_written(project, event), choice_of(take))
                lines.append((f"replace {place}", (text,)))
    if not lines:
        return (path if path.is_file() else None), 0, tuple(news)
    if not path.is_file():
        text = f"# {remaster.cut}, its clips made again\ncut: {name}\nlike: {remaster.cut}\n"
        told = f"the cut '{name}' is like '{remaster.cut}'"
        put_texts({path: text.encode()}, told, folder=production.folder, home=production.home.state)
        production = production.reread()
    edit = add_changes(f"remaster {len(lines)} uses in {name}", lines)
    apply_change(production, {path: edit}, f"{name}: {len(lines)} uses play new takes", shot="")
    return path, len(lines), tuple(news)


def _is_clip(event: ShotEvent) -> bool:
    return event.take is None or event.take.kind == CLIP


def _needed(production: Production, remaster: Remaster, shot: str) -> int:
    """The frame of the take up to which the cut uses the shot."""
    ends = (use.source.end for use in uses(production, remaster.cut) if use.shot == shot)
    return max(ends, default=0)


def _laid_out(
    production: Production,
    remaster: Remaster,
    used: dict[str, list[Use]],
    new: dict[str, Take],
) -> tuple[Path | None, tuple[Path, ...]]:
    """Old and new of every shot: as a sheet, and each pair as a film."""
    pairs = list(_pairs(production, used, new))
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
    for shot, pair in pairs:
        grids.append(folder / f"{shot}.mp4")
        write_grid(pair, grids[-1], rate=project.fps, aspect=project.aspect)
    return sheet, tuple(grids)


def _pairs(
    production: Production, used: dict[str, list[Use]], new: dict[str, Take]
) -> Iterator[tuple[str, tuple[Cell, Cell]]]:
    for shot, take in new.items():
        old = production.vault.find(used[shot][0].take)
        if old is not None and not old.is_offline and not take.is_offline:
            yield shot, (_cell(old), _cell(take))


def _cell(take: Take) -> Cell:
    slate = take.slate
    price = price_said(slate.price) if not slate.is_free else "free"
    return Cell(take.path, slate.media, f"{take.ref}   {slate.generator}   {price}")
