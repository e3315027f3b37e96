"""Move, repeat and drop a picture of a cut with the lines that belong to it.

What leads into a picture stands before its line; what lies over it and ends it stands behind. Left
behind, such a line would belong to a neighbour, or to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.production.choosing import together
from pipeline.project import cut_edits
from pipeline.project.cut_edits import At
from pipeline.project.edit import Dissolve, Event, Fade, Over, ShotEvent
from pipeline.project.splices import Edit

__all__ = ["drop_whole", "group_of", "move_whole", "repeat_whole"]


def group_of(events: Sequence[Event], index: int) -> range:
    """The places of an event and of what belongs to it; of a line that belongs to one, its own."""
    if isinstance(events[index], Dissolve | Fade | Over):
        return range(index, index + 1)
    first, end = index, index + 1
    while first and _leads(events[first - 1]):
        first -= 1
    while end < len(events) and (isinstance(events[end], Over) or _ends(events[end])):
        end += 1
    return range(first, end)


def drop_whole(events: Sequence[Event], at: At) -> Edit:
    """Take an event out with what belongs to it."""
    edits = [cut_edits.drop_event(_seen(at, each)) for each in reversed(group_of(events, at.index))]
    return together(f"drop event {at.index + 1}", edits)


def move_whole(
    events: Sequence[Event], at: At, *, before: At | None = None, after: At | None = None
) -> Edit:
    """Move an event with what belongs to it, before or behind all of another; else to the end."""
    group, goal = group_of(events, at.index), len(events)
    if before is not None:
        goal = group_of(events, before.index).start
    elif after is not None:
        goal = group_of(events, after.index).stop
    moves = []
    for nth, each in enumerate(group):
        # those that go down leave their place to the next one; those that go up push it down
        now, to = (each, goal + nth) if goal < group.start else (group.start, goal)
        there = At(to) if to < len(events) else None
        moves.append(cut_edits.move_event(replace(_seen(at, each), index=now), before=there))
    is_there = group.start <= goal <= group.stop
    return together(f"move event {at.index + 1}", [] if is_there else moves)


def repeat_whole(events: Sequence[Event], at: At, event: ShotEvent) -> Edit:
    """Write an event once more behind itself; what lies over it stays with the first."""
    edits = [cut_edits.insert_event(event, after=at)]
    behind = events[at.index + 1 : group_of(events, at.index).stop]
    last = max((nth for nth, one in enumerate(behind, 1) if isinstance(one, Over)), default=0)
    if last:
        copy = At(at.index + 1)
        edits.append(cut_edits.move_event(copy, after=At(copy.index + last)))
    return together(f"repeat event {at.index + 1}", edits)


def _seen(at: At, index: int) -> At:
    """A place of the group; that of the event itself with what was seen there."""
    return at if index == at.index else At(index)


def _leads(event: Event) -> bool:
    return isinstance(event, Dissolve) or (isinstance(event, Fade) and event.is_in)


def _ends(event: Event) -> bool:
    return isinstance(event, Fade) and not event.is_in
