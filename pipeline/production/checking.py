"""Everything that is wrong: what the files alone show, and what generators, takes and cuts add."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.backends.base import Backend, Refusal
from pipeline.cut.grading import lut_problems
from pipeline.errors import Problem
from pipeline.facts import CLIP, Take
from pipeline.plan.called import STAGES
from pipeline.production.beside_music import beside
from pipeline.production.left_out import left_out_problem
from pipeline.production.lengths import made_longer, names_clip
from pipeline.production.makers import maker_problems
from pipeline.production.model_checking import generators_of_wrong_models, model_problems
from pipeline.production.planning import cut_of, jobs_of, overlong_windows
from pipeline.production.telling import unsaid
from pipeline.production.unseen import coming
from pipeline.project.edit import Cut, Missing, Picks
from pipeline.project.file_kinds import SOUND_FIX
from pipeline.project.story import Project

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["check"]


def check(production: Production) -> tuple[Problem, ...]:
    """Every problem of the production, sorted by place, each with its line and its remedy."""
    found = [
        *production.project.problems,
        *maker_problems(production),
        *model_problems(production, datetime.now(UTC).date()),
        *_impossible_orders(production),
        *_pictures(production),
        *_sounds(production),
        *lut_problems(production.project),
        *_assembled(production),
        *overlong_windows(production),
        *_damaged(production),
        *_left_out(production),
        *(Problem(text) for text in production.vault.problems()),
    ]
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _impossible_orders(production: Production) -> Iterator[Problem]:
    """Orders that their backend cannot honour, with the line that asks for them."""
    made = production.makers
    shots = tuple(production.project.holders.values())
    said: set[tuple[str, str]] = set()
    wrong = generators_of_wrong_models(production)  # said once, where each names its model
    for job in jobs_of(production, shots, ()):
        backend = made.get(job.id.generator)
        if not isinstance(backend, Backend) or job.id.slot > 1 or job.id.generator in wrong:
            continue
        for fault in backend.check(job.work):
            if (job.id.shot, fault) not in said:
                said.add((job.id.shot, fault))
                stage = STAGES[job.id.kind.word]
                yield Problem(
                    f"{_whose(production.project, job.id.shot)}: {fault}",
                    where=job.place_of(fault),
                    fix=_remedy(fault, job.id.generator),
                    stops=frozenset({stage}),
                    shot=job.id.shot,
                )


def _whose(project: Project, holder: str) -> str:
    """``shot sh010``, ``scene sc010``, ``music m1``."""
    if holder in project.shots:
        return f"shot {holder}"
    return f"{'music' if holder in project.music else 'scene'} {holder}"


def _remedy(fault: str, generator: str) -> str:
    """What to do about an order that cannot be honoured."""
    if isinstance(fault, Refusal) and fault.field == "negative":
        return f"take `negative:` out, or write `negative: no` under the generator '{generator}'"
    return "change the shot, or use another generator (`rushes backends list`)"


def _pictures(production: Production) -> Iterator[Problem]:
    """Stills and references whose head is not that of a picture; each file is opened once."""
    project = production.project
    shots = project.shots.values()
    named = [
        (each.name, each.where, path) for each in project.elements.values() for path in each.refs
    ]
    named += [(shot.id, shot.where, path) for shot in shots for path in shot.refs]
    named += [(shot.id, shot.where, shot.still) for shot in shots if shot.still is not None]
    named += [
        (shot.id, one.where or shot.where, one.path)
        for shot in shots
        for one in (shot.like, shot.last, shot.source)
        if one is not None and one.path is not None and one.is_picture
    ]
    if not named:
        return
    from pipeline.media.pictures import is_picture

    known = {path: is_picture(production.folder / path) for path in {path for *_, path in named}}
    for who, where, path in named:
        if not known[path]:
            yield Problem(
                f"'{path.as_posix()}', named by {who}, cannot be opened as a picture",
                where=where,
                fix="look at the file; save it anew as .png or .jpg",
                stops=frozenset({"board"}),
                shot=who if who in project.shots else "",
            )


def _sounds(production: Production) -> Iterator[Problem]:
    """Sounds that are pictures, whatever their names promise; each file is opened once."""
    project = production.project
    pieces = (each for each in project.music.values() if not each.is_silent)
    named = [(each.name, each.where, each.file) for each in pieces]
    for shot in project.shots.values():
        effects = (*shot.effects, *((shot.ambience,) if shot.ambience is not None else ()))
        named += [(shot.id, each.where or shot.where, each.file) for each in effects if each.file]
        named += [(shot.id, each.where, each.file) for each in shot.lines if each.file]
    if not named:
        return
    from pipeline.media.pictures import is_picture

    files = {path for *_, path in named}
    pictures = {path for path in files if is_picture(production.folder / path)}
    for who, where, path in named:
        if path in pictures:
            yield Problem(
                f"'{path.as_posix()}', named by {who}, is a picture, not a sound",
                where=where,
                fix=SOUND_FIX,
                stops=frozenset({"cut", "export"}),
            )


def _assembled(production: Production) -> Iterator[Problem]:
    """What shows only when the cuts are laid out: each thing once, whatever cuts it is true of.

    Footage that is not there (yet) is no fault of the text and is left out.
    """
    project = production.project
    if not project.shots:
        return
    takes = [take for found in production.vault.all().values() for take in found]
    cuts = [cut_of(project), *(cut for name, cut in project.cuts.items() if name != "main")]
    told = [*project.problems, *overlong_windows(production)]
    found: dict[Problem, list[str]] = {}
    for cut in cuts:
        for problem in unsaid(told, _laid_out(production, cut, takes)):
            found.setdefault(problem, []).append(cut.name)
    for each, names in found.items():
        shot = project.shots.get(each.shot)
        problem = replace(each, where=shot.where) if shot and not each.where else each
        file = problem.where.file if problem.where is not None else None
        is_its_own = file in {Path("cuts") / f"{name}.yaml" for name in names}
        if is_its_own or len(names) == len(cuts):
            yield problem
        else:
            yield replace(problem, message=f"in the cut {', '.join(names)}: {problem.message}")


def _laid_out(production: Production, cut: Cut, takes: Sequence[Take]) -> Iterator[Problem]:
    """What is wrong with one cut; only its errors where a line of it cannot be read.

    An event that is lost would be missed by every sound and title that is tied to it. A take that
    is too short is no fault where the next run makes a longer one.
    """
    project = production.project
    from pipeline.cut.assemble import assemble

    timeline = assemble(project, cut, project.picks or Picks(), takes)
    absent, short = set(timeline.absent), set(timeline.short)
    made = coming(production, {problem.shot for problem in short}, CLIP)
    has_gaps = any(isinstance(event, Missing) and event.is_fault for event in cut.events)
    for problem in timeline.problems:
        if problem in short:
            yield _short(problem, cut, made)
        elif problem not in absent and not (has_gaps and problem.is_warning):
            yield problem
    music = None if has_gaps else beside(production, cut, timeline)
    if music is not None:
        yield music


def _short(problem: Problem, cut: Cut, made: Collection[str]) -> Problem:
    """A take that ends before its window: no fault where the next run makes one that is played."""
    longer = made_longer(problem.shot, cut, made)
    if not longer:
        return problem
    told = replace(problem, fix=f"{longer}; or {problem.fix}")
    if names_clip(cut, problem.shot):
        return told
    return replace(told, is_warning=True, stops=frozenset())


def _left_out(production: Production) -> Iterator[Problem]:
    """Shots that are on the board and that the film does not show, as one warning."""
    problem = left_out_problem(production.project)
    if problem is not None:
        yield problem


def _damaged(production: Production) -> Iterator[Problem]:
    """Takes whose file was emptied or cut short since it was made."""
    for takes in production.vault.all().values():
        for take in takes:
            if take.damage:
                yield Problem(
                    f"{take.ref} is damaged: {take.damage}",
                    fix=f"put {take.path} back; `rushes plan {take.ref.shot} -v` says what else",
                    stops=frozenset({"export"}),
                    shot=take.ref.shot,
                )


def _place(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where
    if where is None:
        return ("~", 0, 0, problem.message)
    return (str(where.file), where.line, where.column, problem.message)
