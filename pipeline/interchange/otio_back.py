"""Read an OpenTimelineIO timeline that came back from an editor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.facts import Json
from pipeline.interchange.reading import (
    MOST_EVENTS,
    Known,
    Read,
    Reading,
    ReadTrack,
    clock_begins,
    exact_rate,
    frames_of,
    number_of,
    refused,
    shifted,
    tidy,
    whole,
)
from pipeline.interchange.sequence import Join
from pipeline.timecode import FrameRange

__all__ = ["read"]

_WHAT = "the OpenTimelineIO timeline"


def read(data: bytes, known: Known) -> Reading:
    """What the timeline plays; the film's frames are those of its own rate.

    Raises:
        ProjectError: it is no such timeline, or speaks of what no film has.
    """
    del known  # it says everything itself
    try:
        root = json.loads(data)
        json.dumps(root, ensure_ascii=False).encode()  # half a character can be written nowhere
    except (ValueError, RecursionError) as err:
        raise refused(_WHAT, "it is no JSON") from err
    timeline = _timeline(root)
    if timeline is None:
        raise refused(_WHAT, "there is no timeline in it")
    try:
        return _Timeline(timeline).reading()
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as err:
        raise refused(_WHAT, "it does not follow OpenTimelineIO's own form") from err


def _timeline(root: Any) -> Json | None:
    """The timeline itself, or the first one of a collection."""
    if not isinstance(root, dict):
        return None
    if _schema(root) == "Timeline":
        return root
    children = root.get("children")
    found = children if isinstance(children, list) else []
    return next((each for each in found if isinstance(each, dict) and _is_timeline(each)), None)


def _is_timeline(node: Json) -> bool:
    return _schema(node) == "Timeline"


def _schema(node: Json) -> str:
    return str(node.get("OTIO_SCHEMA", "")).partition(".")[0]


class _Track(Struct):
    """One track, as its items are met."""

    events: list[Read] = field(default_factory=list)
    at: int = 0
    before: Read | None = None
    """The picture that ends where we stand."""
    join: Json | None = None


class _Timeline:
    """The reading of one timeline."""

    def __init__(self, timeline: Json) -> None:
        self.timeline = timeline
        self.beyond: list[str] = []
        self.count = 0
        self.rate = self._own_rate()

    def reading(self) -> Reading:
        tracks, longest, has_sound = [], 0, False
        for number, track in enumerate(self.timeline["tracks"]["children"], start=1):
            if _schema(track) != "Track":
                self.beyond.append(f"'{track.get('name') or _schema(track)}' is no track")
                continue
            if track.get("kind") == "Audio":
                has_sound = has_sound or bool(track["children"])
                continue
            if track.get("enabled") is False:
                self.beyond.append(f"the track '{track.get('name')}' is switched off")
                continue
            events, frames = self._track(track)
            longest = max(longest, frames)
            tracks.append(ReadTrack(str(track.get("name") or f"V{number}"), events))
        return Reading(
            name=str(self.timeline.get("name") or ""),
            rate=self.rate,
            tracks=tuple(tracks),
            frames=longest,
            has_sound=has_sound,
            beyond=tuple(self.beyond),
        )

    def _own_rate(self) -> Fraction:
        """The rate of the timeline: where it begins, else of the first thing it plays."""
        begins = self.timeline.get("global_start_time")
        for time in (begins, *self._durations()):
            if isinstance(time, dict):
                return exact_rate(float(time["rate"]), _WHAT)
        raise refused(_WHAT, "nothing in it says how many pictures a second it has")

    def _durations(self) -> Iterator[Json]:
        for track in self.timeline["tracks"]["children"]:
            for item in track.get("children") or ():
                if isinstance(item.get("source_range"), dict):
                    yield item["source_range"]["duration"]

    def _frames(self, time: Json) -> Fraction:
        """A time of the file in frames of the film."""
        rate = exact_rate(float(time["rate"]), _WHAT)
        value = frames_of(time["value"], _WHAT)
        return value if rate == self.rate else value * self.rate / rate

    def _track(self, track: Json) -> tuple[tuple[Read, ...], int]:
        state = _Track()
        begins = track.get("source_range")
        offset = whole(self._frames(begins["start_time"])) if begins else 0
        for item in track["children"]:
            self.count += 1
            if self.count > MOST_EVENTS:
                raise refused(_WHAT, f"it has more than {MOST_EVENTS} events")
            kind = _schema(item)
            if kind == "Transition":
                state.join = item
            elif kind == "Gap" or item.get("enabled") is False:
                self._gap(item, state)
            elif kind == "Clip":
                self._clip(item, state)
            else:
                name = item.get("name") or kind
                self.beyond.append(f"'{name}' is a {kind.lower() or 'thing'} within the timeline")
                self._gap(item, state)
        self._leave(state, None)
        events = tidy(replace(each, record=_sooner(each.record, offset)) for each in state.events)
        return events, max(0, state.at - offset)

    def _length(self, item: Json) -> int:
        given = item.get("source_range")
        if given is None:
            reference = _reference(item)
            given = reference.get("available_range")
        if given is None:
            name = item.get("name") or _schema(item)
            raise refused(_WHAT, f"'{name}' does not say how long it is")
        frames = whole(self._frames(given["duration"]))
        if frames < 0:
            raise refused(_WHAT, f"'{item.get('name')}' is {frames} frames long")
        return frames

    def _gap(self, item: Json, state: _Track) -> None:
        frames = self._length(item)
        if item.get("enabled") is False:
            self.beyond.append(f"'{item.get('name')}' is switched off")
        self._leave(state, None)
        state.at += frames
        state.before = None

    def _clip(self, item: Json, state: _Track) -> None:
        reference = _reference(item)
        frames = self._length(item)
        given: Json = item.get("source_range") or reference["available_range"]
        told = _told(item)
        speed, is_reversed, beyond = self._speed(item)
        event = Read(
            name=str(item.get("name") or ""),
            record=FrameRange(state.at, state.at + frames),
            href=str(reference.get("target_url") or ""),
            start=self._frames(given["start_time"]) - self._clock(reference),
            speed=speed,
            is_reversed=is_reversed,
            take=str(told.get("take") or ""),
            told=told,
            beyond=beyond,
        )
        event = self._leave(state, event) or event
        state.events.append(event)
        state.before, state.at = event, event.record.end

    def _clock(self, reference: Json) -> Fraction:
        """Where the clock of the file begins, if it is none of a take's."""
        available = reference.get("available_range")
        if not isinstance(available, dict):
            return Fraction(0)
        return clock_begins(self._frames(available["start_time"]), self.rate)

    def _leave(self, state: _Track, event: Read | None) -> Read | None:
        """Lay the transition that was met over what follows it, or over the end of what was."""
        join, state.join = state.join, None
        if join is None:
            return event
        said = _told(join)
        ahead = max(0, whole(self._frames(join["in_offset"])))
        behind = max(0, whole(self._frames(join["out_offset"])))
        both = "out" in said and "into" in said
        if state.before is not None and (event is None or both or ("into" not in said and said)):
            out = _join(said.get("out"), ahead + (0 if both else behind), "fade")
            last = state.events.pop()
            if event is None and behind:  # it ends later than the cut
                record = FrameRange(last.record.start, last.record.end + behind)
                last = replace(last, record=record)
            state.events.append(replace(last, out=out))
        if event is None or (said and "into" not in said):
            return event
        kind = "dissolve" if state.before is not None else "fade"
        if both:
            return replace(event, into=_join(said["into"], behind, kind))
        into = _join(said.get("into"), ahead + behind, kind)
        return replace(shifted(event, ahead), into=into)

    def _speed(self, item: Json) -> tuple[Fraction, bool, tuple[str, ...]]:
        speed, beyond = Fraction(1), []
        for effect in item.get("effects") or ():
            kind = _schema(effect)
            if kind == "LinearTimeWarp":
                speed *= _exact(effect)
            elif kind == "FreezeFrame":
                beyond.append("a frame held still")
            else:
                beyond.append(str(effect.get("effect_name") or effect.get("name") or kind))
        if not speed:
            return Fraction(1), False, (*beyond, "a frame held still")
        return abs(speed), speed < 0, tuple(beyond)


def _exact(effect: Json) -> Fraction:
    """The speed as it was written exactly, where nobody changed the number since."""
    number = frames_of(effect["time_scalar"], _WHAT)
    said = _told(effect).get("speed")
    written = None if said is None else number_of(str(said), _WHAT)
    if written is not None and abs(written - number) < Fraction(1, 10**9):
        return written
    return number.limit_denominator(10_000)


def _reference(item: Json) -> Json:
    """The file of a clip, in the form of either version."""
    many = item.get("media_references")
    if isinstance(many, dict):
        found = many.get(item.get("active_media_reference_key") or "DEFAULT_MEDIA")
    else:
        found = item.get("media_reference")
    return found if isinstance(found, dict) else {}


def _told(node: Json) -> Json:
    metadata = node.get("metadata")
    said = metadata.get("rushes") if isinstance(metadata, dict) else None
    return said if isinstance(said, dict) else {}


def _join(said: Any, frames: int, kind: str) -> Join | None:
    """A join of that length, with the words it went out with."""
    if not frames:
        return None
    if not isinstance(said, dict):
        return Join(kind, frames)
    colour, direction = str(said.get("colour") or "#000000"), str(said.get("direction") or "")
    return Join(str(said.get("kind") or kind), frames, colour, direction)


def _sooner(record: FrameRange, frames: int) -> FrameRange:
    return FrameRange(max(0, record.start - frames), max(0, record.end - frames))
