"""Circle takes: mark those to use, and swap them in where the cut names others of their shots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.production.choosing import (
    Change,
    apply_change,
    picks_path,
    refuse_approved,
    take_named,
    together,
)
from pipeline.production.locked import locked_with
from pipeline.production.unseen import unseen
from pipeline.project import cut_edits, picks_edits
from pipeline.project.edit import ShotEvent, TakeChoice
from pipeline.project.splices import Edit
from pipeline.project.take_text import pick_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["circle", "circle_all", "put_in_place"]


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
    said: list[str] = []
    closed: list[str] = []
    edits: dict[Path, list[Edit]] = {}
    for shot, choice in takes:
        refuse_approved(production, shot)
        edits.setdefault(picks_path(production), []).append(picks_edits.circle(shot, choice))
        said.append(f"circled {shot} {pick_take(choice)}")
        for cut, count in _swaps(production, shot, choice):
            shut = locked_with(production, cut, shot)
            if shut:
                closed.append(f"the cut '{shut}' is locked and plays the take of {shot} it names")
                continue
            path = production.folder / "cuts" / f"{cut}.yaml"
            edits.setdefault(path, []).append(cut_edits.swap_take(shot, choice))
            said.append(f"{cut}: {count} of {shot} swapped, same windows")
    sentence = "; ".join(said)
    joined = {path: together(sentence, each) for path, each in edits.items()}
    shots = list(dict.fromkeys(shot for shot, _ in takes))
    only = shots[0] if len(shots) == 1 else ""
    change = apply_change(production, joined, sentence, shot=only)
    names = [f"{shot} {pick_take(choice)}" for shot, choice in takes]
    return replace(change, news=tuple(closed) or unseen(production.again(), shots, takes=names))


def put_in_place(
    production: Production, shot: str, old: TakeChoice, new: TakeChoice, *, is_circled: bool
) -> Change:
    """Play a take in the place of another wherever a cut names that one, in the same windows.

    ``is_circled`` circles it too. Locked cuts are left alone and named.

    Raises:
        ProjectError: the shot is approved.
    """
    refuse_approved(production, shot)
    said, closed = [f"circled {shot} {pick_take(new)}"] if is_circled else [], []
    edits: dict[Path, Edit] = {}
    if is_circled:
        edits[picks_path(production)] = picks_edits.circle(shot, new)
    for name, count in _namings(production, shot, lambda take: take == old):
        shut = locked_with(production, name, shot)
        if shut:
            closed.append(f"the cut '{shut}' is locked and plays {shot} {pick_take(old)}")
            continue
        path = production.folder / "cuts" / f"{name}.yaml"
        edits[path] = cut_edits.swap_take(shot, new, was=old)
        said.append(f"{name}: {count} of {shot} swapped, same windows")
    sentence = "; ".join(said)
    change = apply_change(production, edits, sentence, shot=shot) if edits else Change("")
    return replace(change, news=tuple(closed))


def _swaps(production: Production, shot: str, choice: TakeChoice) -> Iterator[tuple[str, int]]:
    """The cuts that name another take of that kind, and how often."""
    return _namings(production, shot, lambda take: take != choice and take.kind == choice.kind)


def _namings(
    production: Production, shot: str, is_meant: Callable[[TakeChoice], bool]
) -> Iterator[tuple[str, int]]:
    """The cuts that name such a take of the shot, and how often."""
    for cut in production.project.cuts.values():
        own = [event for change in cut.changes for event in change.events]
        count = sum(
            isinstance(event, ShotEvent)
            and event.shot == shot
            and event.take is not None
            and is_meant(event.take)
            for event in (own if cut.like else cut.events)
        )
        if count:
            yield cut.name, count
