"""One shot's jobs of one kind beside all that is known about them, and what of them is missing.

Slots are counted, not files: ``missing = asked + owed - slots``. A slot stays counted whatever
became of it, except where every attempt ended unbilled and retryable. Footage that cost nothing
follows the author: for it only slots with the present words count, unless a take was circled or
approved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.facts import PANEL, Kind, Money, Origin, Take
from pipeline.ledger.history import History, Slot, SlotState
from pipeline.plan.jobs import Job, JobId
from pipeline.plan.standing import (
    choice_of,
    circled,
    is_changed,
    outdated_reasons,
    slot_fits,
    stale_parts,
    standing,
    with_parents,
)
from pipeline.project.budget import Budget
from pipeline.project.edit import Pick, Picks, TakeChoice

__all__ = ["Group", "Key", "Knowledge", "absent_choices", "group_of", "is_remade", "missing"]

Key = tuple[str, Kind]


class Knowledge(Struct, frozen=True):
    """Everything outside the written film that a decision rests on."""

    history: History
    takes: Mapping[Key, tuple[Take, ...]]
    picks: Picks
    makers: Mapping[str, Backend | str]
    """By generator name: its backend, or the sentence that says why there is none."""
    fps: Fraction = Fraction(24)
    named: Mapping[str, frozenset[TakeChoice]] = field(default_factory=dict)
    """Takes that cuts and picks ask for, by shot."""
    stopped: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Why a (kind word, shot) cannot be made: problems in the author's files."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """New shots whose words match the takes of a shot that is gone: new id -> old id."""
    follow: Mapping[str, str] = field(default_factory=dict)
    """``free``, ``always`` or ``never`` by shot."""
    forced: frozenset[str] = frozenset()
    """Approved shots that are remade all the same."""
    unit: str = ""
    """The letter of this machine's unit: only its own open slots are tried again here."""
    budget: Budget = Budget()
    most: Mapping[str, Money] = field(default_factory=dict)
    """What a shot may cost, of those that have a limit of their own."""

    def uncounted(self, price: Money | None, job: JobId) -> tuple[str, ...]:
        """Why an order's price cannot be counted against what limits it; empty where it can."""
        if price is None or not price.micros:
            return ()
        budget = self.budget
        caps = (budget.film, budget.generators.get(job.generator), self.most.get(job.shot))
        return tuple(filter(None, (budget.uncounted(price, caps),)))


class Group(Struct, frozen=True, eq=False):
    """The jobs of one shot and kind, and what is known about them, looked up once."""

    shot: str
    kind: Kind
    jobs: Sequence[Job]
    """Never empty; in the order the shot asks."""
    pick: Pick
    slots: Sequence[Slot]
    takes: Sequence[Take]
    take: Take | None
    """The one that stands."""
    outdated: tuple[str, ...]
    """Why it no longer fits what is written."""
    absent: Sequence[TakeChoice]
    """Takes that the author's files name and nobody here knows."""
    known: Knowledge

    def follows(self, job: Job) -> bool:
        """Whether footage of this job's generator is remade when the words change."""
        pick = self.pick
        if circled(pick, self.kind) is not None or pick.is_approved or pick.kept:
            return False
        follow = self.known.follow.get(self.shot, "free")
        maker = self.known.makers.get(job.id.generator)
        is_free = isinstance(maker, Backend) and maker.capabilities(job.work.model).is_free
        return follow == "always" or (follow == "free" and is_free)

    def owed(self, generator: str) -> int:
        """Takes asked for beyond what the film says."""
        return self.known.history.owed.get((self.shot, self.kind, generator), 0)

    @property
    def panel(self) -> str:
        """The panel that stands for the shot, as ``sh030 panel 2``; empty where none does."""
        takes = self.known.takes.get((self.shot, PANEL), ())
        take = standing(takes, self.pick, PANEL)
        return str(take.ref) if take is not None else ""

    def is_child(self, slot: Slot) -> bool:
        """Whether it is none of the takes that the shot asks for.

        It was asked for by itself, to be compared; or made of another take of its own shot and
        kind: larger, or going on; unless the shot says that its takes are made from such.
        """
        own = (self.shot, self.kind)
        if slot.is_side and not slot.inputs_of(own):
            return True
        if any((one.shot, one.kind) == own for one in self.jobs[0].wanted):
            return False
        return slot.inputs_of(own)

    def is_refused(self, job: Job) -> bool:
        """Whether a service refused just this: it is not sent again unchanged, not even asked to.

        What came of it is another matter: another seed gives something else, where it is asked
        for. So is one that was refused once and made another time.
        """
        asked = (one for one in self.slots if not self.is_child(one))
        own = [one for one in asked if one.generator == job.id.generator]
        refused = [one for one in own if one.state is SlotState.MODERATED]
        if not refused or any(
            one.state is SlotState.MADE and one.words == job.words for one in own
        ):
            return False
        return any(
            one.refused != "result" and not is_changed(one, job, self.panel) for one in refused
        )

    @property
    def stale(self) -> int:
        """The number of the standing take where it is outdated; 0 where it is not."""
        return self.take.ref.number if self.take is not None and self.outdated else 0

    @property
    def was_adopted(self) -> bool:
        """Whether work from elsewhere stands: no free generator puts a newer one over it."""
        return self.take is not None and self.take.slate.origin is Origin.ADOPTED


def group_of(key: Key, jobs: Sequence[Job], known: Knowledge) -> Group:
    """The group, with everything looked up that its decisions rest on."""
    shot, kind = key
    pick = known.picks.of(shot)
    slots = known.history.of(shot, kind)
    takes = known.takes.get(key, ())
    take = standing(takes, pick, kind)
    return Group(
        shot=shot,
        kind=kind,
        jobs=jobs,
        pick=pick,
        slots=slots,
        takes=takes,
        take=take,
        outdated=_outdated(take, takes, jobs[0], known) if take else (),
        absent=absent_choices(key, takes, slots, known),
        known=known,
    )


def _outdated(take: Take, takes: Sequence[Take], job: Job, known: Knowledge) -> tuple[str, ...]:
    """Why the standing take no longer fits; a child, also why its parents do not."""
    reasons = outdated_reasons(with_parents(take.slate, takes), job, known.picks, known.fps)
    names = [item.take for item in take.slate.inputs if item.take]
    meets = tuple(stale_parts(names, job, known.takes, known.picks))
    is_told = [name for name in names if any(f" {name}, and" in one for one in meets)]
    heads = tuple(f"made from {name}, " for name in is_told)
    return (*(one for one in reasons if not one.startswith(heads)), *meets)


def fits(slot: Slot, job: Job, known: Knowledge) -> bool:
    """Whether a slot was made with the present words, files, length, and neighbours of a chain."""
    meets = stale_parts(slot.inputs, job, known.takes, known.picks)
    return slot_fits(slot, job, known.picks) and not any(meets)


def absent_choices(
    key: Key, takes: Sequence[Take], slots: Sequence[Slot], known: Knowledge
) -> list[TakeChoice]:
    """Takes that the author's files name and that neither the folder nor the ledger knows."""
    shot, kind = key
    named = known.named.get(shot)
    if not named:
        return []
    here = {choice_of(take) for take in takes}
    here |= {TakeChoice(kind, slot.number, slot.unit) for slot in slots}
    return sorted(choice for choice in named if choice.kind == kind and choice not in here)


def is_remade(take: Take, known: Knowledge) -> bool:
    """Whether a damaged take is made anew unasked: where it cost nothing, and came from us."""
    slate = take.slate
    follows = known.follow.get(take.ref.shot, "free") != "never"
    return bool(take.damage) and slate.is_free and slate.origin is Origin.GENERATED and follows


def missing(group: Group) -> list[tuple[Job, Slot | None]]:
    """The jobs to do: open slots tried again first, then new ones, at most what is missing."""
    lost = {(one.ref.unit, one.ref.number) for one in group.takes if is_remade(one, group.known)}
    slots = [
        slot
        for slot in group.slots
        if (slot.unit, slot.number) not in lost and not group.is_child(slot)
    ]
    by_generator: dict[str, list[Job]] = {}
    for job in group.jobs:
        by_generator.setdefault(job.id.generator, []).append(job)
    counted = {name: _counted(group, jobs[0], slots) for name, jobs in by_generator.items()}
    strangers = _counted_for_others(group, by_generator, slots)
    beside = strangers + len(group.absent)
    want = {name: _asked(group, jobs, slots, beside) for name, jobs in by_generator.items()}
    left = sum(want.values()) - sum(counted.values()) - beside
    found: list[tuple[Job, Slot | None]] = []
    for name, jobs in by_generator.items():
        if _waits(group.known.makers.get(name)):
            had = sum(1 for take in group.takes if not take.slate.generator)
            found.extend((job, None) for job in jobs[had:])
            continue
        count = max(0, min(left, want[name] - counted[name]))
        if count and group.was_adopted and group.follows(jobs[0]):
            count = min(count, group.owed(name))
        left -= count
        outputs = max(1, _outputs(group.known.makers.get(name), jobs[0]))
        had = counted[name]
        own = [slot for slot in slots if slot.unit == group.known.unit]
        found.extend(_to_do(jobs[0], own, count=count, had=had, outputs=outputs))
    return found


def _to_do(
    job: Job, slots: Sequence[Slot], *, count: int, had: int, outputs: int
) -> list[tuple[Job, Slot | None]]:
    """Orders for ``count`` takes: one that gives several is asked for once, not for each of them.

    An attempt that failed with all the takes it had promised is tried again as one, too.
    """
    if not count:
        return []
    is_open = [slot for slot in slots if slot.state is SlotState.OPEN]
    own = [slot for slot in is_open if slot.generator == job.id.generator]
    by_attempt: dict[str, list[Slot]] = {}
    for slot in own:
        by_attempt.setdefault(slot.attempt or str(slot.number), []).append(slot)
    again: list[Slot] = []
    covered = 0
    for found in by_attempt.values():
        if covered < count:
            again.append(found[0])
            covered += len(found)
    first = had + covered + 1
    orders = range(0, max(0, count - covered), outputs)
    new = [replace(job, id=replace(job.id, slot=first + more)) for more in orders]
    return [*((job, slot) for slot in again), *((one, None) for one in new)]


def _outputs(maker: Backend | str | None, job: Job) -> int:
    """Takes that one order gives."""
    return maker.capabilities(job.work.model).outputs if isinstance(maker, Backend) else 1


def _asked(group: Group, jobs: Sequence[Job], slots: Sequence[Slot], beside: int) -> int:
    """How many takes are wanted: no more than the generator can give that differ.

    What others gave (``beside``) stands beside that, and so do, where all its slots are counted,
    those of other words or of another panel.
    """
    maker = group.known.makers.get(jobs[0].id.generator)
    count = len(jobs) + group.owed(jobs[0].id.generator)
    if not isinstance(maker, Backend):
        return count
    distinct = maker.capabilities(jobs[0].work.model).distinct
    if distinct is None:
        return count
    distinct += beside
    if not group.follows(jobs[0]):
        own = (slot for slot in slots if slot.generator == jobs[0].id.generator)
        distinct += sum(
            1
            for slot in own
            if slot.state is not SlotState.OPEN and not fits(slot, jobs[0], group.known)
        )
    return min(count, distinct)


def _waits(maker: Backend | str | None) -> bool:
    return isinstance(maker, Backend) and maker.capabilities().waits_for_person


def _counted(group: Group, job: Job, slots: Sequence[Slot]) -> int:
    """How many slots of the job's own generator are among those that were asked for.

    Where footage follows, a slot from before the outdated take that stands is not: words that
    were changed and changed back would leave the film with the take in between.
    """
    own = [
        slot
        for slot in slots
        if slot.generator == job.id.generator
        and slot.state is not SlotState.OPEN
        and not (slot.state is SlotState.MODERATED and is_changed(slot, job, group.panel))
    ]
    if not own or not group.follows(job):
        return len(own)
    stale = group.stale
    return sum(1 for slot in own if slot.number >= stale and fits(slot, job, group.known))


def _counted_for_others(
    group: Group, by_generator: Mapping[str, Sequence[Job]], slots: Sequence[Slot]
) -> int:
    """How many slots that no generator of now made are among those that were asked for.

    What a person brought in (it has no generator) is, as long as it fits the words; it would
    otherwise be drawn over. One that nobody could fill, or that its service refused, is not: it is
    for the generators of now.
    """
    others = [
        slot
        for slot in slots
        if slot.generator not in by_generator
        and slot.state not in {SlotState.OPEN, SlotState.MODERATED}
    ]
    job = group.jobs[0]
    if not others or not group.follows(job):
        return len(others)
    return sum(1 for slot in others if not slot.generator and fits(slot, job, group.known))
