"""The events of a cut as they play, with record timecode: what ``cut --list`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pipeline.cut.credits import ROLL
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Panes, Timeline
from pipeline.timecode import FrameRange, timecode

__all__ = ["EventRow", "list_events", "notes_of", "shown_of"]


class EventRow(Struct, frozen=True):
    """One event of the cut as it plays."""

    number: int
    record: FrameRange
    start: str
    """Record timecode in."""
    end: str
    """Record timecode out."""
    shot: str
    take: str
    """``clip 7``, ``panel 2``, ``black``, ``card "36 hours"``, ``slate``."""
    source: FrameRange
    """Frames of the take, on its own clock."""
    notes: tuple[str, ...]
    """Transition, speed, hold, stand-in: what differs from a plain cut."""


def list_events(timeline: Timeline) -> tuple[EventRow, ...]:
    """Every event with its record timecode, overlays after the picture they lie over."""
    rows = []
    cards = {
        each.record: ROLL if each.style == ROLL else f'card "{each.text.first}"'
        for each in timeline.titles
        if not each.shot
    }
    placed = [(record, clip, False) for record, clip in timeline.picture.placed()]
    for track in timeline.overlays:
        placed += [(record, clip, True) for record, clip in track.placed()]
    placed.sort(key=lambda each: (each[0].start, each[2]))
    seen = [
        (record, each, is_over, side)
        for record, clip, is_over in placed
        for each, side in _sides(clip)
    ]
    for number, (record, clip, is_over, side) in enumerate(seen, start=1):
        start, end = (timecode(at, timeline.rate) for at in (record.start, record.end))
        notes = (*side, *notes_of(clip, is_over=is_over))
        source = clip.source_range
        shown = cards.get(record) if isinstance(clip.media, Colour) else None
        take = shown or shown_of(clip)
        rows.append(EventRow(number, record, start, end, clip.shot, take, source, notes))
    return tuple(rows)


def _sides(clip: Clip) -> Iterator[tuple[Clip, tuple[str, ...]]]:
    """The pictures of an event, each with its place where there are several."""
    panes = clip.media
    for number, each in enumerate(clip.pictures, start=1):
        if isinstance(panes, Panes):
            yield each, (f"split {panes.layout} {number}/{len(panes.cells)}",)
        else:
            yield each, ()


def shown_of(clip: Clip) -> str:
    """What a clip shows, in a word: ``clip 7``, ``panel 2``, ``black``, ``slate``."""
    media = clip.media
    if isinstance(media, Footage):
        return f"{media.take.kind} {media.take.unit}{media.take.number}"
    if isinstance(media, Colour):
        return "black" if media.colour == "#000000" else media.colour
    assert isinstance(media, Card)  # noqa: S101 - a picture of its own
    return f"red slate: {media.words}" if media.is_fault else "slate"


def notes_of(clip: Clip, *, is_over: bool) -> tuple[str, ...]:
    """What differs from a plain cut: transition, speed, hold, stand-in."""
    window = clip.window
    notes = ["over"] if is_over else []
    if clip.into is not None:
        word = "fade in" if clip.into.kind == "fade" else clip.into.kind
        notes.append(f"{word} {clip.into.frames}")
    if clip.out is not None:
        notes.append(f"fade out {clip.out.frames}")
    if len(window.speed) > 1:
        notes.append("ramp")
    elif window.speed[0][1] != 1:
        notes.append(f"x{float(window.speed[0][1]):g}")
    notes += [f"loop {window.loop}"] if window.loop > 1 else []
    notes += ["reverse"] if window.is_reversed else []
    notes += [f"hold {window.hold}"] if window.hold else []
    notes += ["flop"] if clip.is_flopped else []
    notes += [f"zoom {float(clip.zoom.factor):g}"] if clip.zoom else []
    notes += [str(clip.frame)] if clip.frame else []
    return (*notes, clip.stand_in) if clip.stand_in else tuple(notes)
