"""Circle takes: mark those to use, and swap them in where the cut names others of their shots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.plan.needs import shot_events
from pipeline.production.choosing import (
    Change,
    apply_change,
    picks_path,
    refuse_approved,
    take_named,
    together,
)
from pipeline.production.locked import locked_with
from pipeline.production.redeciding import redecided
from pipeline.production.slipping import beyond, slips
from pipeline.production.unseen import unseen
from pipeline.project import cut_edits, picks_edits
from pipeline.project.edit import TakeChoice
from pipeline.project.splices import Edit
from pipeline.project.take_text import pick_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["circle", "circle_all", "circle_edits"]


def circle(production: Production, shot: str, take: str) -> Change:
    """Mark the take to use; where the cut names another take of the shot, it is swapped in.

    Raises:
        ProjectError: no such shot or take; the shot is approved.
    """
    return circle_all(production, [take_named(production, shot, take)])


def circle_all(production: Production, takes: Sequence[tuple[str, TakeChoice]]) -> Change:
    """Mark several takes, (shot, take), as one decision that one ``undo`` takes back.

    Raises:
        ProjectError: a shot is approved.
    """
    edits, said, closed = circle_edits(production, takes)
    sentence = "; ".join(said)
    joined = {path: together(sentence, each) for path, each in edits.items()}
    shots = list(dict.fromkeys(shot for shot, _ in takes))
    only = shots[0] if len(shots) == 1 else ""
    change = apply_change(production, joined, sentence, shot=only)
    names = [f"{shot} {pick_take(choice)}" for shot, choice in takes]
    fresh = redecided(production)
    closed += [line for shot, choice in takes for line in beyond(fresh, shot, choice)]
    return replace(change, news=tuple(closed) or unseen(fresh, shots, takes=names))


def circle_edits(
    production: Production, takes: Sequence[tuple[str, TakeChoice]]
) -> tuple[dict[Path, list[Edit]], list[str], list[str]]:
    """What circling takes changes, by file; what that does; and what a lock keeps as it is.

    Raises:
        ProjectError: a shot is approved.
    """
    said: list[str] = []
    closed: list[str] = []
    edits: dict[Path, list[Edit]] = {}
    for shot, choice in takes:
        refuse_approved(production, shot)
        edits.setdefault(picks_path(production), []).append(picks_edits.circle(shot, choice))
        said.append(f"circled {shot} {pick_take(choice)}")
        moving = slips(production, shot, choice)
        for cut, count in _swaps(production, shot, choice):
            shut = locked_with(production, cut, shot)
            if shut:
                closed.append(f"the cut '{shut}' is locked and plays the take of {shot} it names")
                continue
            path = production.folder / "cuts" / f"{cut}.yaml"
            edits.setdefault(path, []).append(cut_edits.swap_take(shot, choice))
            same = "the same pictures" if path in moving else "same windows"
            said.append(f"{cut}: {count} of {shot} swapped, {same}")
        for path, slip in moving.items():
            edits.setdefault(path, []).append(slip)
    return edits, said, closed


def _swaps(production: Production, shot: str, choice: TakeChoice) -> Iterator[tuple[str, int]]:
    """The cuts that name another take of that kind, and how often."""
    for cut in production.project.cuts.values():
        own = [event for change in cut.changes for event in change.events]
        count = sum(
            event.shot == shot
            and event.take is not None
            and event.take != choice
            and event.take.kind == choice.kind
            for event in shot_events(own if cut.like else cut.events)
        )
        if count:
            yield cut.name, count
