"""What two who share their takes may have bought twice: where their folder is synced too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.facts import CLIP, PANEL, Kind, Origin, Take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["bought_twice"]

_AT_ONCE = timedelta(minutes=30)
_NAMED = 4


def bought_twice(production: Production) -> tuple[str, ...]:
    """A sentence about takes that two units bought at about the same time, beyond what was asked.

    Both are kept; on a mounted folder there are none.
    """
    pairs = list(_pairs(production))
    if not pairs:
        return ()
    named = "; ".join(f"{first.ref} and {then.ref}" for first, then in pairs[:_NAMED])
    more = f"; and {len(pairs) - _NAMED} more" if len(pairs) > _NAMED else ""
    return (f"perhaps bought twice, by two units at once: {named}{more}: all of them are kept",)


def _pairs(production: Production) -> Iterator[tuple[Take, Take]]:
    known = production.vault.all()
    if len({take.ref.unit for found in known.values() for take in found}) < 2:
        return
    history = production.ledger.history()
    for (shot, kind), found in known.items():
        bought = [take for take in found if _is_bought(take)]
        for generator in dict.fromkeys(take.slate.generator for take in bought):
            own = [take for take in bought if take.slate.generator == generator]
            owed = history.owed.get((shot, kind, generator), 0)
            if len(own) > _asked(production, shot, kind, generator) + owed:
                yield from _at_once(own)


def _is_bought(take: Take) -> bool:
    slate = take.slate
    return slate.origin is Origin.GENERATED and not slate.is_free and not slate.parent


def _asked(production: Production, shot: str, kind: Kind, generator: str) -> int:
    """How many takes of a kind the film asks a generator for."""
    written = production.project.shots.get(shot)
    if written is None:
        return 0
    asks = {PANEL: written.panels, CLIP: written.clips}.get(kind, written.voices)
    return sum(ask.count for ask in asks if ask.generator == generator)


def _at_once(takes: Sequence[Take]) -> Iterator[tuple[Take, Take]]:
    """Neighbours in time of two units, of the same words."""
    for first, then in pairwise(sorted(takes, key=lambda take: take.slate.made)):
        is_near = then.slate.made - first.slate.made < _AT_ONCE
        is_same = first.slate.words == then.slate.words
        if is_near and is_same and first.ref.unit != then.ref.unit:
            yield first, then
