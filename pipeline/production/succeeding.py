"""Children of takes: put in their parents' places, whichever command brought them.

A child was made from a take that is there: the same, larger or going on. It is shown where its
parent is shown, in the same window, as long as nobody has chosen something else meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.facts import Origin, Slate, Take, TakeRef
from pipeline.production.replacing import taken_over
from pipeline.project.story import Project
from pipeline.run.work import Recovered, RunResult
from pipeline.timecode import frames_of_seconds

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["came", "frames_held", "heirs"]


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


def frames_held(slate: Slate, project: Project) -> int:
    """The take's length in film frames."""
    return max(1, frames_of_seconds(slate.media.seconds, project.fps))


def _parent(production: Production, child: Take) -> Take | None:
    """The take that a generator made it from; None where it is no child, or that is not here."""
    if child.slate.origin is not Origin.SIDE or not child.slate.parent:
        return None
    takes = production.vault.takes(child.ref.shot, child.ref.kind)
    return next((one for one in takes if str(one.ref) == child.slate.parent), None)
