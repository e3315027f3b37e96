"""What is written beside a film: subtitles in each language, the list of events, a fact sheet."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pysubs2
from msgspec import Struct

from pipeline.cut.join import ExportInfo
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Timeline
from pipeline.media.samples import Loudness
from pipeline.timecode import FrameRange, timecode

__all__ = ["EventRow", "fact_sheet", "list_events", "write_srt"]


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
    cards = {each.record: f'card "{each.text.first}"' for each in timeline.titles if not each.shot}
    placed = [(record, clip, False) for record, clip in timeline.picture.placed()]
    for track in timeline.overlays:
        placed += [(record, clip, True) for record, clip in track.placed()]
    placed.sort(key=lambda each: (each[0].start, each[2]))
    for number, (record, clip, is_over) in enumerate(placed, start=1):
        start, end = (timecode(at, timeline.rate) for at in (record.start, record.end))
        notes = _notes(clip, is_over=is_over)
        source = clip.source_range
        shown = cards.get(record) if isinstance(clip.media, Colour) else None
        take = shown or _shown(clip)
        rows.append(EventRow(number, record, start, end, clip.shot, take, source, notes))
    return tuple(rows)


def _shown(clip: Clip) -> str:
    media = clip.media
    if isinstance(media, Footage):
        return f"{media.take.kind} {media.take.unit}{media.take.number}"
    if isinstance(media, Colour):
        return "black" if media.colour == "#000000" else media.colour
    assert isinstance(media, Card)  # noqa: S101 - the three kinds of media
    return f"red slate: {media.words}" if media.is_fault else "slate"


def _notes(clip: Clip, *, is_over: bool) -> tuple[str, ...]:
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
    return (*notes, clip.stand_in) if clip.stand_in else tuple(notes)


def write_srt(timeline: Timeline, language: str, path: Path) -> int:
    """Write the subtitles of one language beside the film; returns how many there are.

    Lines are broken as they are on screen; times are those of the frames, rounded to whole
    milliseconds, never earlier than the end of the one before.
    """
    subtitles = pysubs2.SSAFile()
    last = 0
    for subtitle in timeline.subtitles:
        lines = subtitle.of(language)
        if not lines:
            continue
        start = max(last, _milliseconds(subtitle.record.start, timeline.rate))
        end = max(start + 1, _milliseconds(subtitle.record.end, timeline.rate))
        subtitles.append(pysubs2.SSAEvent(start=start, end=end, text="\\N".join(lines)))
        last = end
    path.write_text(subtitles.to_string("srt"), encoding="utf-8")
    return len(subtitles)


def _milliseconds(frame: int, rate: Fraction) -> int:
    return round(Fraction(frame * 1000) / rate)


def fact_sheet(
    timeline: Timeline, info: ExportInfo, loudness: Loudness | None, files: Iterable[str]
) -> str:
    """What a person who gets the film wants to know, a line each."""
    rate = timeline.rate
    written = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    lines = [
        f"cut        {timeline.name}",
        f"length     {timecode(info.frames, rate)} ({float(info.seconds):.3f} s)",
        f"frames     {info.frames} at {written} a second",
        f"picture    {info.width} x {info.height}, H.264, BT.709",
        f"size       {info.size} bytes",
    ]
    if loudness is not None:
        lines.append(
            f"sound      48 kHz stereo, {loudness.integrated:.1f} LUFS, "
            f"true peak {loudness.peak:.1f} dBTP, range {loudness.range:.1f} LU"
        )
    lines += [f"beside     {name}" for name in files]
    return "\n".join(lines) + "\n"
