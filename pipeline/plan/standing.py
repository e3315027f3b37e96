"""Which take stands for a shot, and whether it still fits what is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from pipeline.facts import PANEL, Json, Kind, Origin, Slate, Take
from pipeline.ledger.history import Slot
from pipeline.plan.jobs import Job
from pipeline.project.edit import Pick, Picks, TakeChoice

__all__ = [
    "changed_words",
    "choice_of",
    "circled",
    "is_changed",
    "outdated_reasons",
    "slot_fits",
    "stale_parts",
    "standing",
    "with_parents",
]


TakesOf = Mapping[tuple[str, Kind], Sequence[Take]]
"""All takes, by shot and kind."""
_MEETS = {"go on from": "goes on from", "be joined of": "joined of"}
"""Uses of a clip that hold only as long as that very take stands."""
_NEAR = Fraction(9, 10)
"""Sounds are made about as long as they are asked for: within a tenth they are."""


def circled(pick: Pick, kind: Kind) -> TakeChoice | None:
    """The take that was circled for ``kind``, if any."""
    return pick.circled(kind)


def choice_of(take: Take) -> TakeChoice:
    """The take as picks and cuts name it."""
    return TakeChoice(take.ref.kind, take.ref.number, take.ref.unit)


def standing(takes: Sequence[Take], pick: Pick, kind: Kind) -> Take | None:
    """The circled take, else the highest number neither rejected nor made on the side."""
    chosen = circled(pick, kind)
    if chosen is not None:
        return next((take for take in takes if choice_of(take) == chosen), None)
    usable = [
        take
        for take in takes
        if take.slate.origin is not Origin.SIDE and choice_of(take) not in pick.rejected
    ]
    return max(usable, key=lambda take: (take.ref.number, take.ref.unit), default=None)


def changed_words(before: Json, now: Json) -> tuple[str, ...]:
    """The names of the author's fields that differ."""
    if before == now:
        return ()
    names = dict.fromkeys([*before, *now])
    return tuple(name for name in names if before.get(name) != now.get(name))


def with_parents(slate: Slate, takes: Iterable[Take]) -> Slate:
    """The slate of a child with the inputs of the takes it was made from, which are its own too.

    A clip that was made larger shows the panel that its parent began with.
    """
    by_name = {str(one.ref): one.slate for one in takes} if slate.parent else {}
    inputs, parent = [*slate.inputs], by_name.pop(slate.parent, None)
    while parent is not None:
        known = {(item.take, item.path) for item in inputs}
        inputs += [item for item in parent.inputs if (item.take, item.path) not in known]
        parent = by_name.pop(parent.parent, None)
    return replace(slate, inputs=tuple(inputs)) if slate.parent else slate


def outdated_reasons(slate: Slate, job: Job, picks: Picks, fps: Fraction) -> tuple[str, ...]:
    """Why a take no longer fits what is written; empty when it does.

    Never a reason: generator, model, price, our phrasing, pixel size, program version, being
    longer than needed, a newer panel that nobody circled.
    """
    reasons = []
    if slate.origin is not Origin.ADOPTED or slate.words:
        fields = changed_words(slate.words, job.words)
        if fields:
            reasons.append(f"{', '.join(fields)} changed since")
    files = {item.path: item.digest for item in slate.inputs if item.path}
    reasons.extend(_changed_files(files, dict(job.author_files)))
    reasons.extend(_others_circled((item.take for item in slate.inputs if item.take), picks, job))
    if job.needed_frames and slate.media.rate:
        have = math.floor(slate.media.frames / slate.media.rate * fps + Fraction(1, 2))
        if have < job.needed_frames:
            reasons.append(f"it has {have} frames and the cut needs {job.needed_frames}")
    elif job.needed_frames and slate.media.kind == "audio":
        wanted = job.needed_frames / fps
        if slate.media.seconds < wanted * _NEAR:
            lasts, asked = float(slate.media.seconds), float(wanted)
            reasons.append(f"it lasts {lasts:.3g} s and {asked:.3g} s are asked for")
    return tuple(reasons)


def stale_parts(names: Iterable[str], job: Job, takes: TakesOf, picks: Picks) -> Iterator[str]:
    """For every clip that a part goes on from, or that is joined, whether another stands now.

    What is joined of others, or goes on from another, jumps where the two meet.
    """
    had = tuple(names)
    for wanted in job.wanted:
        if wanted.use not in _MEETS or wanted.take:
            continue
        found = takes.get((wanted.shot, wanted.kind), ())
        take = standing(found, picks.of(wanted.shot), wanted.kind)
        if take is not None and str(take.ref) not in had:
            head = f"{wanted.shot} {wanted.kind} "
            old = next((name for name in had if name.startswith(head)), "another take")
            yield f"{_MEETS[wanted.use]} {old}, and {take.ref} stands"


def slot_fits(slot: Slot, job: Job, picks: Picks) -> bool:
    """Whether a slot was made (or asked for) with the present words, files and length."""
    if slot.words != job.words or _changed_files(dict(slot.files), dict(job.author_files)):
        return False
    if any(_others_circled(slot.inputs, picks, job)):
        return False
    return not (job.needed_frames and slot.frames and slot.frames < job.needed_frames)


def is_changed(slot: Slot, job: Job, panel: str) -> bool:
    """Whether what a service refused was changed since, so that it may be sent again.

    ``panel`` is the one that stands now. Words that were refused must be others; where a picture
    was, or nobody said what, another picture will do as well.
    """
    if slot.words != job.words:
        return True
    if slot.refused == "prompt":
        return False
    if _changed_files(dict(slot.files), dict(job.author_files)):
        return True
    had = next((name for name in slot.inputs if " panel " in name), "")
    return bool(had and panel and had != panel)


def _changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [
        f"{path} changed since"
        for path, digest in now.items()
        if digest and before.get(path, digest) != digest
    ]


def _others_circled(names: Iterable[str], picks: Picks, job: Job) -> Iterator[str]:
    """For every take it was made from, whether another one is circled where that one stood.

    An input that the author names by its number is what it is, whatever is circled.
    """
    uses = {(one.shot, one.kind): one.use for one in job.wanted if not one.take}
    if not job.wanted and job.id.kind != PANEL:  # a panel made from one: larger, or changed
        uses[job.id.shot, PANEL] = "start from"
    for name in names:
        shot, _, rest = name.partition(" ")
        word, _, _ = rest.partition(" ")
        kind = Kind(*word.split(".", 1))
        chosen = picks.of(shot).circled(kind) if (shot, kind) in uses else None
        wanted = f"{shot} {kind} {chosen.unit}{chosen.number}" if chosen is not None else name
        if wanted != name:
            does = "ends on" if uses[shot, kind] == "end on" else "made from"
            yield f"{does} {name}, and {wanted} is circled"
