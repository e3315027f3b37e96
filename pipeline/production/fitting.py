"""Cut to music: propose windows as a change of the cut, and write them when they are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.cut.beside_music import LastMusic
from pipeline.cut.differing import Difference, difference
from pipeline.cut.music_fit import Fitted, Strip, fit_beats, fit_length, strips_of
from pipeline.cut.played import played
from pipeline.errors import ProjectError
from pipeline.facts import CLIP
from pipeline.production.beside_music import last_of
from pipeline.production.choosing import Change, apply_change, begun, cut_path, together
from pipeline.production.laying import laid
from pipeline.production.like_cutting import retrim_like
from pipeline.production.locked import cuts_with, refuse_locked
from pipeline.production.planning import cut_of
from pipeline.project import cut_edits
from pipeline.project.cut_edits import At
from pipeline.project.edit import Cut, Event, Picks, SceneEvent, ShotEvent, TakeChoice
from pipeline.project.marks import parse_text, read_source
from pipeline.project.splices import Edit, edited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cut.timeline import Timeline
    from pipeline.production.production import Production

__all__ = ["Proposal", "accept", "propose"]


class Proposal(Struct, frozen=True):
    """A change of a cut that nobody has accepted yet."""

    cut: str
    label: str
    """What it would do, for people."""
    difference: Difference
    """To the cut as it stands; empty where it fits already."""
    left: tuple[str, ...]
    """What could not be fitted, and why."""
    edits: Mapping[Path, Edit]


def propose(production: Production, fit: str, name: str) -> Proposal:
    """Windows for a cut: ``beats``, ``beats SCENE`` (joins on beats) or ``music`` (its length).

    Raises:
        ProjectError: another word; there is no such scene; no beats are known, or no music plays
            when the cut ends; what would change is locked.
    """
    what, _, scene = fit.strip().partition(" ")
    cut = cut_of(production.project, name)
    timeline = laid(production, cut)
    strips = strips_of(production.project, cut, timeline)
    if what == "beats":
        fitted = _on_beats(production, cut, strips, scene.strip())
        label = f"fitted {scene.strip() or name} to the beats"
    elif what == "music" and not scene:
        fitted = _to_music(production, cut, strips)
        label = f"fitted {name} to the length of its music"
    else:
        raise ProjectError(
            f"'{fit}' is nothing that a cut is fitted to",
            fix="write --fit beats, --fit beats SCENE or --fit music",
        )
    if not fitted.events:
        return Proposal(name, label, _same(timeline), fitted.left, {})
    edits = {cut_path(production, name): _edit(production, cut, strips, fitted)}
    refuse_locked(production, edits)
    after = laid(production, _after(production, edits, name))
    told = difference(played(timeline), played(after), timeline.rate)
    return Proposal(name, label, told, fitted.left, edits)


def accept(production: Production, proposal: Proposal) -> Change:
    """Write the windows; one ``undo`` takes all of them back."""
    return apply_change(production, dict(proposal.edits), proposal.label, shot="")


# -- inside --------------------------------------------------------------------------------------


def _same(timeline: Timeline) -> Difference:
    return difference(played(timeline), played(timeline), timeline.rate)


def _on_beats(production: Production, cut: Cut, strips: Sequence[Strip], scene: str) -> Fitted:
    project = production.project
    scenes = {each.id: each.shots for each in project.scenes}
    if scene and scene not in scenes:
        known = ", ".join(scenes)
        raise ProjectError(f"there is no scene '{scene}' in this film", fix=f"known: {known}")
    if not any(music.has_beats for music in project.music.values()):
        raise ProjectError(
            "no music of the film has beats",
            fix="`rushes beats NAME` listens to a piece; or add bpm: and first_beat: to it",
        )
    shots = set(scenes[scene]) if scene else set(project.shots)
    inside = {place for place, strip in enumerate(strips) if _shot(strip) in shots}
    if not inside:
        raise ProjectError(
            f"the cut '{cut.name}' plays no shot of {scene or 'the board'}",
            where=cut.where,
            fix="`rushes cut --list` shows its events",
        )
    before = {place - 1 for place in inside if place}  # so that each begins on a beat, too
    closed = _closed(production, cut, scene)
    chosen = {place for place in inside | before if _shot(strips[place]) not in closed}
    fitted = fit_beats(project, cut, strips, chosen)
    meant = dict.fromkeys(_shot(strips[place]) for place in sorted(inside))
    left = (f"{shot} stays: {closed[shot]}" for shot in meant if shot in closed)
    return replace(fitted, left=(*fitted.left, *left))


def _closed(production: Production, cut: Cut, scene: str = "") -> dict[str, str]:
    """The shots whose windows are not touched, and why; ``scene`` is asked for, locked or not."""
    picks = production.project.picks or Picks()
    approved = (shot for shot in production.project.shots if picks.of(shot).is_approved)
    closed = dict.fromkeys(approved, "it is approved")
    locked = set(cut.lock.written) - {"", scene} if cut.lock else set()
    for each in production.project.scenes:
        if each.id in locked:
            closed |= dict.fromkeys(each.shots, f"its scene {each.id} is locked")
    return closed


def _shot(strip: Strip) -> str:
    return strip.event.shot if isinstance(strip.event, ShotEvent) else ""


def _to_music(production: Production, cut: Cut, strips: Sequence[Strip]) -> Fitted:
    project = production.project
    last = last_of(production, cut, laid(production, cut))
    if last is None:
        raise ProjectError(
            f"no music that is known plays when the cut '{cut.name}' ends",
            where=cut.where,
            fix="place a piece under sound:, as in `- m1 at 0`, end it nowhere, and loop it not",
        )

    def gap(events: Mapping[int, ShotEvent]) -> int:
        """Frames that the film with these events is shorter than its music."""
        flat = [events.get(place, strip.event) for place, strip in enumerate(strips)]
        timeline = laid(production, replace(cut, events=_full(cut, strips, flat)))
        last = last_of(production, cut, timeline)
        return last.end - timeline.frames if last is not None else 0

    closed = _closed(production, cut)
    begin = last.cue.record.start if _goes_with_a_shot(cut, last) else 0
    starts = accumulate((strip.clip.frames for strip in strips), initial=0)
    pinned = max((n for n, strip in enumerate(strips) if _is_pinned(strip)), default=-1)
    free = {
        place
        for place, (strip, start) in enumerate(zip(strips, starts, strict=False))
        if start >= begin and place > pinned and _shot(strip) not in closed
    }
    return fit_length(strips, gap, project.fps, free)


def _is_pinned(strip: Strip) -> bool:
    """Whether it ends at a place in the music: what those before it give, it takes."""
    return isinstance(strip.event, ShotEvent) and bool(strip.event.until)


def _goes_with_a_shot(cut: Cut, last: LastMusic) -> bool:
    """Whether the music moves with what is before it: then only what is behind it counts."""
    return any(
        sound.where == last.cue.where and (sound.at_shot or sound.at_music) for sound in cut.sound
    )


def _full(cut: Cut, strips: Sequence[Strip], flat: Sequence[Event]) -> tuple[Event, ...]:
    """The events of the cut, those that lay a picture replaced; scenes are written out."""
    by_line: dict[int, list[Event]] = {}
    for strip, event in zip(strips, flat, strict=True):
        by_line.setdefault(strip.line, []).append(event)
    return tuple(
        each
        for line, event in enumerate(cut.events)
        for each in by_line.get(line, () if isinstance(event, SceneEvent) else (event,))
    )


def _edit(production: Production, cut: Cut, strips: Sequence[Strip], fitted: Fitted) -> Edit:
    """One edit of the cut's file: windows where they stand, scenes written out where they must."""
    edits: list[Edit] = []
    opened: dict[int, str] = {}
    for place, event in fitted.events.items():
        strip, window = strips[place], (event.start or 0, event.end or 0)
        there = cut.events[strip.line]
        if cut.like and isinstance(strip.event, ShotEvent):
            edits.append(retrim_like(production.project, cut, strip.event, window))
        elif isinstance(there, SceneEvent):
            opened[strip.line] = there.scene
        else:
            edits.append(cut_edits.trim_event(At(strip.line), event.shot, *window))
    for line, scene in opened.items():
        events = [
            _pinned(strip, fitted.events.get(place))
            for place, strip in enumerate(strips)
            if strip.line == line
        ]
        edits.append(cut_edits.open_scene(scene, events))
    return begun(production, cut.name, together("fit", edits))


def _pinned(strip: Strip, event: ShotEvent | None) -> ShotEvent:
    """The event of a scene that is written out: its clip, as it stands, and its window."""
    take, span = strip.clip.take, strip.clip.source_range
    choice = None
    if take is not None and take.kind == CLIP:
        choice = TakeChoice(take.kind, take.number, take.unit)
    found = event or ShotEvent(_shot(strip), start=span.start, end=span.end)
    return replace(found, take=choice)


def _after(production: Production, edits: Mapping[Path, Edit], name: str) -> Cut:
    """The cut as it would be."""
    ((path, edit),) = edits.items()
    shown = Path("cuts") / path.name
    source = read_source(path, shown) if path.exists() else parse_text(edit.begin or "", shown)
    return cuts_with(production, {name: edited(source, edit)})[name]
