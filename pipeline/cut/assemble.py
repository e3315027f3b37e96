"""Turn a cut into the timeline: every event in its place, with what it shows. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.cut.choosing import Choice, Shelf, fault, missing_clip
from pipeline.cut.credits import credit_cards
from pipeline.cut.event_window import available, event_window
from pipeline.cut.idle_words import idle_words
from pipeline.cut.overlays import Overlay, overlay_problems, packed
from pipeline.cut.panes import laid_panes
from pipeline.cut.placing import Placed, place_subtitles, place_titles
from pipeline.cut.sound_places import place_sounds
from pipeline.cut.timeline import (
    Clip,
    Colour,
    Footage,
    Timeline,
    TitleCue,
    Track,
    Transition,
)
from pipeline.cut.until import Score, lasting, lasting_until_shot
from pipeline.cut.window import Window
from pipeline.errors import Problem, Where
from pipeline.facts import Take
from pipeline.project.edit import (
    Black,
    Cut,
    Dissolve,
    Event,
    Fade,
    Missing,
    Over,
    Picks,
    SceneEvent,
    ShotEvent,
    Split,
)
from pipeline.project.grading import PLAIN
from pipeline.project.story import Project, Shot
from pipeline.project.title_look import dressed
from pipeline.timecode import FrameRange

__all__ = ["assemble"]

_STOPS = frozenset({"export"})
_UNKNOWN_SECONDS = 2
"""How long a red slate stands for a shot that nobody described."""


def assemble(project: Project, cut: Cut, picks: Picks, takes: Iterable[Take]) -> Timeline:
    """Lay the events of ``cut`` one after the other and everything else over them.

    Reads no file: what a take holds stands in its slate. A fault never stops it: a red slate
    takes the place, as long as the event would have been, and ``problems`` says why.
    """
    takes = tuple(takes)
    bench = _Bench(project, Shelf(project, picks, takes), Score(project, cut.sound))
    for event in _opened(project, cut, bench.problems):
        bench.lay(event)
    picture = bench.finished(cut)
    overlays = packed(bench.overs, picture.frames)
    bench.problems += overlay_problems(bench.overs, picture.frames)
    placed = Placed.of(Track(picture.items), overlays)
    titles = place_titles(project, placed)
    subtitles = place_subtitles(project, placed)
    sounds = place_sounds(project, cut, placed)
    credited, hasty = credit_cards(bench.cards, placed, takes, project.fps)
    problems = (*bench.problems, *hasty, *titles.problems, *subtitles.problems, *sounds.problems)
    return Timeline(
        name=cut.name,
        rate=project.fps,
        aspect=project.aspect,
        picture=picture,
        overlays=overlays,
        titles=(*credited, *titles.cues),
        subtitles=subtitles.cues,
        sounds=sounds.cues,
        mix=cut.mix.over(project.mix),
        grading=project.gradings.get("", PLAIN),
        problems=tuple(problems),
        absent=tuple(bench.absent),
        short=tuple(bench.short),
    )


def _opened(project: Project, cut: Cut, problems: list[Problem]) -> Iterator[Event]:
    """The events with every scene replaced by its shots in board order.

    A shot of a scene that no cut file names is found on the board.
    """
    scenes = {scene.id: scene for scene in project.scenes}
    for event in cut.events:
        if not isinstance(event, SceneEvent):
            yield event
            continue
        scene = scenes.get(event.scene)
        if scene is None:
            problems.append(
                Problem(
                    f"the cut plays the scene '{event.scene}', which is not on the board",
                    where=event.where,
                    stops=_STOPS,
                )
            )
            continue
        for shot in scene.shots:
            if not project.shots[shot].is_omitted:
                board = project.shots[shot].where
                yield ShotEvent(shot, where=event.where if cut.is_written else board)


class _Bench(Struct):
    """Where the events are laid down, one after the other."""

    project: Project
    shelf: Shelf
    score: Score
    clips: list[Clip] = field(default_factory=list)
    overs: list[Overlay] = field(default_factory=list)
    cards: list[TitleCue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    absent: list[Problem] = field(default_factory=list)
    short: list[Problem] = field(default_factory=list)
    into: Transition | None = None
    into_where: Where | None = None
    at: int = 0

    def lay(self, event: Event) -> None:
        if isinstance(event, ShotEvent):
            self._lay_shot(event)
        elif isinstance(event, Black):
            self._lay_colour(event)
        elif isinstance(event, Missing):
            self._add(missing_clip(event))
        elif isinstance(event, Fade) and not event.is_in:
            self._fade_out(event)
        elif isinstance(event, Fade):
            self._next(Transition("fade", event.frames, event.colour), event.where)
        elif isinstance(event, Dissolve):
            into = Transition(event.kind, event.frames, event.colour, event.direction)
            self._next(into, event.where)
        elif isinstance(event, Over):
            self._lay_over(event)
        elif isinstance(event, Split):
            self._lay_split(event)

    def finished(self, cut: Cut) -> Track:
        """The picture track; tails are looked at when all is laid."""
        if self.into is not None:
            self._warn(
                f"the {_name(self.into)} at the end of the cut has nothing after it",
                self.into_where,
                "put it before the event it leads into",
            )
        for before, after in pairwise(self.clips):
            for each in before.pictures:
                self._check_tail(each, after)
        if not self.clips:
            self._lay_nothing(cut)
        self.overs = [self._ended(each) for each in self.overs]
        return Track(tuple(self.clips))

    def _lay_nothing(self, cut: Cut) -> None:
        """A red slate in the place of a film that shows nothing at all."""
        problem = Problem(
            f"the cut '{cut.name}' shows no picture",
            where=cut.where,
            fix="give it an event with a picture, or the film a shot that is not omitted",
            stops=_STOPS,
        )
        self.problems.append(problem)
        window = Window.of(0, max(1, round(self.project.fps)))
        words = "the cut shows no picture"
        self.clips.append(Clip(fault(cut.name, words), window, stand_in=words, where=cut.where))

    def _next(self, into: Transition, where: Where | None) -> None:
        if self.into is not None:
            self._warn(
                f"the {_name(self.into)} is followed by another transition, which counts",
                self.into_where,
                "keep one of the two",
            )
        self.into, self.into_where = into, where

    def _add(self, clip: Clip) -> None:
        into = self.into
        if into is not None and into.frames > clip.frames:
            self._warn(
                f"the {_name(into)} of {into.frames} frames leads into an event of "
                f"{clip.frames}; it is made {clip.frames} frames long",
                self.into_where,
                "make it shorter, or the event longer",
            )
            into = replace(into, frames=clip.frames)
        self.clips.append(replace(clip, into=into) if into else clip)
        self.into, self.into_where = None, None
        self.at += clip.frames

    def _fade_out(self, event: Fade) -> None:
        if not self.clips:
            self._warn("the fade out has nothing before it", event.where, "put it after an event")
            return
        last = self.clips[-1]
        frames = min(event.frames, last.frames)
        if frames < event.frames:
            self._warn(
                f"the fade out of {event.frames} frames ends an event of {frames}; "
                f"it is made {frames} frames long",
                event.where,
                "make it shorter, or the event longer",
            )
        if last.out is not None:
            self._warn(
                f"{last.shot or 'the event'} fades out twice; the last fade counts",
                event.where,
                "keep one of the two",
            )
        self.clips[-1] = replace(last, out=Transition("fade", frames, event.colour))

    def _lay_colour(self, event: Black) -> None:
        """Plain colour, with the words of a title card on it."""
        window = Window.of(0, max(1, event.frames))
        if event.title is not None:
            record, title = FrameRange(self.at, self.at + window.frames), event.title
            style, look = dressed(title.style, title.look, self.project.title_styles)
            self.cards.append(TitleCue(title.text, style, record, "", event.where, look))
        self._add(Clip(Colour(event.colour), window, where=event.where))

    def _lay_shot(self, event: ShotEvent) -> None:
        clip = self._clip(event)
        if clip is not None:
            self.problems += idle_words(event, clip)
            self._add(clip)

    def _lay_over(self, event: Over) -> None:
        host_at = self.at - (self.clips[-1].frames if self.clips else 0)
        clip = self._clip(event.event, host_at + event.at)
        if clip is None:
            return
        self.problems += idle_words(replace(event.event, is_muted=not event.is_heard), clip)
        if not self.clips:
            self._warn("'over' has no picture to lie over", event.where, "put it after an event")
            return
        host = self.clips[-1].frames
        start = self.at - host + event.at
        is_muted = event.event.is_muted or not event.is_heard
        self.overs.append(Overlay(event, replace(clip, is_muted=is_muted), start, host))

    def _ended(self, over: Overlay) -> Overlay:
        """A picture laid over, until the shot begins that its line names."""
        event, shot = over.over.event, self.project.shots.get(over.clip.shot)
        if event.until not in self.project.shots or shot is None:
            return over
        clip, problem = lasting_until_shot(event, over.clip, over.start, self.clips)
        self.problems += [problem] if problem else []
        return replace(over, clip=self._fitted(clip, shot))

    def _lay_split(self, event: Split) -> None:
        cells = [self._cell(each) for each in event.events]
        if any(cells):
            laid = laid_panes(event, cells)
            self.problems += laid.problems
            self._add(laid.clip)

    def _cell(self, event: ShotEvent | Missing) -> Clip | None:
        """One picture of a split: it fills its part unless its own line says otherwise."""
        if isinstance(event, Missing):
            return missing_clip(event)
        clip = self._clip(event)
        if clip is None or event.frame is not None or clip.frame is None:
            return clip
        return clip if clip.frame.rule == "fill" else replace(clip, frame=None)

    def _warn(self, message: str, where: Where | None, fix: str) -> None:
        self.problems.append(Problem(message, where=where, fix=fix, is_warning=True))

    def _clip(self, event: ShotEvent, at: int | None = None) -> Clip | None:
        """The clip of an event; None for a shot that takes no part."""
        shot = self.project.shots.get(event.shot)
        if shot is None:
            return self._unknown(event)
        if shot.is_omitted:
            self._warn(
                f"{shot.id} is omitted on the board and takes no part in the cut",
                event.where,
                "drop the event, or omit: true",
            )
            return None
        choice = self.shelf.choose(shot, event)
        if choice.problem is not None:
            self.problems.append(choice.problem)
            self.absent.append(choice.problem)
        window = event_window(event, shot.frames, self._good_start(choice))
        clip = Clip(
            choice.media,
            window,
            shot.id,
            is_flopped=event.is_flopped,
            zoom=event.zoom,
            frame=event.frame or shot.frame,
            gain=event.gain,
            is_muted=event.is_muted,
            grading=shot.grading,
            stand_in=choice.stand_in,
            where=event.where,
        )
        if event.until in self.project.shots:
            return clip  # of a picture laid over, whose end is known when all is laid
        if event.until:
            begin = self.at if at is None else at
            clip, problem = lasting(event, clip, begin, self.score, self.clips)
            self.problems += [problem] if problem else []
        return self._fitted(clip, shot)

    def _unknown(self, event: ShotEvent) -> Clip:
        self.problems.append(
            Problem(
                f"the cut plays '{event.shot}', which is not on the board",
                where=event.where,
                stops=_STOPS,
                shot=event.shot,
            )
        )
        planned = math.ceil(_UNKNOWN_SECONDS * self.project.fps)
        card = fault(event.shot, "not on the board")
        return Clip(card, event_window(event, planned, 0), event.shot, stand_in="not on the board")

    def _good_start(self, choice: Choice) -> int:
        """Where the good part of this generator's clips begins."""
        if choice.take is None or not isinstance(choice.media, Footage):
            return 0
        generator = self.project.generators.get(choice.take.slate.generator)
        is_moving = not choice.media.is_still
        return generator.good.start if generator and generator.good and is_moving else 0

    def _fitted(self, clip: Clip, shot: Shot) -> Clip:
        """The clip, with a word about frames that its take does not have."""
        held = available(clip, self.project.fps)
        if held is None or clip.window.reach(clip.window.moving) < held:
            return clip
        length = math.floor(held + Fraction(1, 2))
        span = clip.source_range
        if span.end <= length:
            return clip  # a rounded length looks past its last picture by less than one
        lacking = clip.window.beyond(held)
        self.short.append(
            Problem(
                f"the cut uses frames {span.start}-{span.end} of {clip.take}, which has "
                f"{length}: {lacking} frames are missing",
                where=clip.where or shot.where,
                fix=f"end the window at {length}, slow it down, or add hold",
                stops=_STOPS,
                shot=clip.shot,
            )
        )
        self.problems.append(self.short[-1])
        if lacking < clip.window.moving:
            return clip
        card = fault(str(clip.take), f"has {length} frames; asked from {span.start}")
        return replace(clip, media=card, stand_in="beyond the take")

    def _check_tail(self, before: Clip, after: Clip) -> None:
        """Name the frames that a transition wants of the clip before and does not get."""
        into = after.into
        held = available(before, self.project.fps)
        if into is None or into.kind == "fade" or held is None or before.window.hold:
            return
        tail = range(before.frames, before.frames + into.frames)
        places = [before.window.position(frame) for frame in tail]
        lacking = sum(1 for place in places if not 0 <= place < held)
        if lacking:
            self._warn(
                f"the {_name(into)} into {after.shot or 'the next event'} runs {into.frames} "
                f"frames beyond the out point of {before.take}, which has "
                f"{into.frames - lacking}: its last picture is held for {lacking} frames",
                after.where,
                f"end that window {lacking} frames sooner, or add hold to say it is meant",
            )


def _name(transition: Transition) -> str:
    return "fade in" if transition.kind == "fade" else transition.kind
