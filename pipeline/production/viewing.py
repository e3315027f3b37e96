"""One shot as it is judged: its takes, what made them, where the cut uses it, who stands beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.facts import CLIP, PANEL, Origin, Take
from pipeline.plan.standing import choice_of, outdated_reasons, standing
from pipeline.production.dailies import content_of
from pipeline.production.noting import open_notes
from pipeline.production.planning import cut_of, jobs_of, why
from pipeline.production.reporting import state_of_take
from pipeline.production.selecting import Selection, select
from pipeline.production.small_copies import can_be_shown, has_small_clip, wants_small_clip
from pipeline.production.windows import Use, uses
from pipeline.project.edit import Picks, SceneEvent, ShotEvent, TakeChoice
from pipeline.project.take_text import event_take
from pipeline.timecode import frames_of_seconds

if TYPE_CHECKING:
    from pipeline.plan.jobs import Job
    from pipeline.production.production import Production
    from pipeline.project.story import Shot

__all__ = ["ShotUse", "ShotView", "TakeView", "shot_view"]


class TakeView(Struct, frozen=True):
    """One take, as it is looked at."""

    take: str
    """As its files are named: ``sh030_clip_t07``."""
    typed: str
    """As commands name it: ``7``, ``p2``."""
    name: str
    """``clip 7``."""
    kind: str
    """``image``, ``video`` or ``audio``."""
    content: str
    state: str
    outdated: tuple[str, ...]
    is_offline: bool
    frames: int
    """Film frames that it lasts; 0 for a still."""
    fps: float
    """Its own."""
    seconds: float
    size: str
    has_sound: bool
    is_small: bool
    """A small copy is there; it is played instead."""
    wants_small: bool
    """One would be quicker, and is not there yet."""
    can_be_shown: bool
    """A browser plays it as it is."""
    generator: str
    model: str
    seed: int | None
    made: datetime
    price: str
    prompt: str
    inputs: tuple[str, ...]
    options: dict[str, str]
    note: str
    notes: tuple[str, ...]
    """What somebody said of it and is not done yet."""


class ShotUse(Struct, frozen=True):
    """One event of the cut that shows the shot."""

    nth: int
    """Which of its uses, from 1."""
    take: str
    """As the line names it; empty: the one that stands."""
    plays: str
    """The take that is played there, as commands name it; empty: a slate."""
    start: int
    end: int
    """Of that take, in film frames on its own clock."""
    is_opened: bool
    """Whether it is a line of its own; else its scene is one line."""


class ShotView(Struct, frozen=True):
    """One shot, to be judged."""

    shot: str
    takes: tuple[TakeView, ...]
    """Clips first, newest first, then panels, then sounds."""
    uses: tuple[ShotUse, ...]
    prompts: tuple[tuple[str, str], ...]
    """(generator, what is sent to it now)."""
    facts: Mapping[str, str]
    """What the author wrote: motion, camera, lens, lines."""
    news: tuple[str, ...]
    before: str
    after: str
    place: int
    count: int


def shot_view(production: Production, name: str) -> ShotView:
    """One shot with everything that is needed to judge it.

    Raises:
        ProjectError: there is no such shot.
    """
    project = production.project
    shot = select(project, Selection(names=(name,)), {})[0]
    order = [one.id for one in project.shots.values() if not one.is_omitted or one.id == shot.id]
    place = order.index(shot.id)
    said = why(production, shot.id)
    return ShotView(
        shot=shot.id,
        takes=tuple(_takes(production, shot)),
        uses=tuple(_uses(production, shot)),
        prompts=said.prompts,
        facts=_facts(shot),
        news=said.unseen,
        before=order[place - 1] if place else "",
        after=order[place + 1] if place + 1 < len(order) else "",
        place=place + 1,
        count=len(order),
    )


def _takes(production: Production, shot: Shot) -> Iterable[TakeView]:
    vault, picks = production.vault, production.project.picks or Picks()
    jobs = {job.id.kind: job for job in jobs_of(production, (shot,), ())}
    order = {CLIP: 0, PANEL: 1}
    for kind in sorted(vault.kinds(shot.id), key=lambda one: (order.get(one, 2), one)):
        found = vault.takes(shot.id, kind)
        stands = standing(found, picks.of(shot.id), kind)
        for take in reversed(found):
            state = state_of_take(take, picks.of(shot.id), stands)
            yield _take(production, take, state, jobs.get(kind))


def _take(production: Production, take: Take, state: str, job: Job | None) -> TakeView:
    slate, info, fps = take.slate, take.slate.media, production.project.fps
    picks = production.project.picks or Picks()
    is_clip = info.kind == "video"
    return TakeView(
        take=take.ref.stem,
        typed=event_take(choice_of(take)),
        name=f"{take.ref.kind} {take.ref.unit}{take.ref.number}",
        kind=info.kind,
        content=content_of(take),
        state=state,
        outdated=outdated_reasons(slate, job, picks, fps) if job else (),
        is_offline=take.is_offline,
        frames=frames_of_seconds(info.seconds, fps) if is_clip else 0,
        fps=float(info.rate or fps),
        seconds=float(info.seconds),
        size=f"{info.width}×{info.height}" if info.width else "",
        has_sound=info.has_sound,
        is_small=is_clip and has_small_clip(production, take),
        wants_small=wants_small_clip(production, take),
        can_be_shown=can_be_shown(info, take.path),
        generator=slate.generator or ("adopted" if slate.origin is Origin.ADOPTED else ""),
        model=slate.model,
        seed=slate.seed,
        made=slate.made,
        price="" if slate.price is None or slate.is_free else str(slate.price),
        prompt=slate.prompt,
        inputs=tuple(one.take or one.path or one.role for one in slate.inputs),
        options={name: str(value) for name, value in slate.options.items()},
        note=slate.note,
        notes=open_notes(production, take),
    )


def _uses(production: Production, shot: Shot) -> Iterable[ShotUse]:
    """Where the cut shows the shot; once for its scene, where that is not opened.

    The windows are those that are played, whatever the lines say of length, speed and ``until``.
    """
    played = tuple(use for use in uses(production, "main") if use.shot == shot.id)
    lines = {use.event.where: use for use in played if use.event is not None}
    of_scene = next((use for use in played if use.event is None), None)
    number = 0
    for event in cut_of(production.project).events:
        if isinstance(event, ShotEvent) and event.shot == shot.id:
            number += 1
            use = lines.get(event.where) if event.where is not None else of_scene
            typed = event_take(event.take) if event.take else ""
            start = event.start or 0
            end = event.end if event.end is not None else start + shot.frames
            yield ShotUse(number, typed, *_played(use, (start, end)), is_opened=True)
        elif isinstance(event, SceneEvent) and event.scene == shot.scene:
            yield ShotUse(0, "", *_played(of_scene, (0, shot.frames)), is_opened=False)


def _played(use: Use | None, window: tuple[int, int]) -> tuple[str, int, int]:
    """The take that is played, and its window; without one, the window that is written."""
    if use is None:
        return "", *window
    ref = use.take
    plays = event_take(TakeChoice(ref.kind, ref.number, ref.unit))
    return plays, use.source.start, use.source.end


def _facts(shot: Shot) -> Mapping[str, str]:
    said = {
        "framing": shot.framing,
        "angle": shot.angle,
        "lens": shot.lens,
        "camera": str(shot.camera or ""),
        "motion": shot.motion or "",
        "about": shot.about,
        "lines": _spoken(shot),
    }
    return {name: words for name, words in said.items() if words}


def _spoken(shot: Shot) -> str:
    lines: Sequence[str] = [f"{one.who}: {one.text.first}" for one in shot.lines]
    return "\n".join(lines)
