"""The film as a frozen, exact timeline: clips on tracks, titles, subtitles, sounds.

The words are those of OpenTimelineIO. All places and lengths are whole film frames; a track's
items follow each other, so no two of them can overlap and the film is as long as its windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.loops import Loop
from pipeline.cut.window import Window
from pipeline.errors import Problem, Where
from pipeline.facts import Camera, Digest, MediaInfo, TakeRef
from pipeline.project.buses import MixDesk
from pipeline.project.edit import Zoom
from pipeline.project.frame_rule import FrameRule
from pipeline.project.grading import PLAIN, Grading
from pipeline.project.story import Text
from pipeline.project.title_look import TitleLook
from pipeline.timecode import FrameRange

__all__ = [
    "Card",
    "Clip",
    "Colour",
    "Footage",
    "Gap",
    "Media",
    "Panes",
    "SoundCue",
    "Subtitle",
    "Timeline",
    "TitleCue",
    "Track",
    "Transition",
]


class Footage(Struct, frozen=True):
    """A take, moving or still."""

    take: TakeRef
    path: Path
    digest: Digest
    info: MediaInfo
    camera: Camera | None = None
    """The move over a still; None for a barely felt push."""

    @property
    def is_still(self) -> bool:
        """Whether it is one picture: its tail never ends."""
        return self.info.kind == "image"


class Card(Struct, frozen=True):
    """A slate that stands where a picture is missing."""

    heading: str
    words: str = ""
    facts: tuple[str, ...] = ()
    is_fault: bool = False
    """Drawn in red: something is wrong here."""


class Colour(Struct, frozen=True):
    """Plain colour, ``#rrggbb``."""

    colour: str = "#000000"


class Panes(Struct, frozen=True):
    """Several pictures side by side, each a clip as long as the whole."""

    layout: str
    cells: tuple[Clip, ...]
    gap: Fraction
    """Width of the line between them, in percent of the frame's height."""
    colour: str = "#000000"


Media = Footage | Card | Colour | Panes


class Transition(Struct, frozen=True):
    """What lies over the first frames of a clip (or, for a fade out, over its last).

    It never changes a length: beneath it the clip before runs on past its out point.
    """

    kind: str
    """``dissolve``, ``dip``, ``wipe`` or ``fade``."""
    frames: int
    colour: str = "#000000"
    direction: str = ""


class Clip(Struct, frozen=True):
    """A piece of media on a track."""

    media: Media
    window: Window
    shot: str = ""
    into: Transition | None = None
    out: Transition | None = None
    """A fade out over its last frames."""
    is_flopped: bool = False
    zoom: Zoom | None = None
    frame: FrameRule | None = None
    """How it lies in the frame; None: as is usual (see ``fitting``)."""
    gain: float = 0.0
    is_muted: bool = False
    grading: Grading = PLAIN
    """Its colours; the film's own lie over them."""
    stand_in: str = ""
    """Why this is not the real thing; empty for footage that was meant."""
    where: Where | None = None

    @property
    def frames(self) -> int:
        """Its length in the film."""
        return self.window.frames

    @property
    def pictures(self) -> tuple[Clip, ...]:
        """The clip itself, or the clips that stand side by side in it, with what lies over it."""
        if not isinstance(self.media, Panes):
            return (self,)
        return tuple(replace(cell, into=self.into, out=self.out) for cell in self.media.cells)

    @property
    def source_range(self) -> FrameRange:
        """The stretch of the take it uses, in film frames on the take's own clock."""
        return self.window.source_range

    @property
    def take(self) -> TakeRef | None:
        """The take it shows, if it shows one."""
        return self.media.take if isinstance(self.media, Footage) else None


class Gap(Struct, frozen=True):
    """Nothing, for a while."""

    frames: int


class Track(Struct, frozen=True):
    """Clips and gaps, one after the other."""

    items: tuple[Clip | Gap, ...] = ()

    @property
    def frames(self) -> int:
        """The sum of its items' lengths."""
        return sum(item.frames for item in self.items)

    def placed(self) -> Iterator[tuple[FrameRange, Clip]]:
        """Every clip with the film frames it fills."""
        at = 0
        for item in self.items:
            if isinstance(item, Clip):
                yield FrameRange(at, at + item.frames), item
            at += item.frames

    def pictures(self) -> Iterator[tuple[FrameRange, Clip]]:
        """As ``placed``, with every picture of a split by itself."""
        for record, clip in self.placed():
            for each in clip.pictures:
                yield record, each


class TitleCue(Struct, frozen=True):
    """Words over the picture, in their place."""

    text: Text
    style: str
    record: FrameRange
    shot: str = ""
    where: Where | None = None
    look: TitleLook | None = None
    """How it differs from its style."""


class Subtitle(Struct, frozen=True):
    """A spoken line in its place, laid out once for screen and file alike."""

    record: FrameRange
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    """(language, lines of text)."""
    shot: str = ""
    who: str = ""

    def of(self, language: str) -> tuple[str, ...]:
        """The lines in ``language``, else those without a language, else none."""
        by_language = dict(self.lines)
        return by_language.get(language, by_language.get("", ()))


class SoundCue(Struct, frozen=True):
    """A sound in its place."""

    role: str
    """``music``, ``effect``, ``ambience`` or ``line``."""
    file: Path
    """Relative to the production."""
    record: FrameRange
    """Where it may be heard; a file that ends sooner ends sooner."""
    source: Fraction = Fraction(0)
    """Seconds into the file where it begins."""
    gain: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    loop: Loop | None = None
    """How it comes again; None: it is heard once."""
    pan: float = 0.0
    """-100 (left) to 100 (right)."""
    bus: str = "effects"
    where: Where | None = None
    is_silent: bool = False
    """It is still to be made: it keeps its place, and nothing is heard there."""


class Timeline(Struct, frozen=True):
    """The whole cut."""

    name: str
    rate: Fraction
    aspect: Fraction
    picture: Track
    overlays: tuple[Track, ...] = ()
    """Pictures laid over the picture, the last on top."""
    titles: tuple[TitleCue, ...] = ()
    subtitles: tuple[Subtitle, ...] = ()
    sounds: tuple[SoundCue, ...] = ()
    mix: MixDesk = MixDesk()
    """The buses: the cut's own words over the film's."""
    grading: Grading = PLAIN
    """What is done to the colours of the whole picture, under its titles."""
    problems: tuple[Problem, ...] = ()
    absent: tuple[Problem, ...] = ()
    """Those of ``problems`` that only say that footage is not here (yet)."""
    short: tuple[Problem, ...] = ()
    """Those that say that a take ends before its window."""

    @property
    def frames(self) -> int:
        """The film's length: the sum of its windows, whatever the transitions."""
        return self.picture.frames

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that any subtitle has, in order of first use."""
        spoken = (language for each in self.subtitles for language, _ in each.lines)
        return tuple(dict.fromkeys(spoken))

    def clips(self) -> Iterator[tuple[FrameRange, Clip]]:
        """Every clip of every track with the film frames it fills, lowest track first."""
        for track in (self.picture, *self.overlays):
            yield from track.pictures()
