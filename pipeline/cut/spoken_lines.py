"""Put the spoken lines in their places, and say which of them cannot be heard."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from pipeline.cut.placing import Placed, Placement
from pipeline.cut.timeline import SoundCue
from pipeline.errors import Problem
from pipeline.project.story import Line, Project, Shot
from pipeline.project.voices import spoken_words
from pipeline.timecode import FrameRange

__all__ = ["place_lines"]

_STOPS = frozenset({"export"})
_NAMED = 6
"""Lines that one sentence names at most."""


def place_lines(project: Project, placed: Placed) -> Placement[SoundCue]:
    """Every recorded line of every shot that plays, over its first event.

    One that would begin before the film begins with it, as its subtitle does. A line whose take
    is offline, and one that a generator was asked for and has not spoken, stop an export.
    """
    cues: list[SoundCue] = []
    problems: list[Problem] = []
    unspoken: list[tuple[Shot, Line]] = []
    for record, shot in placed.firsts(project):
        for line in shot.lines:
            at = max(0, record.start + line.at)
            if at >= placed.frames:
                continue
            if line.file is not None:
                cues.append(_cue(line, line.file, FrameRange(at, placed.frames), project.fps))
            elif line.take:
                problems.append(_offline(shot, line))
            elif _is_asked_for(project, shot, line):
                unspoken.append((shot, line))
    return Placement(tuple(cues), (*problems, *_unspoken(unspoken)))


def _cue(line: Line, file: Path, record: FrameRange, fps: Fraction) -> SoundCue:
    """The sound of a line; of its recording only the window, where it has one.

    record   |--------------------------  to the end of the film, or of its window
    window       [======]
    """
    source = Fraction(0)
    if line.window is not None:
        source = Fraction(line.window.start) / fps
        record = FrameRange(record.start, min(record.end, record.start + len(line.window)))
    return SoundCue(
        "line",
        file,
        record,
        source=source,
        gain=line.gain,
        pan=line.pan,
        bus="lines",
        where=line.where,
    )


def _offline(shot: Shot, line: Line) -> Problem:
    return Problem(
        f"{line.take}, which speaks the line {line.id} of {shot.id}, is offline",
        where=line.where,
        fix="bring the takes folder, or rushes locate DIR",
        stops=_STOPS,
        shot=shot.id,
    )


def _is_asked_for(project: Project, shot: Shot, line: Line) -> bool:
    asked = (project.generators.get(ask.generator) for ask in shot.voices)
    return any(each is not None and spoken_words(project, line, each) for each in asked)


def _unspoken(lines: list[tuple[Shot, Line]]) -> Iterator[Problem]:
    """One sentence for all lines that were asked for and that nobody has spoken."""
    if not lines:
        return
    names = [f"{line.id} of {shot.id}" for shot, line in lines[:_NAMED]]
    more = f" and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
    count = f"{len(lines)} lines are" if len(lines) > 1 else "a line is"
    yield Problem(
        f"{count} not spoken yet: {', '.join(names)}{more}",
        where=lines[0][1].where,
        fix="`rushes voice` makes them; `use: {voice: …}` in film.yaml asks for them",
        stops=_STOPS,
        shot=lines[0][0].id if len(lines) == 1 else "",
    )
