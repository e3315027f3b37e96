"""Slip windows along their takes: when asked to, and when a take that begins elsewhere comes in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.facts import Take
from pipeline.plan.needs import shot_events
from pipeline.plan.standing import choice_of, standing
from pipeline.production.choosing import (
    Change,
    apply_change,
    cut_path,
    maybe_take,
    refuse_approved,
    trim,
)
from pipeline.production.locked import locked_with
from pipeline.production.redeciding import redecided
from pipeline.production.uses import use_of
from pipeline.production.windows import Use, film_frames, stretches_of, uses
from pipeline.project.cut_places import Place, Stretch, slip_at
from pipeline.project.edit import Picks, ShotEvent, TakeChoice
from pipeline.project.splices import Edit
from pipeline.project.take_text import pick_take

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["beyond", "slip", "slips"]


def slip(production: Production, shot: str, frames: int, *, cut: str, nth: int = 0) -> Change:
    """Show the same length of a take from so many frames later (below 0: earlier).

    Raises:
        ProjectError: no such shot or cut; it would begin before its take does; the cut uses the
            shot more than once and nobody said which.
    """
    name, choice = maybe_take(production, shot)
    refuse_approved(production, name)
    use = _meant(production, (name, choice), cut, nth)
    start, end = use.source.start + frames, use.source.end + frames
    if start < 0:
        raise ProjectError(
            f"{name} begins at frame {use.source.start} of {use.take}: it cannot slip "
            f"{-frames} frames earlier",
            fix=f"`rushes trim {shot} --slip -{use.source.start}`" * bool(use.source.start),
        )
    later = f"{abs(frames)} frames {'later' if frames >= 0 else 'earlier'}"
    if use.place is None:
        change = trim(production, shot, f"{start}-{end}", cut=cut, nth=nth)
    else:
        edits = {cut_path(production, cut): slip_at({use.place: use.moved(frames)})}
        sentence = f"slipped {name} {later}, to {start}-{end} of {use.take}"
        change = apply_change(production, edits, sentence, shot=name)
    news = beyond(redecided(production), name, _choice(use))
    return replace(change, news=tuple(dict.fromkeys((*change.news, *news))))


def slips(production: Production, shot: str, choice: TakeChoice) -> dict[Path, Edit]:
    """How windows move when a take is circled that does not begin where another one did.

    A take that only a stretch of its parent was sent for begins later: the same pictures have
    lower numbers in it. Nothing for the usual take.
    """
    takes = {choice_of(take): take for take in production.vault.takes(shot, choice.kind)}
    pick = (production.project.picks or Picks()).of(shot)
    now = standing(tuple(takes.values()), pick, choice.kind)
    found: dict[Path, Edit] = {}
    for cut in production.project.cuts.values():
        own = [event for change in cut.changes for event in change.events]
        windows: dict[Place, Stretch] = {}
        for event in shot_events(own if cut.like else cut.events):
            old = takes.get(event.take) if event.take is not None else now
            if event.shot != shot or event.where is None or old is None:
                continue
            move = _begins(takes, old) - _begins(takes, takes[choice])
            start = (event.start or 0) + move
            if move and start >= 0 and old.ref.kind == choice.kind:
                windows[event.where.line, event.where.column] = start, _end(event, move)
        if windows and not locked_with(production, cut.name, shot):
            found[production.folder / "cuts" / f"{cut.name}.yaml"] = slip_at(windows)
    return found


def beyond(production: Production, shot: str, choice: TakeChoice) -> list[str]:
    """A sentence for every window of a cut that ends after the take it plays."""
    found = production.vault.takes(shot, choice.kind)
    take = next((one for one in found if choice_of(one) == choice), None)
    if take is None:
        return []
    have = film_frames(take, production.project.fps)
    if have is None:
        return []
    return list(
        dict.fromkeys(
            f"the cut '{cut}' uses frames {source.start}-{source.end} of {take.ref}, "
            f"which has {have}: trim it to end at {have}, or circle a longer take"
            for cut, source in stretches_of(production, take.ref)
            if source.end > have
        )
    )


# -- inside --------------------------------------------------------------------------------------


def _meant(production: Production, meant: tuple[str, TakeChoice | None], cut: str, nth: int) -> Use:
    """The use of a shot that is meant.

    Raises:
        ProjectError: there is none, or there are several and nobody said which.
    """
    shot, choice = meant
    found = [use for use in uses(production, cut) if use.shot == shot]
    found = sorted(
        (use for use in found if choice in (None, _choice(use))), key=lambda use: use.record
    )
    if len(found) == 1 and not nth:
        return found[0]
    use_of(production, meant, cut, nth)  # says what is wrong, where something is
    if not found:
        raise ProjectError(
            f"the cut '{cut}' shows no take of {shot} that could slip",
            fix=f"`rushes make {shot}` makes one",
        )
    return found[min(max(nth, 1), len(found)) - 1]


def _choice(use: Use) -> TakeChoice:
    return TakeChoice(use.take.kind, use.take.number, use.take.unit)


def _end(event: ShotEvent, move: int) -> int | None:
    return None if event.end is None or event.until else event.end + move


def _begins(takes: dict[TakeChoice, Take], take: Take) -> int:
    """The frame of its first ancestor that a take's own first frame shows."""
    by_name = {f"{one.ref.shot} {pick_take(choice)}": one for choice, one in takes.items()}
    total, seen = 0, {take.ref}
    while take.slate.parent in by_name:
        total += take.slate.begins
        take = by_name[take.slate.parent]
        if take.ref in seen:
            break
        seen.add(take.ref)
    return total
