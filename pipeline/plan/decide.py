"""Decide for every job whether to make it, and say why; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.facts import MUSIC, SFX, Decision, Kind, Money, Origin, Take
from pipeline.ledger.history import Slot, SlotState
from pipeline.plan.called import STAGES
from pipeline.plan.group import Group, Key, Knowledge, group_of, is_remade, missing
from pipeline.plan.inputs import lacks_input, vanished
from pipeline.plan.jobs import Job
from pipeline.plan.standing import circled, is_changed
from pipeline.project.edit import Pick

__all__ = ["Decided", "decide", "retake_line"]

_BRING = "bring the takes folder, or `rushes locate DIR`"
_BEGUN = "begun; where its run was cut off, the next one begins it again"
_WAITED_FOR = {
    SlotState.UNDER_WAY: (Decision.UNDER_WAY, "ordered; the answer is collected"),
    SlotState.IN_DOUBT: (
        Decision.IN_DOUBT,
        "ordered, the answer lost: `rushes adopt --job ID` or `rushes assume-lost`",
    ),
}


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
    asked: Fraction | None = None
    """Seconds that its generator is asked for, where those are not the order's own."""
    faults: tuple[str, ...] = ()
    """What of its order is refused, as in the reasons but without their places."""


def decide(jobs: Iterable[Job], known: Knowledge) -> tuple[Decided, ...]:
    """What would happen for every job, in board order, with reasons, before anything happens."""
    groups: dict[Key, list[Job]] = {}
    for job in jobs:
        groups.setdefault((job.id.shot, job.id.kind), []).append(job)
    decided: dict[Key, list[Decided]] = {}
    coming: dict[Key, Decision] = {}
    for key in _inputs_first(groups):
        decided[key] = rows = _decide_group(group_of(key, groups[key], known), coming)
        for row in rows:
            if row.decision in (Decision.MAKE, Decision.UNDER_WAY, Decision.PRICE_UNKNOWN):
                coming[key] = row.decision
            elif row.decision is Decision.WAITING:
                coming.setdefault(key, row.decision)
    return tuple(row for key in groups for row in decided[key])


def _inputs_first(groups: Mapping[Key, Sequence[Job]]) -> Iterator[Key]:
    """The groups in board order, but each behind those whose takes it is made from.

    What is made from each other in a circle comes as it is written; the check tells of it.
    """
    begun: set[Key] = set()
    for first in groups:
        stack = [(first, False)]
        while stack:
            key, is_ready = stack.pop()
            if is_ready:
                yield key
            elif key not in begun:
                begun.add(key)
                stack.append((key, True))
                wanted = groups[key][0].wanted
                inputs = ((one.shot, one.kind) for one in wanted if not one.take)
                stack.extend((one, False) for one in inputs if one in groups)


def _decide_group(group: Group, coming: Mapping[Key, Decision]) -> list[Decided]:
    known, shot = group.known, group.shot
    rows = _about_existing(group)
    if group.pick.is_approved and shot not in known.forced:
        return rows
    is_new = not group.takes and not group.slots
    if group.kind.word in ("panel", SFX, MUSIC) and is_new and shot in known.renamed:
        old = known.renamed[shot]
        reason = (
            f"its words are those of {old}, which is gone: renamed? `rushes rename {old} {shot}`"
        )
        return [*rows, Decided(group.jobs[0], Decision.BLOCKED, (reason,))]
    for job, slot in missing(group):
        if group.is_refused(job):
            continue  # the row of its slot says why
        rows.append(_about_missing(job, slot, known, coming))
    return rows


def _about_existing(group: Group) -> list[Decided]:
    """Rows for what is there already: the standing take, orders under way, in doubt, given up."""
    rows = [] if group.take is None else [_about_standing(group, group.take)]
    for choice in group.absent:
        name = f"{group.shot} {group.kind} {choice.unit}{choice.number}"
        reason = f"{name} is named by the cut or the picks and is offline: {_BRING}"
        rows.append(Decided(group.jobs[0], Decision.OFFLINE, (reason,), take=name))
    gone = vanished((group.shot, group.kind), group.known) if group.take is None else ""
    if gone:
        reason = f"{gone} was made and is offline: {_BRING}"
        rows.append(Decided(group.jobs[0], Decision.OFFLINE, (reason,), take=gone))
    for slot in group.slots:
        is_told = slot.state in _WAITED_FOR or not group.is_child(slot)
        if slot.state is not SlotState.MADE and is_told:
            rows.extend(_about_slot(group, slot))
    return rows


def _about_standing(group: Group, take: Take) -> Decided:
    job, pick = group.jobs[0], group.pick
    name = str(take.ref)
    if take.damage:
        reason = f"{take.damage}: {_remedy(take, pick, group.known)}"
        return Decided(job, Decision.DAMAGED, (reason,), take=name)
    if take.is_offline:
        reason = f"{name} is offline (made {take.slate.made:%Y-%m-%d}): {_BRING}"
        return Decided(job, Decision.OFFLINE, (reason,), take=name)
    if group.outdated and not pick.kept:
        return Decided(job, Decision.OUTDATED, group.outdated, name)
    return Decided(job, Decision.REUSE, _why_standing(take, pick), name)


def _is_local(known: Knowledge, slot: Slot, job: Job) -> bool:
    """Whether this machine makes it: nobody was sent an order, and no answer comes."""
    maker = known.makers.get(slot.generator)
    return isinstance(maker, Backend) and maker.capabilities(job.work.model).is_local


def _about_slot(group: Group, slot: Slot) -> Iterator[Decided]:
    """What is to be said of a number of which no take came (yet)."""
    job = group.jobs[0]
    take = f"{group.shot} {group.kind} {slot.unit}{slot.number}"
    if slot.state in _WAITED_FOR:
        decision, reason = _WAITED_FOR[slot.state]
        if slot.state is SlotState.UNDER_WAY and _is_local(group.known, slot, job):
            reason = _BEGUN
        elif slot.state is SlotState.UNDER_WAY and slot.unit != group.known.unit:
            unit = f"unit {slot.unit}" if slot.unit else "the main unit"
            reason = f"ordered by {unit}, which brings it; `rushes collect` brings it here"
        yield Decided(
            replace(job, id=replace(job.id, generator=slot.generator, slot=slot.number)),
            decision,
            (slot.reason or reason,),
            take=take,
            number=slot.number,
            attempt=slot.attempt,
        )
    elif slot.state is SlotState.MODERATED:
        is_asked = any(one.id.generator == slot.generator for one in group.jobs)
        if is_asked and not is_changed(slot, job, group.panel):
            reason = f"{slot.reason or slot.state}; {_way_on(slot, job)}"
            yield Decided(job, Decision.MODERATED, (reason,), take=take, number=slot.number)
    elif slot.state is SlotState.CLOSED and slot.words == job.words:
        reason = f"{slot.reason or slot.state}; `{retake_line(group.shot, group.kind)}` asks again"
        yield Decided(job, Decision.GIVEN_UP, (reason,), take=take, number=slot.number)


def _way_on(slot: Slot, job: Job) -> str:
    """What a person can do about what a service will not make."""
    if slot.refused == "result":
        return f"`{retake_line(job.id.shot, job.id.kind)}` asks for another"
    what = {"": "its words or pictures", "prompt": "its words"}.get(slot.refused, "the picture")
    return f"change {what}: it is not sent again as it is"


def retake_line(shot: str, kind: Kind) -> str:
    """What to type for another take of that kind."""
    stage = "" if kind.word in ("clip", MUSIC) else f" --stage {STAGES[kind.word]}"
    return f"rushes retake {shot}{stage}"


def _remedy(take: Take, pick: Pick, known: Knowledge) -> str:
    """What a person can do about a damaged take."""
    shot = take.ref.shot
    if take.slate.origin is Origin.ADOPTED:
        return f"put the file back, or adopt it again (`rushes adopt FILE --shot {shot}`)"
    if pick.is_approved and shot not in known.forced:
        return f"put the file back, or open the shot (`rushes open {shot}`)"
    anew = "another is made beside it"
    if not is_remade(take, known):
        anew = f"`{retake_line(shot, take.ref.kind)}` asks for another"
    is_circled = circled(pick, take.ref.kind) is not None
    return f"put the file back; {anew}" + (", to be circled then" if is_circled else "")


def _why_standing(take: Take, pick: Pick) -> tuple[str, ...]:
    if pick.is_approved:
        return ("approved",)
    if circled(pick, take.ref.kind) is not None:
        return ("circled",)
    if pick.kept:
        return ("kept: " + pick.kept.get("because", "outdated, and fine"),)
    return ("the newest",)


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
    price = Money(0) if can.is_free or faults else maker.estimate(job.work)
    faults = faults or known.uncounted(price, job.id)
    if faults:
        said = tuple(map(job.told, faults))
        return Decided(job, Decision.BLOCKED, said, number=number, faults=faults)
    for wanted in job.wanted:
        lack = lacks_input(job, wanted, known, coming)
        if lack is not None:
            return Decided(job, lack[0], (lack[1],), number=number)
    unknown = tuple(maker.unknown_words(job.work))
    reasons = ["tried again" if slot else "missing"]
    if can.outputs > 1:
        reasons.append(f"one order gives {can.outputs}")
    if unknown:
        reasons.append("it will not show: " + ", ".join(unknown))
    decision = Decision.MAKE if price is not None else Decision.PRICE_UNKNOWN
    asked = maker.seconds_asked(job.work)
    if asked is not None:
        needed = Fraction(job.work.frames) / job.work.fps
        cover = f" to cover {float(needed):.3g} s" if needed != asked else ""
        reasons.append(f"asks for {float(asked):g} s{cover}")
    return Decided(job, decision, tuple(reasons), number=number, price=price, asked=asked)
