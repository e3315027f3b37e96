"""How long each shot's clip must be for the cut that is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from pipeline.errors import Problem
from pipeline.facts import CLIP, Kind, Take
from pipeline.project.edit import (
    Cut,
    Dissolve,
    Event,
    Over,
    SceneEvent,
    ShotEvent,
    Split,
    TakeChoice,
)
from pipeline.project.story import Project, Shot
from pipeline.timecode import seconds_of_frames

__all__ = [
    "frames_of_take",
    "is_far_too_long",
    "lengths_needed",
    "overlong",
    "shot_events",
    "shots_shown",
    "takes_named",
]

MANY_TIMES = 8
LONG_SECONDS = 20


def lengths_needed(project: Project, cut: Cut) -> dict[str, int]:
    """Frames of each shot's clip, from its first, that the cut uses, transition tails included.

    A dissolve lies over the first frames of the event after it; the event before runs on beneath
    it, so that event's clip must be that much longer.
    """
    needed: dict[str, int] = {}
    before: tuple[ShotEvent, ...] = ()
    for event in _flat(project, cut.events):
        if isinstance(event, Dissolve):
            for each in before:
                _grow(needed, project, each, event.frames)
        elif isinstance(event, ShotEvent):
            _grow(needed, project, event, 0)
            before = (event,)
        elif isinstance(event, Over):
            _grow(needed, project, event.event, 0)
        elif isinstance(event, Split):
            for part in event.shots:
                _grow(needed, project, part, 0)
            before = event.shots
        else:
            before = ()
    return needed


def is_far_too_long(project: Project, shot: Shot, frames: int) -> bool:
    """Whether a window is so many times the planned length that a slip is likelier than a wish."""
    return frames > MANY_TIMES * shot.frames and frames > LONG_SECONDS * project.fps


def overlong(
    project: Project, cut: Cut, takes: Mapping[tuple[str, Kind], Sequence[Take]]
) -> Iterator[Problem]:
    """Windows that are far too long for their shot, and that no take of it holds."""
    for event in shot_events(cut.events):
        shot, end = project.shots.get(event.shot), event.end or 0
        if shot is None or not shot.clips or not is_far_too_long(project, shot, end):
            continue
        if event.take is not None and event.take.kind != CLIP:
            continue
        if any(frames_of_take(take, project.fps) >= end for take in takes.get((shot.id, CLIP), ())):
            continue
        seconds = f"{float(seconds_of_frames(end, project.fps)):.1f}"
        yield Problem(
            f"the cut '{cut.name}' uses {shot.id} up to frame {end} ({seconds} s), and it is "
            f"planned for {shot.frames}: no clip of that length is made unasked",
            where=event.where,
            fix=f"`rushes trim {shot.id} 0-{shot.frames}`; if it is meant, say `seconds:` there",
            stops=frozenset({"shoot"}),
            shot=shot.id,
        )


def frames_of_take(take: Take, fps: Fraction) -> int:
    """How many film frames a clip has."""
    media = take.slate.media
    return math.floor(media.frames / media.rate * fps + Fraction(1, 2)) if media.rate else 0


def shots_shown(project: Project, cut: Cut) -> set[str]:
    """Every shot that the cut plays, by a line of its own or with its scene."""
    return {event.shot for event in shot_events(_flat(project, cut.events))}


def takes_named(cut: Cut) -> dict[str, set[TakeChoice]]:
    """Every take that the cut's lines ask for by number, by shot."""
    named: dict[str, set[TakeChoice]] = {}
    for event in shot_events(cut.events):
        if event.take is not None:
            named.setdefault(event.shot, set()).add(event.take)
    return named


def _flat(project: Project, events: tuple[Event, ...]) -> Iterator[Event]:
    scenes = {scene.id: scene for scene in project.scenes}
    for event in events:
        if isinstance(event, SceneEvent) and event.scene in scenes:
            for shot in scenes[event.scene].shots:
                if not project.shots[shot].is_omitted:
                    yield ShotEvent(shot)
        else:
            yield event


def shot_events(events: Iterable[Event]) -> Iterator[ShotEvent]:
    """Every line that plays a shot, those laid over and side by side with others included."""
    for event in events:
        if isinstance(event, ShotEvent):
            yield event
        elif isinstance(event, Over):
            yield event.event
        elif isinstance(event, Split):
            yield from event.shots


def _grow(needed: dict[str, int], project: Project, event: ShotEvent, tail: int) -> None:
    shot = project.shots.get(event.shot)
    if shot is None or (event.take is not None and event.take.kind.word != "clip"):
        return
    speed = max((speed for _, speed in event.speed), default=1)  # of most events: no fraction
    start = event.start or 0
    end = event.end if event.end is not None else start + math.ceil(shot.frames * speed)
    if not event.hold:
        end += math.ceil(tail * speed)
    needed[event.shot] = max(needed.get(event.shot, 0), end)
