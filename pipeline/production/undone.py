"""What an undone circle leaves in the film: a take that was circled may stand as the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.facts import CLIP, PANEL, Take
from pipeline.plan.needs import takes_named
from pipeline.plan.standing import choice_of, circled, standing
from pipeline.production.planning import cut_of
from pipeline.production.unseen import made_from
from pipeline.project.edit import Picks, TakeChoice
from pipeline.project.take_text import event_take, parse_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["still_shown"]

_CIRCLED = re.compile(r"circled (\S+ (?:panel|clip) [^\s;]+)")


def still_shown(production: Production, label: str) -> tuple[str, ...]:
    """A sentence for every circle undone that the film does not show, with what brings it back.

    ``label`` is what was undone: ``circled sh030 panel 3``; ``production`` is read after it.
    """
    found = (parse_take(name) for name in _CIRCLED.findall(label))
    return tuple(
        line
        for shot, choice in found
        if shot in production.project.shots
        for line in _about(production, shot, choice)
    )


def _about(production: Production, shot: str, choice: TakeChoice) -> Iterator[str]:
    pick = (production.project.picks or Picks()).of(shot)
    if circled(pick, choice.kind) is not None:
        return  # the circle of before is back, and the film follows it
    takes = production.vault.takes(shot, CLIP)
    shown = standing(takes, pick, CLIP)
    if shown is None:
        takes = production.vault.takes(shot, PANEL)
        shown = standing(takes, pick, PANEL)
    if shown is None or shown.is_offline:
        return
    name = f"{shot} {choice.kind} {choice.unit}{choice.number}"
    if choice_of(shown) == choice:
        said = f"{name} still stands, as the newest"
    elif made_from(shown) == name:
        said = f"{shown.ref}, made from {name}, still stands, as the newest"
    else:
        return
    named = takes_named(cut_of(production.project)).get(shot, ())
    if any(each.kind == shown.ref.kind for each in named):
        return  # the cut says which take it plays, and says so again as before
    others = [take for take in takes if not _is_of(take, name)]
    before = standing(others, pick, shown.ref.kind)
    if before is None:
        step = f"`rushes reject {shot} {event_take(choice_of(shown))}` takes it out"
    else:
        step = f"`rushes circle {shot} {event_take(choice_of(before))}` brings the earlier one back"
    yield f"{said}: the film stays as it is. {step}"


def _is_of(take: Take, name: str) -> bool:
    """Whether it is that take, or was made from it."""
    return str(take.ref) == name or made_from(take) == name
