"""Use a piece of a take: circle it and give its shot that window in a cut, as one decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.production.choosing import (
    Change,
    apply_change,
    begun,
    cut_path,
    open_edit,
    refuse_approved,
    take_named,
    together,
    trim,
)
from pipeline.production.circling import circle, circle_edits
from pipeline.production.planning import cut_of
from pipeline.production.slipping import beyond
from pipeline.production.windows import uses
from pipeline.project import cut_edits
from pipeline.project.edit import SceneEvent
from pipeline.project.splices import Edit
from pipeline.project.take_text import pick_take

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.edit import TakeChoice

__all__ = ["use_window"]


def use_window(production: Production, take: str, window: str, *, cut: str = "main") -> Change:
    """Play ``12-36`` of ``sh020/5``: the take is circled, and a cut plays it with that window.

    A scene that is not opened yet is opened for it. One ``undo`` takes all of it back.

    Raises:
        ProjectError: no such take, window or cut; the shot is approved, or the cut does not use it,
            or more than once.
    """
    from pipeline.production.lengths import refuse_slip, window_of

    shot, choice = take_named(production, take, "")
    refuse_approved(production, shot)
    start, end = window_of(window, production.project.fps)
    refuse_slip(production, shot, (start, end))
    found = [use for use in uses(production, cut) if use.shot == shot]
    if len(found) > 1:
        raise ProjectError(
            f"the cut '{cut}' uses {shot} {len(found)} times",
            fix=f"`rushes trim {shot} {window} --nth 1` trims the first of them",
        )
    shown = {use.take for use in found}
    is_shown = any((one.kind, one.number, one.unit) == _key(choice) for one in shown)
    if cut_of(production.project, cut).like:
        said = [] if is_shown else [circle(production, shot, pick_take(choice)).sentence]
        change = trim(production.again(), shot, window, cut=cut)
        return replace(change, sentence="; ".join([*said, change.sentence]))
    edits: dict[Path, list[Edit]] = {}
    said = []
    if not is_shown:
        edits, said, _ = circle_edits(production, [(shot, choice)])
    path = cut_path(production, cut)
    mine = edits.setdefault(path, [])
    scene = production.project.shots[shot].scene
    if _is_closed(production, cut, scene):
        mine.insert(0, open_edit(production, cut, scene))
        mine.insert(1, cut_edits.swap_take(shot, choice))
        said.append(f"opened {scene}")
    mine.append(cut_edits.trim_shot(shot, start, end))
    said.append(f"trimmed {shot} to {start}-{end}")
    sentence = "; ".join(said)
    joined = {where: together(sentence, each) for where, each in edits.items()}
    joined[path] = begun(production, cut, joined[path])
    change = apply_change(production, joined, sentence, shot=shot)
    return replace(change, news=tuple(beyond(production.again(), shot, choice)))


def _key(choice: TakeChoice) -> tuple[object, int, str]:
    return choice.kind, choice.number, choice.unit


def _is_closed(production: Production, cut: str, scene: str) -> bool:
    """Whether the cut plays the scene as a whole."""
    events = cut_of(production.project, cut).events
    return any(isinstance(event, SceneEvent) and event.scene == scene for event in events)
