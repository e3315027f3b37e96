"""Look through clips nobody has watched yet, and decide about each as it is seen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.facts import CLIP, TakeRef
from pipeline.plan.standing import choice_of
from pipeline.production.choosing import Change
from pipeline.production.planning import choose
from pipeline.production.selecting import Selection
from pipeline.production.windows import film_frames, uses
from pipeline.project.edit import Picks, TakeChoice
from pipeline.project.take_text import event_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["View", "decide", "unwatched", "watched"]

_WATCHED = "watched "


class View(Struct, frozen=True):
    """A clip that is to be looked at."""

    take: TakeRef
    path: Path
    frames: int
    """Film frames that it has."""
    seconds: float
    planned: int
    """Film frames that its shot is planned for."""
    windows: tuple[tuple[int, int], ...]
    """What the cut uses of it now: in and out; empty where the film does not show it."""

    @property
    def typed(self) -> str:
        """As a person types it: ``sh020/5``."""
        unit = f"{self.take.unit}{self.take.number}"
        return f"{self.take.shot}/{unit}"


def unwatched(
    production: Production, selection: Selection, *, cut: str = "main", is_all: bool = False
) -> tuple[View, ...]:
    """The clips of the shots meant that nobody has watched, in board order.

    Neither rejected nor offline ones, nor those of approved shots; ``is_all`` with those that were
    watched before.
    """
    picks = production.project.picks or Picks()
    seen = set() if is_all else _seen(production)
    used: dict[TakeRef, list[tuple[int, int]]] = {}
    for use in uses(production, cut):
        used.setdefault(use.take, []).append((use.source.start, use.source.end))
    found: list[View] = []
    for shot in choose(production, selection):
        pick = picks.of(shot.id)
        if pick.is_approved:
            continue
        for take in production.vault.takes(shot.id, CLIP):
            if take.is_offline or choice_of(take) in pick.rejected or take.slate.uuid in seen:
                continue
            frames = film_frames(take, production.project.fps) or 0
            windows = tuple(sorted(used.get(take.ref, ())))
            seconds = float(take.slate.media.seconds)
            found.append(View(take.ref, take.path, frames, seconds, shot.frames, windows))
    return tuple(found)


def watched(production: Production, take: TakeRef) -> None:
    """Remember that somebody has watched a take."""
    found = production.vault.find(take)
    if found is not None:
        now = datetime.now(UTC).isoformat()
        production.ledger.notes.set_meta(f"{_WATCHED}{found.slate.uuid}", now)


def decide(production: Production, view: View, answer: str, *, cut: str = "main") -> Change:
    """Do what was answered about a clip: a window, ``x WHY``, ``c``, ``m``; nothing keeps it whole.

    Raises:
        ProjectError: it cannot be done, or is no answer.
    """
    shot, take = view.take.shot, event_take(_choice(production, view))
    word, _, rest = answer.strip().partition(" ")
    if not word:
        return Change("")
    if word in {"x", "c", "m"} and (word == "x" or not rest):
        if word == "x":
            return production.reject(shot, take, rest.strip())
        return production.circle(shot, take) if word == "c" else production.maybe(shot, take)
    from pipeline.production.using import use_window

    return use_window(production, view.typed, "".join(answer.split()), cut=cut)


def _choice(production: Production, view: View) -> TakeChoice:
    found = production.vault.find(view.take)
    return choice_of(found) if found else TakeChoice(view.take.kind, view.take.number)


def _seen(production: Production) -> set[str]:
    """Of every take that was watched, what its slate is called by."""
    return set(production.ledger.notes.metas(_WATCHED))
