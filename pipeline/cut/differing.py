"""What is different between two cuts, in the words of a cutting room; pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from pipeline.cut.played import Heard, Played, Seen

__all__ = ["Difference", "Step", "difference", "signed"]

_WIDEST = 4_000_000
"""Pairs of pictures up to which every pairing is weighed; beyond, only equal places are."""


class Step(Struct, frozen=True):
    """One thing that is different."""

    words: str
    """``sh020 -8 frames``."""
    frames: int = 0
    """By how much it makes the film longer."""


class Difference(Struct, frozen=True):
    """Everything that is different, in the order of the later cut."""

    steps: tuple[Step, ...]
    frames: int
    """By how much the later cut is longer."""
    rate: Fraction

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def sentence(self) -> str:
        """``sh020 -8 frames; sh060 out; total -1:14``."""
        words = [step.words for step in self.steps]
        if self.frames:
            words.append(f"total {signed(self.frames, self.rate)}")
        return "; ".join(words) or "nothing is different"


def difference(before: Played, after: Played, rate: Fraction) -> Difference:
    """What was done to ``before`` to make it ``after``; the steps' frames add up to the total."""
    old, new = before.pictures, after.pictures
    pairs, moved = _paired(old, new)
    names_old, names_new = _named(old), _named(new)
    fresh = {later: earlier for earlier, later in pairs}
    steps: list[Step] = []
    gone = iter([at for at in range(len(old)) if at not in {one for one, _ in pairs}])
    waiting = next(gone, None)
    reached = 0
    for at, picture in enumerate(new):
        earlier = fresh.get(at)
        if earlier is not None and at not in moved:
            reached = max(reached, earlier)
            while waiting is not None and waiting < reached:
                steps.append(_out(names_old[waiting], old[waiting]))
                waiting = next(gone, None)
        if earlier is None:
            steps.append(_in(names_new, new, at, rate))
            continue
        if at in moved:
            steps.append(Step(f"{names_new[at]} now {_after(names_new, new, at)}"))
        steps += _changes(names_new[at], old[earlier], picture)
    while waiting is not None:
        steps.append(_out(names_old[waiting], old[waiting]))
        waiting = next(gone, None)
    steps += _said("the film", before.over, after.over)
    steps += _heard(before.sounds, after.sounds)
    steps += _heard(before.titles, after.titles)
    return Difference(tuple(steps), after.frames - before.frames, rate)


def signed(frames: int, rate: Fraction) -> str:
    """``-1:14``: seconds and frames, shorter or longer, at the nominal rate."""
    seconds, rest = divmod(abs(frames), math.ceil(rate))
    return f"{'-' if frames < 0 else '+'}{seconds}:{rest:02d}"


# -- which picture became which -------------------------------------------------------------------


def _paired(old: Sequence[Seen], new: Sequence[Seen]) -> tuple[list[tuple[int, int]], set[int]]:
    """The pairs (place before, place after) of the same picture, and the later places that moved.

    What keeps its order is paired so that as much as possible is as it was; what is left of the
    same shot moved.
    """
    pairs = _in_order(old, new)
    moved: set[int] = set()
    left_old = [at for at in range(len(old)) if at not in {one for one, _ in pairs}]
    left_new = [at for at in range(len(new)) if at not in {one for _, one in pairs}]
    for at in left_new:
        found = [one for one in left_old if _is_one(old[one], new[at])]
        if found:
            best = max(found, key=lambda one: (_likeness(old[one], new[at]), -abs(one - at)))
            left_old.remove(best)
            pairs.append((best, at))
            moved.add(at)
    return pairs, moved


def _in_order(old: Sequence[Seen], new: Sequence[Seen]) -> list[tuple[int, int]]:
    head = 0
    while head < min(len(old), len(new)) and _plain(old[head]) == _plain(new[head]):
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and _plain(old[len(old) - 1 - tail]) == _plain(
        new[len(new) - 1 - tail]
    ):
        tail += 1
    pairs = [(at, at) for at in range(head)]
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) * len(middle_new) <= _WIDEST:
        found = _weighed(middle_old, middle_new)
    else:
        both = enumerate(zip(middle_old, middle_new, strict=False))
        found = [(at, at) for at, (one, other) in both if _is_one(one, other)]
    pairs += [(head + one, head + other) for one, other in found]
    pairs += [(len(old) - at, len(new) - at) for at in range(tail, 0, -1)]
    return pairs


def _weighed(old: Sequence[Seen], new: Sequence[Seen]) -> list[tuple[int, int]]:
    """The pairing in order that keeps most: a table of the best of every beginning."""
    best = [[0] * (len(new) + 1)]
    for one in old:
        above, row = best[-1], [0]
        for at, other in enumerate(new):
            paired = above[at] + _likeness(one, other)
            row.append(max(above[at + 1], row[at], paired))
        best.append(row)
    pairs, at, to = [], len(old), len(new)
    while at and to:
        like = _likeness(old[at - 1], new[to - 1])
        if like and best[at][to] == best[at - 1][to - 1] + like:
            at, to = at - 1, to - 1
            pairs.append((at, to))
        elif best[at][to] == best[at][to - 1]:
            to -= 1
        else:
            at -= 1
    return pairs[::-1]


def _plain(seen: Seen) -> tuple[object, ...]:
    """Everything about a picture but its place, which moves with those before it."""
    return (seen.name, seen.take, seen.start, seen.frames, seen.words, seen.is_over)


def _is_one(one: Seen, other: Seen) -> bool:
    return one.name == other.name and one.is_over == other.is_over


def _likeness(one: Seen, other: Seen) -> int:
    """0 for two pictures that cannot be the same; more the more they have in common."""
    if not _is_one(one, other):
        return 0
    return (
        8
        + 4 * (one.take == other.take)
        + 2 * (one.start == other.start)
        + (one.frames == other.frames)
        + (one.words == other.words)
    )


# -- how it is said -------------------------------------------------------------------------------


def _named(pictures: Sequence[Seen]) -> list[str]:
    """Each by its shot; of several uses of one, which."""
    counts = Counter(each.name for each in pictures)
    seen: Counter[str] = Counter()
    names = []
    for each in pictures:
        seen[each.name] += 1
        nth = f" ({_ordinal(seen[each.name])})" if counts[each.name] > 1 else ""
        names.append(each.name + nth)
    return names


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _after(names: Sequence[str], pictures: Sequence[Seen], at: int) -> str:
    """Behind which picture it stands."""
    if pictures[at].is_over:
        under = [one for one in range(at) if not pictures[one].is_over]
        return f"over {names[under[-1]]}" if under else "over the beginning"
    before = [one for one in range(at) if not pictures[one].is_over]
    return f"after {names[before[-1]]}" if before else "first"


def _in(names: Sequence[str], pictures: Sequence[Seen], at: int, rate: Fraction) -> Step:
    seen = pictures[at]
    words = f"{names[at]} in {_after(names, pictures, at)} ({signed(seen.frames, rate)[1:]})"
    if seen.into:
        words += f" with a {seen.into} of {seen.into_frames}"
    return Step(words, 0 if seen.is_over else seen.frames)


def _out(name: str, seen: Seen) -> Step:
    return Step(f"{name} no longer over" if seen.is_over else f"{name} out", _film(seen, -1))


def _film(seen: Seen, sign: int) -> int:
    return 0 if seen.is_over else sign * seen.frames


def _changes(name: str, old: Seen, new: Seen) -> Iterator[Step]:
    if old.take != new.take:
        kind, _, number = new.take.partition(" ")
        was_kind, _, _ = old.take.partition(" ")
        now = number if number and kind == was_kind else new.take
        yield Step(f"{name} {old.take or 'nothing'} -> {now or 'nothing'}")
    longer = new.frames - old.frames
    if longer:
        yield Step(f"{name} {longer:+d} {_frames(longer)}", 0 if new.is_over else longer)
    if old.start != new.start and old.take == new.take:
        slip = new.start - old.start
        word = "begins" if longer else "slipped"
        yield Step(f"{name} {word} {abs(slip)} {_frames(slip)} {'later' if slip > 0 else 'sooner'}")
    if old.at != new.at:
        yield Step(f"{name} begins at {new.at} of the picture beneath, not {old.at}")
    yield from _said(name, old.words, new.words)
    yield from _joined(f"before {name}", (old.into, old.into_frames), (new.into, new.into_frames))
    yield from _joined(f"on {name}", (old.out, old.out_frames), (new.out, new.out_frames))


def _said(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """Words that came, went, or say something else."""
    for word in old:
        if word not in new:
            same = next((each for each in new if _head(each) == _head(word)), "")
            yield Step(f"{name} {word} -> {same}" if same else f"{name} no longer {word}")
    heads = {_head(word) for word in old}
    yield from (Step(f"{name} now {word}") for word in new if _head(word) not in heads)


def _joined(where: str, old: tuple[str, int], new: tuple[str, int]) -> Iterator[Step]:
    """A transition or fade that came, went, or became another."""
    if old == new:
        return
    if not old[0]:
        yield Step(f"{new[0]} {new[1]} {where}")
    elif not new[0]:
        yield Step(f"no {old[0]} {where}")
    elif old[0] == new[0]:
        yield Step(f"{new[0]} {where} {old[1]} -> {new[1]}")
    else:
        yield Step(f"{old[0]} {old[1]} {where} -> {new[0]} {new[1]}")


def _head(word: str) -> str:
    """What a word is about: ``x0.5`` and ``x2`` are both a speed."""
    first = word.partition(" ")[0]
    return "x" if first == "ramp" or first.startswith("x") else first


def _frames(count: int) -> str:
    return "frame" if abs(count) == 1 else "frames"


def _heard(old: Sequence[Heard], new: Sequence[Heard]) -> Iterator[Step]:
    """Sounds or titles: the nth of a name is the nth of that name."""
    before, after = _numbered(old), _numbered(new)
    for key, one in before.items():
        if key not in after:
            yield Step(f"{one.name} out")
    for key, one in after.items():
        was = before.get(key)
        if was is None:
            yield Step(f"{one.name} in")
            continue
        if one.at != was.at:
            shift = one.at - was.at
            yield Step(
                f"{one.name} {abs(shift)} {_frames(shift)} {'later' if shift > 0 else 'sooner'}"
            )
        if one.words != was.words:
            now = " ".join(one.words) or "as it is"
            yield Step(f"{one.name} {' '.join(was.words) or 'as it is'} -> {now}")


def _numbered(heard: Sequence[Heard]) -> dict[tuple[str, int], Heard]:
    seen: Counter[str] = Counter()
    found = {}
    for each in heard:
        found[each.name, seen[each.name]] = each
        seen[each.name] += 1
    return found
