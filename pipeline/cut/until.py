"""Let an event last until a beat or a bar is heard, or a picture laid over until a shot begins."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.placing import Placed
from pipeline.cut.sound_places import heard_music
from pipeline.cut.timeline import Clip, SoundCue
from pipeline.cut.window import travelled
from pipeline.errors import Problem
from pipeline.project.edit import ShotEvent, SoundEvent
from pipeline.project.story import Music, Project
from pipeline.timecode import FrameRange, frames_of_seconds

__all__ = ["Score", "lasting", "lasting_until_shot"]

_STOPS = frozenset({"export"})
_FAR = 10**9
"""Film frames that no film has: music nobody ended plays on until there."""


class _Unheard(Exception):
    """Why the place in the music is no place in the film, and what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


class Score(Struct, frozen=True):
    """The music of a cut, as its sound list lays it under what has been laid of the picture."""

    project: Project
    sound: tuple[SoundEvent, ...] = ()

    def cues(self, clips: Iterable[tuple[FrameRange, Clip]]) -> list[tuple[Music, SoundCue]]:
        """Each piece in the places where it plays; one that no line places begins at frame 0."""
        placed = Placed(_FAR, tuple(clips))
        found = heard_music(self.project, self.sound, placed)
        said = {event.name for event in self.sound}
        for music in self.project.music.values():
            if music.name not in said:
                found.append((music, SoundCue("music", music.file, FrameRange(0, _FAR))))
        return found


def lasting(
    event: ShotEvent, clip: Clip, at: int, score: Score, before: Iterable[Clip]
) -> tuple[Clip, Problem | None]:
    """The clip of an event that begins at film frame ``at``, as long as its ``until`` says.

    A place that is not known, or that has passed, is a problem; the event then keeps its planned
    length.
    """
    clips = [*_laid(before), (FrameRange(at, at + clip.frames), clip)]
    try:
        end = _end(event, at, at + clip.frames, score.cues(clips), score.project.fps)
        _has_room(event, end - at)
    except _Unheard as err:
        problem = Problem(
            err.message, where=event.where, fix=err.fix, stops=_STOPS, shot=event.shot
        )
        return clip, problem
    return _filling(clip, end - at), None


def lasting_until_shot(
    event: ShotEvent, clip: Clip, at: int, picture: Iterable[Clip]
) -> tuple[Clip, Problem | None]:
    """A picture laid over from film frame ``at`` on, as long as until the shot it names begins.

    picture  |-- sh010 --|-- sh020 --|-- sh060 --|
    over           |=================|              until sh060

    A shot that does not begin behind it is a problem; it then keeps its planned length.
    """
    begins = (record.start for record, each in _laid(picture) if each.shot == event.until)
    end = next((frame for frame in begins if frame > at + event.hold), None)
    if end is not None:
        return _filling(clip, end - at), None
    problem = Problem(
        f"{event.shot} lasts until {event.until}, which does not begin behind it in this cut",
        where=event.where,
        fix="name a shot that plays later, or write a window",
        stops=_STOPS,
        shot=event.shot,
    )
    return clip, problem


def _has_room(event: ShotEvent, frames: int) -> None:
    if frames <= event.hold:
        raise _Unheard(
            f"{event.shot} lasts until {event.until}, which leaves it {frames} frames; "
            f"its hold alone takes {event.hold}",
            "name a later place, or shorten the hold",
        )


def _laid(clips: Iterable[Clip]) -> Iterator[tuple[FrameRange, Clip]]:
    at = 0
    for clip in clips:
        yield FrameRange(at, at + clip.frames), clip
        at += clip.frames


def _end(
    event: ShotEvent,
    at: int,
    planned: int,
    cues: list[tuple[Music, SoundCue]],
    fps: Fraction,
) -> int:
    place, _, named = event.until.partition(" of ")
    music = _piece(event, at, cues, named)
    mine = [cue for piece, cue in cues if piece.name == music.name]
    if " " not in place:
        near = _near(planned, music, mine, fps)
        return _nearest(event, [frame for frame in near if frame > at + event.hold], planned, music)
    seconds = _seconds(event, music, place)
    heard = []
    for cue in mine:
        frame = cue.record.start + frames_of_seconds(seconds - cue.source, fps)
        if seconds >= cue.source and frame <= cue.record.end:
            heard.append(frame)
    if not heard:
        raise _Unheard(
            f"{event.shot} lasts until {place} of '{music.name}', which is not heard in this cut",
            "name a bar or beat that plays, or begin the music in sound: above",
        )
    later = [frame for frame in heard if frame > at]
    if not later:
        raise _Unheard(
            f"{event.shot} lasts until {place} of '{music.name}', which is heard at frame "
            f"{max(heard)}; the event begins at frame {at}: it has passed",
            f"name a later {place.split()[0]}, or shorten what comes before by "
            f"{at - max(heard) + 1} frames",
        )
    return min(later)


def _seconds(event: ShotEvent, music: Music, place: str) -> Fraction:
    try:
        return music.bar(place)
    except ValueError as err:
        said = f"{event.shot} lasts until {place} of '{music.name}': {err}"
        raise _Unheard(said, "name a place that is marked") from err


def _piece(event: ShotEvent, at: int, cues: list[tuple[Music, SoundCue]], named: str) -> Music:
    """The piece that is meant: the one that is named, else the one that plays at the event."""
    place = event.until.partition(" of ")[0]
    pieces = {music.name: music for music, _ in cues}
    if named and named not in pieces:
        known = ", ".join(pieces)
        raise _Unheard(
            f"{event.shot} lasts until {place} of '{named}', which is no music of the film",
            f"write one of {known}" if known else "describe it under music: in film.yaml",
        )
    if not pieces:
        raise _Unheard(
            f"{event.shot} lasts until {event.until}, and the film has no music",
            "describe a piece under music: in film.yaml, or write a window",
        )
    playing = [music for music, cue in cues if cue.record.start <= at < cue.record.end]
    with_beats = [music for music in (*reversed(playing), *pieces.values()) if music.has_beats]
    music = pieces[named] if named else next(iter(with_beats), next(iter(pieces.values())))
    if not music.has_beats:
        raise _Unheard(
            f"{event.shot} lasts until {event.until}, and the beats of the music "
            f"'{music.name}' are not known",
            "add bpm: and first_beat:, or beats:, to it under music:",
        )
    return music


def _nearest(event: ShotEvent, beats: list[int], planned: int, music: Music) -> int:
    """The beat nearest to where the event would end by its planned length.

    picture  |-----------------.      planned end
    beats    |     |     |     |      the nearest one behind the first frame
    """
    if not beats:
        raise _Unheard(
            f"{event.shot} lasts until a beat, and '{music.name}' is not heard where it ends",
            "begin the music in sound: before it, or write a window",
        )
    return min(beats, key=lambda frame: (abs(frame - planned), frame))


def _near(planned: int, music: Music, cues: list[SoundCue], fps: Fraction) -> Iterator[int]:
    """The film frames of the beats around ``planned``, where the music plays there."""
    for cue in cues:
        if cue.record.start <= planned <= cue.record.end:
            seconds = cue.source + Fraction(planned - cue.record.start) / fps
            for beat in music.near(seconds):
                yield cue.record.start + frames_of_seconds(beat - cue.source, fps)


def _filling(clip: Clip, frames: int) -> Clip:
    """The clip with a window that fills ``frames``: more or less of the take at its speed."""
    window = clip.window
    moving = frames - window.hold
    one = -(-moving // window.loop)
    ramp = window.speed
    if len(ramp) > 1 and ramp[-1][0] == window.one_pass and one > ramp[-2][0]:
        ramp = (*ramp[:-1], (one, ramp[-1][1]))  # it reaches its last speed where the event ends
    start = window.source_range.start
    length = max(1, math.floor(travelled(ramp, Fraction(one)) + Fraction(1, 2)))
    return replace(
        clip,
        window=replace(
            window,
            source_range=FrameRange(start, start + length),
            frames=frames,
            speed=ramp,
            pass_frames=one if window.loop > 1 else 0,
        ),
    )
