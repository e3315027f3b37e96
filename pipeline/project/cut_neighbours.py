"""What lies over a neighbour needs one that is there, and long enough: faults of the order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.errors import Problem
from pipeline.project.cut_words import STOPS
from pipeline.project.edit import Black, Dissolve, Event, Fade, Missing, Over, ShotEvent
from pipeline.project.over_places import begins_late

__all__ = ["neighbour_problems"]


def neighbour_problems(events: Sequence[Event], shots: Mapping[str, int]) -> Iterator[Problem]:
    """The faults of transitions, fades and overs beside their neighbours.

    ``shots`` are the planned lengths in film frames.
    """
    before: Event | None = None
    for index, event in enumerate(events):
        if _is_picture(event):
            before = event
            continue
        if isinstance(event, Over):
            yield from _laid_over(event, before, shots)
        elif isinstance(event, Dissolve) or (isinstance(event, Fade) and event.is_in):
            following = (events[at] for at in range(index + 1, len(events)))
            after = next((each for each in following if _is_picture(each)), None)
            word = event.kind if isinstance(event, Dissolve) else "fade in"
            yield from _reach(event, after, f"'{word} {event.frames}'", "after", shots)
        elif isinstance(event, Fade):
            yield from _reach(event, before, f"'fade out {event.frames}'", "before", shots)


def _laid_over(event: Over, before: Event | None, shots: Mapping[str, int]) -> Iterator[Problem]:
    if before is None:
        said = "'over' has no event before it to lie over"
        yield Problem(said, where=event.where, stops=STOPS)
        return
    frames = _length(before, shots)
    late = begins_late(event, frames) if frames is not None else None
    if late is not None:
        yield late


def _reach(
    event: Dissolve | Fade, other: Event | None, what: str, side: str, shots: Mapping[str, int]
) -> Iterator[Problem]:
    if other is None:
        yield Problem(f"{what} has no event {side} it", where=event.where, stops=STOPS)
        return
    frames = _length(other, shots)
    if isinstance(event, Dissolve) and frames is not None and event.frames > frames:
        yield Problem(
            f"{what} is longer than the event {side} it, which has {frames} frames",
            where=event.where,
            fix=f"write at most {frames}",
            stops=STOPS,
        )


def _length(event: Event, shots: Mapping[str, int]) -> int | None:
    """Film frames of an event, where the text alone tells."""
    if isinstance(event, Black | Missing):
        return None if isinstance(event, Missing) and event.is_fault else event.frames
    if not isinstance(event, ShotEvent) or event.until or event.speed:
        return None
    played: int | None = shots.get(event.shot)
    if event.end is not None:
        played = event.end - (event.start or 0)
    return None if played is None else played * event.loop + event.hold


def _is_picture(event: Event) -> bool:
    return not isinstance(event, Fade | Dissolve | Over)
