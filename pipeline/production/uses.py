"""Find the event of a cut that a person means by a shot: the one use of it, or which of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.production.planning import cut_of
from pipeline.project.cut_edits import At
from pipeline.project.cut_words import near_id
from pipeline.project.edit import Event, Over, SceneEvent, ShotEvent, TakeChoice
from pipeline.project.take_text import event_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["events_seen", "first_event", "use_of"]


def use_of(
    production: Production, meant: tuple[str, TakeChoice | None], cut: str, nth: int
) -> At | None:
    """The place of the use that is meant; None when the cut has at most one and none was named.

    The place is one of ``events_seen``.
    """
    shot, choice = meant
    events = events_seen(production, cut, shot)
    found = [
        index
        for index, event in enumerate(events)
        if isinstance(event, ShotEvent) and event.shot == shot and choice in (None, event.take)
    ]
    name = f"{shot}/{event_take(choice)}" if choice else shot
    if nth and nth > len(found):
        times = "once" if len(found) == 1 else f"{len(found)} times"
        raise ProjectError(f"the cut '{cut}' uses {name} {times}, not {nth} times")
    if nth:
        return At(found[nth - 1])
    if len(found) > 1:
        raise ProjectError(
            f"the cut '{cut}' uses {name} {len(found)} times",
            fix="say which one: --nth 1 is the first (`rushes cut --list`)",
        )
    if not found and not any(
        isinstance(event, Over) and event.event.shot == shot for event in events
    ):
        raise _not_there(production, shot, cut)
    return None


def events_seen(production: Production, cut: str, shot: str) -> tuple[Event, ...]:
    """The events of a cut; of one that is like another also those of a scene that shows the shot.

    Such a cut may change one shot of a scene that nobody has opened.
    """
    project = production.project
    there = cut_of(project, cut)
    if not there.like:
        return there.events
    from pipeline.production.like_cutting import uses_of

    return uses_of(project, there, shot)


def first_event(production: Production, shot: str, cut: str) -> At:
    """The first event of a shot or scene in the cut."""
    events: Sequence[object] = cut_of(production.project, cut).events
    for index, event in enumerate(events):
        if isinstance(event, ShotEvent) and event.shot == shot:
            return At(index)
        if isinstance(event, SceneEvent) and event.scene == shot:
            return At(index)
    raise _not_there(production, shot, cut)


def _not_there(production: Production, shot: str, cut: str) -> ProjectError:
    """The error of a shot that has no line of its own in the cut, and how to give it one."""
    known = production.project.shots.get(shot)
    events = cut_of(production.project, cut).events
    if known is None or not any(
        isinstance(event, SceneEvent) and event.scene == known.scene for event in events
    ):
        fix = f"write `- {shot}` under events: in cuts/{cut}.yaml"
        if cut_of(production.project, cut).like:
            fix = f"write `- after SHOT: {shot}` under changes: in cuts/{cut}.yaml"
        if known is None:
            fix = near_id(shot, production.project.shots) or "`rushes cut --list` shows the events"
        return ProjectError(f"the cut '{cut}' has no event of '{shot}'", fix=fix)
    option = "" if cut == "main" else f" --cut {cut}"
    return ProjectError(
        f"the cut '{cut}' plays {shot} with its scene '{known.scene}', which is not opened",
        fix=f"`rushes cut --open {known.scene}{option}` writes its events out; then repeat this",
    )
