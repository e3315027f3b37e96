"""A timeline that came back: what plays where, as far as its format says it.

Whatever an editor made of a join, here it lies over the first frames of what follows, as in the
film: a dissolve of 12 frames about a cut is one that begins 6 frames sooner.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.facts import Json
from pipeline.interchange.sequence import Join
from pipeline.project.edit import Zoom
from pipeline.timecode import FrameRange

__all__ = [
    "MOST_EVENTS",
    "MOST_FRAMES",
    "Known",
    "Read",
    "ReadTrack",
    "Reading",
    "clock_begins",
    "exact_rate",
    "file_stem",
    "frames_of",
    "number_of",
    "refused",
    "shifted",
    "tidy",
    "whole",
]

MOST_FRAMES = 50_000_000
"""Longer than any film: four days at 120 pictures a second."""
MOST_EVENTS = 100_000
_NUMBER = re.compile(r"[-+]?\d{1,18}(?:\.\d{0,12}|/\d{1,12})?", re.ASCII)
_HALF = Fraction(1, 2)
_NEAR = Fraction(1, 5000)
"""Rates written with two or three decimals are at most so far from what they mean, in parts."""


class Known(Struct, frozen=True):
    """What the film says, where a format does not."""

    rate: Fraction
    begins: int = 0
    """The record timecode of its first frame, as a count of frames."""


class Read(Struct, frozen=True, kw_only=True):
    """One picture in its place."""

    name: str
    record: FrameRange
    """Film frames from the timeline's first."""
    href: str = ""
    """The file it plays, as it is written there."""
    start: Fraction = Fraction(0)
    """The first frame used, in film frames on the clock of the file's own timecode."""
    speed: Fraction = Fraction(1)
    is_reversed: bool = False
    into: Join | None = None
    out: Join | None = None
    take: str = ""
    """``sh020 clip 5``, where the format kept it beside the name."""
    told: Json = field(default_factory=dict)
    """What was written about it when it went out, where the format kept that."""
    does: Mapping[str, bool | float | Zoom | None] = field(default_factory=dict)
    """``flop``, ``gain`` (dB) and ``zoom`` as they are there, as far as the format says them."""
    beyond: tuple[str, ...] = ()
    """What was done to it that a cut cannot say."""

    @property
    def frames(self) -> int:
        """Its length in the film."""
        return len(self.record)


class ReadTrack(Struct, frozen=True):
    """Pictures one after the other."""

    name: str
    events: tuple[Read, ...] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """A whole timeline."""

    name: str
    rate: Fraction | None = None
    """None: the format does not say; it is the film's."""
    tracks: tuple[ReadTrack, ...] = ()
    frames: int | None = None
    """How long it is; None: until its last picture ends, black after it is not told."""
    has_sound: bool = False
    is_partial: bool = False
    """It tells of one picture track only; of what lies over it nothing is known."""
    beyond: tuple[str, ...] = ()
    """What stands in it that a cut cannot say."""


def refused(what: str, why: str) -> ProjectError:
    """The sentence for a file that cannot be read."""
    fix = "export it once more from the editor, as OpenTimelineIO, Final Cut Pro 7 XML or EDL"
    return ProjectError(f"{what} cannot be read: {why}", fix=fix)


def exact_rate(number: float, what: str) -> Fraction:
    """The rate that a decimal number means: 23.976 is 24000/1001.

    Raises:
        ProjectError: no rate of a film.
    """
    if not math.isfinite(number) or not 1 <= number <= 240:
        raise refused(what, f"{number:g} is no number of pictures a second")
    found = Fraction(number)
    whole = math.ceil(found - _NEAR)
    for rate in (Fraction(round(found)), Fraction(whole * 1000, 1001)):
        if abs(found - rate) <= rate * _NEAR / 2:
            return rate
    return found.limit_denominator(1001)


def number_of(text: str, what: str) -> Fraction:
    """A number as files write it: ``48``, ``-1``, ``23.976``, ``1001/24000``; no powers of ten.

    Raises:
        ProjectError: no number, or one of more digits than anything in a film has.
    """
    if not _NUMBER.fullmatch(text.strip()):
        raise refused(what, f"'{text.strip()[:40]}' is no number of a film")
    try:
        return Fraction(text.strip())
    except ZeroDivisionError as err:
        raise refused(what, f"'{text.strip()}' is no number") from err


def frames_of(value: object, what: str) -> Fraction:
    """A count of frames as it is written: a number, within what a film can have.

    Raises:
        ProjectError: no number, or one that no film has.
    """
    if isinstance(value, int | float | Fraction):
        if not -MOST_FRAMES <= value <= MOST_FRAMES:  # no more is true of nan
            raise refused(what, "it speaks of more frames than any film has")
        return Fraction(value)
    number = number_of(str(value), what)
    if abs(number) > MOST_FRAMES:
        raise refused(what, "it speaks of more frames than any film has")
    return number


def clock_begins(begins: Fraction, rate: Fraction) -> Fraction:
    """What is to be taken off the places in a file whose clock begins there.

    A window of a take begins at the take's own frame. A file that begins at one o'clock or later
    was given a clock by a camera or an editor: no take lasts an hour.
    """
    return begins if begins >= 3600 * math.floor(rate) else Fraction(0)


def whole(number: Fraction) -> int:
    """The nearest whole frame."""
    return math.floor(number + _HALF)


def file_stem(href: str) -> str:
    """The name of a file without folders and ending, however an editor wrote its place."""
    path = unquote(urlsplit(href).path if "://" in href else href)
    kind = PureWindowsPath if "\\" in path else PurePosixPath
    return kind(path).stem


def shifted(event: Read, frames: int) -> Read:
    """The event, begun so many frames sooner in the film and in its take."""
    if not frames:
        return event
    record = FrameRange(max(0, event.record.start - frames), event.record.end)
    moved = event.record.start - record.start
    return replace(event, record=record, start=event.start - moved * event.speed)


def tidy(events: Iterable[Read]) -> tuple[Read, ...]:
    """The events in film order, none beginning before the one before it ends.

    Where two overlap, as under a dissolve, the later one is seen.
    """
    found: list[Read] = []
    for event in sorted(events, key=lambda each: each.record.start):
        if found and found[-1].record.end > event.record.start:
            before = found.pop()
            if event.record.start > before.record.start:
                record = FrameRange(before.record.start, event.record.start)
                found.append(replace(before, record=record))
        if event.frames:
            found.append(event)
    return tuple(found)
