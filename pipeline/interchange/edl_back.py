"""Read a CMX3600 edit decision list that came back from an editor."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.interchange.reading import (
    MOST_EVENTS,
    Known,
    Read,
    Reading,
    ReadTrack,
    frames_of,
    refused,
    tidy,
)
from pipeline.interchange.sequence import Join
from pipeline.timecode import FrameRange, drops_frames, parse_clock_timecode

__all__ = ["read"]

_WHAT = "the EDL"
_CODE = r"(\d\d:\d\d:\d\d[:;.,]\d\d)"
_EVENT = re.compile(
    rf"(?P<number>\d+)\s+(?P<reel>\S+)\s+(?P<channel>\S+)\s+(?P<how>[A-Z]+\d*)\s+"
    rf"(?:(?P<frames>\d+)\s+)?{_CODE}\s+{_CODE}\s+{_CODE}\s+{_CODE}\s*"
)
_NOTE = re.compile(
    r"\*\s*(?P<word>FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|FROM CLIP|TAKE|FREEZE FRAME)"
    r"\s*:?\s*(?P<said>.*)"
)
_SPEED = re.compile(rf"M2\s+\S+\s+(?P<pictures>-?\d+(?:\.\d+)?)\s+{_CODE}\s*")
_BLACK = ("BL", "BLACK")


class _Line(Struct, kw_only=True):
    """One event line with what stands below it."""

    reel: str
    how: str
    frames: int
    codes: tuple[str, str, str, str]
    notes: dict[str, str] = field(default_factory=dict)
    pictures: Fraction | None = None


def read(data: bytes, known: Known) -> Reading:
    """What the list plays, counted at the film's rate: a list does not say its own.

    Raises:
        ProjectError: it is no such list.
    """
    text = data.decode("utf-8", "replace").replace("\x00", "")
    title, lines, beyond = _lines(text)
    if not lines:
        raise refused(_WHAT, "there is no event in it")
    is_drop = "FCM: DROP FRAME" in text and drops_frames(known.rate)
    list_ = _List(known, is_drop=is_drop)
    events = tuple(list_.events(lines))
    tracks = (ReadTrack("V1", tidy(events)),)
    return Reading(name=title, tracks=tracks, is_partial=True, beyond=(*beyond, *list_.beyond))


def _lines(text: str) -> tuple[str, list[_Line], list[str]]:
    """The title, the events of the picture, and what is left."""
    title, lines, beyond = "", list[_Line](), list[str]()
    for row in text.splitlines():
        line = row.strip()
        event = _EVENT.fullmatch(line)
        if event is not None:
            if not re.fullmatch(r"V\d*|B|AA/V|A\d*/V", event["channel"]):
                continue
            *_, one, two, three, four = event.groups()
            lines.append(
                _Line(
                    reel=event["reel"],
                    how=event["how"],
                    frames=int(event["frames"] or 0),
                    codes=(one, two, three, four),
                )
            )
            if len(lines) > MOST_EVENTS:
                raise refused(_WHAT, f"it has more than {MOST_EVENTS} events")
        elif line.startswith("TITLE:"):
            title = line.removeprefix("TITLE:").strip()
        elif lines:
            _below(line, lines[-1])
        if re.match(r"\d+\s+\S+\s", line) and event is None:
            beyond.append(f"the line '{line[:60]}' is no event")
    return title, lines, beyond


def _below(line: str, event: _Line) -> None:
    """A comment of an event, or its speed."""
    note, speed = _NOTE.fullmatch(line), _SPEED.fullmatch(line)
    if note is not None:
        event.notes.setdefault(note["word"], note["said"].strip())
    elif speed is not None:
        event.pictures = frames_of(speed["pictures"], _WHAT)


class _List:
    """The events of one list, read line by line."""

    def __init__(self, known: Known, *, is_drop: bool) -> None:
        self.known, self.rate, self.is_drop = known, known.rate, is_drop
        self.beyond: list[str] = []
        self.begin: int | None = None
        self.hour = parse_clock_timecode("01:00:00:00", known.rate, is_drop=is_drop)
        """Files that a camera gave a clock begin at a whole hour, as a rule; no take lasts one."""

    def events(self, lines: list[_Line]) -> Iterator[Read]:
        """Every picture; a dissolve to black is a fade out of the one before."""
        held: Read | None = None
        is_black = True
        for line in lines:
            source, record = self._ranges(line)
            if not record:
                is_black = line.reel in _BLACK
                continue
            join = self._join(line, "fade" if is_black or held is None else "dissolve")
            is_black = True
            if line.reel in _BLACK:
                is_end = held is not None and held.record.end == record.start
                if held is not None and is_end and join is not None:
                    longer = FrameRange(held.record.start, record.end)
                    held = replace(held, record=longer, out=Join("fade", join.frames))
                continue
            if held is not None:
                yield held
            held = self._event(line, source, record, join)
            is_black = False
        if held is not None:
            yield held

    def _event(
        self, line: _Line, source: FrameRange, record: FrameRange, join: Join | None
    ) -> Read:
        notes = line.notes
        name = notes.get("TO CLIP NAME") or notes.get("FROM CLIP NAME") or line.reel
        speed, is_reversed = Fraction(1), False
        if line.pictures is not None:
            speed = abs(line.pictures) / math.ceil(self.rate)
            is_reversed = line.pictures < 0
        elif len(source) != len(record):
            speed = Fraction(len(source), len(record))
        beyond = ("a frame held still",) if "FREEZE FRAME" in notes or not speed else ()
        return Read(
            name=name,
            record=record,
            href=notes.get("SOURCE FILE") or notes.get("FROM CLIP") or line.reel,
            start=Fraction(source.start % self.hour),
            speed=speed or Fraction(1),
            is_reversed=is_reversed,
            into=join,
            take=notes.get("TAKE", ""),
            beyond=beyond,
        )

    def _join(self, line: _Line, kind: str) -> Join | None:
        if line.how == "C" or not line.frames:
            return None
        if line.how.startswith("W"):
            return Join("wipe", line.frames)
        if line.how != "D":
            self.beyond.append(f"the key '{line.how}' of {line.reel}")
            return None
        return Join(kind, line.frames)

    def _ranges(self, line: _Line) -> tuple[FrameRange, FrameRange]:
        one, two, three, four = (self._frame(code) for code in line.codes)
        if self.begin is None:
            self.begin = self._begins(three)
        if four < three:
            raise refused(_WHAT, f"an event of {line.reel} ends before it begins")
        record = FrameRange(three - self.begin, four - self.begin)
        if record.start < 0:
            raise refused(_WHAT, f"{line.codes[2]} lies before the beginning")
        return FrameRange(min(one, two), max(one, two)), record

    def _begins(self, frame: int) -> int:
        """Where the programme begins: where the film does, a whole hour, or the first event."""
        hour = math.ceil(self.rate) * 3600
        code = "{:02d}:00:00:00"
        hours = [
            parse_clock_timecode(code.format(hour), self.rate, is_drop=self.is_drop)
            for hour in range(24)
        ]
        known = [each for each in (self.known.begins, *hours) if each <= frame < each + hour]
        return known[0] if known else frame

    def _frame(self, code: str) -> int:
        """A ``;`` is a sign of numbers that are dropped only where the rate drops any."""
        is_drop = self.is_drop or (drops_frames(self.rate) and code[-3] in ";,")
        try:
            return parse_clock_timecode(f"{code[:-3]}:{code[-2:]}", self.rate, is_drop=is_drop)
        except ValueError as err:
            raise refused(_WHAT, str(err)) from err
