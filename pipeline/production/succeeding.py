"""Children of takes: put in their parents' places, whichever command brought them.

A child was made from a take that is there: the same, larger or going on. It is shown where its
parent is shown, in the same window, as long as nobody has chosen something else meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.facts import Origin, Slate, Take, TakeRef
from pipeline.plan.needs import takes_named
from pipeline.plan.standing import choice_of, standing
from pipeline.project.edit import Picks, TakeChoice
from pipeline.project.story import Project
from pipeline.run.work import Recovered, RunResult
from pipeline.timecode import frames_of_seconds

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["came", "frames_held", "heirs", "taken_over"]


def came(recovered: Recovered, result: RunResult) -> tuple[TakeRef, ...]:
    """The takes that are in their folders since a run began: picked up by it, or made."""
    return (*recovered.published, *(one.ref for one in result.made))


def heirs(production: Production, refs: Iterable[TakeRef]) -> tuple[str, ...]:
    """Put those of some new takes that are children where their parents are shown.

    Returns for each whether it took its parent's place, or what to type.
    """
    said = []
    for ref in dict.fromkeys(refs):
        child = production.vault.find(ref)
        parent = None if child is None else _parent(production, child)
        if child is not None and parent is not None:
            said.append(taken_over(production.reread(), parent, child))
    return tuple(said)


def taken_over(production: Production, parent: Take, child: Take) -> str:
    """Put a child where its parent is shown, if it is long enough; what was done, or why not.

    That is: wherever a cut names the parent; and circled, where the parent stands.
    """
    from pipeline.production.circling import put_in_place
    from pipeline.project.take_text import typed_take

    shot, kind = parent.ref.shot, parent.ref.kind
    picks = production.project.picks or Picks()
    own, now = choice_of(parent), choice_of(child)
    stands = standing(production.vault.takes(shot, kind), picks.of(shot), kind)
    is_standing = stands is not None and choice_of(stands) == own
    use = f"`rushes circle {typed_take(shot, now)}` uses it"
    why = ""
    if picks.of(shot).is_approved:
        why, use = f"{shot} is approved", f"`rushes open {shot}`, then {use}"
    elif frames_held(child.slate, production.project) < frames_held(
        parent.slate, production.project
    ):
        why = "it is shorter"
    elif not is_standing and own not in _named(production, shot):
        why = f"{stands.ref if stands else 'another take'} stands"
    if why:
        return f"{child.ref}, made from {parent.ref}, is kept beside the film: {why}; {use}"
    change = put_in_place(production, shot, own, now, is_circled=is_standing)
    said = "; ".join(filter(None, (change.sentence, *change.news)))
    return f"{child.ref} takes the place of {parent.ref}: {said}"


def frames_held(slate: Slate, project: Project) -> int:
    """The take's length in film frames."""
    return max(1, frames_of_seconds(slate.media.seconds, project.fps))


def _parent(production: Production, child: Take) -> Take | None:
    """The take that a generator made it from; None where it is no child, or that is not here."""
    if child.slate.origin is not Origin.SIDE or not child.slate.parent:
        return None
    takes = production.vault.takes(child.ref.shot, child.ref.kind)
    return next((one for one in takes if str(one.ref) == child.slate.parent), None)


def _named(production: Production, shot: str) -> set[TakeChoice]:
    """Takes of the shot that the lines of cuts name."""
    cuts = production.project.cuts.values()
    return {take for cut in cuts for take in takes_named(cut).get(shot, ())}
