"""Files that stand for events which a format would show wrongly: rendered once, at full quality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.film import tools_here
from pipeline.cut.join import join_film
from pipeline.cut.looks import Look
from pipeline.cut.reels import Reel, split
from pipeline.cut.timeline import Clip, Panes, Timeline
from pipeline.cut.timeline import Track as ClipTrack
from pipeline.errors import DiskFull, MediaError
from pipeline.facts import MediaInfo
from pipeline.interchange.marking import file_stem, tail_of
from pipeline.interchange.sequence import Event, MediaFile, Sequence, Track
from pipeline.plan.jobs import Recipe
from pipeline.production.crew import crew
from pipeline.production.filming import PERFORMERS
from pipeline.project.codecs import CODECS
from pipeline.project.grading import PLAIN
from pipeline.run.events import Listener, silent
from pipeline.run.interrupt import Interrupt
from pipeline.run.pace import Effort
from pipeline.run.pieces import Performed, Piece, Tools, perform
from pipeline.vault.derived import Derived

if TYPE_CHECKING:
    from pipeline.interchange.shelf import Format
    from pipeline.production.production import Production

__all__ = ["RENDERED", "Wanted", "sequences_for"]

RENDERED = "rendered"
"""The folder of such files, beside the timeline that speaks of them."""

_CODEC = "prores-hq"


class Wanted(Struct, frozen=True):
    """Where the files go, and who listens to how they are made."""

    folder: Path
    """The folder that the timelines are written to."""
    tell: Listener = silent
    stop: Interrupt | None = None
    place: str = RENDERED
    """The folder of the files within it."""


class _Stand(Struct, frozen=True):
    """One file: what it is called, what it shows, and its parts."""

    stem: str
    frames: int
    name: str
    reels: tuple[Reel, ...]


Place = tuple[int, int]
"""Track and event, from zero."""


def sequences_for(
    production: Production,
    shown: tuple[Timeline, Sequence],
    formats: Iterable[Format],
    wanted: Wanted,
) -> dict[str, Sequence] | None:
    """The sequence as each of the formats is to write it; None when Ctrl-C stopped it.

    An event about which a format would lie comes with a file that shows it, rendered now unless it
    is there already; its name holds a mark of what it shows.

    Raises:
        MediaError: a file could not be rendered.
        DiskFull: no room.
    """
    timeline, sequence = shown
    asked = {each.name: _asked(sequence, each) for each in formats}
    places = sorted({place for found in asked.values() for place in found})
    if not places:
        return dict.fromkeys(asked, sequence)
    look = Look(sequence.width, sequence.height, 18, "medium", has_titles=False, codec=_CODEC)
    tools = tools_here(production.project)
    stands = {}
    for place in places:
        alone, event = _alone(timeline, sequence, place)
        tail = alone.frames - event.frames
        reels = split(alone, look, tools)
        stands[place] = _Stand(file_stem(event, tail), alone.frames, event.name, reels)
    if not _render(production, stands.values(), wanted, sequence):
        return None
    files = {place: _file(stand, wanted, sequence) for place, stand in stands.items()}
    return {
        name: _placed(sequence, {place: files[place] for place in found})
        for name, found in asked.items()
    }


def _asked(sequence: Sequence, each: Format) -> list[Place]:
    return [
        (number, at)
        for number, track in enumerate(sequence.tracks)
        for at, event in enumerate(track.events)
        if not event.is_black and each.to_render(event, sequence)
    ]


def _alone(timeline: Timeline, sequence: Sequence, place: Place) -> tuple[Timeline, Event]:
    """The event as a film of its own, as long as it is seen: what follows may lie over its tail."""
    number, at = place
    tracks = (timeline.picture, *timeline.overlays)
    clips = [clip for _, clip in tracks[number].placed()]
    events = sequence.tracks[number].events
    tail = tail_of(events, at)
    clip = replace(clips[at], into=None, out=None)
    alone = Timeline(
        name=timeline.name,
        rate=timeline.rate,
        aspect=timeline.aspect,
        picture=ClipTrack((_longer(clip, tail),)),
        grading=PLAIN,
    )
    return alone, events[at]


def _longer(clip: Clip, tail: int) -> Clip:
    """The clip with the frames that a transition after it will show."""
    if not tail:
        return clip
    window = clip.window
    hold = window.hold + tail if window.hold else 0
    longer = replace(window, frames=window.frames + tail, hold=hold, pass_frames=window.one_pass)
    media = clip.media
    if isinstance(media, Panes):
        media = replace(media, cells=tuple(_longer(cell, tail) for cell in media.cells))
    return replace(clip, window=longer, media=media)


def _render(
    production: Production, stands: Iterable[_Stand], wanted: Wanted, sequence: Sequence
) -> bool:
    """Make the files that are not there; False when Ctrl-C stopped it."""
    missing = {stand.stem: stand for stand in stands if not _path(stand, wanted).is_file()}
    if not missing:
        return True
    reels = {reel.key: (reel, stand) for stand in missing.values() for reel in stand.reels}
    pieces = [_piece(reel, sequence) for reel, _ in reels.values()]
    derived = Derived(production.home.derived)
    with (
        nullcontext(wanted.stop) if wanted.stop else Interrupt() as stop,
        derived.in_use(),
        crew() as workers,
    ):
        tools = Tools(workers, derived, PERFORMERS, wanted.tell, stop)
        performed = perform(pieces, tools)
        if performed.is_interrupted or stop.is_set:
            return False
    _must_be_whole(performed, {key: stand.name for key, (_, stand) in reels.items()})
    for stand in missing.values():
        path = _path(stand, wanted)
        path.parent.mkdir(parents=True, exist_ok=True)
        join_film([performed.made[reel.key] for reel in stand.reels], path, sequence.rate)
    return True


def _piece(reel: Reel, sequence: Sequence) -> Piece:
    return Piece(
        key=reel.key,
        suffix=CODECS[_CODEC].ending,
        recipe=Recipe("cut.reel", reel.recipe),
        inputs=reel.inputs,
        effort=Effort("part", reel.frames * sequence.width * sequence.height / 1e6),
    )


def _must_be_whole(performed: Performed, names: Mapping[str, str]) -> None:
    if performed.stopped_by:
        raise DiskFull(performed.stopped_by)
    if performed.failed:
        key, why = performed.failed[0]
        raise MediaError(
            f"{names[key]} cannot be rendered to a file of its own: {why}",
            fix="the other files are kept; mend the cause and type the same command again",
        )


def _path(stand: _Stand, wanted: Wanted) -> Path:
    return wanted.folder / wanted.place / f"{stand.stem}{CODECS[_CODEC].ending}"


def _file(stand: _Stand, wanted: Wanted, sequence: Sequence) -> MediaFile:
    path, rate = _path(stand, wanted), sequence.rate
    info = MediaInfo(
        "video",
        sequence.width,
        sequence.height,
        stand.frames,
        rate,
        stand.frames / rate,
        codec="prores",
    )
    href = f"{wanted.place}/{path.name}" if wanted.place else path.name
    return MediaFile(href, path, info, frames=info.seconds * rate)


def _placed(sequence: Sequence, files: Mapping[Place, MediaFile]) -> Sequence:
    tracks = (
        Track(
            track.name,
            tuple(
                replace(event, rendered=files.get((number, at)))
                for at, event in enumerate(track.events)
            ),
        )
        for number, track in enumerate(sequence.tracks)
    )
    return replace(sequence, tracks=tuple(tracks))
