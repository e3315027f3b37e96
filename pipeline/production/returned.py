"""Find in the cut what came back from an editor: take by take, name first. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from pipeline.facts import Kind, TakeRef
from pipeline.interchange.marking import unmarked
from pipeline.interchange.reading import Read, file_stem, whole
from pipeline.interchange.sequence import Event

__all__ = ["Found", "found_in", "take_of"]

_STEM = re.compile(
    r"(?<![A-Za-z0-9])(?P<stem>[A-Za-z][\w-]*?_[a-z]+(?:\.[A-Za-z0-9][\w-]*?)?_[a-z]\d+)(?!\d)"
)
_TAKE = re.compile(
    r"(?P<shot>[A-Za-z][\w-]*) (?P<kind>[a-z]+(?:\.\w[\w-]*)?) (?P<unit>[a-z]?)(?P<number>\d{1,9})"
)
_LONGEST = 500
"""Characters of a name that are looked at."""


class Found(Struct, frozen=True):
    """A picture that came back, and what it is."""

    read: Read
    take: TakeRef | None
    mark: str = ""
    """Of the file that was rendered for an event."""
    event: int = -1
    """The event of the cut that it is, by its place on its track; -1: none."""


def take_of(read: Read) -> TakeRef | None:
    """The take by its name on the timeline, else by what was kept beside it, else by its file."""
    for text in (read.name, file_stem(read.name)):
        ref = _named(text)
        if ref is not None:
            return ref
    kept = _TAKE.fullmatch(read.take[:_LONGEST])
    if kept is not None:
        return TakeRef(kept["shot"], Kind.parse(kept["kind"]), int(kept["number"]), kept["unit"])
    return _named(file_stem(read.href))


def _named(text: str) -> TakeRef | None:
    """The take that a name speaks of, whatever an editor wrote around it."""
    stems = (match["stem"] for match in _STEM.finditer(text[:_LONGEST]))
    found = {ref for ref in map(TakeRef.from_stem, stems) if ref is not None}
    return found.pop() if len(found) == 1 else None  # a name of several is none's


def found_in(
    reads: Sequence[Read], events: Sequence[Event], marks: Sequence[str]
) -> tuple[Found, ...]:
    """Every picture with the event of the cut that it is, each event once.

    What is just as it was is found first, then what begins where it began or is as long, then the
    rest; last, another take of the same shot.
    """
    found = [Found(read, take_of(read), _mark(read)) for read in reads]
    pools = _Pools.of(events, marks)
    left = {at for at, event in enumerate(events) if not event.is_black}
    for is_it, pool in pools.passes():
        expected = 0
        for place, one in enumerate(found):
            if one.event < 0:
                fitting = [at for at in pool(one) if at in left and is_it(one, at)]
                if not fitting:
                    continue
                best = min(fitting, key=lambda at: (abs(at - expected), at))
                left.remove(best)
                found[place] = Found(one.read, one.take, one.mark, best)
            expected = found[place].event + 1
    return tuple(found)


_Pool = dict[str, list[int]]


class _Pools(Struct, frozen=True):
    """The events of the cut by what they may be known by."""

    events: Sequence[Event]
    by_mark: _Pool
    by_take: _Pool
    by_name: _Pool
    by_shot: _Pool

    @classmethod
    def of(cls, events: Sequence[Event], marks: Sequence[str]) -> _Pools:
        pools = cls(events, {}, {}, {}, {})
        for at, event in enumerate(events):
            pools.by_mark.setdefault(marks[at], []).append(at)
            if event.take:
                pools.by_take.setdefault(event.take, []).append(at)
            else:
                pools.by_name.setdefault(event.name, []).append(at)
            if event.shot:
                pools.by_shot.setdefault(event.shot, []).append(at)
        return pools

    def passes(self) -> Iterator[tuple[Callable[[Found, int], bool], Callable[[Found], list[int]]]]:
        """What is asked of a pair, and among which events, from the surest to the vaguest."""
        yield lambda one, at: self._starts(one, at) and self._lasts(one, at), self._same
        yield self._starts, self._same
        yield self._lasts, self._same
        yield lambda _, __: True, self._same
        yield lambda _, __: True, self._of_shot

    def _same(self, one: Found) -> list[int]:
        if one.mark:
            return self.by_mark.get(one.mark, [])
        if one.take is not None:
            return self.by_take.get(str(one.take), [])
        return self.by_name.get(one.read.name, [])

    def _of_shot(self, one: Found) -> list[int]:
        return self.by_shot.get(one.take.shot, []) if one.take is not None else []

    def _starts(self, one: Found, at: int) -> bool:
        return whole(one.read.start) == (0 if one.mark else self.events[at].start)

    def _lasts(self, one: Found, at: int) -> bool:
        return one.read.frames == self.events[at].frames


def _mark(read: Read) -> str:
    """The mark of a rendered file, in its name or in that of the clip."""
    return next(filter(None, (unmarked(file_stem(each))[1] for each in (read.href, read.name))), "")
