"""Which take stands for a shot: named, circled, newest, its panel, or a slate card."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from pipeline.cut.timeline import Card, Clip, Footage, Media
from pipeline.cut.window import Window
from pipeline.errors import Problem
from pipeline.facts import CLIP, PANEL, Camera, Kind, Origin, Take
from pipeline.project.edit import Missing, Picks, ShotEvent, TakeChoice
from pipeline.project.story import Project, Shot
from pipeline.timecode import seconds_of_frames

__all__ = ["Choice", "Shelf", "fault", "missing_clip", "take_text"]

_STOPS = frozenset({"export"})
_MARKED = re.compile(r"[<{]([\w-]+)[>}]")
"""An element's name as it stands in the author's words."""
_AT_REST = Camera("static")
"""``motion: none``: the image alone."""


class Choice(Struct, frozen=True):
    """What an event shows, and what is to be said about it."""

    media: Media
    take: Take | None = None
    stand_in: str = ""
    problem: Problem | None = None


def take_text(shot: str, choice: TakeChoice) -> str:
    """A take as it is written in a cut: ``sh010/2``, ``sh080/p2``, ``sh010/b7``."""
    letter = "p" if choice.kind == PANEL else choice.unit
    return f"{shot}/{letter}{choice.number}"


def missing_clip(event: Missing) -> Clip:
    """The slate of a shot that is not there yet, or of a line that cannot be read."""
    heading = "this line cannot be read" if event.is_fault else "missing"
    lacks = f"{heading}: {event.text}" if event.text else heading
    card = Card(heading, event.text, is_fault=event.is_fault)
    return Clip(card, Window.of(0, max(1, event.frames)), stand_in=lacks, where=event.where)


def fault(heading: str, words: str) -> Card:
    """A red slate."""
    return Card(heading, words, is_fault=True)


class Shelf:
    """The takes at hand, by shot, with what was decided about them."""

    def __init__(self, project: Project, picks: Picks, takes: Iterable[Take]) -> None:
        self._project = project
        self._picks = picks
        grouped: dict[str, list[Take]] = defaultdict(list)
        for take in takes:
            grouped[take.ref.shot].append(take)
        self._takes: Mapping[str, list[Take]] = grouped
        faults = (one for one in project.problems if one.shot and _stops_making(one))
        self._faults = {one.shot: one for one in reversed(tuple(faults))}
        """The first fault of every shot whose own lines have one: nothing can be made for it."""

    def standing(self, shot: str, kind: Kind) -> Take | None:
        """Circled, else the highest number neither rejected nor made on the side."""
        pick = self._picks.of(shot)
        circled = pick.circled(kind)
        if circled is not None:
            found = self.named(shot, circled)
            if found is not None:
                return found
        open_to_use = [
            take
            for take in self._takes.get(shot, ())
            if take.ref.kind == kind
            and take.slate.origin != Origin.SIDE
            and _choice(take) not in pick.rejected
        ]
        return max(open_to_use, key=lambda take: (take.ref.number, take.ref.unit), default=None)

    def named(self, shot: str, choice: TakeChoice) -> Take | None:
        """The take of that name, whatever was decided about it."""
        return next((take for take in self._takes.get(shot, ()) if _choice(take) == choice), None)

    def choose(self, shot: Shot, event: ShotEvent) -> Choice:
        """What ``event`` shows."""
        if event.take is not None:
            return self._asked(shot, event, event.take)
        clip = self.standing(shot.id, CLIP)
        if clip is not None:
            return self._shown(shot, event, clip)
        panel = self.standing(shot.id, PANEL)
        if panel is not None:
            stand_in = "its panel stands in for a clip" if shot.clips else ""
            return self._shown(shot, event, panel, stand_in)
        faulty = self._faults.get(shot.id)
        if faulty is not None:
            place = f"{faulty.where}: " if faulty.where else ""
            return Choice(fault(shot.id, place + faulty.message), stand_in="its lines have a fault")
        card = _slate(self._project, shot)
        return Choice(card, stand_in="a slate card stands in: nothing is made yet")

    def _asked(self, shot: Shot, event: ShotEvent, choice: TakeChoice) -> Choice:
        take = self.named(shot.id, choice)
        if take is not None:
            return self._shown(shot, event, take)
        written = take_text(shot.id, choice)
        there = [
            take_text(shot.id, _choice(each))
            for each in sorted(self._takes.get(shot.id, ()), key=lambda each: each.ref)
            if each.ref.kind == choice.kind
        ]
        fix = f"there is {', '.join(there)}" if there else "rushes make, or drop the take number"
        problem = Problem(
            f"the cut asks for {written}, and there is no such take here",
            where=event.where,
            fix=fix,
            stops=_STOPS,
            shot=shot.id,
        )
        return Choice(fault(written, "no such take here"), stand_in="no take", problem=problem)

    def _shown(self, shot: Shot, event: ShotEvent, take: Take, stand_in: str = "") -> Choice:
        written = take_text(shot.id, _choice(take))
        if take.is_offline:
            state = "damaged" if take.damage else "offline"
            problem = Problem(
                f"{take.ref} is {state}: {take.damage or 'its slate is here, its file is not'}",
                where=event.where,
                fix="put the file back, or use another take"
                if take.damage
                else "bring the takes folder, or rushes locate DIR",
                stops=_STOPS,
                shot=shot.id,
            )
            return Choice(fault(written, state), take, state, problem)
        main = next((file for file in take.slate.files if file.role == "main"), None)
        info = take.slate.media
        camera = shot.camera or (_AT_REST if shot.motion == "" else None)
        digest = main.digest if main is not None else ""
        return Choice(Footage(take.ref, take.path, digest, info, camera), take, stand_in)


def _stops_making(problem: Problem) -> bool:
    return not problem.is_warning and (not problem.stops or "board" in problem.stops)


def _choice(take: Take) -> TakeChoice:
    return TakeChoice(take.ref.kind, take.ref.number, take.ref.unit)


def _slate(project: Project, shot: Shot) -> Card:
    """What stands for a shot that has no picture."""
    seconds = f"{float(seconds_of_frames(shot.frames, project.fps)):.1f} s"
    facts = (shot.framing, shot.angle, shot.lens, str(shot.camera or ""), seconds)
    words = _MARKED.sub(r"\1", shot.panel or shot.about or shot.motion or "")
    return Card(shot.id, words, tuple(fact for fact in facts if fact))
