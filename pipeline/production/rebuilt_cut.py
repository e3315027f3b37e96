"""The pieces of the cut that an editor's timeline asks for. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.facts import PANEL, TakeRef
from pipeline.interchange.reading import Reading, ReadTrack
from pipeline.interchange.sequence import Event
from pipeline.production.pieces import Piece
from pipeline.production.recutting import (
    fade_out,
    is_as_it_was,
    lead_in,
    new_event,
    relooked,
    retimed,
)
from pipeline.production.returned import Found, found_in
from pipeline.project.edit import Black, Missing, Over, ShotEvent
from pipeline.timecode import FrameRange

__all__ = ["Base", "Rebuilt", "rebuilt"]


class Base(Struct, frozen=True):
    """The cut as it is, and as it went out."""

    pieces: tuple[Piece, ...]
    tracks: tuple[tuple[Event, ...], ...]
    """The events of each track; those of the first are the pieces'."""
    marks: tuple[tuple[str, ...], ...]
    """What the files are called by that may stand for them."""
    overs: tuple[tuple[Over | None, ...], ...]
    """The events of the cut that the further tracks show."""
    shots: frozenset[str]
    carries: frozenset[str]


class Rebuilt(Struct):
    """What an editor's timeline is as a cut."""

    pieces: list[Piece] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    """The film frame that each of them begins with."""
    end: int = 0
    asked: dict[TakeRef, None] = field(default_factory=dict)
    """Every take that it plays."""
    beyond: list[str] = field(default_factory=list)
    """What a cut cannot say, a sentence each."""


def rebuilt(reading: Reading, base: Base) -> Rebuilt:
    """The cut that plays what came back."""
    made = Rebuilt(beyond=list(reading.beyond))
    picture, *overs = reading.tracks or (ReadTrack("V1"),)
    found = found_in(picture.events, base.tracks[0], base.marks[0])
    at, last = 0, -1
    for number, one in enumerate(found):
        following = one.event if one.event >= 0 else _next(found, number)
        if one.read.record.start > at:
            _black(made, base, (last, following), FrameRange(at, one.read.record.start))
        made.begins.append(one.read.record.start)
        piece = _piece(one, base, made)
        made.pieces.append(piece if reading.is_partial else replace(piece, overs=()))
        at, last = one.read.record.end, one.event if one.event >= 0 else last
    end = at if reading.frames is None else max(at, reading.frames)
    if reading.frames is None:  # black at the end is nothing that it could say
        ending = _blacks(base, last, len(base.pieces))
        if ending and ending[-1] != len(base.pieces) - 1:
            ending = []  # in the cut, something followed
        end += sum(base.tracks[0][each].frames for each in ending)
    if end > at:
        _black(made, base, (last, len(base.pieces)), FrameRange(at, end))
    for number, track in enumerate(overs, start=1):
        _lay_over(made, base, number, track)
    made.end = end
    return made


def _next(found: Sequence[Found], number: int) -> int:
    """The next event of the cut that came back."""
    return next((one.event for one in found[number:] if one.event >= 0), -1)


def _piece(one: Found, base: Base, made: Rebuilt) -> Piece:
    """The piece that plays one picture."""
    read = one.read
    made.beyond += [f"{read.name}: {what}" for what in read.beyond]
    event = base.tracks[0][one.event] if one.event >= 0 else None
    old = base.pieces[one.event] if one.event >= 0 else None
    lead = lead_in(read, event, base.carries, old.lead if old else None)
    out = fade_out(read, event, base.carries, old.out if old else None)
    if event is None or old is None:
        piece = Piece(_fresh(one, base, made))
    else:
        if one.take is not None:
            made.asked[one.take] = None
        mark = base.marks[0][one.event]
        piece, why = _old(one, old, event, is_file=bool(one.mark), is_it=one.mark in ("", mark))
        made.beyond += [why] if why else []
    if isinstance(piece.picture, ShotEvent) and not one.mark:
        piece = replace(piece, picture=relooked(read, piece.picture))
    return replace(piece, lead=lead, out=out)


def _old(one: Found, old: Piece, event: Event, *, is_file: bool, is_it: bool) -> tuple[Piece, str]:
    """An event of the cut with the window that came back."""
    read = one.read
    if not is_it:
        what = f"{event.name} plays a file that was rendered for another event than the cut has now"
        return old, what
    is_take = is_file or one.take is None or str(one.take) == event.take
    if is_take and is_as_it_was(read, event, is_file=is_file):
        return old, ""
    if not is_take and one.take is not None and isinstance(old.picture, ShotEvent):
        fresh = new_event(read, one.take, is_still=one.take.kind == PANEL)
        words = {name: getattr(fresh, name) for name in ("take", "start", "end", "speed", "hold")}
        picture = replace(old.picture, **words, until="", loop=1, is_reversed=fresh.is_reversed)
        return replace(old, picture=picture), ""
    return retimed(read, old, event, is_file=is_file)


def _fresh(one: Found, base: Base, made: Rebuilt) -> ShotEvent | Missing:
    """An event for a picture that the cut did not play."""
    read, ref = one.read, one.take
    if ref is not None and not one.mark and ref.shot in base.shots:
        made.asked[ref] = None
        return new_event(read, ref, is_still=ref.kind == PANEL)
    why = "is no take of this film"
    if one.mark:
        why = "is a file that was rendered for an event which the cut no longer has"
    elif ref is not None:
        why = f"asks for the shot {ref.shot}, which is not on the board"
    name = " ".join(read.name.split()) or "an event without a name"
    made.beyond.append(f"'{name}' at frame {read.record.start} {why}")
    shown = (char if char.isprintable() else " " for char in name[:120])
    return Missing(read.frames, "".join(shown).strip())


# -- black ---------------------------------------------------------------------------------------


def _black(made: Rebuilt, base: Base, between: tuple[int, int], hole: FrameRange) -> None:
    """What stands where nothing is shown: the cut's own black there, as long as it is now."""
    left, at = len(hole), hole.start
    own = _blacks(base, *between)
    for number, place in enumerate(own):
        piece = base.pieces[place]
        assert isinstance(piece.picture, Black)  # noqa: S101 - it is plain black
        is_last = number == len(own) - 1
        frames = left if is_last else min(left, piece.picture.frames)
        if frames <= 0:
            break
        picture = piece.picture
        if frames != picture.frames:
            picture = replace(picture, frames=frames)
        made.pieces.append(replace(piece, picture=picture, overs=()))
        made.begins.append(at)
        left, at = left - frames, at + frames
    if left > 0:
        made.pieces.append(Piece(Black(left)))
        made.begins.append(at)


def _blacks(base: Base, before: int, after: int) -> list[int]:
    """The places of plain black of the cut right behind one event, else right before another."""
    behind = before + 1
    found = []
    while behind < len(base.pieces) and _is_black(base, behind):
        found.append(behind)
        behind += 1
    ahead = after - 1
    while not found and 0 <= ahead < len(base.pieces) and _is_black(base, ahead) and ahead > before:
        found.insert(0, ahead)
        ahead -= 1
    return found


def _is_black(base: Base, at: int) -> bool:
    return base.tracks[0][at].is_black and isinstance(base.pieces[at].picture, Black)


# -- what lies over ------------------------------------------------------------------------------


def _lay_over(made: Rebuilt, base: Base, number: int, track: ReadTrack) -> None:
    """The pictures of a further track, each over the piece that it begins over."""
    events = base.tracks[number] if number < len(base.tracks) else ()
    marks = base.marks[number] if number < len(base.marks) else ()
    for one in found_in(track.events, events, marks):
        host = bisect_right(made.begins, one.read.record.start) - 1
        if host < 0:
            made.beyond.append(f"{one.read.name} lies over nothing")
            continue
        was = base.overs[number - 1][one.event] if one.event >= 0 else None
        event = events[one.event] if one.event >= 0 else None
        over = _over(one, (was, event), one.read.record.start - made.begins[host], made, base)
        if over is not None:
            piece = made.pieces[host]
            made.pieces[host] = replace(piece, overs=(*piece.overs, over))


def _over(
    one: Found, old: tuple[Over | None, Event | None], at: int, made: Rebuilt, base: Base
) -> Over | None:
    was, event = old
    if was is not None and event is not None:
        if one.take is not None:
            made.asked[one.take] = None
        piece, why = _old(one, Piece(was.event), event, is_file=bool(one.mark), is_it=True)
        made.beyond += [why] if why else []
        inner = piece.picture
        return replace(was, event=inner, at=at) if isinstance(inner, ShotEvent) else None
    fresh = _fresh(one, base, made)
    return Over(fresh, at) if isinstance(fresh, ShotEvent) else None
