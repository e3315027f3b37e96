"""Trim, move and open in a cut that is like another: what is done there becomes a change of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.project.cut_file import context_of
from pipeline.project.cut_format import format_event
from pipeline.project.cut_like import Uses, unit_of
from pipeline.project.cut_parts import pictures
from pipeline.project.edit import Cut, CutChange, Event, Over, SceneEvent, ShotEvent, Split
from pipeline.project.event_text import retrim, shot_of
from pipeline.project.like_edits import add_changes, trim_own
from pipeline.project.marks import read_source
from pipeline.project.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.production.production import Production
    from pipeline.project.cut_edits import At
    from pipeline.project.edit import TakeChoice
    from pipeline.project.splices import Edit
    from pipeline.project.story import Project

__all__ = [
    "as_written",
    "move_like",
    "open_like",
    "place_of",
    "retrim_like",
    "trim_like",
    "uses_of",
]


def uses_of(project: Project, cut: Cut, shot: str) -> tuple[Event, ...]:
    """The events of a cut, those of a scene written out that shows ``shot``."""
    return Uses.of(cut.events, [CutChange("replace", shot)], context_of(project)).events


def trim_like(
    production: Production,
    cut: Cut,
    meant: tuple[str, TakeChoice | None],
    at: At | None,
    window: tuple[int, int],
) -> Edit:
    """The edit that gives a use of a shot in the cut another window; ``at`` as ``use_of`` says.

    An event that its own file puts in is trimmed there; one of the other cut becomes a ``replace``.

    Raises:
        ProjectError: it is a picture laid over, which is trimmed by hand.
    """
    project, (shot, take) = production.project, meant
    events = uses_of(project, cut, shot)
    found = [one for one in events if _names(one, shot) and take in (None, _take(one))]
    event = events[at.index] if at is not None else next(iter(found), None)
    if not isinstance(event, ShotEvent):
        raise ProjectError(
            f"the cut '{cut.name}' has {shot} only laid over another picture",
            where=cut.where,
            fix=f"write `- replace over {shot}: …` under changes: in cuts/{cut.name}.yaml",
        )
    return retrim_like(project, cut, event, window)


def retrim_like(project: Project, cut: Cut, event: ShotEvent, window: tuple[int, int]) -> Edit:
    """The edit that gives an event of the cut, as ``uses_of`` has it, another window."""
    start, end = window
    shot = event.shot
    if event.where is not None and event.where.file == _file(cut):
        return trim_own(event.where, start, end)
    place, _ = place_of(project, _base(project, cut), event)
    text = retrim(as_written(project, event), start, end)
    return add_changes(f"trim {shot} in {cut.name}", [(f"replace {place}", (text,))])


def move_like(project: Project, cut: Cut, moved: str, goal: str, *, is_before: bool) -> Edit:
    """The edit that plays an event, with what belongs to it, before or after another."""
    base = _base(project, cut)
    event, beside = (_first(project, cut, name) for name in (moved, goal))
    place, at = place_of(project, base, event)
    there, _ = place_of(project, base, beside)
    events = uses_of(project, base, moved)
    unit = [events[each] for each in unit_of(events, at)]
    if any(isinstance(each, Split) for each in unit):
        raise ProjectError("a split is moved by hand", where=event.where)
    verb = "before" if is_before else "after"
    texts = tuple(as_written(project, each) for each in unit)
    lines = [(f"drop {place}", ()), (f"{verb} {there}", texts)]
    return add_changes(f"move {moved} in {cut.name}", lines)


def open_like(project: Project, cut: Cut, scene: str, events: Sequence[ShotEvent]) -> Edit:
    """The edit that writes the events of a scene out in the cut.

    Raises:
        ProjectError: the cut does not play it unopened.
    """
    found = next((one for one in cut.events if _names(one, scene)), None)
    if not isinstance(found, SceneEvent) or not events:
        raise ProjectError(
            f"the cut '{cut.name}' has no line '{scene}' to open",
            where=cut.where,
            fix="`rushes cut --list` shows its events",
        )
    place_of(project, _base(project, cut), found)
    texts = tuple(map(format_event, events))
    return add_changes(f"open {scene} in {cut.name}", [(f"replace {scene}", texts)])


# -- inside --------------------------------------------------------------------------------------


def as_written(project: Project, event: Event) -> str:
    """The event in its author's own words; of a scene that is not opened, in ours."""
    where = event.where
    is_in_cut = where is not None and where.file.parent == Path("cuts")  # else: on the board
    path = project.folder / where.file if where is not None and is_in_cut else None
    if where is not None and path is not None and path.is_file():
        for node, _ in pictures(read_source(path, where.file)):
            is_it = (node.where.line, node.where.column) == (where.line, where.column)
            if is_it and isinstance(node, Scalar) and shot_of(node.text) in _called(event):
                return node.text
    return format_event(event)


def _called(event: Event) -> tuple[str, ...]:
    """What ``shot_of`` finds in the line of an event; nothing for one without a shot."""
    if isinstance(event, SceneEvent):
        return (event.scene,)
    inner = event.event if isinstance(event, Over) else event
    return (inner.shot,) if isinstance(inner, ShotEvent) else ("",)


def _base(project: Project, cut: Cut) -> Cut:
    from pipeline.production.planning import cut_of

    return cut_of(project, cut.like)


def _file(cut: Cut) -> Path:
    return Path("cuts") / f"{cut.name}.yaml"


def _take(event: Event) -> TakeChoice | None:
    return event.take if isinstance(event, ShotEvent) else None


def _names(event: Event, name: str) -> bool:
    if isinstance(event, SceneEvent):
        return event.scene == name
    return isinstance(event, ShotEvent) and event.shot == name


def _first(project: Project, cut: Cut, name: str) -> Event:
    """The first event of a shot or scene.

    Raises:
        ProjectError: the cut has none.
    """
    for event in uses_of(project, cut, name):
        if _names(event, name):
            return event
    raise ProjectError(
        f"the cut '{cut.name}' has no event of '{name}'", fix="`rushes cut --list` shows the events"
    )


def place_of(project: Project, base: Cut, event: Event) -> tuple[str, int]:
    """What a change calls an event of the other cut, and where it stands there.

    Raises:
        ProjectError: it is not of the other cut, but of the changes themselves.
    """
    name = event.scene if isinstance(event, SceneEvent) else getattr(event, "shot", "")
    events = uses_of(project, base, name)
    places = [at for at, one in enumerate(events) if _names(one, name)]
    if not base.is_written:  # its scenes stand on the board, and in no file of a cut
        events, event = (
            tuple(replace(one, where=None) for one in events),
            replace(event, where=None),
        )
    found = next((number for number, at in enumerate(places) if events[at] == event), None)
    if found is None:
        raise ProjectError(
            f"{name} is put in by a change of this cut",
            where=event.where,
            fix="change that line by hand",
        )
    return f"{name} {found + 1}" if len(places) > 1 else name, places[found]
