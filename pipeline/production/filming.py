"""Render the cut: a draft that never refuses, or a delivery that is strict."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.coded import track_ending
from pipeline.cut.cues import SoundFile
from pipeline.cut.film import (
    FilmPlan,
    FilmWish,
    Work,
    export_problems,
    plan_film,
    sound_paths,
    tools_here,
    with_leader,
)
from pipeline.cut.glimpse import glimpse_of
from pipeline.cut.looks import Look, delivery_look, draft_look
from pipeline.errors import DiskFull, FilmError, MediaError, NoWorkers, Problem, ProjectError
from pipeline.media.digests import digest_of
from pipeline.plan.jobs import Recipe
from pipeline.production.beside_music import beside
from pipeline.production.credentials import key_of_order, order_of
from pipeline.production.crew import crew
from pipeline.production.finished import (
    FilmReport,
    about_delivery,
    clear_away,
    film_key,
    kept_film,
    remember,
    report_of,
    slate_lines,
    target_of,
)
from pipeline.production.measuring import measurer
from pipeline.production.mending import stood_in
from pipeline.production.outlining import join_effort, piece_effort
from pipeline.production.planning import cut_of
from pipeline.production.telling import unsaid
from pipeline.production.versions import as_it_is, keep_version, version_of
from pipeline.project.codecs import codec_of
from pipeline.project.cut_file import context_of
from pipeline.project.cut_lock import changed_since
from pipeline.project.story import Delivery
from pipeline.run.events import JoinEnded, JoinStarted, Listener, Told, silent
from pipeline.run.interrupt import Interrupt
from pipeline.run.lock import turn
from pipeline.run.pieces import Performed, Piece, Tools, perform
from pipeline.run.worker import Answer, Call
from pipeline.run.workers import Workers
from pipeline.timecode import timecode
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.cut.listing import EventRow
    from pipeline.cut.reels import Reel
    from pipeline.media.stating import CredentialOrder
    from pipeline.production.joining import Joined
    from pipeline.production.production import Production

__all__ = [
    "PERFORMERS",
    "FilmReport",
    "FilmRequest",
    "cut_rows",
    "film",
    "key_of",
    "plan_of",
    "planned_film",
    "suffix_of",
]

PERFORMERS = {
    "cut.reel": "pipeline.cut.render:render_reel",
    "cut.sound": "pipeline.cut.sounds:render_sound",
    "cut.heard": "pipeline.cut.hearing:render_heard",
    "cut.mix": "pipeline.cut.mix:render_mix",
    "cut.track": "pipeline.cut.coded:render_coded",
}
"""What makes derived files, by the word that recipes use."""

_SUFFIXES = {"cut.sound": ".pcm", "cut.heard": ".npz", "cut.mix": ".flac"}


class FilmRequest(Struct, frozen=True):
    """Which film is wanted."""

    is_delivery: bool
    cut: str = ""
    """Empty: the delivery's own cut, else ``main``."""
    delivery: str = ""
    """Empty: the first one."""
    is_as_is: bool = False
    """Deliver stand-ins and all."""
    is_signed: bool | None = None
    """Whether it carries Content Credentials; None: where local.yaml names a certificate."""
    workers: int = 0
    stop: Interrupt | None = None
    pool: Workers | None = None
    """Workers that are kept from one film to the next; None: some of its own."""
    look: Look | None = None
    """How it looks, where neither the draft nor the delivery is meant."""
    target: Path | None = None
    """Where it goes, where it is no film of its own but a part of something."""


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
    planned = _led(production, plan_of(production, look, name), delivery)
    told = delivery if request.is_delivery else None
    faults = _faults(production, planned) if request.is_delivery and not request.is_as_is else ()
    if faults:
        raise ProjectError(faults)
    poster = _poster(planned, told)
    music = _beside_music(production, planned, listener)
    signed = order_of(production, request, planned.timeline)
    key = film_key(planned, told, key_of_order(signed))
    version = as_it_is(production, name, planned.timeline)
    target = request.target or target_of(production, told, look, name)
    kept = kept_film(production, key, _told(production, planned))
    if kept is not None and request.target is None:
        keep_version(production, name, version)
        return replace(kept, music=music)
    clear_away(production)
    with (
        nullcontext(request.stop) if request.stop else Interrupt() as stop,
        Derived(production.home.derived).in_use(),
        nullcontext(request.pool) if request.pool else crew(request.workers) as workers,
    ):
        tools = Tools(workers, Derived(production.home.derived), PERFORMERS, listener, stop)
        if not request.is_delivery:
            _show_glimpse(planned, tools, target)
        performed = perform(_pieces(planned), tools)
        if performed.failed and not request.is_delivery and not stop.is_set:
            planned = stood_in(planned, performed.failed, tools_here(production.project))
            key = film_key(planned, told)
            performed = perform(_pieces(planned), tools)
        if performed.is_interrupted or stop.is_set:
            return None
        _must_be_whole(performed, planned)
        languages = (delivery.side or production.project.languages) if request.is_delivery else ()
        listener(JoinStarted(join_effort(planned)))
        about = () if told is None else about_delivery(told, version_of(production, name), planned)
        with turn(production.home.state / "joining") if request.is_delivery else nullcontext():
            if request.target is None:  # another export may have taken the name meanwhile
                target = target_of(production, told, look, name)
            ending = Ending(target, languages, told is not None, about, poster, credentials=signed)
            joined = _joined(workers, planned, performed, ending)
    listener(JoinEnded())
    report = replace(report_of(joined, _told(production, planned)), music=music)
    keep_version(production, name, version)
    if request.target is None:
        remember(production, key, report, name if request.is_delivery else "")
    return report


def _poster(planned: FilmPlan, delivery: Delivery | None) -> int | None:
    """The film frame of the delivery's poster, before anything is rendered."""
    if delivery is None or delivery.poster is None:
        return None
    from pipeline.cut.poster import poster_frame

    return poster_frame(planned.timeline, delivery.poster)


def _show_glimpse(planned: FilmPlan, tools: Tools, target: Path) -> None:
    """Make the first stretch of a draft that is new, and say that it can be looked at.

    Whatever keeps it from being made will be said of the film itself.
    """

    def is_there(reel: Reel) -> bool:
        return tools.derived.get(reel.key, codec_of(reel.recipe["encode"]).ending) is not None

    glimpse = glimpse_of(planned, is_there)
    if glimpse is None:
        return
    performed = perform(_pieces(glimpse.plan), replace(tools, tell=silent))
    if not performed.is_whole:
        return
    place = target.with_name(f"{target.stem}_new{target.suffix}")
    ending = Ending(place, (), is_delivery=False, first=glimpse.first)
    try:
        _joined(tools.workers, glimpse.plan, performed, ending)
    except FilmError:
        return
    at = timecode(glimpse.first, planned.timeline.rate)
    tools.tell(Told(f"from {at} it is new, and can be looked at already: {place}"))


def _beside_music(production: Production, planned: FilmPlan, listener: Listener) -> str:
    """Say before the rendering by how much the picture is longer or shorter than its music."""
    timeline = planned.timeline
    problem = beside(production, cut_of(production.project, timeline.name), timeline)
    if problem is None:
        return ""
    listener(Told(problem.message))
    return problem.message


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
    told = _delivery(production, request) if request.is_delivery else None
    planned = planned_film(production, request)
    signed = key_of_order(order_of(production, request, planned.timeline))
    return film_key(planned, told, signed)


def planned_film(production: Production, request: FilmRequest) -> FilmPlan:
    """The film that is wanted, worked out."""
    delivery = _delivery(production, request)
    name = request.cut or (delivery.cut if request.is_delivery else "main")
    look = _look(production, request, delivery)
    return _led(production, plan_of(production, look, name), delivery)


def _led(production: Production, planned: FilmPlan, delivery: Delivery) -> FilmPlan:
    """The plan with its leader, where the delivery asks for one."""
    if not planned.look.has_slate:
        return planned
    project = production.project
    version = version_of(production, planned.timeline.name, planned.timeline)
    facts = slate_lines(planned, delivery, version)
    return with_leader(planned, project.title.first, facts, tools_here(project))


def plan_of(production: Production, look: Look, name: str) -> FilmPlan:
    """The cut worked out for one look: timeline, parts, sound, and what is wrong."""
    project = production.project
    cut = cut_of(project, name)
    takes = [take for found in production.vault.all().values() for take in found]
    measure = measurer(production.folder, production.environment)
    sounds = {
        path: SoundFile(
            production.folder / path, digest_of(production.folder / path), measure(path)
        )
        for path in sound_paths(project, cut)
        if (production.folder / path).is_file()
    }
    return plan_film(project, cut, takes, FilmWish(look, tools_here(project), sounds))


def cut_rows(production: Production, name: str) -> tuple[EventRow, ...]:
    """The events of a cut with their record timecode."""
    from pipeline.cut.listing import list_events
    from pipeline.production.laying import laid

    return list_events(laid(production, name or "main"))


def _delivery(production: Production, request: FilmRequest) -> Delivery:
    deliveries = production.project.deliveries
    if request.delivery and request.delivery not in deliveries:
        known = ", ".join(deliveries) or "none is written"
        raise ProjectError(f"there is no delivery '{request.delivery}'", fix=f"known: {known}")
    if request.delivery:
        return deliveries[request.delivery]
    return next(iter(deliveries.values()), Delivery("main"))


def _look(production: Production, request: FilmRequest, delivery: Delivery) -> Look:
    if request.look is not None:
        return request.look
    if request.is_delivery:
        return delivery_look(production.project, delivery)
    return draft_look(production.project, delivery)


def _pieces(planned: FilmPlan) -> list[Piece]:
    return [
        Piece(
            key=work.key,
            suffix=suffix_of(work),
            recipe=Recipe(work.performer, work.recipe),
            inputs=work.inputs,
            needs=work.needs,
            effort=piece_effort(planned, work),
        )
        for work in planned.jobs
    ]


def suffix_of(work: Work) -> str:
    """How the name of a derived file ends."""
    if work.performer == "cut.reel":
        return codec_of(work.recipe["encode"]).ending
    if work.performer == "cut.track":
        return track_ending(work.recipe)
    return _SUFFIXES[work.performer]


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
    about: tuple[tuple[str, str], ...] = ()
    """What the sheet of facts says beyond what the film itself shows."""
    poster: int | None = None
    first: int = 0
    """The film's frame that the parts begin with."""
    credentials: CredentialOrder | None = None


def _joined(workers: Workers, planned: FilmPlan, performed: Performed, ending: Ending) -> Joined:
    """Have a worker join the parts, and wait for it."""
    import queue

    from pipeline.production.joining import JoinOrder

    order = JoinOrder(
        parts=tuple(performed.made[reel.key] for reel in planned.all_reels),
        sound=performed.made[planned.track.key],
        mix=performed.made[planned.heard],
        stems={name: performed.made[key] for name, key in planned.stems.items()},
        target=ending.target,
        timeline=planned.timeline,
        languages=ending.languages,
        is_delivery=ending.is_delivery,
        mastering=planned.look.mastering,
        about=ending.about,
        first=ending.first,
        poster=ending.poster,
        pace=planned.look.pace,
        timecode=planned.look.timecode,
        leader=sum(reel.frames for reel in planned.leader),
        credentials=ending.credentials,
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
