"""The windows that cuts use of takes: where each is written, and whether a take has it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.facts import Take, TakeRef
from pipeline.plan.needs import shot_events
from pipeline.production.laying import laid
from pipeline.production.planning import cut_of
from pipeline.project.cut_places import Place, Stretch
from pipeline.project.edit import Picks, SceneEvent, ShotEvent
from pipeline.timecode import FrameRange

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.edit import Event
    from pipeline.project.story import Shot

__all__ = ["Use", "film_frames", "stretches_of", "uses", "uses_of"]


class Use(Struct, frozen=True):
    """One stretch of a take that a cut plays."""

    cut: str
    shot: str
    take: TakeRef
    source: FrameRange
    """Film frames on the take's own clock."""
    record: FrameRange
    event: ShotEvent | None
    """The line of the cut's own file; None where it stands in no file of that cut."""

    @property
    def place(self) -> Place | None:
        """Where that line is written."""
        where = self.event.where if self.event is not None else None
        return (where.line, where.column) if where is not None else None

    @property
    def is_named(self) -> bool:
        """Whether the line says which take it plays."""
        return self.event is not None and self.event.take is not None

    def moved(self, frames: int) -> Stretch:
        """In and out so many frames later; no out where the line has none that is a frame."""
        start = self.source.start + frames
        event = self.event
        if event is None or event.end is None or event.until:
            return start, None
        return start, event.end + frames

    def fits(self, take: Take, fps: Fraction, *, moved: int = 0) -> bool:
        """Whether the take has that stretch, ``moved`` frames later; a still always has."""
        have = film_frames(take, fps)
        start, end = self.source.start + moved, self.source.end + moved
        return have is None or (start >= 0 and end <= have)


def film_frames(take: Take, fps: Fraction) -> int | None:
    """How many film frames a take has; None for a still, which never ends."""
    media = take.slate.media
    if media.kind == "image":
        return None
    if media.is_variable_rate or not media.rate:
        return math.floor(media.seconds * fps + Fraction(1, 2))
    return math.floor(media.frames / media.rate * fps + Fraction(1, 2))


def uses(production: Production, cut: str = "") -> Iterator[Use]:
    """Every stretch of a take that a cut plays, or all cuts do; in film order, cut by cut."""
    names = (cut,) if cut else tuple(production.project.cuts) or ("main",)
    for name in names:
        written = cut_of(production.project, name)
        file = Path("cuts") / f"{name}.yaml"
        lines = {
            event.where: event
            for event in shot_events(written.events)
            if event.where is not None and event.where.file == file
        }
        for record, clip in laid(production, written).clips():
            if clip.take is not None:
                event = lines.get(clip.where) if clip.where is not None else None
                yield Use(name, clip.shot, clip.take, clip.source_range, record, event)


def stretches_of(production: Production, take: TakeRef) -> Iterator[tuple[str, FrameRange]]:
    """What each cut plays of one take, as ``uses`` finds it: (cut, film frames on its clock).

    A line that lasts until a beat or a shot, or stands among other pictures, is found in the whole
    cut; any other plays the same frames wherever it stands, and is laid out alone.
    """
    project, vault = production.project, production.vault
    shot = project.shots.get(take.shot)
    if shot is None:
        return
    takes = [one for kind in vault.kinds(shot.id) for one in vault.takes(shot.id, kind)]
    for name in tuple(project.cuts) or ("main",):
        cut = cut_of(project, name)
        lines = tuple(event for event in cut.events if _is_about(event, shot))
        if all(map(_stands_alone, lines)):
            alone = replace(cut, events=lines, sound=())
            clips = assemble(project, alone, project.picks or Picks(), takes).clips()
            yield from ((name, clip.source_range) for _, clip in clips if clip.take == take)
        else:
            yield from ((name, use.source) for use in uses(production, name) if use.take == take)


def uses_of(production: Production, take: TakeRef) -> tuple[Use, ...]:
    """The stretches of one take that any cut plays."""
    return tuple(use for use in uses(production) if use.take == take)


def _is_about(event: Event, shot: Shot) -> bool:
    """Whether an event plays a shot, alone or among others."""
    if isinstance(event, SceneEvent):
        return event.scene == shot.scene
    return any(each.shot == shot.id for each in shot_events((event,)))


def _stands_alone(event: Event) -> bool:
    """Whether what it plays of a take does not rest on the lines about it."""
    return isinstance(event, SceneEvent) or (isinstance(event, ShotEvent) and not event.until)
