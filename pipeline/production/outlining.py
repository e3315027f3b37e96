"""How much work lies ahead: of every take, every part of the film, and all of it together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.backends.base import Backend
from pipeline.cut.clock import MIX_RATE
from pipeline.errors import FilmError
from pipeline.facts import HEARD
from pipeline.run.events import Outlined
from pipeline.run.pace import ORDER, Effort
from pipeline.timecode import seconds_of_frames

if TYPE_CHECKING:
    from pipeline.cut.film import FilmPlan, Work
    from pipeline.plan.jobs import Job
    from pipeline.production.filming import FilmRequest
    from pipeline.production.production import Production

__all__ = ["join_effort", "outline", "piece_effort"]

_PIXELS = 1e6


def outline(
    production: Production, jobs: Sequence[Job], film: FilmRequest | None, lanes: int
) -> Outlined:
    """What a run is about to make: takes, and the film that follows them where one does."""
    efforts = tuple((job.id, _job_effort(production, job)) for job in jobs)
    if film is None:
        return Outlined(efforts, lanes=lanes)
    try:
        parts, seconds = _film_efforts(production, film, {job.id.shot for job in jobs})
    except FilmError:
        return Outlined(efforts, lanes=lanes)  # the film itself will say what is wrong
    return Outlined(efforts, parts, seconds, lanes)


def piece_effort(planned: FilmPlan, work: Work) -> Effort:
    """One derived file of a film."""
    if work.performer == "cut.sound":
        return Effort("sound", (work.recipe["end"] - work.recipe["begin"]) / MIX_RATE)
    if not work.frames:
        return Effort("sound", _seconds(planned))
    word = "draft" if planned.look.is_draft else "part"
    return Effort(word, work.frames * planned.look.width * planned.look.height / _PIXELS)


def join_effort(planned: FilmPlan) -> Effort:
    """Putting the parts together."""
    return Effort("join", _seconds(planned))


def _job_effort(production: Production, job: Job) -> Effort:
    maker = production.makers.get(job.id.generator)
    if isinstance(maker, Backend) and not maker.capabilities(job.work.model).is_local:
        return Effort(ORDER)
    if job.id.kind.word in HEARD:
        return Effort(job.id.kind.word)
    pictures = 1 if job.id.kind.word == "panel" else max(1, job.work.frames)
    return Effort(job.id.kind.word, pictures * job.work.width * job.work.height / _PIXELS)


def _film_efforts(
    production: Production, request: FilmRequest, shots: set[str]
) -> tuple[tuple[Effort, ...], float]:
    """Of the parts that are not there or show a shot that gets a take; and the film's seconds."""
    from pipeline.production.filming import planned_film, suffix_of
    from pipeline.vault.derived import Derived

    planned = planned_film(production, request)
    derived = Derived(production.home.derived)
    touched = {reel.key for reel in planned.reels if shots.intersection(reel.shots)}
    efforts = [
        piece_effort(planned, work)
        for work in planned.jobs
        if work.key in touched or derived.get(work.key, suffix_of(work)) is None
    ]
    return (*efforts, join_effort(planned)), _seconds(planned)


def _seconds(planned: FilmPlan) -> float:
    return float(seconds_of_frames(planned.timeline.frames, planned.timeline.rate))
