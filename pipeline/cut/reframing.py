"""Fill a frame of another form than the film's: each shot about the point that it is about. Pure.

    film 16:9 |-----x-----------|      a tall delivery keeps     |--x--|
                    focus of the shot

The point is that of the event's zoom, else of its ``fill @ x,y`` (or its shot's, scene's, film's),
else the focus of the shot's camera (``push in @ 38,42``), else the middle. What was asked to be
seen whole (``fit``, ``pad``) stays whole; a move that travels along a still shows all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec.structs import replace

from pipeline.cut.timeline import Clip, Footage, Gap, Panes, Timeline, Track
from pipeline.project.frame_rule import FrameRule
from pipeline.project.story import Shot

__all__ = ["reframed"]


def reframed(timeline: Timeline, shots: Mapping[str, Shot]) -> Timeline:
    """The same film, every picture of it made to fill whatever frame it is given."""
    tracks = [_track(track, shots) for track in (timeline.picture, *timeline.overlays)]
    return replace(timeline, picture=tracks[0], overlays=tuple(tracks[1:]))


def _track(track: Track, shots: Mapping[str, Shot]) -> Track:
    return Track(
        tuple(item if isinstance(item, Gap) else _clip(item, shots) for item in track.items)
    )


def _clip(clip: Clip, shots: Mapping[str, Shot]) -> Clip:
    if isinstance(clip.media, Panes):
        cells = tuple(_clip(cell, shots) for cell in clip.media.cells)
        return replace(clip, media=replace(clip.media, cells=cells))
    if not isinstance(clip.media, Footage):
        return clip
    said = clip.frame
    if said is not None and (said.rule != "fill" or said.point is not None):
        return clip
    return replace(clip, frame=FrameRule("fill", _focus(clip, shots)))


def _focus(clip: Clip, shots: Mapping[str, Shot]) -> tuple[Fraction, Fraction] | None:
    """What the shot's camera is about; on the other side where the picture is turned over."""
    shot = shots.get(clip.shot)
    camera = shot.camera if shot is not None else None
    if camera is None or camera.focus is None:
        return None
    across, down = camera.focus
    return (100 - across if clip.is_flopped else across, down)
