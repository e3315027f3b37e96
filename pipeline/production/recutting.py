"""Events of a cut for what an editor did: windows, speeds, joins. Pure."""

from __future__ import annotations

import math
from fractions import Fraction

from msgspec.structs import replace

from pipeline.cut.window import frames_filled
from pipeline.facts import TakeRef
from pipeline.interchange.reading import Read, whole
from pipeline.interchange.sequence import Event, Join
from pipeline.production.pieces import Lead, Piece
from pipeline.project.edit import Black, Dissolve, Fade, Missing, ShotEvent, Split, TakeChoice, Zoom

__all__ = ["fade_out", "is_as_it_was", "lasting_for", "lead_in", "new_event", "relooked", "retimed"]

_HEARD = 0.05
"""Decibels; a smaller difference is one of writing."""
_SEEN = Fraction(1, 200)
_ALIKE = ("dissolve", "fade")
"""Before black they are the same, and some formats know one of them only."""


def is_as_it_was(read: Read, event: Event, *, is_file: bool) -> bool:
    """Whether the editor left window, speed and length of an event as they were.

    ``is_file``: what came back plays the file that was rendered for it.
    """
    if read.frames != event.frames:
        return False
    if is_file:
        return whole(read.start) == 0 and read.speed == 1 and not read.is_reversed
    if event.media is None or event.media.is_still:
        return True
    same = whole(read.start) == event.start and read.is_reversed == event.is_reversed
    return same and abs(read.speed - event.speed) < Fraction(1, 1000)


def new_event(read: Read, ref: TakeRef, *, is_still: bool) -> ShotEvent:
    """The event that plays what came back, of the take with that name."""
    choice = TakeChoice(ref.kind, ref.number, ref.unit)
    start = 0 if is_still else max(0, whole(read.start))
    event = ShotEvent(ref.shot, choice, start, is_reversed=read.is_reversed)
    return lasting_for(event, start, read.frames, Fraction(1) if is_still else read.speed)


def retimed(read: Read, piece: Piece, event: Event, *, is_file: bool) -> tuple[Piece, str]:
    """The piece with the window that came back, and why it is not quite that; else no words.

    Flop, zoom, gain and whatever else an editor's file does not say stay as the cut has them.
    """
    picture = piece.picture
    if isinstance(picture, Black | Missing):
        return replace(piece, picture=replace(picture, frames=read.frames)), ""
    if isinstance(picture, Split) or event.media is None:
        return piece, _by_hand(event, read)
    take = TakeRef.from_stem(event.media.path.stem)
    choice = TakeChoice(take.kind, take.number, take.unit) if take else picture.take
    plain = replace(picture, take=choice, until="", hold=0, loop=1, speed=(), is_reversed=False)
    if event.media.is_still:
        return replace(piece, picture=replace(plain, start=0, end=read.frames)), ""
    if not is_file:
        start = max(0, whole(read.start))
        plain = replace(plain, is_reversed=read.is_reversed)
        return replace(piece, picture=lasting_for(plain, start, read.frames, read.speed)), ""
    if event.ramp or event.loop > 1 or read.speed != 1 or read.is_reversed:
        return piece, _by_hand(event, read)
    return replace(piece, picture=_within(plain, event, read)), ""


def _by_hand(event: Event, read: Read) -> str:
    frames = f"{event.frames} -> {read.frames} frames"
    return f"{event.name} was trimmed within the file that stood for it ({frames}): trim it by hand"


def _within(plain: ShotEvent, event: Event, read: Read) -> ShotEvent:
    """The stretch of a take that a stretch of the file rendered of it shows."""
    first, frames = max(0, whole(read.start)), read.frames
    moving = event.frames - event.hold
    held = max(0, first + frames - moving)
    first = min(first, moving - 1)
    moved = max(1, frames - held)
    begin = event.start + math.floor(first * event.speed + Fraction(1, 2))
    if event.is_reversed:
        end = event.start + math.floor((moving - first) * event.speed + Fraction(1, 2))
        begin = end - max(1, math.floor(moved * event.speed + Fraction(1, 2)))
        plain = replace(plain, is_reversed=True)
    lasting = lasting_for(plain, max(0, begin), moved, event.speed)
    return replace(lasting, hold=lasting.hold + min(held, frames - moved))


def lasting_for(event: ShotEvent, start: int, frames: int, speed: Fraction) -> ShotEvent:
    """The event from ``start`` for exactly ``frames`` at that speed; what is over is held."""
    ramp = () if speed == 1 else ((0, speed),)
    near = math.floor(frames * speed + Fraction(1, 2))
    for source in (near, near - 1, near + 1):
        if source > 0 and frames_filled(source, ((0, speed),)) == frames:
            return replace(event, start=start, end=start + source, speed=ramp)
    source = max(1, math.floor(frames * speed))
    while source > 1 and frames_filled(source, ((0, speed),)) > frames:
        source -= 1
    hold = max(0, frames - frames_filled(source, ((0, speed),)))
    return replace(event, start=start, end=start + source, speed=ramp, hold=hold)


def relooked(read: Read, picture: ShotEvent) -> ShotEvent:
    """The event with the flop, zoom and gain that came back, where they are not as they were."""
    does = read.does
    if "flop" in does:
        picture = replace(picture, is_flopped=bool(does["flop"]))
    gain = does.get("gain")
    if isinstance(gain, float) and abs(gain - picture.gain) > _HEARD:
        picture = replace(picture, gain=round(gain, 1))
    if "zoom" in does and not _is_same_zoom(does["zoom"], picture.zoom):
        zoom = does["zoom"]
        picture = replace(picture, zoom=zoom if isinstance(zoom, Zoom) else None)
    return picture


def _is_same_zoom(one: object, other: Zoom | None) -> bool:
    if not isinstance(one, Zoom) or other is None:
        return one is other
    apart = (one.factor - other.factor, (one.x - other.x) / 100, (one.y - other.y) / 100)
    return all(abs(each) < _SEEN for each in apart)


def lead_in(
    read: Read, event: Event | None, carries: frozenset[str], old: Lead | None
) -> Lead | None:
    """What leads into a picture: as it came back, else as it was where the format is silent."""
    join = read.into
    was = event.into if event is not None else None
    if was is not None and _is_same(join, was, carries):
        return old
    if join is None:
        return None
    if join.kind == "fade":
        return Fade(is_in=True, frames=join.frames, colour=join.colour)
    kind = join.kind if join.kind in ("dissolve", "dip", "wipe") else "dissolve"
    return Dissolve(join.frames, kind, join.colour, join.direction)


def fade_out(
    read: Read, event: Event | None, carries: frozenset[str], old: Fade | None
) -> Fade | None:
    """The fade over the last frames of a picture, likewise."""
    was = event.out if event is not None else None
    if was is not None and _is_same(read.out, was, carries):
        return old
    return None if read.out is None else Fade(is_in=False, frames=read.out.frames)


def _is_same(join: Join | None, was: Join, carries: frozenset[str]) -> bool:
    """Whether a join is as it was, for all that the format says."""
    if join is None:
        return was.kind not in carries
    is_alike = join.kind == was.kind or {join.kind, was.kind} <= set(_ALIKE)
    return is_alike and join.frames == was.frames
