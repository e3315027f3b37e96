"""Decide for every job whether to make it, and say why; pure.

Slots are counted, not files: ``missing = asked + owed - slots``. A slot stays counted whatever
became of it, except where every attempt ended unbilled and retryable. Footage that cost nothing
follows the author: for it only slots with the present words count, unless a take was circled or
approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.facts import Decision, Kind, Money, Origin, Take
from pipeline.ledger.history import History, Slot, SlotState
from pipeline.plan.jobs import Job
from pipeline.plan.standing import choice_of, circled, outdated_reasons, slot_fits, standing
from pipeline.project.edit import Pick, Picks, TakeChoice

__all__ = ["Decided", "Knowledge", "decide"]

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


class Decided(Struct, frozen=True):
    """One job with what is to be done about it."""

    job: Job
    decision: Decision
    reasons: tuple[str, ...] = ()
    take: str = ""
    """The take it is about, where there is one: ``sh030 clip 7``."""
    number: int | None = None
    """The number of the slot that is tried again or gone on with."""
    attempt: str = ""
    price: Money | None = None


def decide(jobs: Iterable[Job], known: Knowledge) -> tuple[Decided, ...]:
    """What would happen for every job, in board order, with reasons, before anything happens."""
    groups: dict[Key, list[Job]] = {}
    for job in jobs:
        groups.setdefault((job.id.shot, job.id.kind), []).append(job)
    decided: list[Decided] = []
    coming: dict[Key, Decision] = {}
    for key, group in groups.items():
        rows = _decide_group(key, group, known, coming)
        decided.extend(rows)
        for row in rows:
            if row.decision in (Decision.MAKE, Decision.UNDER_WAY, Decision.PRICE_UNKNOWN):
                coming[key] = row.decision
            elif row.decision is Decision.WAITING:
                coming.setdefault(key, row.decision)
    return tuple(decided)


def _decide_group(
    key: Key, group: Sequence[Job], known: Knowledge, coming: Mapping[Key, Decision]
) -> list[Decided]:
    shot, kind = key
    pick = known.picks.of(shot)
    slots = known.history.of(shot, kind)
    takes = known.takes.get(key, ())
    rows = _about_existing(group[0], takes, slots, known)
    if pick.is_approved and shot not in known.forced:
        return rows
    if kind.word == "panel" and not takes and not slots and shot in known.renamed:
        old = known.renamed[shot]
        reason = (
            f"its words are those of {old}, which is gone: renamed? `rushes rename {old} {shot}`"
        )
        return [*rows, Decided(group[0], Decision.BLOCKED, (reason,))]
    for job, slot in _missing(group, slots, takes, known):
        rows.append(_about_missing(job, slot, known, coming))
    return rows


def _about_existing(
    job: Job, takes: Sequence[Take], slots: Sequence[Slot], known: Knowledge
) -> list[Decided]:
    """Rows for what is there already: the standing take, orders under way, in doubt, given up."""
    shot, kind = job.id.shot, job.id.kind
    pick = known.picks.of(shot)
    rows = []
    take = standing(takes, pick, kind)
    if take is not None and take.damage:
        reason = f"{take.damage}: {_remedy(take, pick, known)}"
        rows.append(Decided(job, Decision.DAMAGED, (reason,), take=str(take.ref)))
    elif take is not None and take.is_offline:
        reason = f"{take.ref} is offline (made {take.slate.made:%Y-%m-%d})"
        fix = "bring the takes folder, or `rushes locate DIR`"
        rows.append(Decided(job, Decision.OFFLINE, (f"{reason}: {fix}",), take=str(take.ref)))
    elif take is not None:
        reasons = () if pick.kept else outdated_reasons(take.slate, job, pick, known.fps)
        decision = Decision.OUTDATED if reasons else Decision.REUSE
        rows.append(Decided(job, decision, reasons or _why_standing(take, pick), str(take.ref)))
    for choice in _absent(shot, kind, takes, slots, known):
        name = f"{shot} {kind} {choice.unit}{choice.number}"
        reason = f"{name} is named by the cut or the picks and is offline"
        fix = "bring the takes folder, or `rushes locate DIR`"
        rows.append(Decided(job, Decision.OFFLINE, (f"{reason}: {fix}",), take=name))
    words = {
        SlotState.UNDER_WAY: (Decision.UNDER_WAY, "ordered; the answer is collected"),
        SlotState.IN_DOUBT: (
            Decision.IN_DOUBT,
            "ordered, the answer lost: `rushes adopt --job ID` or `rushes assume-lost`",
        ),
    }
    for slot in slots:
        if slot.state in words:
            decision, reason = words[slot.state]
            rows.append(
                Decided(
                    replace(job, id=replace(job.id, generator=slot.generator, slot=slot.number)),
                    decision,
                    (slot.reason or reason,),
                    take=f"{shot} {kind} {slot.unit}{slot.number}",
                    number=slot.number,
                    attempt=slot.attempt,
                )
            )
        elif slot.state in (SlotState.MODERATED, SlotState.CLOSED) and slot.words == job.words:
            rows.append(
                Decided(
                    job,
                    Decision.GIVEN_UP,
                    (f"{slot.reason or slot.state}; `rushes retake {shot}` asks again",),
                    take=f"{shot} {kind} {slot.unit}{slot.number}",
                    number=slot.number,
                )
            )
    return rows


def _remedy(take: Take, pick: Pick, known: Knowledge) -> str:
    """What a person can do about a damaged take."""
    shot = take.ref.shot
    if take.slate.origin is Origin.ADOPTED:
        return f"put the file back, or adopt it again (`rushes adopt FILE --shot {shot}`)"
    if pick.is_approved and shot not in known.forced:
        return f"put the file back, or open the shot (`rushes open {shot}`)"
    stage = " --stage board" if take.ref.kind.word == "panel" else ""
    anew = "another is made beside it"
    if not _is_remade(take, known):
        anew = f"`rushes retake {shot}{stage}` asks for another"
    is_circled = circled(pick, take.ref.kind) is not None
    return f"put the file back; {anew}" + (", to be circled then" if is_circled else "")


def _is_remade(take: Take, known: Knowledge) -> bool:
    """Whether a damaged take is made anew unasked: where it cost nothing, and came from us."""
    slate = take.slate
    follows = known.follow.get(take.ref.shot, "free") != "never"
    return bool(take.damage) and slate.is_free and slate.origin is Origin.GENERATED and follows


def _why_standing(take: Take, pick: Pick) -> tuple[str, ...]:
    if pick.is_approved:
        return ("approved",)
    if circled(pick, take.ref.kind) is not None:
        return ("circled",)
    if pick.kept:
        return ("kept: " + pick.kept.get("because", "outdated, and fine"),)
    return ("the newest",)


def _absent(
    shot: str, kind: Kind, takes: Sequence[Take], slots: Sequence[Slot], known: Knowledge
) -> list[TakeChoice]:
    """Takes that the author's files name and that neither the folder nor the ledger knows."""
    here = {choice_of(take) for take in takes}
    here |= {TakeChoice(kind, slot.number, slot.unit) for slot in slots}
    named = known.named.get(shot, frozenset())
    return sorted(choice for choice in named if choice.kind == kind and choice not in here)


def _missing(
    group: Sequence[Job], slots: Sequence[Slot], takes: Sequence[Take], known: Knowledge
) -> list[tuple[Job, Slot | None]]:
    """The jobs to do: open slots tried again first, then new ones, at most what is missing."""
    shot, kind = group[0].id.shot, group[0].id.kind
    lost = {(take.ref.unit, take.ref.number) for take in takes if _is_remade(take, known)}
    slots = [slot for slot in slots if (slot.unit, slot.number) not in lost]
    by_generator: dict[str, list[Job]] = {}
    for job in group:
        by_generator.setdefault(job.id.generator, []).append(job)
    stale = _outdated_number(group[0], takes, known)
    counted = {
        name: [
            slot
            for slot in slots
            if slot.generator == name and _counts(slot, jobs[0], known, stale=stale)
        ]
        for name, jobs in by_generator.items()
    }
    strangers = [
        slot
        for slot in slots
        if slot.generator not in by_generator and _counts_for_others(slot, group[0], known)
    ]
    absent = len(_absent(shot, kind, takes, slots, known))
    want = {
        name: _asked(jobs, known, known.history.owed.get((shot, kind, name), 0))
        for name, jobs in by_generator.items()
    }
    left = sum(want.values()) - sum(map(len, counted.values())) - len(strangers) - absent
    found: list[tuple[Job, Slot | None]] = []
    for name, jobs in by_generator.items():
        if _waits(known.makers.get(name)):
            had = sum(1 for take in takes if not take.slate.generator)
            found.extend((job, None) for job in jobs[had:])
            continue
        count = max(0, min(left, want[name] - len(counted[name])))
        if _follows(jobs[0], known) and _was_adopted(takes, known.picks.of(shot), kind):
            count = min(count, known.history.owed.get((shot, kind, name), 0))
        left -= count
        again = [slot for slot in slots if slot.generator == name and slot.state is SlotState.OPEN][
            :count
        ]
        found.extend((jobs[0], slot) for slot in again)
        first = len(counted[name]) + len(again) + 1
        found.extend(
            (replace(jobs[0], id=replace(jobs[0].id, slot=first + more)), None)
            for more in range(count - len(again))
        )
    return found


def _was_adopted(takes: Sequence[Take], pick: Pick, kind: Kind) -> bool:
    """Whether work from elsewhere stands: no free generator puts a newer take over it unasked."""
    take = standing(takes, pick, kind)
    return take is not None and take.slate.origin is Origin.ADOPTED


def _asked(jobs: Sequence[Job], known: Knowledge, owed: int) -> int:
    """How many takes are wanted: no more than the generator can give that differ."""
    maker = known.makers.get(jobs[0].id.generator)
    count = len(jobs) + owed
    if not isinstance(maker, Backend):
        return count
    distinct = maker.capabilities(jobs[0].work.model).distinct
    return count if distinct is None else min(count, distinct)


def _waits(maker: Backend | str | None) -> bool:
    return isinstance(maker, Backend) and maker.capabilities().waits_for_person


def _follows(job: Job, known: Knowledge) -> bool:
    """Whether footage of this job's generator is remade when the words change."""
    pick = known.picks.of(job.id.shot)
    if circled(pick, job.id.kind) is not None or pick.is_approved or pick.kept:
        return False
    follow = known.follow.get(job.id.shot, "free")
    maker = known.makers.get(job.id.generator)
    is_free = isinstance(maker, Backend) and maker.capabilities(job.work.model).is_free
    return follow == "always" or (follow == "free" and is_free)


def _counts(slot: Slot, job: Job, known: Knowledge, *, stale: int) -> bool:
    """Whether a slot of the job's own generator is one of those that were asked for.

    Where footage follows, a slot from before the outdated take that stands does not: words that
    were changed and changed back would leave the film with the take in between.
    """
    if slot.state is SlotState.OPEN:
        return False
    if slot.state is SlotState.MODERATED and slot.words != job.words:
        return False
    if _follows(job, known):
        return slot.number >= stale and slot_fits(slot, job, known.picks.of(job.id.shot))
    return True


def _counts_for_others(slot: Slot, job: Job, known: Knowledge) -> bool:
    """Whether a slot that no generator of now made is one of those that were asked for.

    What a person brought in (it has no generator) is, as long as it fits the words; it would
    otherwise be drawn over. One that nobody could fill is not: it is for the generators of now.
    """
    if slot.state is SlotState.OPEN:
        return False
    if not _follows(job, known):
        return True
    return not slot.generator and slot_fits(slot, job, known.picks.of(job.id.shot))


def _outdated_number(job: Job, takes: Sequence[Take], known: Knowledge) -> int:
    """The number of the standing take where it is outdated; 0 where it is not."""
    pick = known.picks.of(job.id.shot)
    take = standing(takes, pick, job.id.kind)
    if take is None or not outdated_reasons(take.slate, job, pick, known.fps):
        return 0
    return take.ref.number


def _about_missing(
    job: Job, slot: Slot | None, known: Knowledge, coming: Mapping[Key, Decision]
) -> Decided:
    """Whether a missing take can be made now, and what it may cost."""
    number = slot.number if slot else None
    stop = known.stopped.get((job.id.kind.word, job.id.shot))
    if stop:
        return Decided(job, Decision.BLOCKED, (stop,), number=number)
    maker = known.makers.get(job.id.generator)
    if not isinstance(maker, Backend):
        reason = maker or f"nobody described the generator '{job.id.generator}'"
        return Decided(job, Decision.BLOCKED, (reason,), number=number)
    can = maker.capabilities(job.work.model)
    if can.waits_for_person:
        reason = f"waits for a file: inbox/{job.id.shot}/ and `rushes adopt`"
        return Decided(job, Decision.WAITING, (reason,), number=number)
    faults = tuple(maker.check(job.work))
    if faults:
        return Decided(job, Decision.BLOCKED, faults, number=number)
    for wanted in job.wanted:
        lack = _lacks_input(wanted.shot, wanted.kind, known, coming)
        if lack is not None:
            return Decided(job, lack[0], (lack[1],), number=number)
    unknown = tuple(maker.unknown_words(job.work))
    reasons = ["tried again" if slot else "missing"]
    if unknown:
        reasons.append("it will not show: " + ", ".join(unknown))
    price = Money(0) if can.is_free else maker.estimate(job.work)
    decision = Decision.MAKE if price is not None else Decision.PRICE_UNKNOWN
    return Decided(job, decision, tuple(reasons), number=number, price=price)


def _lacks_input(
    shot: str, kind: Kind, known: Knowledge, coming: Mapping[Key, Decision]
) -> tuple[Decision, str] | None:
    """Why the take an order starts from is not there and is not coming, if so."""
    state = coming.get((shot, kind))
    pick = known.picks.of(shot)
    take = standing(known.takes.get((shot, kind), ()), pick, kind)
    is_fixed = take is not None and take.is_offline and circled(pick, kind) is not None
    is_coming = state in (Decision.MAKE, Decision.UNDER_WAY, Decision.PRICE_UNKNOWN)
    if is_coming and not is_fixed:
        return None
    if take is not None and not take.is_offline:
        return None
    if take is not None:
        lack = Decision.BLOCKED if take.damage else Decision.OFFLINE
        how = f"damaged: {take.damage}" if take.damage else "offline"
        return lack, f"{take.ref}, which it starts from, is {how}"
    absent = _absent(shot, kind, (), known.history.of(shot, kind), known)
    if absent:
        name = f"{shot} {kind} {absent[-1].unit}{absent[-1].number}"
        return Decision.OFFLINE, f"{name}, which it starts from, is offline"
    if state is Decision.WAITING:
        return Decision.WAITING, f"waits for the {kind} of {shot}"
    return Decision.BLOCKED, f"{shot} has no {kind} to start from"
