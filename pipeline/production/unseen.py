"""Takes that the film does not show though somebody made or brought them: which, and what to type.

A clip stays when a newer panel comes, and a circled take when a newer one does: nothing is outdated
by that. Whoever brought the newer one is told so, with the commands that put it into the film.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.facts import CLIP, HEARD, PANEL, Decision, Kind, Take
from pipeline.plan.decide import decide
from pipeline.plan.group import Knowledge, group_of
from pipeline.plan.needs import takes_named
from pipeline.plan.standing import choice_of, circled, standing
from pipeline.production.left_out import left_out_sentence
from pipeline.production.planning import cut_of, gather, jobs_of
from pipeline.project.edit import Pick, Picks, TakeChoice
from pipeline.project.take_text import event_take, typed_take

if TYPE_CHECKING:
    from pipeline.plan.jobs import Job
    from pipeline.production.production import Production

__all__ = ["coming", "made_from", "steps_to_see", "unseen"]

_COMING = (Decision.MAKE, Decision.UNDER_WAY, Decision.PRICE_UNKNOWN)


def unseen(
    production: Production,
    shots: Iterable[str],
    *,
    takes: Collection[str] = (),
    past_circles: bool = True,
) -> tuple[str, ...]:
    """A sentence for every take that the film does not show, with what to type.

    A shot that the written cut does not name comes first, with the others of its kind.
    Only about ``takes`` (``sh010 panel 2``), or the newest of every kind where none are named.
    ``past_circles``: also where another take was circled, or is named by the cut; that was decided,
    and is worth a word only to whoever asks.
    """
    names = [shot for shot in dict.fromkeys(shots) if shot in production.project.holders]
    look = _Look(production, names)
    found = [
        (take, f"{take.ref} is not in the film: {why}. next: {', then '.join(steps)}")
        for shot in names
        for take, why, steps in look.at(shot, past_circles=past_circles)
    ]
    told = [text for take, text in found if not takes or str(take.ref) in takes]
    asked = [take.split(" ", 1)[0] for take in takes] or names
    absent = left_out_sentence(production.project, asked) if past_circles else ""
    return tuple([absent, *told] if absent else told)


def steps_to_see(production: Production, shot: str) -> list[str]:
    """What to type so that the newest panel is filmed; empty where the clip was made from it."""
    look = _Look(production, (shot,))
    found = [steps for take, _, steps in look.at(shot) if take.ref.kind == PANEL]
    return found[0] if found else []


def coming(production: Production, shots: Iterable[str], kind: Kind) -> set[str]:
    """Those of the shots for which the next run makes a take of that kind."""
    names = {shot for shot in shots if shot in production.project.shots}
    if not names:
        return set()
    look = _Look(production, names)
    return {shot for shot in names if look.is_coming(shot, kind)}


_Unseen = tuple[Take, str, list[str]]
"""The take, why it is not seen, and what to type."""


class _Look:
    """One look at a production as it is written; what costs something is found out when needed."""

    def __init__(self, production: Production, shots: Iterable[str]) -> None:
        self._production = production
        self._shots = tuple(shots)
        self._picks = production.project.picks or Picks()
        self._named = takes_named(cut_of(production.project))

    @cached_property
    def _known(self) -> Knowledge:
        return gather(self._production, jobs=self._jobs)

    @cached_property
    def _jobs(self) -> list[Job]:
        """The jobs of all the shots looked at, worked out together."""
        shots = self._production.project.holders
        return jobs_of(self._production, [shots[each] for each in self._shots], ())

    @cached_property
    def _clip_jobs(self) -> dict[str, list[Job]]:
        found: dict[str, list[Job]] = {}
        for job in self._jobs:
            if job.id.kind == CLIP:
                found.setdefault(job.id.shot, []).append(job)
        return found

    @cached_property
    def _coming(self) -> set[tuple[str, Kind]]:
        rows = decide(self._jobs, self._known)
        return {(row.job.id.shot, row.job.id.kind) for row in rows if row.decision in _COMING}

    def at(self, shot: str, *, past_circles: bool = True) -> Iterator[_Unseen]:
        """What of a shot is not seen: panels first."""
        pick = self._picks.of(shot)
        panel, clip = (self._newest(shot, kind) for kind in (PANEL, CLIP))
        shown = standing(self._takes(shot, CLIP), pick, CLIP)
        if panel is not None:
            yield from self._panel(shot, panel, shown, past_circles=past_circles)
        if clip is not None and past_circles:
            yield from self._passed_over(shot, clip)
        for kind in self._production.vault.kinds(shot):
            take = self._newest(shot, kind) if kind.word in HEARD else None
            if take is not None and past_circles:
                yield from self._passed_over(shot, take)

    def is_coming(self, shot: str, kind: Kind) -> bool:
        """Whether the next run makes a take of that kind."""
        return (shot, kind) in self._coming

    def _panel(
        self, shot: str, panel: Take, clip: Take | None, *, past_circles: bool
    ) -> Iterator[_Unseen]:
        pick = self._picks.of(shot)
        is_passed = list(self._passed_over(shot, panel))
        if clip is None or clip.is_offline or self._names(shot, PANEL):
            yield from is_passed if past_circles else ()
            return
        if is_passed and not past_circles:
            return
        if not self._production.project.shots[shot].is_from_panel:
            return  # no clip of it begins with its panel
        source = self._source(clip)
        if source == str(panel.ref):
            return
        name = f"clip {event_take(choice_of(clip))}"
        how = f"made from {source.removeprefix(f'{shot} ')}" if source else "brought in as it is"
        why = f"{name} stands, {how}"
        if pick.is_approved:
            why = f"{shot} is approved with {name}"
        elif circled(pick, CLIP) is not None:
            why = f"{name} is circled, {how}"
        yield panel, why, self._filmed(shot, panel, clip)

    def _source(self, clip: Take) -> str:
        """The panel that a clip begins with; of one that was made larger, that of its parent."""
        takes = {str(one.ref): one for one in self._takes(clip.ref.shot, CLIP)}
        seen: set[str] = set()
        while clip.slate.parent in takes and clip.slate.parent not in seen:
            seen.add(clip.slate.parent)
            clip = takes[clip.slate.parent]
        return made_from(self._first_part(clip))

    def _first_part(self, clip: Take) -> Take:
        """The part that a chain begins with; of any other clip, the clip itself."""
        name = next((one.take for one in clip.slate.inputs if one.role == "part"), "")
        kind = Kind.parse(name.split(" ")[1]) if name else clip.ref.kind
        found = (one for one in self._takes(clip.ref.shot, kind) if str(one.ref) == name)
        return next(found, clip)

    def _filmed(self, shot: str, panel: Take, clip: Take) -> list[str]:
        """What to type so that a clip is made from that panel, and seen."""
        pick = self._picks.of(shot)
        steps = [f"`rushes open {shot}`"] if pick.is_approved else []
        chosen = circled(pick, PANEL)
        is_newest = chosen in (None, choice_of(panel))
        if is_newest and not pick.is_approved and self.is_coming(shot, CLIP):
            return [*steps, "`rushes make`", *self._swapped(shot)]
        jobs = self._clip_jobs.get(shot, ())
        if not jobs:
            steps += [] if is_newest else [_circle(shot, panel)]
            line = f"`rushes reject {shot} {event_take(choice_of(clip))}`"
            return [*steps, f"{line} shows the panel in its place"]
        if chosen != choice_of(panel):
            steps.append(_circle(shot, panel))
        group = group_of((shot, CLIP), jobs, self._known)
        if self._source(clip) and group.follows(jobs[0]):
            return [*steps, "`rushes make`", *self._swapped(shot)]
        steps += [f"`rushes retake {shot}`", "`rushes make`"]
        return [*steps, *(self._swapped(shot) or ["circle the new clip"] * bool(pick.clip))]

    def _swapped(self, shot: str) -> list[str]:
        """The last step where the cut names its clip by number."""
        named = self._names(shot, CLIP)
        if not named:
            return []
        return [f"circle the new clip (the cut names {shot}/{event_take(named[0])})"]

    def _passed_over(self, shot: str, take: Take) -> Iterator[_Unseen]:
        """The newest take of its kind, where another was circled or is named by the cut."""
        pick, kind, choice = self._picks.of(shot), take.ref.kind, choice_of(take)
        chosen, named = circled(pick, kind), self._names(shot, kind)
        if chosen not in (None, choice):
            why = f"{kind} {chosen.unit}{chosen.number} is circled" if chosen else ""
        elif named and choice not in named:
            why = f"the cut names {shot}/{event_take(named[0])}"
        else:
            return
        steps = [_circle(shot, take)]
        if pick.is_approved:
            steps = [f"`rushes open {shot}`", *steps]
            why = f"{shot} is approved"
        yield take, why, steps

    def _names(self, shot: str, kind: Kind) -> list[TakeChoice]:
        return sorted(one for one in self._named.get(shot, ()) if one.kind == kind)

    def _newest(self, shot: str, kind: Kind) -> Take | None:
        """The take that would stand if none were circled."""
        free: Pick = replace(self._picks.of(shot), panel=None, clip=None, heard={})
        take = standing(self._takes(shot, kind), free, kind)
        return None if take is None or take.is_offline else take

    def _takes(self, shot: str, kind: Kind) -> tuple[Take, ...]:
        return self._production.vault.takes(shot, kind)


def made_from(clip: Take) -> str:
    """The panel that a clip begins with: ``sh010 panel 1``; empty for one that was brought in."""
    return next((one.take for one in clip.slate.inputs if one.role == "first" and one.take), "")


def _circle(shot: str, take: Take) -> str:
    return f"`rushes circle {typed_take(shot, choice_of(take))}`"
