"""How long the picture is beside its music: what is said before anything is rendered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from pipeline.cut.timeline import SoundCue, Timeline
from pipeline.errors import Problem
from pipeline.project.edit import Cut
from pipeline.project.story import Music, Project
from pipeline.timecode import frames_of_seconds, seconds_of_frames

__all__ = ["LastMusic", "beside_music", "last_music"]


class LastMusic(Struct, frozen=True):
    """The music that plays when the film ends, or would, were it long enough."""

    music: Music
    cue: SoundCue
    end: int
    """The film frame at which its file is over."""
    is_faded: bool
    """The author said how it fades: it may go on beyond the film."""


def last_music(
    project: Project, cut: Cut, timeline: Timeline, seconds: Mapping[Path, Fraction]
) -> LastMusic | None:
    """The music that no line of the cut ends; None where there is none, or its length is unknown.

    ``seconds`` are the lengths of the files. Of two pieces the one that lasts longer counts.
    """
    by_file = {music.file: music for music in project.music.values()}
    found = [
        LastMusic(
            by_file[cue.file],
            cue,
            cue.record.start + frames_of_seconds(seconds[cue.file] - cue.source, timeline.rate),
            _is_faded(cut, cue, timeline),
        )
        for cue in timeline.sounds
        if cue.role == "music"
        and cue.record.end == timeline.frames
        and cue.loop is None  # it comes again as long as the picture plays
        and cue.file in seconds
    ]
    return max(found, key=lambda last: last.end, default=None)


def beside_music(last: LastMusic | None, timeline: Timeline) -> Problem | None:
    """A warning where picture and music do not end together, in frames and seconds.

    Music that goes on is none where the author has written how it fades.

        picture  |-----------------------|
        music    |-----------------|             the picture is longer
        music    |-------------------------->    the picture is shorter
    """
    longer = timeline.frames - last.end if last is not None else 0
    if last is None or not longer or (longer < 0 and last.is_faded):
        return None
    count = abs(longer)
    span = f"{count} frame{'s' * (count != 1)} ({_seconds(count, timeline.rate)} s)"
    name = last.music.name
    other = "" if timeline.name == "main" else f" --cut {timeline.name}"
    fit = f"`rushes cut --fit music{other}` proposes windows"
    if longer > 0:
        said = f"the picture is {span} longer than the music '{name}', which ends at {last.end}"
        fix = f"{fit}; or shorten it, or play more music under its end"
    else:
        said = f"the picture is {span} shorter than the music '{name}', which fades with it"
        fix = f"{fit}; or write how the music fades, as in `{name} at 0 out 24`"
    return Problem(said, where=last.cue.where, fix=fix, is_warning=True)


def _is_faded(cut: Cut, cue: SoundCue, timeline: Timeline) -> bool:
    written = any(event.where == cue.where and event.fade_out for event in cut.sound)
    return written or timeline.mix.of(cue.bus).fade_out is not None


def _seconds(frames: int, rate: Fraction) -> str:
    """``3`` or ``0.04``: no digit more than tells a frame."""
    return f"{float(seconds_of_frames(frames, rate)):.2f}".rstrip("0").rstrip(".")
