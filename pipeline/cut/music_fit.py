"""Propose windows that put a cut's joins on beats, or make it as long as its music. Pure.

Only out points move (of a shot that runs backwards, in points): what a shot begins with was chosen.
Shots with a ramp, a loop or an ``until`` of their own, cards and plain colour stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.event_window import available
from pipeline.cut.timeline import Clip, SoundCue, Timeline
from pipeline.cut.until import Score
from pipeline.cut.window import frames_filled
from pipeline.project.edit import Black, Cut, Event, Missing, SceneEvent, ShotEvent, Split
from pipeline.project.story import Music, Project
from pipeline.timecode import FrameRange, frames_of_seconds

__all__ = ["Fitted", "Strip", "fit_beats", "fit_length", "strips_of"]

_LEAST_SECONDS = Fraction(1, 4)
"""No shot is made shorter than that to fit a length."""
_ROUNDS = 24
"""How often what some shots could not give or take is shared among the others."""
_BESIDE = 4
"""Beats that are looked at on either side of where a shot ends."""


class Strip(Struct, frozen=True):
    """An event of the picture as it is laid, and the line of the cut that it stands in."""

    event: Event
    clip: Clip
    line: int
    """Place among the cut's events; the shots of a scene that is not opened share one."""
    tail: int = 0
    """Film frames that the transition into the next event wants behind its end."""


class Fitted(Struct, frozen=True):
    """The events that would change, by the place of their strip, and what was left and why."""

    events: Mapping[int, ShotEvent]
    left: tuple[str, ...] = ()


def strips_of(project: Project, cut: Cut, timeline: Timeline) -> tuple[Strip, ...]:
    """The events that lay a picture, in film order, each with its clip in ``timeline``."""
    laid = [(event, line) for event, line in _opened(project, cut) if _lays(project, event)]
    clips = [item for item in timeline.picture.items if isinstance(item, Clip)]
    if len(laid) != len(clips):  # a film that shows nothing at all has a red slate
        return ()
    tails = [_tail(each) for each in clips[1:]] + [0]
    both = zip(laid, clips, tails, strict=True)
    return tuple(Strip(event, clip, line, tail) for (event, line), clip, tail in both)


def fit_beats(
    project: Project, cut: Cut, strips: Sequence[Strip], chosen: Collection[int]
) -> Fitted:
    """The chosen strips, each ending on the beat nearest to where it ends now.

    A beat that its take does not reach is passed over for the next nearest.

        cut now  |---------|------------|--------|
        beats    |     |     |     |     |     |
        fitted   |-----------|-----------|-----|      no error adds up: each join has its own beat

    Args:
        project: the film.
        cut: its sound list says where the music is heard.
        strips: the whole picture.
        chosen: the places of the strips whose ends may move.
    """
    score, before = Score(project, cut.sound), list[Clip]()
    events: dict[int, ShotEvent] = {}
    left: list[str] = []
    at = planned = 0
    for place, strip in enumerate(strips):
        clip = strip.clip
        planned += clip.frames
        if place in chosen and isinstance(strip.event, ShotEvent):
            cues = score.cues([*_laid(before), (FrameRange(at, at + clip.frames), clip)])
            heard = {beat for beat in _beats(cues, planned, project.fps) if beat > at}
            beats = sorted(heard, key=lambda beat: (abs(beat - planned), beat))
            fitted = (_refit(strip, beat - at, project.fps) for beat in beats)
            event = next((each for each in fitted if each is not None), None)
            if event is None:
                left.append(f"{strip.event.shot} stays: {_why(strip, beats)}")
            else:
                frames = _filled(strip, event)
                if frames != clip.frames:
                    events[place] = event
                span = FrameRange(event.start or 0, event.end or 0)
                window = replace(clip.window, source_range=span, frames=frames)
                clip = replace(clip, window=window)
        before.append(clip)
        at += clip.frames
    return Fitted(events, tuple(left))


def fit_length(
    strips: Sequence[Strip],
    gap: Callable[[Mapping[int, ShotEvent]], int],
    fps: Fraction,
    chosen: Collection[int],
) -> Fitted:
    """The chosen shots a little longer or shorter, in proportion, until the film has its length.

    What a take cannot give is shared among the others. ``gap`` says how many frames the film with
    some events changed is too short (below 0: too long); music tied to shots moves with them.
    """
    lengths = {place: strip.clip.frames for place, strip in enumerate(strips)}
    free = {place for place in chosen if _refit(strips[place], lengths[place], fps)}
    events: dict[int, ShotEvent] = {}
    need = gap(events)
    for _ in range(_ROUNDS):
        if not need or not free:
            break
        before = dict(events), dict(lengths), need
        for place, wish in _shared(lengths, sorted(free), need):
            fitted = _nearest(strips[place], wish, lengths[place], fps)
            if fitted is None or fitted[1] != wish:
                free.discard(place)
            if fitted is not None:
                events[place], lengths[place] = fitted
        need = gap(events)
        if lengths != before[1] and abs(need) >= abs(before[2]):  # the music moves with them
            events, lengths, need = before
            break
    was = {place: strip.clip.frames for place, strip in enumerate(strips)}
    changed = {place: each for place, each in events.items() if lengths[place] != was[place]}
    rest = gap(changed)
    word = "frame" if abs(rest) == 1 else "frames"
    more = "longer" if rest > 0 else "shorter"
    left = (f"the film would have to be {abs(rest)} {word} {more} yet, which no take allows",)
    return Fitted(changed, left if rest else ())


# -- the picture ----------------------------------------------------------------------------------


def _opened(project: Project, cut: Cut) -> Iterator[tuple[Event, int]]:
    scenes = {scene.id: scene.shots for scene in project.scenes}
    for line, event in enumerate(cut.events):
        if isinstance(event, SceneEvent):
            shots = scenes.get(event.scene, ())
            yield from ((ShotEvent(shot, where=event.where), line) for shot in shots)
        else:
            yield event, line


def _lays(project: Project, event: Event) -> bool:
    if isinstance(event, ShotEvent):
        shot = project.shots.get(event.shot)
        return shot is None or not shot.is_omitted
    if isinstance(event, Split):
        return any(_lays(project, each) for each in event.events)
    return isinstance(event, Black | Missing)


def _tail(after: Clip) -> int:
    into = after.into
    return into.frames if into is not None and into.kind != "fade" else 0


def _laid(clips: Iterable[Clip]) -> Iterator[tuple[FrameRange, Clip]]:
    at = 0
    for clip in clips:
        yield FrameRange(at, at + clip.frames), clip
        at += clip.frames


# -- one event ------------------------------------------------------------------------------------


def _refit(strip: Strip, frames: int, fps: Fraction) -> ShotEvent | None:
    """The event with a window that fills so many film frames; None where it cannot be."""
    event, window = strip.event, strip.clip.window
    moving = frames - window.hold
    if not isinstance(event, ShotEvent) or event.until or moving < 1:
        return None
    if len(window.speed) > 1 or window.loop > 1:
        return None
    speed = window.speed[0][1]
    near = math.floor(moving * speed + Fraction(1, 2))
    lengths = (each for each in (near, near - 1, near + 1) if each > 0)
    length = next((each for each in lengths if frames_filled(each, window.speed) == moving), 0)
    start, end = window.source_range.start, window.source_range.start + length
    if window.is_reversed:
        start, end = window.source_range.end - length, window.source_range.end
    if not length or start < 0:
        return None
    return replace(event, start=start, end=end) if _is_there(strip, start, end, fps) else None


def _is_there(strip: Strip, start: int, end: int, fps: Fraction) -> bool:
    """Whether the take holds the window, and what the next transition wants behind it."""
    window = strip.clip.window
    held = available(strip.clip, fps)
    tail = 0 if window.hold else math.ceil(strip.tail * window.speed[0][1])
    if window.is_reversed:
        return start - tail >= 0 and (held is None or end <= math.floor(held + Fraction(1, 2)))
    return held is None or end + tail <= math.floor(held + Fraction(1, 2))


def _filled(strip: Strip, event: ShotEvent) -> int:
    """Film frames of a strip with the window that an event says."""
    window = strip.clip.window
    return frames_filled((event.end or 0) - (event.start or 0), window.speed) + window.hold


# -- beats ----------------------------------------------------------------------------------------


def _beats(cues: Iterable[tuple[Music, SoundCue]], planned: int, fps: Fraction) -> Iterator[int]:
    """The film frames of the beats around one, of all music that is heard there."""
    for music, cue in cues:
        if not music.has_beats:
            continue
        moment = cue.source + Fraction(planned - cue.record.start) / fps
        for beside in range(-_BESIDE, _BESIDE + 1):
            for seconds in music.near(moment + beside * music.step):
                frame = cue.record.start + frames_of_seconds(seconds - cue.source, fps)
                if seconds >= cue.source and cue.record.start <= frame <= cue.record.end:
                    yield frame


def _why(strip: Strip, beats: Collection[int]) -> str:
    window = strip.clip.window
    event = strip.event
    if isinstance(event, ShotEvent) and event.until:
        return f"it lasts until {event.until}"
    if len(window.speed) > 1 or window.loop > 1:
        return "a ramp or a loop ends where it ends"
    return "no beat is near that its take reaches" if beats else "no beat is heard where it ends"


# -- a length -------------------------------------------------------------------------------------


def _shared(
    lengths: Mapping[int, int], free: Sequence[int], need: int
) -> Iterator[tuple[int, int]]:
    """New lengths in proportion to the old; the sum is right to the frame, whatever is rounded."""
    total = sum(lengths[place] for place in free)
    old = given = 0
    for place in free:
        old += lengths[place]
        upto = math.floor(Fraction(old * (total + need), total) + Fraction(1, 2))
        yield place, upto - given
        given = upto


def _nearest(strip: Strip, wish: int, now: int, fps: Fraction) -> tuple[ShotEvent, int] | None:
    """The event as long as wished, or as near to it, from now on, as its take allows."""
    least = min(now, strip.clip.window.hold + max(1, math.floor(_LEAST_SECONDS * fps)))
    step = 1 if wish < now else -1
    for frames in range(max(wish, least), now + step, step):
        event = _refit(strip, frames, fps)
        if event is not None:
            return event, frames
    return None
