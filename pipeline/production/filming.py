"""Render the cut: a draft that never refuses, or a delivery that is strict."""

from __future__ import annotations

import json
import os
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cut.cues import SoundFile
from pipeline.cut.film import (
    FilmPlan,
    FilmWish,
    export_problems,
    plan_film,
    sound_paths,
    tools_here,
)
from pipeline.cut.looks import Look, delivery_look, draft_look
from pipeline.errors import DiskFull, MediaError, NoWorkers, Problem, ProjectError
from pipeline.media.digests import digest_of
from pipeline.plan.jobs import Recipe
from pipeline.production.mending import stood_in
from pipeline.production.outlining import join_effort, piece_effort
from pipeline.production.planning import cut_of
from pipeline.production.telling import unsaid
from pipeline.production.versions import as_it_is, keep_version
from pipeline.project.cut_file import context_of
from pipeline.project.cut_lock import changed_since
from pipeline.project.story import Delivery
from pipeline.run.events import JoinEnded, JoinStarted, Listener
from pipeline.run.interrupt import Interrupt
from pipeline.run.pieces import Performed, Piece, Tools, perform
from pipeline.run.worker import Answer, Call
from pipeline.run.workers import Workers
from pipeline.vault.derived import Derived
from pipeline.vault.leftovers import clear_leftovers

if TYPE_CHECKING:
    from pipeline.cut.listing import EventRow
    from pipeline.production.joining import Joined
    from pipeline.production.production import Production

__all__ = [
    "PERFORMERS",
    "SUFFIXES",
    "FilmReport",
    "FilmRequest",
    "cut_rows",
    "film",
    "key_of",
    "plan_of",
    "planned_film",
]

PERFORMERS = {
    "cut.reel": "pipeline.cut.render:render_reel",
    "cut.sound": "pipeline.cut.sounds:render_sound",
    "cut.mix": "pipeline.cut.mix:render_mix",
}
"""What makes derived files, by the word that recipes use."""

SUFFIXES = {"cut.reel": ".mp4", "cut.sound": ".pcm", "cut.mix": ".flac"}


class FilmRequest(Struct, frozen=True):
    """Which film is wanted."""

    is_delivery: bool
    cut: str = ""
    """Empty: the delivery's own cut, else ``main``."""
    delivery: str = ""
    """Empty: the first one."""
    is_as_is: bool = False
    """Deliver stand-ins and all."""
    workers: int = 0
    stop: Interrupt | None = None


class FilmReport(Struct, frozen=True):
    """A film that was rendered."""

    path: Path
    frames: int
    seconds: float
    size: int
    width: int
    height: int
    beside: tuple[Path, ...] = ()
    """Subtitles and the sheet of facts."""
    problems: tuple[Problem, ...] = ()
    is_new: bool = True
    """False: exactly this film was there already."""


def film(production: Production, request: FilmRequest, listener: Listener) -> FilmReport | None:
    """Render the film that is wanted; None when Ctrl-C stopped it, the parts made are kept.

    Raises:
        ProjectError: a delivery lacks something (stand-ins, offline takes, missing characters).
        MediaError: a part of a delivery could not be rendered; a draft shows a red slate for it.
        DiskFull: no room; the parts made are kept.
    """
    delivery = _delivery(production, request)
    look = _look(production, request, delivery)
    name = request.cut or (delivery.cut if request.is_delivery else "main")
    planned = plan_of(production, look, name)
    faults = _faults(production, planned) if request.is_delivery and not request.is_as_is else ()
    if faults:
        raise ProjectError(faults)
    key = _film_key(planned, request)
    version = as_it_is(production, name, planned.timeline)
    target = _target(production, request, delivery, look, name)
    kept = _kept(production, key, planned)
    if kept is not None:
        keep_version(production, name, version)
        return kept
    for folder in (production.home.out, production.home.derived / ".aside"):
        clear_leftovers(folder, now=time.time())
    with (
        nullcontext(request.stop) if request.stop else Interrupt() as stop,
        Derived(production.home.derived).in_use(),
        Workers(request.workers or _workers()) as workers,
    ):
        tools = Tools(workers, Derived(production.home.derived), PERFORMERS, listener, stop)
        performed = perform(_pieces(planned), tools)
        if performed.failed and not request.is_delivery and not stop.is_set:
            planned = stood_in(planned, performed.failed, tools_here(production.project))
            key = _film_key(planned, request)
            performed = perform(_pieces(planned), tools)
        if performed.is_interrupted or stop.is_set:
            return None
        _must_be_whole(performed, planned)
        languages = (delivery.side or production.project.languages) if request.is_delivery else ()
        listener(JoinStarted(join_effort(planned)))
        joined = _joined(
            workers, planned, performed, Ending(target, languages, request.is_delivery)
        )
    listener(JoinEnded())
    report = _report(joined, _told(production, planned))
    _remember(production, key, report)
    keep_version(production, name, version)
    if request.is_delivery:
        said = f"{report.path.name}, {report.frames} frames of the cut '{name}'"
        production.ledger.notes.log(datetime.now(UTC), "exported", shot="", sentence=said, data={})
    return report


def _faults(production: Production, planned: FilmPlan) -> tuple[Problem, ...]:
    """What keeps a delivery from being made: faults of the files, and what the cut lacks."""
    written = _written(production)
    return tuple(dict.fromkeys((*written, *unsaid(written, export_problems(planned)))))


def _written(production: Production) -> list[Problem]:
    """What the files say wrongly: a picture whose words cannot be read may not be the one meant.

    A delivery is refused for it. A draft plays what is there, and says it.
    """
    return [problem for problem in production.project.problems if not problem.is_warning]


def _told(production: Production, planned: FilmPlan) -> tuple[Problem, ...]:
    written = _written(production)
    cut = cut_of(production.project, planned.timeline.name)
    changed = changed_since(cut, context_of(production.project))
    return tuple(dict.fromkeys((*written, *changed, *unsaid(written, planned.problems))))


def key_of(production: Production, request: FilmRequest) -> str:
    """The key of the film that is wanted: of everything that shapes the finished file."""
    return _film_key(planned_film(production, request), request)


def planned_film(production: Production, request: FilmRequest) -> FilmPlan:
    """The film that is wanted, worked out."""
    delivery = _delivery(production, request)
    name = request.cut or (delivery.cut if request.is_delivery else "main")
    return plan_of(production, _look(production, request, delivery), name)


def plan_of(production: Production, look: Look, name: str) -> FilmPlan:
    """The cut worked out for one look: timeline, parts, sound, and what is wrong."""
    project = production.project
    cut = cut_of(project, name)
    takes = [take for found in production.vault.all().values() for take in found]
    sounds = {
        path: SoundFile(production.folder / path, digest_of(production.folder / path))
        for path in sound_paths(project, cut)
        if (production.folder / path).is_file()
    }
    return plan_film(project, cut, takes, FilmWish(look, tools_here(project), sounds))


def cut_rows(production: Production, name: str) -> tuple[EventRow, ...]:
    """The events of a cut with their record timecode."""
    from pipeline.cut.assemble import assemble
    from pipeline.cut.listing import list_events
    from pipeline.project.edit import Picks

    project = production.project
    takes = [take for found in production.vault.all().values() for take in found]
    cut = cut_of(project, name or "main")
    return list_events(assemble(project, cut, project.picks or Picks(), takes))


def _delivery(production: Production, request: FilmRequest) -> Delivery:
    deliveries = production.project.deliveries
    if request.delivery and request.delivery not in deliveries:
        known = ", ".join(deliveries) or "none is written"
        raise ProjectError(f"there is no delivery '{request.delivery}'", fix=f"known: {known}")
    if request.delivery:
        return deliveries[request.delivery]
    return next(iter(deliveries.values()), Delivery("main"))


def _look(production: Production, request: FilmRequest, delivery: Delivery) -> Look:
    if request.is_delivery:
        return delivery_look(production.project, delivery)
    return draft_look(production.project, delivery)


def _target(
    production: Production, request: FilmRequest, delivery: Delivery, look: Look, name: str
) -> Path:
    """Where the film goes: a draft replaces the one before, an export never does."""
    out = production.home.out
    out.mkdir(parents=True, exist_ok=True)
    head = production.folder.name
    if not request.is_delivery:
        return out / f"{head}_{name}_draft.mp4"
    stem = f"{head}_{name}_{delivery.name}_{look.width}x{look.height}"
    if delivery.name == name:
        stem = f"{head}_{name}_{look.width}x{look.height}"
    number = 1
    while (out / f"{stem}_v{number:02d}.mp4").exists():
        number += 1
    return out / f"{stem}_v{number:02d}.mp4"


def _pieces(planned: FilmPlan) -> list[Piece]:
    return [
        Piece(
            key=work.key,
            suffix=SUFFIXES[work.performer],
            recipe=Recipe(work.performer, work.recipe),
            inputs=work.inputs,
            needs=work.needs,
            effort=piece_effort(planned, work),
        )
        for work in planned.jobs
    ]


def _must_be_whole(performed: Performed, planned: FilmPlan) -> None:
    if performed.stopped_by:
        raise DiskFull(performed.stopped_by)
    if performed.failed:
        reasons = dict(performed.failed)
        for work in planned.jobs:  # what only lacks a part that failed is no fault of its own
            if any(need in reasons for need in work.needs):
                reasons.pop(work.key, None)
        abouts = [work.about for work in planned.jobs if work.key in reasons]
        named = "; ".join(dict.fromkeys(abouts[:5])) + "; …" * (len(abouts) > 5)
        raise MediaError(
            f"{len(reasons)} part{'s' * (len(reasons) != 1)} of the film could not be rendered "
            f"({named}): " + "; ".join(list(dict.fromkeys(reasons.values()))[:3]),
            fix="the other parts are kept; mend the cause and type the same command again",
        )


class Ending(Struct, frozen=True):
    """What becomes of the parts."""

    target: Path
    languages: tuple[str, ...]
    is_delivery: bool


def _joined(workers: Workers, planned: FilmPlan, performed: Performed, ending: Ending) -> Joined:
    """Have a worker join the parts, and wait for it."""
    import queue

    from pipeline.production.joining import JoinOrder

    order = JoinOrder(
        parts=tuple(performed.made[reel.key] for reel in planned.reels),
        sound=performed.made[planned.mix.key],
        target=ending.target,
        timeline=planned.timeline,
        languages=ending.languages,
        is_delivery=ending.is_delivery,
    )
    call = Call("pipeline.production.joining:join", (order,))
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    workers.submit(call, answers.put)
    answer = answers.get()
    if answer.fault is not None:
        kinds = {"DiskFull": DiskFull, "NoWorkers": NoWorkers}
        raise kinds.get(answer.fault.kind, MediaError)(answer.fault.message, fix=answer.fault.fix)
    joined: Joined = answer.value
    return joined


def _report(joined: Joined, problems: tuple[Problem, ...]) -> FilmReport:
    info = joined.info
    return FilmReport(
        path=joined.path,
        frames=info.frames,
        seconds=float(info.seconds),
        size=info.size,
        width=info.width,
        height=info.height,
        beside=joined.beside,
        problems=problems,
    )


def _film_key(planned: FilmPlan, request: FilmRequest) -> str:
    """Of everything that shapes the finished file: parts in order, sound, words beside it."""
    from pipeline.cut.reels import recipe_key

    titles = [repr(subtitle) for subtitle in planned.timeline.subtitles]
    return recipe_key(
        {
            "parts": [reel.key for reel in planned.reels],
            "sound": planned.mix.key,
            "beside": titles,
            "is_delivery": request.is_delivery,
        }
    )


def _kept(production: Production, key: str, planned: FilmPlan) -> FilmReport | None:
    """Exactly this film, when it was rendered before and lies there untouched."""
    written = production.ledger.notes.meta(f"film {key}")
    if not written:
        return None
    data = json.loads(written)
    path = production.home.out / data["name"]
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if (found.st_size, found.st_mtime_ns) != (data["size"], data["stamp"]):
        return None
    return FilmReport(
        path=path,
        frames=data["frames"],
        seconds=data["seconds"],
        size=data["size"],
        width=data["width"],
        height=data["height"],
        beside=tuple(production.home.out / name for name in data["beside"]),
        problems=_told(production, planned),
        is_new=False,
    )


def _remember(production: Production, key: str, report: FilmReport) -> None:
    data = {
        "name": report.path.name,
        "frames": report.frames,
        "seconds": report.seconds,
        "size": report.size,
        "stamp": report.path.stat().st_mtime_ns,
        "width": report.width,
        "height": report.height,
        "beside": [path.name for path in report.beside],
    }
    production.ledger.notes.set_meta(f"film {key}", json.dumps(data))


def _workers() -> int:
    """One process a core; one alone when little memory is free (two 1080p encoders take 900 MB)."""
    count = os.cpu_count() or 1
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return count
    return count if free > 1_200_000_000 else 1
