"""A cut as text: as changes of the one that it is like, or with all its events. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from pipeline.production.pieces import Piece, events_of
from pipeline.project.cut_format import format_event, format_sound, yaml_item
from pipeline.project.edit import Cut, Event, Split

__all__ = ["full_text", "like_text"]

Change = tuple[str, tuple[Event, ...]]
"""``replace sh030`` and the events that it puts there."""


def full_text(name: str, pieces: Sequence[Piece], base: Cut, comment: str) -> str:
    """Every event, and the sounds of the other cut."""
    lines = [f"# {comment}", f"cut: {yaml_item(name)}", "events:"]
    for event in events_of(pieces):
        lines += _item(event, "")
    if base.sound:
        lines += ["sound:", *(f"- {yaml_item(format_sound(each))}" for each in base.sound)]
    return "\n".join([*lines, ""])


def like_text(
    name: str,
    pieces: Sequence[Piece],
    base: tuple[str, Sequence[Piece], Mapping[str, Sequence[int]]],
    comment: str,
) -> str | None:
    """The cut as changes of ``base``: its name, its pieces, and what a change calls its events.

    None where hardly anything stayed as it was.
    """
    like, old, named = base
    changes = list(_changes(pieces, old, _calls(named)))
    if len(changes) > max(8, len(old) // 2):
        return None
    lines = [f"# {comment}", f"cut: {yaml_item(name)}", f"like: {yaml_item(like)}"]
    if changes:
        lines.append("changes:")
    for head, events in changes:
        lines += _change(head, events)
    return "\n".join([*lines, ""])


def _calls(named: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """What a change calls the event at each place: ``sh010``, or ``sh010 2`` of several."""
    return {
        place: f"{name} {number}" if len(places) > 1 else name
        for name, places in named.items()
        for number, place in enumerate(places, start=1)
    }


def _changes(
    pieces: Sequence[Piece], old: Sequence[Piece], calls: Mapping[int, str]
) -> Iterator[Change]:
    """What makes the new cut of the old one, in film order."""
    before = {piece.at: number for number, piece in enumerate(old)}
    places = [before.get(piece.at, -1) for piece in pieces]
    stays = _rising(places)
    kept = {places[at]: pieces[at] for at in stays}
    for number, piece in enumerate(old):
        again = kept.get(number)
        if again is None or _loses_lead(piece, again):
            yield f"drop {calls[piece.at]}", ()
        elif again.events != piece.events:
            yield f"replace {calls[piece.at]}", _instead(piece, again)
    yield from _put_in(pieces, old, (places, stays), calls)


def _put_in(
    pieces: Sequence[Piece],
    old: Sequence[Piece],
    found: tuple[Sequence[int], set[int]],
    calls: Mapping[int, str],
) -> Iterator[Change]:
    """New and moved pieces, each run of them behind the piece of the old cut before it."""
    places, stays = found
    anchor, waiting = -1, list[Event]()
    for at, piece in enumerate(pieces):
        is_kept = at in stays
        if is_kept and not _loses_lead(old[places[at]], piece):
            yield from _run(anchor, waiting, old, calls)
            anchor, waiting = places[at], []
            continue
        waiting += piece.events
        if is_kept:  # dropped with what led into it, and put in again at its own place
            yield from _run(anchor, waiting, old, calls)
            anchor, waiting = places[at], []
    yield from _run(anchor, waiting, old, calls)


def _run(
    anchor: int, events: Sequence[Event], old: Sequence[Piece], calls: Mapping[int, str]
) -> Iterator[Change]:
    if not events:
        return
    verb, place = ("after", anchor) if anchor >= 0 else ("before", 0)
    yield f"{verb} {calls[old[place].at]}", tuple(events)


def _loses_lead(was: Piece, now: Piece) -> bool:
    """Whether something that a ``replace`` would leave standing is gone."""
    is_lead_gone = was.lead is not None and now.lead is None
    return is_lead_gone or (was.out is not None and now.out is None)


def _instead(was: Piece, now: Piece) -> tuple[Event, ...]:
    """The events for the old one: what leads in and fades out is said only where it changed."""
    events = now.events
    if now.lead == was.lead and now.lead is not None:
        events = events[1:]
    if now.out == was.out and now.out is not None:
        events = events[:-1]
    return events


def _rising(places: Sequence[int]) -> set[int]:
    """The places (in the new cut) of the longest run that kept its order; others moved."""
    tails: list[int] = []
    tops: list[int] = []
    before: dict[int, int] = {}
    for at, place in enumerate(places):
        if place < 0:
            continue
        fit = bisect_left(tops, place)
        if fit:
            before[at] = tails[fit - 1]
        tails[fit : fit + 1] = [at]
        tops[fit : fit + 1] = [place]
    stays: set[int] = set()
    at = tails[-1] if tails else -1
    while at >= 0:
        stays.add(at)
        at = before.get(at, -1)
    return stays


# -- lines ---------------------------------------------------------------------------------------


def _change(head: str, events: Sequence[Event]) -> list[str]:
    if not events:
        return [f"- {head}"]
    if len(events) == 1 and not isinstance(events[0], Split):
        return [f"- {head}: {yaml_item(format_event(events[0]))}"]
    return [f"- {head}:", *(line for event in events for line in _item(event, "  "))]


def _item(event: Event, margin: str) -> list[str]:
    """The event as an item of a list; a split with its pictures below it."""
    if not isinstance(event, Split):
        return [f"{margin}- {yaml_item(format_event(event))}"]
    gap = f" gap {float(event.gap):g}"
    colour = "" if event.colour == "#000000" else f" 0x{event.colour[1:]}"
    cells = (f"{margin}  - {yaml_item(format_event(cell))}" for cell in event.events)
    return [f"{margin}- split {event.layout}{gap}{colour}:", *cells]
