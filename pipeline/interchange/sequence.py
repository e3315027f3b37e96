"""A cut as other programs see it: events on tracks, the files they show, sounds, words, markers.

All places are whole film frames, half-open, counted from the film's first. A take's own clock is
counted in film frames, too: frame 12 of a take of 30 pictures a second in a film of 24 is its
picture 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path, PurePosixPath

from msgspec import Struct

from pipeline.facts import Digest, MediaInfo
from pipeline.project.edit import Zoom
from pipeline.timecode import FrameRange, drops_frames, record_timecode

__all__ = [
    "Event",
    "Join",
    "Marker",
    "MediaFile",
    "Sequence",
    "Sound",
    "SoundTrack",
    "Subtitle",
    "Title",
    "Track",
]

NORMAL = Fraction(1)


class MediaFile(Struct, frozen=True):
    """A file that a timeline plays."""

    href: str
    """How the timeline speaks of it: relative to the timeline's own folder, with ``/``."""
    path: Path
    """Where it lies while the timeline is written."""
    info: MediaInfo
    frames: Fraction | None = None
    """Its length in film frames; None: a still, which never ends."""
    first: int = 0
    """The frame of the take's clock that it begins with: above 0 for a window with handles."""
    take: str = ""
    """``sh020 clip 5``; empty for the author's own file."""
    digest: Digest = ""

    @property
    def name(self) -> str:
        """Its file name without the ending: ``sh020_clip_t05``."""
        return PurePosixPath(self.href).stem

    @property
    def file_name(self) -> str:
        """``sh020_clip_t05.mp4``."""
        return PurePosixPath(self.href).name

    @property
    def is_still(self) -> bool:
        """Whether it is one picture."""
        return self.info.kind == "image"

    @property
    def whole_frames(self) -> int | None:
        """The film frames that it fills wholly, at least 1; None for a still."""
        return None if self.frames is None else max(1, int(self.frames))


class Join(Struct, frozen=True):
    """What lies over the first frames of an event (as ``out``: over its last).

    It changes no length: beneath it the event before runs on past its end.
    """

    kind: str
    """``dissolve``, ``dip``, ``wipe`` or ``fade`` (from or to plain colour)."""
    frames: int
    colour: str = "#000000"
    direction: str = ""


class Event(Struct, frozen=True, kw_only=True):
    """One picture in its place."""

    name: str
    """What an editor shows on it; holds shot and take: ``sh020_clip_t05``."""
    record: FrameRange
    """The film frames it fills."""
    media: MediaFile | None = None
    """The take; None for plain colour, slates and pictures side by side."""
    rendered: MediaFile | None = None
    """A file that shows exactly this event's frames, from its first: where the format would lie."""
    start: int = 0
    """The first frame used, on the take's clock."""
    shot: str = ""
    take: str = ""
    """``sh020 clip 5``."""
    speed: Fraction = NORMAL
    """Of a ramp, the speed that fits its length and what it runs through."""
    ramp: tuple[tuple[int, Fraction], ...] = ()
    is_reversed: bool = False
    loop: int = 1
    hold: int = 0
    """Frames at the end that show the last picture still."""
    into: Join | None = None
    out: Join | None = None
    colour: str = ""
    """Of plain colour: ``#rrggbb``."""
    card: str = ""
    """The words of a slate that stands where a picture is missing."""
    stand_in: str = ""
    """Why this is not the real thing."""
    move: str = ""
    """The camera move over a still."""
    cells: tuple[Event, ...] = ()
    """Pictures side by side, each as long as the event."""
    layout: str = ""
    is_flopped: bool = False
    zoom: Zoom | None = None
    frame: str = ""
    """How it lies in the frame, where that is said: ``fill @ 40,30``."""
    grade: tuple[str, ...] = ()
    gain: float = 0.0
    is_muted: bool = False

    @property
    def frames(self) -> int:
        """Its length in the film."""
        return len(self.record)

    @property
    def is_black(self) -> bool:
        """Whether it is plain black: a gap, for most programs."""
        return self.colour == "#000000" and self.rendered is None

    @property
    def shown(self) -> MediaFile | None:
        """The file that a timeline places: rendered, else the take itself."""
        return self.rendered or self.media

    @property
    def first(self) -> int:
        """The first frame used of the file that is placed, on the take's clock."""
        return self.rendered.first if self.rendered else self.start

    @property
    def pace(self) -> Fraction:
        """The speed at which the file that is placed runs."""
        return NORMAL if self.rendered else self.speed

    @property
    def used(self) -> Fraction:
        """Frames of the clock of the file that is placed that the event runs through."""
        return self.frames * self.pace


class Track(Struct, frozen=True):
    """Events one after the other; what no event fills is empty."""

    name: str
    """``V1``: the picture; those above it lie over it."""
    events: tuple[Event, ...] = ()


class Sound(Struct, frozen=True, kw_only=True):
    """A sound in its place."""

    name: str
    role: str
    """``picture`` (a take's own), ``music``, ``effect``, ``ambience`` or ``line``."""
    media: MediaFile
    record: FrameRange
    """The film frames where it is heard; never longer than the file lasts."""
    start: Fraction = Fraction(0)
    """Seconds into the file where it begins."""
    speed: Fraction = NORMAL
    gain: float = 0.0
    pan: float = 0.0
    """-100 (left) to 100 (right)."""
    fade_in: int = 0
    fade_out: int = 0
    is_looped: bool = False
    """It comes again and again; ``record`` is where it is heard at all."""
    bus: str = ""


class SoundTrack(Struct, frozen=True):
    """Sounds one after the other."""

    name: str
    """``music``, ``effects 2``."""
    sounds: tuple[Sound, ...] = ()


class Title(Struct, frozen=True):
    """Words over the picture."""

    text: str
    record: FrameRange
    style: str = ""
    shot: str = ""


class Subtitle(Struct, frozen=True):
    """A spoken line, in one language."""

    text: str
    record: FrameRange
    language: str = ""
    shot: str = ""


class Marker(Struct, frozen=True):
    """A note in its place."""

    name: str
    record: FrameRange
    note: str = ""
    colour: str = "red"
    """``red``, ``yellow``, ``green``, ``blue``, ``purple``, ``cyan``."""

    @property
    def words(self) -> str:
        """What it is about and what it says, on one line: ``n3 sh020 clip 5 hand melts``."""
        return " ".join(f"{self.name} {self.note}".split())


class Sequence(Struct, frozen=True, kw_only=True):
    """A whole cut."""

    name: str
    """``main``."""
    version: str
    """``v31``."""
    rate: Fraction
    width: int
    height: int
    title: str = ""
    """The film's."""
    tracks: tuple[Track, ...] = ()
    """Pictures, the lowest first."""
    sounds: tuple[SoundTrack, ...] = ()
    titles: tuple[Title, ...] = ()
    subtitles: tuple[Subtitle, ...] = ()
    markers: tuple[Marker, ...] = ()
    grade: tuple[str, ...] = ()
    """What is done to the colours of the whole picture."""
    start: int = 0
    """The record timecode of the film's first frame, as a count of frames."""

    @property
    def stem(self) -> str:
        """What files of it are called: ``main-v31``."""
        return f"{self.name}-{self.version}"

    @property
    def frames(self) -> int:
        """The film's length."""
        return max((event.record.end for event in self.events()), default=0)

    @property
    def is_drop(self) -> bool:
        """Whether its timecode drops numbers."""
        return drops_frames(self.rate)

    def events(self) -> Iterator[Event]:
        """Every picture, the lowest track first."""
        for track in self.tracks:
            yield from track.events

    def timecode(self, frame: int) -> str:
        """The record timecode of a film frame."""
        return record_timecode(self.start + frame, self.rate)

    def files(self) -> dict[str, MediaFile]:
        """Every file that is played, once, by how the timeline speaks of it."""
        found: dict[str, MediaFile] = {}
        for event in self.events():
            if event.shown is not None:
                found.setdefault(event.shown.href, event.shown)
        for track in self.sounds:
            for sound in track.sounds:
                found.setdefault(sound.media.href, sound.media)
        return found
