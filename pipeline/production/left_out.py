"""Shots that the written cut does not play: which, and what to write so that the film shows them.

Without a file the cut follows from the board, and no shot can be left out. With one, a new shot is
made, and the film stays the same, until somebody writes its line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.errors import Problem
from pipeline.plan.needs import shots_shown
from pipeline.production.planning import cut_of
from pipeline.project.edit import Missing

if TYPE_CHECKING:
    from pipeline.project.story import Project

__all__ = ["left_out", "left_out_problem", "left_out_sentence"]

NAMED = 6
"""Shots that are named one by one."""


def left_out(project: Project) -> tuple[str, ...]:
    """The shots of the board that the main cut does not play, in board order.

    None where no cut is written, nor where a line of it cannot be read: that may be theirs.
    """
    cut = cut_of(project)
    if not cut.is_written or any(isinstance(one, Missing) and one.is_fault for one in cut.events):
        return ()
    shown = shots_shown(project, cut)
    return tuple(
        shot.id for shot in project.shots.values() if shot.id not in shown and not shot.is_omitted
    )


def left_out_problem(project: Project) -> Problem | None:
    """One warning about all of them, at the first one's line."""
    shots = left_out(project)
    if not shots:
        return None
    where = "where they are to play" if len(shots) > 1 else "where it is to play"
    return Problem(
        f"{_are(shots)} not in cuts/main.yaml: the film does not show {_them(shots)}",
        where=project.shots[shots[0]].where,
        fix=f"add {_lines(project, shots)} there, {where}; or say `omit: true` on a shot that is "
        "to take no part",
        is_warning=True,
        shot=shots[0],
    )


def left_out_sentence(project: Project, shots: Iterable[str]) -> str:
    """Those of ``shots`` that the film does not show, with what to write; empty when there is none.

    For whoever has just made, brought or asked for something of them.
    """
    asked = set(shots)
    found = tuple(shot for shot in left_out(project) if shot in asked)
    if not found:
        return ""
    why = f"cuts/main.yaml does not name {_them(found)}"
    return f"{_are(found)} not in the film: {why}. next: add {_lines(project, found)} there"


def _are(shots: tuple[str, ...]) -> str:
    names = ", ".join(shots[:NAMED])
    more = f" and {len(shots) - NAMED} more" if len(shots) > NAMED else ""
    return f"{names}{more} {'are' if len(shots) > 1 else 'is'}"


def _them(shots: tuple[str, ...]) -> str:
    return "them" if len(shots) > 1 else "it"


def _lines(project: Project, shots: tuple[str, ...]) -> str:
    """The lines to write: a scene of which no shot is shown has one line for all of them."""
    lines: list[str] = []
    told: set[str] = set()
    for scene in project.scenes:
        taking_part = [
            shot
            for shot in scene.shots
            if shot in project.shots and not project.shots[shot].is_omitted
        ]
        if len(taking_part) > 1 and set(taking_part) <= set(shots):
            lines.append(scene.id)
            told.update(taking_part)
        else:
            lines += [shot for shot in taking_part if shot in shots]
    lines += [shot for shot in shots if shot not in {*told, *lines}]
    named = ", ".join(f"`- {line}`" for line in lines[:NAMED])
    return f"{named} …" if len(lines) > NAMED else named
