"""Pictures laid over the picture: their tracks, and what of them the film has no room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.timeline import Clip, Gap, Track
from pipeline.errors import Problem
from pipeline.project.edit import Over
from pipeline.project.over_places import begins_late, over_text

__all__ = ["Overlay", "overlay_problems", "packed"]

_STOPS = frozenset({"export"})


class Overlay(Struct, frozen=True):
    """A picture to be laid over the picture track."""

    over: Over
    clip: Clip
    start: int
    """Film frame on which it begins."""
    host: int
    """Frames of the event that it was laid over."""


def overlay_problems(overlays: Iterable[Overlay], frames: int) -> Iterator[Problem]:
    """Every overlay that begins after its event, or that the film's end cuts off.

    event    |----------|---- next event ----|
    over         |==========|                      runs on: as it is meant
    over                                  |==|xx   lasts 4 frames, the film has 2 left
    """
    for each in overlays:
        late = begins_late(each.over, each.host)
        if late is not None:
            yield late
        left, length = frames - each.start, each.clip.frames
        lost = length - left
        if lost <= 0 or left <= 0:
            continue
        is_last = each.start - each.over.at + each.host == frames
        room = (
            f"its event has {left} left and ends the film"
            if is_last
            else f"the film has {left} left"
        )
        yield Problem(
            f"{over_text(each.over)} lasts {length} frames, {room}: {lost} of them "
            f"{'is' if lost == 1 else 'are'} not shown",
            where=each.over.where,
            fix=f"end its window {lost} frames sooner, or lay it over an earlier frame",
            stops=_STOPS,
        )


def packed(overlays: Iterable[Overlay], frames: int) -> tuple[Track, ...]:
    """Overlays on as few tracks as hold them, later lines above earlier ones; ends are cut off."""
    tracks: list[list[Clip | Gap]] = []
    ends: list[int] = []
    for each in overlays:
        start = max(0, each.start)
        length = min(each.clip.frames, frames - start)
        if length <= 0:
            continue  # named by ``overlay_problems``
        clip = replace(each.clip, window=each.clip.window.shortened(length))
        free = next((n for n, end in enumerate(ends) if all(e <= start for e in ends[n:])), None)
        if free is None:
            tracks.append([])
            ends.append(0)
            free = len(tracks) - 1
        if start > ends[free]:
            tracks[free].append(Gap(start - ends[free]))
        tracks[free].append(clip)
        ends[free] = start + length
    return tuple(Track(tuple(items)) for items in tracks)
