"""Final Cut Pro 7 XML (``xmeml``), ``.xml``: what Premiere, Resolve and Avid read best.

A join is a transition that begins at the cut: the clip before it runs on beneath, as in the film.
Places in a file are counted from its first frame, at the speed the clip runs at.
"""

from __future__ import annotations

import math
from fractions import Fraction
from urllib.parse import quote

from pipeline.interchange.fcp7_back import read
from pipeline.interchange.fcp7_effects import audio_level, basic_motion, time_remap, transition
from pipeline.interchange.losses import Written, lost
from pipeline.interchange.rates import timebase
from pipeline.interchange.sequence import Event, MediaFile, Sequence, Sound, SoundTrack, Track
from pipeline.interchange.xml_text import Node, add, document
from pipeline.timecode import clock_timecode, drops_frames

__all__ = ["CARRIES", "ENDINGS", "NAME", "SIGN", "TITLE", "read", "refuses", "write"]

NAME = "fcp7"
TITLE = "Final Cut Pro 7 XML"
ENDINGS = (".xml",)
SIGN = b"<xmeml"
CARRIES = frozenset(
    {
        "speed", "rate", "zoom", "dissolve", "fade", "dip", "meeting", "gain", "mute", "sound",
        "sound gain", "marker", "ending", "overlay",
    }
)  # fmt: skip

_HALF = Fraction(1, 2)


def refuses(event: Event, sequence: Sequence) -> str:
    """A window that begins between two frames as this format counts them: at its own speed."""
    del sequence
    media = event.media
    if media is None or event.speed == 1:
        return ""
    begins = _stretched(event.start - media.first, event.speed)
    exact = math.floor(begins * event.speed + _HALF) == event.start - media.first
    return "" if exact else f"x{float(event.speed):g} from frame {event.start}"


def write(sequence: Sequence) -> Written:
    """The sequence with its pictures, sounds and notes."""
    timebase(sequence.rate, TITLE)
    root = Node("xmeml", {"version": "5"})
    content = document(_Writing(sequence).sequence(root), "xmeml")
    return Written(((f"{sequence.stem}.xml", content),), lost(NAME, sequence, CARRIES))


def _stretched(frames: int, speed: Fraction) -> int:
    """Frames of a file, counted at the speed that a clip runs at."""
    return math.floor(frames / speed + _HALF)


class _Writing:
    """One file, as it grows: files are told whole once, then by their id."""

    def __init__(self, sequence: Sequence) -> None:
        self.whole = sequence
        self.files: dict[str, str] = {}
        self.clips = 0

    def sequence(self, root: Node) -> Node:
        """Everything, under the root."""
        whole, top = self.whole, add(root, "sequence", id=self.whole.stem)
        add(top, "name", whole.stem)
        add(top, "duration", whole.frames)
        _rate(top, whole.rate)
        _timecode(top, whole.start, whole.rate)
        media = add(top, "media")
        video = add(media, "video")
        picture = add(add(video, "format"), "samplecharacteristics")
        _rate(picture, whole.rate)
        _size(picture, whole.width, whole.height)
        for track in whole.tracks:
            self._track(add(video, "track"), track)
        audio = add(media, "audio")
        add(audio, "numOutputChannels", 2)
        heard = add(add(audio, "format"), "samplecharacteristics")
        add(heard, "depth", 16)
        add(heard, "samplerate", 48000)
        for sounds in whole.sounds:
            self._sounds(add(audio, "track"), sounds)
        for note in whole.markers:
            marker = add(top, "marker")
            add(marker, "name", note.name)
            add(marker, "comment", note.note)
            add(marker, "in", note.record.start)
            add(marker, "out", note.record.end if len(note.record) > 1 else -1)
        return root

    # -- pictures ----------------------------------------------------------------------------

    def _track(self, track: Node, events: Track) -> None:
        before: Event | None = None
        for number, event in enumerate(events.events):
            after = events.events[number + 1] if number + 1 < len(events.events) else None
            if event.shown is not None:
                self._picture(track, event, _touching(before, event), _touching(after, event))
            before = event
        add(track, "enabled", value=True)
        add(track, "locked", value=False)

    def _picture(
        self, track: Node, event: Event, before: Event | None, after: Event | None
    ) -> None:
        """A clip, with the transitions that lie over its first and last frames."""
        media, rate = event.shown, self.whole.rate
        assert media is not None  # noqa: S101 - the caller looked
        begin, end = event.record.start, event.record.end
        into = event.into if event.into and event.into.kind in CARRIES else None
        out = event.out if event.out and event.out.kind in CARRIES else None
        tail = after.into.frames if after and after.into and after.into.kind in CARRIES else 0
        tail = 0 if out else tail
        if into is not None:
            is_black = before is None or before.shown is None or into.kind == "fade"
            is_black = is_black or bool(before and before.out)
            alignment = "start-black" if is_black else "start"
            transition(track, into, (begin, begin + into.frames), alignment, rate)
        clip = self._clip(track, event.name)
        begins = _stretched(event.first - media.first, event.pace)
        self._length(clip, media, event.pace)
        _places(
            clip,
            -1 if into else begin,
            -1 if out or tail else end,
            (begins, begins + event.frames + tail),
        )
        self._file(clip, media)
        if event.pace != 1:
            time_remap(clip, event.pace)
        basic_motion(clip, event, (self.whole.width, self.whole.height))
        self._words(clip, event)
        if out is not None:
            transition(track, out, (end - out.frames, end), "end-black", rate)

    def _clip(self, track: Node, name: str) -> Node:
        self.clips += 1
        clip = add(track, "clipitem", id=f"clipitem-{self.clips}")
        add(clip, "name", name)
        add(clip, "enabled", text=True)
        _rate(clip, self.whole.rate)
        return clip

    @staticmethod
    def _length(clip: Node, media: MediaFile, speed: Fraction) -> None:
        """How long the whole file is, at the speed that the clip runs at."""
        frames = media.whole_frames
        if frames is not None:
            add(clip, "duration", _stretched(frames, speed))

    def _words(self, clip: Node, event: Event) -> None:
        """Shot and take once more, where logs are kept."""
        log = add(clip, "logginginfo")
        add(log, "scene", event.shot)
        add(log, "shottake", event.take)
        add(log, "lognote", event.stand_in)

    def _file(self, clip: Node, media: MediaFile) -> None:
        known = self.files.get(media.href)
        if known is not None:
            add(clip, "file", id=known)
            return
        number = self.files[media.href] = f"file-{len(self.files) + 1}"
        file, info, rate = add(clip, "file", id=number), media.info, self.whole.rate
        own = rate
        if info.rate and not info.is_variable_rate:
            own = info.rate if _is_known(info.rate) else rate
        add(file, "name", media.file_name)
        add(file, "pathurl", quote(media.href))
        _rate(file, own)
        frames = media.whole_frames or 1
        add(file, "duration", info.frames if own == info.rate and info.frames else frames)
        _timecode(file, math.floor(media.first * own / rate), own)
        kinds = add(file, "media")
        if info.kind != "audio":
            picture = add(add(kinds, "video"), "samplecharacteristics")
            _rate(picture, own)
            _size(picture, info.width, info.height)
        if info.has_sound or info.kind == "audio":
            audio = add(kinds, "audio")
            heard = add(audio, "samplecharacteristics")
            add(heard, "depth", 16)
            add(heard, "samplerate", info.sample_rate or 48000)
            add(audio, "channelcount", info.channels or 2)

    # -- sounds ------------------------------------------------------------------------------

    def _sounds(self, track: Node, sounds: SoundTrack) -> None:
        for sound in sounds.sounds:
            self._sound(track, sound)
        add(track, "enabled", value=True)
        add(track, "locked", value=False)

    def _sound(self, track: Node, sound: Sound) -> None:
        clip = self._clip(track, sound.name)
        rate = self.whole.rate
        begins = math.floor(sound.start * rate / sound.speed + _HALF)
        begins -= _stretched(sound.media.first, sound.speed)
        places = (begins, begins + len(sound.record))
        self._length(clip, sound.media, sound.speed)
        _places(clip, sound.record.start, sound.record.end, places)
        self._file(clip, sound.media)
        source = add(clip, "sourcetrack")
        add(source, "mediatype", "audio")
        add(source, "trackindex", 1)
        if sound.speed != 1:
            time_remap(clip, sound.speed)
        audio_level(clip, sound.gain)


def _touching(other: Event | None, event: Event) -> Event | None:
    """The event beside it, where none of the film lies between."""
    if other is None or other.shown is None:
        return None
    is_before = other.record.end == event.record.start
    return other if is_before or event.record.end == other.record.start else None


def _places(clip: Node, start: int, end: int, inside: tuple[int, int]) -> None:
    for tag, value in (("start", start), ("end", end), ("in", inside[0]), ("out", inside[1])):
        add(clip, tag, value)


def _is_known(rate: Fraction) -> bool:
    return rate in (math.ceil(rate), Fraction(math.ceil(rate) * 1000, 1001))


def _rate(parent: Node, rate: Fraction) -> None:
    whole, is_ntsc = timebase(rate, TITLE)
    block = add(parent, "rate")
    add(block, "timebase", whole)
    add(block, "ntsc", is_ntsc)


def _timecode(parent: Node, frame: int, rate: Fraction) -> None:
    block = add(parent, "timecode")
    _rate(block, rate)
    add(block, "string", clock_timecode(frame, rate, is_drop=drops_frames(rate)))
    add(block, "frame", frame)
    add(block, "displayformat", "DF" if drops_frames(rate) else "NDF")


def _size(parent: Node, width: int, height: int) -> None:
    add(parent, "width", width)
    add(parent, "height", height)
    add(parent, "pixelaspectratio", "square")
    add(parent, "fielddominance", "none")
