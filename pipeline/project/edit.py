"""A cut as written: the list of its events and sounds; and the picks, as values.

All lengths and places are whole frames of the film, half-open, counted from zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.errors import Where
from pipeline.facts import CLIP, PANEL, Kind
from pipeline.project.buses import MixDesk
from pipeline.project.frame_rule import FrameRule
from pipeline.project.story import Title

__all__ = [
    "ALL",
    "Black",
    "Cut",
    "CutChange",
    "CutLock",
    "Dissolve",
    "Event",
    "Fade",
    "Missing",
    "Over",
    "Pick",
    "Picks",
    "SceneEvent",
    "ShotEvent",
    "SoundEvent",
    "Split",
    "TakeChoice",
    "Zoom",
]


ALL = -1
"""Every use of a shot."""


class TakeChoice(Struct, frozen=True, order=True):
    """The take an event asks for: ``/2`` a clip, ``/p2`` a panel, ``/b7`` clip 7 of unit b."""

    kind: Kind
    number: int
    unit: str = ""


class Zoom(Struct, frozen=True):
    """Punch into the picture: magnification about a point in percent."""

    factor: Fraction
    x: Fraction = Fraction(50)
    y: Fraction = Fraction(50)


class ShotEvent(Struct, frozen=True):
    """A stretch of a take of a shot."""

    shot: str
    take: TakeChoice | None = None
    """None: circled, else newest, else the panel, else a slate card."""
    start: int | None = None
    """First frame of the take, in film frames after conform; None: 0 (or ``good``)."""
    end: int | None = None
    """First frame no longer used; None: by planned length."""
    until: str = ""
    """``beat``, ``bar 9`` or a shot: the event lasts until there."""
    speed: tuple[tuple[int, Fraction], ...] = ()
    """Key points (film frame of the event, speed), straight lines between them.

    One point is a constant speed, none is 1. ``x1>0.3`` reaches its last speed where the window
    ends: over 48 frames of the take it is ``((0, 1), (74, 3/10))``.
    """
    is_reversed: bool = False
    hold: int = 0
    """Film frames that the last picture is held for, after the window."""
    loop: int = 1
    """How many times the window is played."""
    is_flopped: bool = False
    zoom: Zoom | None = None
    frame: FrameRule | None = None
    """``fit``, ``fill @ 40,30``, ``pad blur``; None: as its shot says."""
    gain: float = 0.0
    is_muted: bool = False
    where: Where | None = None


class SceneEvent(Struct, frozen=True):
    """A whole scene, not opened: its shots in board order, each for its planned length."""

    scene: str
    where: Where | None = None


class Black(Struct, frozen=True):
    """Frames of plain colour; with a title on it, a title card."""

    frames: int
    colour: str = "#000000"
    title: Title | None = None
    """The words of ``card 2s "36 hours"``, from the event's first frame to its end."""
    where: Where | None = None
    credits: Path | None = None
    """The text file whose words ``title`` rolls, as written."""


class Missing(Struct, frozen=True):
    """A shot that is not there yet: a slate with words."""

    frames: int
    text: str
    is_fault: bool = False
    """It stands for a line of the cut that could not be read; ``text`` is that line."""
    where: Where | None = None


class Fade(Struct, frozen=True):
    """``fade in 24`` over the next event's first frames, ``fade out 24`` over the last's last."""

    is_in: bool
    frames: int
    colour: str = "#000000"
    where: Where | None = None


class Dissolve(Struct, frozen=True):
    """A transition over the first frames of the event after it."""

    frames: int
    kind: str = "dissolve"
    """``dissolve``, ``dip`` (through ``colour``) or ``wipe``."""
    colour: str = "#000000"
    direction: str = ""
    where: Where | None = None


class Over(Struct, frozen=True):
    """A picture laid over the event before it, whose sound goes on."""

    event: ShotEvent
    at: int
    """Film frames after the first of the event it lies over."""
    is_heard: bool = False
    """Its line says a ``gain``: its own sound is heard, too."""
    where: Where | None = None


class Split(Struct, frozen=True):
    """Several pictures side by side."""

    layout: str
    """``left-right``, ``top-bottom``, ``thirds``, ``quarters``."""
    events: tuple[ShotEvent | Missing, ...]
    """One a picture, in reading order; a line with a fault is a `Missing` in its own picture."""
    gap: Fraction = Fraction(1, 2)
    """Width of the line between the pictures, in percent of the frame's height."""
    colour: str = "#000000"
    """Of that line, and of a picture whose shot is omitted."""
    where: Where | None = None

    @property
    def shots(self) -> tuple[ShotEvent, ...]:
        """The pictures that show a shot."""
        return tuple(event for event in self.events if isinstance(event, ShotEvent))


Event = ShotEvent | SceneEvent | Black | Missing | Fade | Dissolve | Over | Split


class SoundEvent(Struct, frozen=True):
    """One line of ``sound:``: a cue that begins, a cue that ends, or an effect in its place."""

    name: str
    """A name under ``music:`` or a file, relative to the production."""
    is_end: bool = False
    """``m1 until sh310 out 12``: the running cue of that name ends."""
    source: Fraction = Fraction(0)
    """Seconds into the file where it begins (``from bar 2`` is worked out)."""
    at_shot: str = ""
    """The first event of that shot; with ``at_take``/``at_frame`` a frame of its picture."""
    at_take: TakeChoice | None = None
    at_frame: int = 0
    """Frame of the take (``sh240/3@22``); or, without a shot, frame of the film."""
    fade_in: int = 0
    fade_out: int = 0
    gain: float = 0.0
    pan: float = 0.0
    """-100 (left) to 100 (right)."""
    is_muted: bool = False
    bus: str = ""
    """The bus it runs over; empty: music over ``music``, a file over ``effects``."""
    at_music: str = ""
    """A piece of music that plays then, at ..."""
    at_bar: str = ""
    """... ``bar 9`` or ``beat 3`` of it."""
    where: Where | None = None


class CutLock(Struct, frozen=True):
    """The picture lock of a cut: the program does not write what is locked."""

    written: Mapping[str, str]
    """Version and digest as they stand in the file, by scene; of the whole cut under ``""``."""
    where: Where | None = None


class CutChange(Struct, frozen=True):
    """One line by which a cut differs from the one that it is like: ``drop sh020``."""

    verb: str
    """``drop``, ``replace``, ``before`` or ``after``."""
    what: str
    """A shot, a scene, or the word that other events begin with (``card``, ``fade in``)."""
    take: TakeChoice | None = None
    """Only where the shot plays this take."""
    nth: int = 0
    """Which of its uses, from 1; 0: the only one, ``ALL``: each of them."""
    events: tuple[Event, ...] = ()
    """What is put there."""
    where: Where | None = None


class Cut(Struct, frozen=True):
    """One cut, in film order."""

    name: str
    events: tuple[Event, ...]
    """All of them; of a cut that is like another, those of the other with its changes made."""
    sound: tuple[SoundEvent, ...] = ()
    like: str = ""
    """The cut that it differs from by ``changes``; empty for one that stands by itself."""
    changes: tuple[CutChange, ...] = ()
    mix: MixDesk = MixDesk()
    """What this cut says of the buses, over what the film says."""
    lock: CutLock | None = None
    has_own_sound: bool = True
    """False for one that is like another and says nothing of ``sound:``: it sounds like it."""
    is_written: bool = True
    """False for the cut that follows from the board because no file says otherwise."""
    where: Where | None = None


class Pick(Struct, frozen=True):
    """What was decided about one shot's takes."""

    panel: TakeChoice | None = None
    clip: TakeChoice | None = None
    maybe: tuple[TakeChoice, ...] = ()
    rejected: Mapping[TakeChoice, str] = field(default_factory=dict)
    is_approved: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)
    """``because`` and ``was``: outdated, and fine."""
    where: Where | None = None
    heard: Mapping[Kind, TakeChoice] = field(default_factory=dict)
    """The circled takes of spoken lines, of sounds, of music, and of the parts of a chain."""

    @property
    def circles(self) -> tuple[TakeChoice, ...]:
        """Every take that is circled: panel, clip, then what is heard."""
        return tuple(each for each in (self.panel, self.clip, *self.heard.values()) if each)

    def circled(self, kind: Kind) -> TakeChoice | None:
        """The take of that kind that is circled."""
        if kind not in (PANEL, CLIP):
            return self.heard.get(kind)
        return {PANEL: self.panel, CLIP: self.clip}.get(kind)

    def circling(self, take: TakeChoice) -> Pick:
        """The same decisions, with that take circled and no longer rejected or a maybe."""
        pick = self.without(take)
        if take.kind not in (PANEL, CLIP):
            return replace(pick, heard={**pick.heard, take.kind: take})
        return replace(pick, panel=take) if take.kind == PANEL else replace(pick, clip=take)

    def without(self, take: TakeChoice) -> Pick:
        """The same decisions, with nothing decided about that take."""
        return replace(
            self,
            panel=None if self.panel == take else self.panel,
            clip=None if self.clip == take else self.clip,
            heard={kind: each for kind, each in self.heard.items() if each != take},
            maybe=tuple(each for each in self.maybe if each != take),
            rejected={each: word for each, word in self.rejected.items() if each != take},
        )


class Picks(Struct, frozen=True):
    """Decisions by shot id."""

    shots: Mapping[str, Pick] = field(default_factory=dict)

    def of(self, shot: str) -> Pick:
        """The decisions about ``shot``; an empty pick when there are none."""
        return self.shots.get(shot, Pick())
