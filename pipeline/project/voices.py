"""Give the spoken lines of the board their recordings: the takes that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pipeline.facts import VOICE, Kind
from pipeline.project.edit import Pick, Picks
from pipeline.project.spoken import AsSpoken, heard_of
from pipeline.project.story import Generator, Line, Local, Project, Shot

__all__ = ["Spoken", "VoiceOf", "Voices", "line_kind", "spoken_words", "with_voices"]


class Spoken(Struct, frozen=True):
    """The take that stands for a line."""

    take: str
    """``sh050 voice.l1 2``."""
    seconds: Fraction
    file: Path | None = None
    """None: its file is not on this machine."""


VoiceOf = Callable[[str, Kind, Pick], Spoken | None]
"""What stands for a line of a shot; None where it has no take."""
Voices = Callable[[Local], VoiceOf]
"""The same, once it is known where takes lie on this machine."""


def line_kind(line: Line) -> Kind:
    """The kind of a line's takes: ``voice.l1``."""
    return Kind(VOICE, line.id)


def spoken_words(project: Project, line: Line, generator: Generator) -> str:
    """What a generator speaks: the line in its language, else in the film's first."""
    language = generator.language or next(iter(project.languages), "")
    return " ".join(line.text.of(language).split())


def with_voices(project: Project, picks: Picks, voice_of: VoiceOf) -> Mapping[str, Shot]:
    """The shots, with the standing take behind each line that has no recording of the author's.

    A shot that lasts as long as its lines is as long as those takes are.
    """
    shots = dict(project.shots)
    for name, shot in project.shots.items():
        lines = tuple(_voiced(line, name, picks, voice_of) for line in shot.lines)
        if lines == shot.lines:
            continue
        lines = tuple(heard_of(line, project.fps) for line in lines)
        spoken = None if shot.after_line is None else AsSpoken(shot.after_line)
        frames = spoken.frames(lines, project.fps) if spoken is not None else None
        shots[name] = replace(shot, lines=lines, frames=frames or shot.frames)
    return shots


def _voiced(line: Line, shot: str, picks: Picks, voice_of: VoiceOf) -> Line:
    if line.file is not None:
        return line
    found = voice_of(shot, line_kind(line), picks.of(shot))
    if found is None:
        return line
    return replace(line, file=found.file, take=found.take, spoken=found.seconds)
