"""The takes' own sound under their pictures, as cues: joined where a cut joins nothing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from pipeline.cut.clock import MIX_RATE, sample_of
from pipeline.cut.timeline import Clip, Footage, Timeline
from pipeline.facts import Json
from pipeline.timecode import FrameRange

__all__ = ["own_sounds", "soft_fade"]

_SOFT_SAMPLES = MIX_RATE // 100
"""Every cue begins and ends over at least ten milliseconds: no clicks."""


def soft_fade(frames: int, rate: Fraction) -> int:
    """The samples of a fade of that many film frames, never so few that it clicks."""
    return max(_SOFT_SAMPLES, sample_of(frames, rate))


def own_sounds(timeline: Timeline) -> Iterator[tuple[Json, Path]]:
    """The takes' own sound under their pictures, crossing where the pictures cross.

    Where a take goes on behind a cut as if there were none, so does its sound; at any other cut the
    two cross within ten milliseconds, so that no hole is heard.
    """
    placed = list(timeline.picture.placed())
    joined: list[tuple[Json, Path]] = []
    for number, (record, clip) in enumerate(placed):
        after = placed[number + 1][1] if number + 1 < len(placed) else None
        first = True
        for each in clip.pictures:
            cue = _own_sound(each, record, after, timeline)
            if cue is None or not isinstance(each.media, Footage):
                continue
            before = _before(joined, cue) if first and clip.into is None else None
            first = False
            if before is not None and _goes_on(before, cue):
                before |= {name: cue[name] for name in ("end", "fade_out")}
                continue
            if before is not None:
                _cross(before, cue)
            joined.append((cue, each.media.path))
    yield from joined
    for track in timeline.overlays:
        for record, clip in track.placed():
            cue = _own_sound(clip, record, None, timeline)
            if cue is not None and isinstance(clip.media, Footage):
                yield cue, clip.media.path


def _before(joined: list[tuple[Json, Path]], cue: Json) -> Json | None:
    """The sound that ends softly where this one begins softly; None where none does."""
    for before, _ in reversed(joined[-2:]):
        is_soft = before["fade_out"] == cue["fade_in"] == _SOFT_SAMPLES
        if is_soft and before["end"] == cue["start"]:
            return before
    return None


def _goes_on(before: Json, cue: Json) -> bool:
    """Whether a cut lies where nothing is cut: the same take, from the very next frame on."""
    played = before["end"] - before["start"]
    is_next = abs(before["source"] + played - cue["source"]) <= 1
    return is_next and all(before[name] == cue[name] for name in ("digest", "speed", "gain"))


def _cross(before: Json, cue: Json) -> None:
    """Let both be heard for half a soft fade beyond the cut, as loud together as each alone."""
    half = _SOFT_SAMPLES // 2
    if cue["source"] < half:
        return
    before |= {"end": before["end"] + half, "crossing": True}
    cue |= {"start": cue["start"] - half, "source": cue["source"] - half, "crossing": True}


def _own_sound(
    clip: Clip, record: FrameRange, after: Clip | None, timeline: Timeline
) -> Json | None:
    media, window, rate = clip.media, clip.window, timeline.rate
    if not isinstance(media, Footage) or not media.info.has_sound or clip.is_muted:
        return None
    if len(window.speed) > 1 or window.loop > 1 or window.is_reversed:
        return None  # a ramp, a loop and time run backwards are silent
    speed = window.speed[0][1]
    tail = after.into.frames if after is not None and after.into is not None else 0
    tail = 0 if window.hold else tail
    end = min(record.start + window.moving + tail, timeline.frames)
    into = clip.into.frames if clip.into is not None else 0
    out = clip.out.frames if clip.out is not None else 0
    start = sample_of(record.start, rate)
    rounded = start - Fraction(record.start * MIX_RATE) / rate
    begin = Fraction(window.source_range.start) / rate / speed * MIX_RATE
    return {
        "digest": media.digest,
        "start": start,
        "end": sample_of(end, rate),
        "source": max(0, round(begin + rounded)),  # half a sample off at most, both ends together
        "gain": clip.gain,
        "fade_in": soft_fade(into, rate),
        "fade_out": soft_fade(max(tail, out), rate),
        "speed": [speed.numerator, speed.denominator],
        "loop": False,
        "of_picture": True,
    }
