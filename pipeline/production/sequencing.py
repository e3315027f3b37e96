"""A cut as other programs see it: the timeline put into the words of ``interchange``."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.assemble import assemble
from pipeline.cut.looks import Look, delivery_look
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Panes, SoundCue, Timeline
from pipeline.cut.timeline import Transition as Over
from pipeline.cut.window import travelled
from pipeline.errors import ProjectError
from pipeline.facts import MediaInfo, TakeRef
from pipeline.interchange.sequence import (
    Event,
    Join,
    Marker,
    MediaFile,
    Sequence,
    Sound,
    SoundTrack,
    Subtitle,
    Title,
    Track,
)
from pipeline.production.planning import cut_of
from pipeline.production.selecting import Selection
from pipeline.production.versions import version_of
from pipeline.project.edit import Picks
from pipeline.project.story import Delivery
from pipeline.timecode import FrameRange, record_frame

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.story import Project

__all__ = ["BEGINS", "Hrefs", "first_frame", "sequence", "timeline_of"]

BEGINS = "01:00:00:00"
"""The record timecode of the first frame, where the first delivery says no other."""

_ROLES = ("line", "effect", "ambience", "music")


class Hrefs(Struct, frozen=True):
    """How a timeline speaks of the files it plays."""

    folder: Path
    """The folder that the timeline is written to."""
    names: Mapping[Path, str] = {}
    """Files that lie elsewhere than where they are now, by where: copies in a handoff."""
    windows: Mapping[Path, MediaFile] = {}
    """Files that hold only what is used of a take, by where the whole take is."""

    def of(self, path: Path) -> str:
        """Relative where it can be said so, with forward slashes."""
        known = self.names.get(path)
        if known is not None:
            return known
        try:
            return Path(os.path.relpath(path, self.folder)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()


def timeline_of(production: Production, cut: str) -> Timeline:
    """The cut as it plays."""
    project = production.project
    takes = [take for found in production.vault.all().values() for take in found]
    return assemble(project, cut_of(project, cut), project.picks or Picks(), takes)


def sequence(
    production: Production, cut: str, hrefs: Hrefs, timeline: Timeline | None = None
) -> Sequence:
    """The cut with everything that other programs can be told of it.

    ``timeline`` is the cut as it plays, where somebody has it already.

    Raises:
        ProjectError: there is no such cut, or nothing is in it.
    """
    timeline = timeline or timeline_of(production, cut)
    if not timeline.frames:
        raise ProjectError(f"the cut '{cut}' is empty", fix="a film begins with a shot")
    project = production.project
    look = _look(project)
    return Sequence(
        name=cut,
        version=f"v{version_of(production, cut, timeline)}",
        rate=timeline.rate,
        width=look.width,
        height=look.height,
        title=project.title.first,
        tracks=tuple(_tracks(timeline, hrefs)),
        sounds=tuple(_sounds(production, timeline, hrefs)),
        titles=tuple(
            Title(cue.text.first, cue.record, cue.style, cue.shot) for cue in timeline.titles
        ),
        subtitles=tuple(
            Subtitle("\n".join(lines), each.record, language, each.shot)
            for each in timeline.subtitles
            for language, lines in each.lines
        ),
        markers=tuple(_markers(production, cut)),
        grade=timeline.grading.words,
        start=first_frame(project),
    )


def first_frame(project: Project) -> int:
    """The record timecode of the film's first frame, as a count of frames."""
    first, rate = _look(project).timecode or BEGINS, project.fps
    try:
        return record_frame(first, rate)
    except ValueError:  # of a delivery at another rate: a number that the film's own has not
        return record_frame(f"{first[:8]}:{math.ceil(rate) - 1}", rate)


def _look(project: Project) -> Look:
    """How the film's first delivery looks."""
    return delivery_look(project, next(iter(project.deliveries.values()), Delivery("main")))


def _markers(production: Production, cut: str) -> Iterator[Marker]:
    """Every open note that the cut shows, once for each place where it does."""
    from pipeline.production.noting import notes

    for row in notes(production, Selection(), cut=cut):
        about = str(row.take or row.shot or cut)
        for at in row.record:
            yield Marker(f"{row.id} {about}", FrameRange(at, at + 1), row.text, "yellow")


# -- pictures ------------------------------------------------------------------------------------


def _tracks(timeline: Timeline, hrefs: Hrefs) -> Iterator[Track]:
    for number, track in enumerate((timeline.picture, *timeline.overlays), start=1):
        events = (_event(clip, record, timeline, hrefs) for record, clip in track.placed())
        yield Track(f"V{number}", tuple(events))


def _event(clip: Clip, record: FrameRange, timeline: Timeline, hrefs: Hrefs) -> Event:
    media, window = clip.media, clip.window
    event = Event(
        name=_name(clip),
        record=record,
        shot=clip.shot,
        into=_join(clip.into),
        out=_join(clip.out),
        stand_in=clip.stand_in,
        is_flopped=clip.is_flopped,
        zoom=clip.zoom,
        frame=str(clip.frame or ""),
        grade=clip.grading.words,
        gain=clip.gain,
        is_muted=clip.is_muted,
    )
    match media:
        case Footage():
            is_still = media.is_still
            event = replace(
                event,
                media=_file(media, timeline.rate, hrefs),
                take=str(media.take),
                start=0 if is_still else window.source_range.start,
                move=_move(media) if is_still else "",
            )
            return event if is_still else _timed(event, clip)
        case Card():
            words = f"{media.heading}: {media.words}" if media.words else media.heading
            return replace(event, card=words)
        case Colour():
            return replace(event, colour=media.colour)
        case Panes():
            cells = tuple(_event(cell, record, timeline, hrefs) for cell in media.cells)
            return replace(event, cells=cells, layout=media.layout)


def _move(media: Footage) -> str:
    """The camera move over a still, in words; none where it stands."""
    if media.camera is None:
        return "a slow push"
    return "" if str(media.camera) == "static" else str(media.camera)


def _timed(event: Event, clip: Clip) -> Event:
    """The event with how its take is run through."""
    window = clip.window
    is_ramp = len(window.speed) > 1
    speed = window.speed[0][1]
    if is_ramp:
        speed = travelled(window.speed, Fraction(window.one_pass)) / window.one_pass
    return replace(
        event,
        speed=speed,
        ramp=window.speed if is_ramp else (),
        is_reversed=window.is_reversed,
        loop=window.loop,
        hold=window.hold,
    )


def _name(clip: Clip) -> str:
    """What an editor shows on it: the take's own file name, else what it is."""
    match clip.media:
        case Footage(take=take):
            return take.stem
        case Card(heading=heading):
            return f"{clip.shot} slate".strip() if clip.shot else heading
        case Colour(colour=colour):
            return {"#000000": "black", "#ffffff": "white"}.get(colour, colour)
        case Panes(layout=layout, cells=cells):
            return " ".join((f"split {layout}", *(_name(cell) for cell in cells)))


def _join(over: Over | None) -> Join | None:
    return None if over is None else Join(over.kind, over.frames, over.colour, over.direction)


def _file(media: Footage, rate: Fraction, hrefs: Hrefs) -> MediaFile:
    window = hrefs.windows.get(media.path)
    if window is not None:
        return replace(window, take=str(media.take), digest=media.digest)
    return MediaFile(
        href=hrefs.of(media.path),
        path=media.path,
        info=media.info,
        frames=None if media.is_still else _frames(media.info, rate),
        take=str(media.take),
        digest=media.digest,
    )


def _frames(info: MediaInfo, rate: Fraction) -> Fraction:
    if info.is_variable_rate or not info.rate:
        return info.seconds * rate
    return info.frames * rate / info.rate


# -- sounds --------------------------------------------------------------------------------------


def _sounds(production: Production, timeline: Timeline, hrefs: Hrefs) -> Iterator[SoundTrack]:
    """The takes' own sound, then every cue by its role, on as many tracks as do not overlap."""
    for number, track in enumerate((timeline.picture, *timeline.overlays), start=1):
        own = tuple(_own(track.placed(), timeline.rate, hrefs))
        if own:
            yield SoundTrack(f"takes {number}" if number > 1 else "takes", own)
    heard = [_cue(production, cue, timeline.rate, hrefs) for cue in timeline.sounds]
    for role in _ROLES:
        found = [sound for sound in heard if sound is not None and sound.role == role]
        for number, sounds in enumerate(_packed(found), start=1):
            yield SoundTrack(f"{role} {number}" if number > 1 else role, tuple(sounds))


def _own(
    placed: Iterable[tuple[FrameRange, Clip]], rate: Fraction, hrefs: Hrefs
) -> Iterator[Sound]:
    for record, clip in placed:
        media, window = clip.media, clip.window
        if not isinstance(media, Footage) or not media.info.has_sound or clip.is_muted:
            continue
        if len(window.speed) > 1 or window.loop > 1 or window.is_reversed:
            continue  # as in the mix: these are silent
        yield Sound(
            name=media.take.stem,
            role="picture",
            media=_file(media, rate, hrefs),
            record=FrameRange(record.start, record.start + window.moving),
            start=Fraction(window.source_range.start) / rate,
            speed=window.speed[0][1],
            gain=clip.gain,
            fade_in=clip.into.frames if clip.into else 0,
            fade_out=clip.out.frames if clip.out else 0,
        )


def _cue(production: Production, cue: SoundCue, rate: Fraction, hrefs: Hrefs) -> Sound | None:
    """A sound in its place; None where its file is not there (which is said elsewhere)."""
    path = production.folder / cue.file
    info = _measured(production, cue.file)
    if info is None:
        return None
    frames = info.seconds * rate
    left = max(1, int(frames - cue.source * rate))
    end = cue.record.end if cue.loop else min(cue.record.end, cue.record.start + left)
    take = TakeRef.from_stem(path.stem)
    return Sound(
        name=path.stem,
        role=cue.role,
        media=MediaFile(hrefs.of(path), path, info, frames, take=str(take or "")),
        record=FrameRange(cue.record.start, max(end, cue.record.start + 1)),
        start=cue.source,
        gain=cue.gain,
        pan=cue.pan,
        fade_in=cue.fade_in,
        fade_out=cue.fade_out,
        is_looped=cue.loop is not None,
        bus=cue.bus,
    )


def _measured(production: Production, file: Path) -> MediaInfo | None:
    from pipeline.production.measuring import measurer

    path = production.folder / file
    if not path.is_file():
        return None
    seconds = measurer(production.folder, production.environment)(file)
    return None if seconds is None else MediaInfo("audio", seconds=seconds, has_sound=True)


def _packed(sounds: list[Sound]) -> Iterator[list[Sound]]:
    """The sounds on as few tracks as hold them without overlap, each track in film order."""
    tracks: list[list[Sound]] = []
    for sound in sorted(sounds, key=lambda each: each.record):
        fit = next((one for one in tracks if one[-1].record.end <= sound.record.start), None)
        if fit is None:
            tracks.append([sound])
        else:
            fit.append(sound)
    yield from tracks
