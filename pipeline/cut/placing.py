"""Put titles and subtitles in their places over the finished picture track."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

from msgspec import Struct

from pipeline.cut.subtitles import laid_out, reading_frames, without_overlaps
from pipeline.cut.timeline import Clip, Subtitle, TitleCue, Track
from pipeline.cut.window import Window
from pipeline.errors import Problem
from pipeline.project.edit import TakeChoice
from pipeline.project.story import Line, Project, Shot, Title
from pipeline.project.title_look import dressed
from pipeline.timecode import FrameRange

__all__ = ["Placed", "Placement", "place_subtitles", "place_titles"]

Cue = TypeVar("Cue")


class Placement(Struct, Generic[Cue], frozen=True):
    """Things in their places, and what is to be said about them."""

    cues: tuple[Cue, ...] = ()
    problems: tuple[Problem, ...] = ()


class Placed(Struct, frozen=True):
    """Where each shot plays."""

    frames: int
    clips: tuple[tuple[FrameRange, Clip], ...] = ()
    """In film order, the picture track before the overlays."""

    @classmethod
    def of(cls, picture: Track, overlays: tuple[Track, ...]) -> Placed:
        """The places of a picture track and what lies over it."""
        tracks = (picture, *overlays)
        return cls(picture.frames, tuple(each for track in tracks for each in track.pictures()))

    def first(self, shot: str) -> FrameRange | None:
        """The first event of a shot."""
        return next((record for record, clip in self.clips if clip.shot == shot), None)

    def last(self, shot: str) -> FrameRange | None:
        """The last event of a shot."""
        found = [record for record, clip in self.clips if clip.shot == shot]
        return max(found, default=None)

    def firsts(self, project: Project) -> Iterator[tuple[FrameRange, Shot]]:
        """Every shot that plays, with its first event, in film order."""
        seen: set[str] = set()
        for record, clip in self.clips:
            if clip.shot in project.shots and clip.shot not in seen:
                seen.add(clip.shot)
                yield record, project.shots[clip.shot]

    def picture_frame(self, shot: str, take: TakeChoice | None, frame: int) -> int | None:
        """The film frame at which ``frame`` of a shot's picture is first on screen.

        Where a speed above one leaves it out, it is the first that is shown behind it.
        """
        for record, clip in self.clips:
            if clip.shot != shot or (take is not None and not _is(clip, take)):
                continue
            number = _passing(clip.window, frame)
            if number is not None:
                return record.start + number
        return None


def _passing(window: Window, frame: int) -> int | None:
    """The film frame of an event by which ``frame`` of its take has come; None: it never does."""
    if frame not in window.source_range:
        return None
    way = -1 if window.is_reversed else 1
    places = [way * math.floor(window.position(number)) for number in range(window.moving)]
    found = next((number for number, place in enumerate(places) if place >= way * frame), None)
    if found is None and not window.hold and window.loop == 1:
        runs_past = way * math.floor(window.position(window.moving)) > way * frame
        return window.moving - 1 if runs_past else None
    return found


def _is(clip: Clip, choice: TakeChoice) -> bool:
    ref = clip.take
    wanted = (choice.kind, choice.number, choice.unit)
    return ref is not None and (ref.kind, ref.number, ref.unit) == wanted


def place_titles(project: Project, placed: Placed) -> Placement[TitleCue]:
    """Every title of every shot that plays, over its first event."""
    cues: list[TitleCue] = []
    problems: list[Problem] = []
    for record, shot in placed.firsts(project):
        for title in shot.titles:
            if title.until and title.frames is None and placed.last(title.until) is None:
                problems.append(_never_ends(title, shot))
            start = max(0, record.start + title.at)
            end = min(_title_end(title, record, start, placed), placed.frames)
            if end <= start:
                problems.append(
                    Problem(
                        f"the title '{title.text.first}' of {shot.id} has no frame to stand on",
                        where=title.where,
                        fix="look at its at:, its length and its until:",
                        is_warning=True,
                        shot=shot.id,
                    )
                )
                continue
            span = FrameRange(start, end)
            style, look = dressed(title.style, title.look, project.title_styles)
            cues.append(TitleCue(title.text, style, span, shot.id, title.where, look))
    return Placement(tuple(cues), tuple(problems))


def _never_ends(title: Title, shot: Shot) -> Problem:
    return Problem(
        f"the title '{title.text.first}' of {shot.id} stays until {title.until}, which does not "
        f"play in this cut: it ends with {shot.id}",
        where=title.where,
        fix="name a shot that plays",
        is_warning=True,
        shot=shot.id,
    )


def _title_end(title: Title, record: FrameRange, start: int, placed: Placed) -> int:
    if title.frames is not None:
        return start + title.frames
    if title.until:
        last = placed.last(title.until)
        return last.end if last is not None else record.end
    return record.end


def _spoken_frames(line: Line, lines: Sequence[tuple[str, Sequence[str]]], fps: Fraction) -> int:
    """As long as its recording, else as long as reading it takes; never too short to be seen."""
    reading = [reading_frames(" ".join(words), language, fps) for language, words in lines]
    if line.spoken is None:
        return max(reading)
    return max(math.ceil(line.spoken * fps), reading_frames("", "", fps))


def place_subtitles(project: Project, placed: Placed) -> Placement[Subtitle]:
    """Every spoken line of every shot that plays; none overlaps another."""
    found: list[Subtitle] = []
    late: list[Problem] = []
    for record, shot in placed.firsts(project):
        for line in shot.lines:
            lines = laid_out(line.text, project.languages)
            if not lines:
                continue
            if record.start + line.at >= placed.frames:
                late.append(
                    Problem(
                        f"the line '{line.text.first}' of {shot.id} begins after the film ends: "
                        "it is not shown",
                        where=line.where,
                        fix="look at its at:",
                        is_warning=True,
                        shot=shot.id,
                    )
                )
                continue
            frames = line.frames or _spoken_frames(line, lines, project.fps)
            start = max(0, record.start + line.at)
            span = FrameRange(start, min(start + frames, placed.frames))
            found.append(Subtitle(span, lines, shot.id, line.who))
    kept, problems = without_overlaps(found, project.fps)
    return Placement(tuple(kept), (*late, *problems))
