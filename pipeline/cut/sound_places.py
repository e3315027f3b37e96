"""Put music, effects and ambience in their places under the finished picture track."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.cut.loops import AMBIENT, PLAIN_LOOP, loop_of
from pipeline.cut.made_sounds import silent_music, silent_sounds
from pipeline.cut.placing import Placed, Placement
from pipeline.cut.spoken_lines import place_lines
from pipeline.cut.timeline import SoundCue
from pipeline.errors import Problem
from pipeline.project.buses import MixDesk
from pipeline.project.edit import Cut, SoundEvent
from pipeline.project.story import Effect, Music, Project
from pipeline.timecode import FrameRange, frames_of_seconds

__all__ = ["heard_music", "place_sounds"]

_AMBIENCE_FADE_SECONDS = Fraction(1, 3)
_END_FADE_SECONDS = Fraction(1)
"""Music that is still playing when the film ends is faded this long, unless the author said."""


class _Sounds(Struct):
    project: Project
    placed: Placed
    cues: list[SoundCue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    running: dict[str, int] = field(default_factory=dict)

    def lay(self, event: SoundEvent) -> None:
        at = self._place(event)
        if at is None:
            self._warn(
                event,
                f"the sound '{event.name}' is tied to {_place_text(event)}, "
                "which does not play in this cut",
                "tie it to a frame that plays, or take the line out",
            )
        elif event.is_end:
            self._end(event, at)
        else:
            self._begin(event, at)

    def _begin(self, event: SoundEvent, at: int) -> None:
        music = self.project.music.get(event.name)
        if not 0 <= at < self.placed.frames:
            self._warn(
                event,
                f"the sound '{event.name}' begins at frame {at}; the film has "
                f"{self.placed.frames}: it is not heard",
                "give it an earlier place, or take the line out",
            )
            return
        if music is not None:  # one piece plays once at a time; effects may ring on
            self._end(event, at)
        if event.is_muted:
            return
        self.running[event.name] = len(self.cues)
        self.cues.append(
            SoundCue(
                role="music" if music is not None else "effect",
                file=music.file if music is not None else Path(event.name),
                record=FrameRange(at, self.placed.frames),
                source=event.source,
                gain=event.gain + (music.gain if music is not None else 0.0),
                fade_in=event.fade_in,
                fade_out=event.fade_out,
                pan=event.pan,
                loop=loop_of(music) if music is not None else None,
                bus=event.bus or ("music" if music is not None else "effects"),
                is_silent=music is not None and music.is_silent,
                where=event.where,
            )
        )

    def _end(self, event: SoundEvent, at: int) -> None:
        """End what runs under that name; its own fade stays where the end asks for none."""
        number = self.running.pop(event.name, None)
        if number is None:
            return  # it is muted, or begins after the film
        cue = self.cues[number]
        begin = cue.record.start
        if at <= begin:
            verb = "ends" if event.is_end else "begins anew"
            self._warn(
                event,
                f"the sound '{event.name}' {verb} at frame {at}, and began only at frame {begin}: "
                "what began there is not heard",
                "write the sounds in the order of the film",
            )
        record = FrameRange(begin, max(begin, min(at, self.placed.frames)))
        fade_out = event.fade_out if event.is_end and event.fade_out else cue.fade_out
        self.cues[number] = replace(cue, record=record, fade_out=fade_out)

    def _warn(self, event: SoundEvent, message: str, fix: str) -> None:
        self.problems.append(Problem(message, where=event.where, fix=fix, is_warning=True))

    def _place(self, event: SoundEvent) -> int | None:
        if event.at_music:
            return self._heard(event)
        if not event.at_shot:
            return event.at_frame
        if event.at_take is None and not event.at_frame:
            first = self.placed.first(event.at_shot)
            return first.start if first is not None else None
        return self.placed.picture_frame(event.at_shot, event.at_take, event.at_frame)

    def _heard(self, event: SoundEvent) -> int | None:
        """The film frame at which that place of a piece of music is heard last of all."""
        music = self.project.music.get(event.at_music)
        if music is None or not music.has_beats:
            return None
        fps = self.project.fps
        try:
            seconds = music.bar(event.at_bar)
        except ValueError:  # its marker file has no such place, as the reader has said
            return None
        for cue in reversed(self.cues):
            if cue.role != "music" or cue.file != music.file or seconds < cue.source:
                continue
            at = cue.record.start + frames_of_seconds(seconds - cue.source, fps)
            if at <= cue.record.end:
                return at
        return None

    def close(self, desk: MixDesk) -> None:
        """Music that nobody ended is faded with the film, unless its bus is."""
        for number in self.running.values():
            cue = self.cues[number]
            is_faded = cue.fade_out or desk.of(cue.bus).fade_out is not None
            if cue.role == "music" and not is_faded:
                fade = math.floor(_END_FADE_SECONDS * self.project.fps)
                self.cues[number] = replace(cue, fade_out=min(fade, len(cue.record)))


def _place_text(event: SoundEvent) -> str:
    if event.at_music:
        return f"{event.at_bar} of '{event.at_music}'"
    take = f"/{event.at_take.unit}{event.at_take.number}" if event.at_take else ""
    frame = f"@{event.at_frame}" if event.at_frame else ""
    return f"{event.at_shot}{take}{frame}"


def place_sounds(project: Project, cut: Cut, placed: Placed) -> Placement[SoundCue]:
    """Music, effects and ambience in their places."""
    sounds = _Sounds(project, placed)
    for event in cut.sound:
        sounds.lay(event)
    sounds.close(cut.mix.over(project.mix))
    effects = _effects(project, placed)
    lines = place_lines(project, placed)
    heard = (cue for cue in sounds.cues if len(cue.record))
    cues = (*heard, *lines.cues, *effects.cues, *_ambiences(project, placed))
    played = (project.music[one.name] for one in cut.sound if one.name in project.music)
    silent = (*silent_music(played), *silent_sounds(_played(project, placed)))
    problems = (*sounds.problems, *effects.problems, *lines.problems, *silent)
    return Placement(cues, (*problems, *_unplayed(project, cut)))


def heard_music(
    project: Project, sound: Iterable[SoundEvent], placed: Placed
) -> list[tuple[Music, SoundCue]]:
    """Each piece of music in the places where it plays under what is placed so far."""
    sounds = _Sounds(project, placed)
    for event in sound:
        sounds.lay(event)
    by_file = {music.file: music for music in project.music.values()}
    return [
        (by_file[cue.file], cue) for cue in sounds.cues if cue.role == "music" and len(cue.record)
    ]


def _played(project: Project, placed: Placed) -> Iterator[Effect]:
    """The sounds and ambiences of every shot that plays."""
    for _, shot in placed.firsts(project):
        yield from shot.effects
        if shot.ambience is not None:
            yield shot.ambience


def _unplayed(project: Project, cut: Cut) -> Iterator[Problem]:
    """The music of a film whose cut follows from the board: nobody has said where it plays."""
    if cut.is_written:
        return
    for name, music in project.music.items():
        yield Problem(
            f"the music '{name}' is not heard: no cut says where it plays",
            where=music.where,
            fix=f"`rushes cut --open SCENE` writes a cut; put `- {name} at 0` under sound: in it",
            is_warning=True,
        )


def _effects(project: Project, placed: Placed) -> Placement[SoundCue]:
    """The sounds of every shot that plays, over its first event."""
    cues: list[SoundCue] = []
    problems: list[Problem] = []
    for record, shot in placed.firsts(project):
        for effect in shot.effects:
            if effect.file is None:
                continue  # it is still to be made: `silent_sounds` tells
            at = record.start + effect.at
            if not 0 <= at < placed.frames:
                side = "before the film begins" if at < 0 else "after the film ends"
                problems.append(
                    Problem(
                        f"the sound '{effect.file.as_posix()}' of {shot.id} falls {side}: "
                        "it is not heard",
                        where=effect.where,
                        fix="look at its at:",
                        is_warning=True,
                        shot=shot.id,
                    )
                )
                continue
            span = FrameRange(at, placed.frames)
            if effect.fade_out is not None or effect.is_looped:
                end = min(max(record.end, at + 1), placed.frames)
                span = FrameRange(at, end)
            cues.append(
                SoundCue(
                    "effect",
                    effect.file,
                    span,
                    gain=effect.gain,
                    fade_in=min(effect.fade_in, len(span)),
                    fade_out=min(effect.fade_out or 0, len(span)),
                    loop=PLAIN_LOOP if effect.is_looped else None,
                    pan=effect.pan,
                    where=effect.where,
                )
            )
    return Placement(tuple(cues), tuple(problems))


def _ambiences(project: Project, placed: Placed) -> Iterator[SoundCue]:
    """One looped cue for each stretch of shots with the same ambience."""
    fade = math.floor(_AMBIENCE_FADE_SECONDS * project.fps)
    runs: list[tuple[Effect, FrameRange]] = []
    covered = 0
    for record, clip in placed.clips:
        if record.start < covered:
            continue  # an overlay: the sound beneath goes on
        covered = record.end
        shot = project.shots.get(clip.shot)
        ambience = shot.ambience if shot is not None else None
        if ambience is None or ambience.file is None:
            continue
        if runs and _is_same(runs[-1][0], ambience) and runs[-1][1].end == record.start:
            runs[-1] = (ambience, FrameRange(runs[-1][1].start, record.end))
        else:
            runs.append((ambience, record))
    for ambience, span in runs:
        if ambience.file is None:
            continue
        usual = fade if ambience.fade is None else ambience.fade
        fade_in = ambience.fade_in or usual
        fade_out = usual if ambience.fade_out is None else ambience.fade_out
        start = max(0, span.start - fade_in // 2)
        end = min(placed.frames, span.end + fade_out // 2)
        half = (end - start) // 2
        yield SoundCue(
            "ambience",
            ambience.file,
            FrameRange(start, end),
            gain=ambience.gain,
            fade_in=min(fade_in, half),
            fade_out=min(fade_out, half),
            loop=AMBIENT if ambience.is_looped is not False else None,
            pan=ambience.pan,
            bus="ambience",
            where=ambience.where,
        )


def _is_same(one: Effect, other: Effect) -> bool:
    """Whether two shots have one ambience: what is said of its fades is no other sound."""
    return (one.file, one.gain, one.pan, one.is_looped) == (
        other.file,
        other.gain,
        other.pan,
        other.is_looped,
    )
