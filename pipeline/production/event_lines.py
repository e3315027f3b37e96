"""Change single events of a cut by the place of their line: trim, move, repeat and drop them.

Whoever asks says what he saw at that place; where another line stands there now, nothing is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.production.choosing import Change, apply_change, begun, cut_path, refuse_approved
from pipeline.production.event_groups import drop_whole, move_whole, repeat_whole
from pipeline.production.planning import cut_of
from pipeline.project import cut_edits
from pipeline.project.cut_edits import At
from pipeline.project.edit import Cut, Event, SceneEvent, ShotEvent

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.splices import Edit

__all__ = ["drop_line", "move_line", "repeat_line", "trim_line"]


def trim_line(production: Production, cut: str, at: At, window: tuple[int, int]) -> Change:
    """Give the event of a line another window, in film frames on its take's own clock.

    Raises:
        ProjectError: the line shows no single shot; the shot is approved; the cut was changed.
    """
    event = _event(production, cut, at)
    start, end = window
    if not isinstance(event, ShotEvent):
        raise ProjectError(f"'{_name(event)}' has no window of its own", fix=_open(event, cut))
    if not 0 <= start < end:
        raise ProjectError(f"{start}-{end} is no window: it ends before it begins")
    refuse_approved(production, event.shot)
    edit = cut_edits.trim_event(at, event.shot, start, end)
    return _done(production, cut, edit, f"trimmed {event.shot} to {start}-{end}", event.shot)


def move_line(production: Production, cut: str, at: At, *, before: At | None) -> Change:
    """Move an event with what belongs to it before another; without one, to the end."""
    event = _event(production, cut, at)
    goal = _name(_event(production, cut, before)) if before is not None else ""
    edit = move_whole(cut_of(production.project, cut).events, at, before=before)
    said = f"moved {_name(event)} " + (f"before {goal}" if goal else "to the end")
    return _done(production, cut, edit, said, _shot(event))


def repeat_line(production: Production, cut: str, at: At) -> Change:
    """Write the event once more, behind itself.

    Raises:
        ProjectError: the line shows no single shot; the cut was changed.
    """
    event = _event(production, cut, at)
    if not isinstance(event, ShotEvent):
        raise ProjectError(f"'{_name(event)}' is not repeated", fix=_open(event, cut))
    edit = repeat_whole(cut_of(production.project, cut).events, at, event)
    return _done(production, cut, edit, f"repeated {event.shot}", event.shot)


def drop_line(production: Production, cut: str, at: At) -> Change:
    """Take an event out of the cut with what belongs to it; its footage stays where it is."""
    event = _event(production, cut, at)
    edit = drop_whole(cut_of(production.project, cut).events, at)
    return _done(production, cut, edit, f"dropped {_name(event)} from {cut}", _shot(event))


def _event(production: Production, name: str, at: At) -> Event:
    cut: Cut = cut_of(production.project, name)
    if cut.like:
        raise ProjectError(
            f"'{name}' is like '{cut.like}' and has no such line of its own",
            fix=f"change '{cut.like}', or write the difference under changes: in cuts/{name}.yaml",
        )
    if not 0 <= at.index < len(cut.events):
        raise ProjectError(
            f"the cut '{name}' has no event {at.index + 1}; it has {len(cut.events)}",
            fix="look at the cut again",
        )
    return cut.events[at.index]


def _done(production: Production, cut: str, edit: Edit, said: str, shot: str) -> Change:
    edits = {cut_path(production, cut): begun(production, cut, edit)}
    return apply_change(production, edits, said, shot=shot)


def _name(event: Event) -> str:
    """What a person calls it."""
    if isinstance(event, ShotEvent):
        return event.shot
    return event.scene if isinstance(event, SceneEvent) else type(event).__name__.lower()


def _shot(event: Event) -> str:
    return event.shot if isinstance(event, ShotEvent) else ""


def _open(event: Event, cut: str) -> str:
    if isinstance(event, SceneEvent):
        option = "" if cut == "main" else f" --cut {cut}"
        return f"open its scene first: `rushes cut --open {event.scene}{option}`"
    return f"change it in cuts/{cut}.yaml"
