"""Where a frame of a take is seen in the film, and what is seen at a place of the film; pure."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec import Struct

from pipeline.cut.timeline import Clip, Timeline
from pipeline.facts import TakeRef

__all__ = ["Seen", "frames_showing", "seen_at"]


class Seen(Struct, frozen=True):
    """What the film shows at one of its frames."""

    shot: str = ""
    """Empty for black, cards and what else is no shot."""
    take: TakeRef | None = None
    frame: int = 0
    """Film frame on the take's own clock."""


def seen_at(timeline: Timeline, frame: int) -> Seen:
    """What is on screen at a film frame: the picture that lies on top."""
    over = [clip for clip in _at(timeline, frame) if clip[1].shot]
    if not over:
        return Seen()
    start, clip = over[-1]
    return Seen(clip.shot, clip.take, _source(clip, frame - start))


def frames_showing(timeline: Timeline, take: TakeRef, frame: int | None) -> tuple[int, ...]:
    """The film frames at which that frame of the take is on screen, the first of each use.

    Without a frame: where each use of the take begins. Sped-up uses show the nearest frame.
    """
    found = []
    for record, clip in timeline.clips():
        if clip.take != take:
            continue
        if frame is None:
            found.append(record.start)
        elif frame in clip.source_range:
            near = min(range(clip.frames), key=lambda at: abs(_source(clip, at) - frame))
            found.append(record.start + near)
    return tuple(sorted(found))


def _at(timeline: Timeline, frame: int) -> Iterator[tuple[int, Clip]]:
    """(first film frame, clip) of the pictures at a film frame, the lowest first."""
    for track in (timeline.picture, *timeline.overlays):
        for record, clip in track.placed():
            if frame in record:
                yield record.start, clip.pictures[0]


def _source(clip: Clip, frame: int) -> int:
    return max(0, math.floor(clip.window.position(frame)))
