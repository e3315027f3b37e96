"""Kdenlive's project, ``.kdenlive``: a document of MLT that ``melt`` plays as well.

A track of Kdenlive is two playlists; a dissolve is a *mix*: the piece before runs on in one of
them while the piece after begins in the other. Sounds lie on tracks of their own.
"""

from __future__ import annotations

import json
from fractions import Fraction

from pipeline.interchange.formats._mlt import Document, add_filter, add_properties
from pipeline.interchange.losses import Lost, Written, lost
from pipeline.interchange.sequence import Event, Sequence, Sound, SoundTrack, Track
from pipeline.interchange.xml_text import Node, document

__all__ = ["CARRIES", "NAME", "TITLE", "refuses", "write"]

NAME = "kdenlive"
TITLE = "Kdenlive (MLT)"
CARRIES = frozenset(
    {
        "speed", "rate", "colour", "flop", "mute", "gain", "dissolve", "fade", "sound",
        "sound gain", "sound fade", "sound speed", "marker", "ending", "overlay",
    }
)  # fmt: skip


def refuses(event: Event, sequence: Sequence) -> str:
    """Why this event must be rendered: a speed at which it begins within a frame."""
    del sequence
    media = event.media
    if media is None or event.speed == 1 or event.ramp:
        return ""
    begins = (event.start - media.first) / event.speed
    return "" if begins.denominator == 1 else f"x{float(event.speed):g} from within a frame"


def write(sequence: Sequence) -> Written:
    """The project, and what it cannot say."""
    writer = _Writer(sequence)
    file = (f"{sequence.stem}.kdenlive", document(writer.root(), "mlt"))
    return Written((file,), (*lost(NAME, sequence, CARRIES), *writer.lost))


class _Writer:
    """One project being written."""

    def __init__(self, sequence: Sequence) -> None:
        self.sequence = sequence
        self.document = Document(sequence)
        self.lost: list[Lost] = []

    def root(self) -> Node:
        """The whole document: files, tracks (sounds lowest, as Kdenlive has them), the bin."""
        cut, document = self.sequence, self.document
        tracks = [self._heard(track) for track in reversed(cut.sounds)]
        tracks += [self._seen(track) for track in cut.tracks]
        guides = [
            {"comment": each.words, "pos": each.record.start, "type": 0} for each in cut.markers
        ]
        return document.finished(tracks, json.dumps(guides, ensure_ascii=False))

    # -- pictures ------------------------------------------------------------------------------

    def _seen(self, track: Track) -> Node:
        """A picture track: what dissolves into the next piece runs on beneath it."""
        playlists: tuple[list[tuple[int, Node]], list[tuple[int, Node]]] = ([], [])
        mixes: list[Node] = []
        side = 0
        events = list(track.events)
        for number, event in enumerate(events):
            before = events[number - 1] if number else None
            after = events[number + 1] if number + 1 < len(events) else None
            mix = event.into if event.into and event.into.kind == "dissolve" else None
            if mix is not None and before is not None and _touch(before, event):
                mixes.append(_mix(event.record.start, mix.frames, reverse=bool(side)))
                side = 1 - side
            tail = self._tail(event, after)
            entry = self._entry(event, tail)
            if entry is not None:
                playlists[side].append((event.record.start, entry))
        return self.document.track(track.name, playlists, mixes, is_sound=False)

    def _tail(self, event: Event, after: Event | None) -> int:
        """Frames that the piece runs on beneath the dissolve after it."""
        join = after.into if after is not None and _touch(event, after) else None
        if join is None or join.kind != "dissolve":
            return 0
        media = event.shown
        if media is None or media.whole_frames is None:
            return join.frames
        used = Fraction(event.first - media.first) / event.pace + event.frames
        left = max(0, int(media.whole_frames / event.pace - used))
        if left < join.frames:
            place = self.sequence.timecode(event.record.end)
            words = f"{join.frames - left} of {join.frames} frames beneath the dissolve"
            self.lost.append(Lost(NAME, event.name, place, words))
        return min(left, join.frames)

    def _entry(self, event: Event, tail: int) -> Node | None:
        """A piece of a playlist; None for what shows no file."""
        media, frames = event.shown, event.frames + tail
        if media is None:
            if not event.colour:
                return None
            entry = _piece(self.document.colour(event.colour), 0, frames)
        else:
            first = Fraction(event.first - media.first) / event.pace
            entry = _piece(self.document.picture(media, event.pace), int(first), frames)
        if event.is_flopped:
            add_filter(entry, "mirror", {"mirror": "flip"})
        for join, is_in in ((event.into, True), (event.out, False)):
            if join is not None and join.kind == "fade":
                _fade(entry, join.frames, is_in=is_in, tail=tail)
        return entry

    # -- sounds ----------------------------------------------------------------------------------

    def _heard(self, track: SoundTrack) -> Node:
        entries = [(each.record.start, self._sound(each)) for each in track.sounds]
        return self.document.track(track.name, (entries, []), [], is_sound=True)

    def _sound(self, sound: Sound) -> Node:
        media, rate = sound.media, self.sequence.rate
        first = round((sound.start * rate - media.first) / sound.speed)
        frames = len(sound.record)
        if media.frames is not None:
            frames = max(1, min(frames, int(media.frames / sound.speed) - first))
        entry = _piece(self.document.sound(media, sound.speed), first, frames)
        if sound.gain:
            add_filter(entry, "volume", {"level": f"{sound.gain:g}"})
        for length, is_in in ((sound.fade_in, True), (sound.fade_out, False)):
            if length:
                _fade_sound(entry, min(length, frames), is_in=is_in)
        return entry


def _touch(before: Event, after: Event) -> bool:
    return before.record.end == after.record.start


def _piece(producer: str, first: int, frames: int) -> Node:
    """``in`` and ``out`` are both shown."""
    return Node("entry", {"producer": producer, "in": str(first), "out": str(first + frames - 1)})


def _mix(at: int, frames: int, *, reverse: bool) -> Node:
    """A dissolve between the two playlists of a track; reversed where it goes from 1 to 0."""
    mix = Node("transition", {"in": str(at), "out": str(at + frames - 1)})
    properties = {"a_track": "0", "b_track": "1", "mlt_service": "luma", "factory": "loader"}
    properties |= {"kdenlive_id": "luma", "kdenlive:mixcut": "0"}
    if reverse:
        properties["reverse"] = "1"
    add_properties(mix, properties)
    return mix


def _span(entry: Node, length: int, *, is_in: bool, tail: int = 0) -> tuple[int, int]:
    """The first or last frames of a piece, counted on its own file, both ends shown."""
    first, last = int(entry.attributes["in"]), int(entry.attributes["out"]) - tail
    return (first, first + length - 1) if is_in else (last - length + 1, last)


def _fade(entry: Node, length: int, *, is_in: bool, tail: int) -> None:
    span = _span(entry, length, is_in=is_in, tail=tail)
    ends = (f"{1 / (length + 1):.6g}", f"{length / (length + 1):.6g}")
    levels = ends if is_in else ends[::-1]
    kind = "fade_from_black" if is_in else "fade_to_black"
    level = f"0={levels[0]};{max(1, length - 1)}={levels[1]}"
    add_filter(entry, "brightness", {"level": level, "kdenlive_id": kind}, span)


def _fade_sound(entry: Node, length: int, *, is_in: bool) -> None:
    span = _span(entry, length, is_in=is_in)
    gains = {"gain": "0", "end": "1"} if is_in else {"gain": "1", "end": "0"}
    kind = {"kdenlive_id": "fadein" if is_in else "fadeout"}
    add_filter(entry, "volume", gains | kind, span)
