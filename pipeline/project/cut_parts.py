"""Find the events of a cut in its text, and what each shows, for the edits that change it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.project.edit import TakeChoice
from pipeline.project.event_text import shot_of
from pipeline.project.marks import Source, parse_text
from pipeline.project.nodes import Mapping, Node, Sequence
from pipeline.project.take_text import take_of_event
from pipeline.project.text_edits import Splice, insert_block, spliced

__all__ = [
    "At",
    "by_line",
    "each_picture",
    "events_of",
    "item_at",
    "named",
    "pictures",
    "said_like",
]


class At(Struct, frozen=True):
    """An event of a cut: its place in the list, counted from 0.

    With ``text``, the event as whoever asks saw it, the edit is refused when another stands there.
    """

    index: int
    text: str = ""


def events_of(source: Source) -> Sequence:
    """The list of events.

    Raises:
        ProjectError: the cut has none.
    """
    root = source.root
    events = root.get("events") if isinstance(root, Mapping) else None
    if isinstance(root, Mapping) and "like" in root:
        raise ProjectError(
            f"this cut says only how it differs from '{said_like(root)}', and has no such line",
            where=root.entries["like"].key.where,
            fix="write the change under changes:, as in `- replace sh020: sh020/2 0-12`",
        )
    if not isinstance(events, Sequence):
        raise ProjectError(
            "the cut has no list of events",
            where=source.where(events.start if events else 0),
            fix="write events: and a shot or scene a line below it",
        )
    return events


def said_like(root: Mapping) -> str:
    """The cut that a cut is like, as written."""
    return getattr(root.get("like"), "text", "")


def item_at(source: Source, at: At) -> Node:
    """The event at a place.

    Raises:
        ProjectError: there is none, or another than whoever asks saw.
    """
    items = events_of(source).items
    if not 0 <= at.index < len(items):
        raise ProjectError(
            f"the cut has no event {at.index + 1}; it has {len(items)}", where=source.where()
        )
    node = items[at.index]
    if at.text and at.text not in {source.text[node.start : node.end], getattr(node, "text", "")}:
        raise ProjectError(
            f"event {at.index + 1} is no longer '{at.text}': the cut was changed meanwhile",
            where=node.where,
            fix="look at the cut again and repeat the edit",
        )
    return node


def by_line(source: Source) -> Source:
    """The cut with its events written one a line, as edits of whole lines need them.

    Raises:
        ProjectError: the list in brackets holds comments, which would be lost.
    """
    events = events_of(source)
    if not events.is_flow:
        return source
    text, places = source.text, [events.start + 1]
    for item in events.items:
        places += [item.start, item.end]
    places.append(events.end - 1)
    gaps = (text[start:end] for start, end in zip(places[::2], places[1::2], strict=True))
    if any("#" in gap for gap in gaps):
        raise ProjectError(
            "the events stand in brackets, with comments between them",
            where=events.where,
            fix="write them one a line, each after '- '",
        )
    if not events.items:
        return source
    lines = [f"- {text[item.start : item.end]}" for item in events.items]
    begin = len(text[: events.start].rstrip())
    end = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)").match(text, events.end)
    tail = end.end() if end else len(text)
    changed = spliced(
        text,
        [Splice(begin, events.end, ""), insert_block(text, tail, lines, source.newline)],
    )
    return parse_text(changed, source.page.file, has_bom=source.has_bom)


def pictures(source: Source) -> Iterator[tuple[Node, bool]]:
    """Every event that may show a shot, and whether it stands in brackets."""
    for item, in_flow in _items(source):
        inner = _split(item)
        if isinstance(inner, Sequence):
            is_flow = in_flow or inner.is_flow
            yield from ((each, is_flow) for each in inner.items)
        else:
            yield item, in_flow


def _items(source: Source) -> Iterator[tuple[Node, bool]]:
    """Every event that the cut itself writes; of one like another those of its changes."""
    root = source.root
    if not isinstance(root, Mapping) or "like" not in root:
        events = events_of(source)
        yield from ((item, events.is_flow) for item in events.items)
        return
    changes = root.get("changes")
    if not isinstance(changes, Sequence):
        return
    for change in changes.items:
        for entry in change if isinstance(change, Mapping) else ():
            in_flow = changes.is_flow or getattr(change, "is_flow", False)
            if isinstance(entry.value, Sequence):
                is_flow = in_flow or entry.value.is_flow
                yield from ((item, is_flow) for item in entry.value.items)
            else:
                yield entry.value, in_flow


def each_picture(data: Any, change: Callable[[Any], Any]) -> Any:
    """What a cut says, with ``change`` made to every event that ``pictures`` gives."""
    if "like" not in data:
        return data | {"events": [_changed(item, change) for item in data["events"]]}
    if not isinstance(data.get("changes"), list):
        return data
    lines = [
        {head: _each(value, change) for head, value in line.items()}
        if isinstance(line, dict)
        else line
        for line in data["changes"]
    ]
    return data | {"changes": lines}


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_changed(item, change) for item in value]
    return _changed(value, change)


def _changed(item: Any, change: Callable[[Any], Any]) -> Any:
    key = _split_key(item)
    if key and isinstance(item[key], list):
        return item | {key: [change(each) for each in item[key]]}
    return change(item)


def named(event: Any) -> tuple[str, TakeChoice | None] | None:
    """The shot that an event names, and its take, from what the event says; None for others."""
    if isinstance(event, str):
        shot = shot_of(event)
        written = next((word for word in event.split() if word.startswith(f"{shot}/")), "")
        return (shot, take_of_event(written.partition("/")[2])) if shot else None
    if not isinstance(event, dict):
        return None
    head = event.get("shot", event.get("over"))
    if not isinstance(head, str):
        return None
    shot, _, written = head.partition("/")
    take = event.get("take", written)
    return shot, take_of_event(take.replace(" ", "")) if isinstance(take, str) else None


def _split(item: Node) -> Node | None:
    if not isinstance(item, Mapping):
        return None
    if "split" in item:
        return item.get("events")
    if len(item.entries) == 1:
        entry = next(iter(item))
        return entry.value if entry.name.split()[:1] == ["split"] else None
    return None


def _split_key(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    if "split" in item:
        return "events" if "events" in item else ""
    key = str(next(iter(item), ""))
    return key if len(item) == 1 and key.split()[:1] == ["split"] else ""
