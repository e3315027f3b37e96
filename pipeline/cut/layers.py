"""Titles, subtitles and the label of a film as layers, found by where they stand. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path

from pipeline.cut.credits import ROLL, roll_layer
from pipeline.cut.labelling import label_layer
from pipeline.cut.looks import Look
from pipeline.cut.timeline import Timeline
from pipeline.cut.titles import moves, subtitle_layer, title_layer
from pipeline.facts import Digest, Json
from pipeline.timecode import FrameRange

__all__ = ["Words"]


class Words:
    """Titles and subtitles of a film, found by where they stand."""

    def __init__(self, timeline: Timeline, look: Look, fonts: Mapping[Path, Digest]) -> None:
        found: list[tuple[FrameRange, int, Json]] = []
        for title in timeline.titles if look.has_titles else ():
            is_roll = title.style == ROLL
            layer = (
                roll_layer(title)
                if is_roll
                else title_layer(title, look.title_languages, timeline.rate, fonts)
            )
            found.append((title.record, len(found), layer))
        for subtitle in timeline.subtitles if look.burn else ():
            layer = {**subtitle_layer(subtitle, look.burn), **_in_bar(look)}
            if layer["lines"]:
                found.append((subtitle.record, len(found), layer))
        if look.label is not None and timeline.frames:
            layer = label_layer(look.label, look.title_languages)
            if look.framed is not None:  # its letters are measured by the frame, bars and all
                layer["size"] *= min(look.frame) / min(look.width, look.height)
            shown = min(timeline.frames, look.label.frames or timeline.frames)
            found.append((FrameRange(0, shown), len(found), layer))
        if look.height > look.width:  # drawn smaller since version 2, and lifted out of the foot
            found = [(record, number, {**layer, "tall": 2}) for record, number, layer in found]
        self._found = sorted(found, key=lambda each: each[:2])
        self._starts = [record.start for record, _, _ in self._found]
        self._longest = max((len(record) for record, _, _ in self._found), default=0)

    def within(self, span: FrameRange) -> list[Json]:
        """What is seen in the span, from its first frame; cut in two by it; titles undermost."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        near = sorted(self._found[first:last], key=lambda each: each[1])
        return [_placed(layer, record, span) for record, _, layer in near if record.overlap(span)]


def _in_bar(look: Look) -> Json:
    """The first line and the height of the bar in which subtitles stand, in the frame."""
    framed = look.framed
    if framed is None or not look.has_lines_in_bar:
        return {}
    return {"bar": [framed.top + framed.height, framed.below]}


def _placed(layer: Json, record: FrameRange, span: FrameRange) -> Json:
    """A still layer looks the same from wherever it is cut, so only what is seen is written."""
    fade, at = layer.get("fade", 0), record.start - span.start
    ends = at + len(record)
    is_at_rest = not fade and not moves(layer)
    if is_at_rest:
        at, ends = max(at, 0), min(ends, len(span))
    return {**layer, "at": at, "frames": ends - at}
