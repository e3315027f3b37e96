"""CMX3600 edit decision lists, ``.edl``: one for each picture track.

    002  SH010C01 V     C        00:00:02:12 00:00:02:12 01:00:02:00 01:00:02:00
    002  SH020C05 V     D    008 00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00
    * FROM CLIP NAME: sh010_clip_t01
    * TO CLIP NAME: sh020_clip_t05

A join begins at the cut and lies over the first frames of what follows, as in the film.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from pipeline.interchange.edl_back import read
from pipeline.interchange.losses import Written, lost
from pipeline.interchange.reels import reel_names
from pipeline.interchange.sequence import Event, Marker, Sequence, Track
from pipeline.timecode import clock_timecode

__all__ = ["CARRIES", "ENDINGS", "NAME", "SIGN", "TITLE", "read", "refuses", "write"]

NAME = "edl"
TITLE = "a CMX3600 EDL"
ENDINGS = (".edl",)
SIGN = b""
CARRIES = frozenset({"speed", "dissolve", "fade", "meeting", "marker", "overlay"})

_BLACK = "BL"
_HALF = Fraction(1, 2)


def refuses(event: Event, sequence: Sequence) -> str:
    """A speed that ``M2`` cannot say in tenths of a picture a second."""
    pictures = math.ceil(sequence.rate) * event.speed
    return "" if pictures * 10 % 1 == 0 else f"x{float(event.speed):g}"


def write(sequence: Sequence) -> Written:
    """One list for each track; the notes stand in the first."""
    reels = reel_names(event.shown.name for event in sequence.events() if event.shown)
    files = []
    for number, track in enumerate(sequence.tracks):
        lines = [f"TITLE: {_clean(sequence.stem)} {track.name}"]
        lines += [f"FCM: {'DROP FRAME' if sequence.is_drop else 'NON-DROP FRAME'}", ""]
        notes = sequence.markers if not number else ()
        lines += _Listing(sequence, reels, notes).lines(track)
        ending = f"_{track.name}" if len(sequence.tracks) > 1 else ""
        files.append((f"{sequence.stem}{ending}.edl", "\n".join([*lines, ""]).encode()))
    return Written(tuple(files), lost(NAME, sequence, CARRIES))


class _Listing:
    """The lines of one track, as they are counted."""

    def __init__(
        self, sequence: Sequence, reels: dict[str, str], notes: tuple[Marker, ...]
    ) -> None:
        self.sequence, self.reels = sequence, reels
        self.notes = sorted(notes, key=lambda each: each.record.start)
        self.number = 0

    def lines(self, track: Track) -> Iterator[str]:
        """Everything on the track; where nothing is shown, the record jumps."""
        before: Event | None = None
        for event in track.events:
            if event.shown is None:
                yield from self._noted(event)
                before = None
                continue
            is_joined = before is not None and before.record.end == event.record.start
            yield from self._event(event, before if is_joined else None)
            yield from self._noted(event)
            before = event
        yield from (self._note(note) for note in self.notes)

    def _event(self, event: Event, before: Event | None) -> Iterator[str]:
        self.number += 1
        out = event.out.frames if event.out and event.out.kind in CARRIES else 0
        begin, end = event.record.start, event.record.end - out
        source = self._source(event, 0), self._source(event, end - begin)
        join = event.into if event.into and event.into.kind in CARRIES else None
        if join is None:
            yield self._line(self._reel(event), "C", source, (begin, end))
            yield f"* FROM CLIP NAME: {_clean(event.name)}"
        else:
            yield from self._joined(event, before, join.frames, (begin, end))
        yield from self._about(event)
        if out:
            self.number += 1
            yield self._line(self._reel(event), "C", (source[1], source[1]), (end, end))
            yield self._line(_BLACK, f"D    {out:03d}", (0, out), (end, end + out))
            yield f"* FROM CLIP NAME: {_clean(event.name)}"

    def _joined(
        self, event: Event, before: Event | None, frames: int, record: tuple[int, int]
    ) -> Iterator[str]:
        """From what came before, or from black, over the first frames."""
        begin, end = record
        is_fade = event.into is not None and event.into.kind == "fade"
        name = ""
        if before is None or before.out is not None or is_fade:
            yield self._line(_BLACK, "C", (0, 0), (begin, begin))
        else:
            last, name = self._source(before, before.frames), before.name
            yield self._line(self._reel(before), "C", (last, last), (begin, begin))
        source = self._source(event, 0), self._source(event, end - begin)
        yield self._line(self._reel(event), f"D    {frames:03d}", source, record)
        if name:
            yield f"* FROM CLIP NAME: {_clean(name)}"
        yield f"* TO CLIP NAME: {_clean(event.name)}"

    def _about(self, event: Event) -> Iterator[str]:
        """The file in full, what it is a take of, and its speed."""
        assert event.shown is not None  # noqa: S101 - the caller looked
        yield f"* SOURCE FILE: {_clean(event.shown.href)}"
        if event.take:
            yield f"* TAKE: {_clean(event.take)}"
        if event.pace != 1:
            pictures = math.ceil(self.sequence.rate) * event.pace
            code = self._code(self._source(event, 0)).replace(";", ":")  # as M2 is written
            yield f"M2   {self._reel(event):<8} {float(pictures):05.1f}                {code}"

    def _noted(self, event: Event) -> Iterator[str]:
        """The notes that lie within the event, or before it."""
        while self.notes and self.notes[0].record.start < event.record.end:
            yield self._note(self.notes.pop(0))

    def _note(self, note: Marker) -> str:
        code = self.sequence.timecode(note.record.start)
        return f"* LOC: {code} {note.colour.upper():<7} {note.words}"

    def _line(self, reel: str, how: str, source: tuple[int, int], record: tuple[int, int]) -> str:
        codes = [*(self._code(at) for at in source), *map(self.sequence.timecode, record)]
        return f"{self.number:03d}  {reel:<8} V     {how:<8} {' '.join(codes)}"

    def _code(self, frame: int) -> str:
        return clock_timecode(frame, self.sequence.rate, is_drop=self.sequence.is_drop)

    def _reel(self, event: Event) -> str:
        return self.reels[event.shown.name] if event.shown else _BLACK

    @staticmethod
    def _source(event: Event, frames: int) -> int:
        """Where the file stands after so many of the event's frames."""
        return event.first + math.floor(frames * event.pace + _HALF)


def _clean(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())
