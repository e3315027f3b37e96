"""Change words of a cut's events where they stand: swap a take, trim a window, rename a shot.

The edits of whole lines (``cut_moves``) are offered here too: this is the door to all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.errors import ProjectError
from pipeline.project.cut_moves import (
    cut_text,
    drop_event,
    insert_event,
    move_event,
    open_scene,
)
from pipeline.project.cut_parts import At, each_picture, events_of, item_at, named, pictures
from pipeline.project.edit import TakeChoice
from pipeline.project.event_text import (
    rename_in_change,
    rename_in_event,
    rename_in_sound,
    retake,
    retrim,
)
from pipeline.project.marks import Source, parse_text
from pipeline.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from pipeline.project.splices import Edit, said
from pipeline.project.take_text import event_take
from pipeline.project.text_edits import Splice, cut_key, ordered, put_key, respell, spliced

__all__ = [
    "EVENT_ORDER",
    "At",
    "cut_text",
    "drop_event",
    "insert_event",
    "move_event",
    "open_scene",
    "rename_in_cut",
    "retaken",
    "retaken_data",
    "swap_take",
    "trim_event",
    "trim_shot",
]

EVENT_ORDER = (
    "shot", "over", "take", "in", "out", "length", "until", "speed", "reverse", "hold", "loop",
    "flop", "zoom", "frame", "gain", "mute", "at",
)  # fmt: skip
"""Of the keys of an event in the long form."""

_NAMING = ("shot", "over", "until", "at")
"""Keys of the long form behind which a shot may stand."""


def swap_take(shot: str, take: TakeChoice, *, was: TakeChoice | None = None) -> Edit:
    """Use another take of ``shot`` wherever the cut names one of that kind, same window.

    With ``was``, only where the cut names that take. Events that name no take are left alone.
    """

    def is_meant(event: Any) -> bool:
        name, now = named(event) or ("", None)
        return name == shot and now is not None and (now == was if was else now.kind == take.kind)

    def change(source: Source) -> str:
        found = [(node, in_flow) for node, in_flow in pictures(source) if is_meant(said(node))]
        pieces = (retaken(node, take, source.newline, in_flow=in_flow) for node, in_flow in found)
        return spliced(source.text, [splice for piece in pieces for splice in piece])

    def intend(data: Any) -> Any:
        return each_picture(data, lambda each: retaken_data(each, take) if is_meant(each) else each)

    return Edit(f"use {shot}/{event_take(take)}", change, intend)


def trim_event(at: At, shot: str, start: int | None, end: int | None) -> Edit:
    """Give the event at a place, which shows ``shot``, another window in film frames."""

    def find(source: Source) -> int:
        node = item_at(source, at)
        if (named(said(node)) or ("", None))[0] != shot:
            raise ProjectError(
                f"event {at.index + 1} of the cut does not show {shot}",
                where=node.where,
                fix="look at the cut again, and name the event by its number",
            )
        return at.index

    return _trim(f"trim event {at.index + 1}", find, lambda _: at.index, (start, end))


def trim_shot(
    shot: str, start: int | None, end: int | None, *, was: TakeChoice | None = None
) -> Edit:
    """Give the one event that shows ``shot`` (with ``was``: that take of it) another window.

    Making the edit raises ``ProjectError`` when no event shows it, or several do.
    """

    def showing(data: Any) -> list[int]:
        found = [named(event) or ("", None) for event in data["events"]]
        return [at for at, (name, take) in enumerate(found) if name == shot and was in {None, take}]

    def find(source: Source) -> int:
        items = events_of(source).items
        found = showing(said(source.root))
        if not found:
            raise ProjectError(
                f"no event of the cut shows {shot}",
                where=source.where(),
                fix=f"`rushes cut --open SCENE` writes the events of its scene, or add `- {shot}`",
            )
        if len(found) > 1:
            lines = ", ".join(str(items[index].where.line) for index in found)
            raise ProjectError(
                f"{len(found)} events of the cut show {shot}, on the lines {lines}",
                where=items[found[0]].where,
                fix="name the event by its number in `rushes cut --list`",
            )
        return found[0]

    return _trim(f"trim {shot}", find, lambda data: showing(data)[0], (start, end))


def rename_in_cut(old: str, new: str) -> Edit:
    """Call the shot ``old`` by its new name in every event and sound."""

    def change(source: Source) -> str:
        return spliced(source.text, list(_renamed(source.root, old, new)))

    def intend(data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: _renamed_data(value, old, new, key) for key, value in data.items()}

    return Edit(f"rename {old} to {new}", change, intend)


def _trim(
    label: str,
    find: Callable[[Source], int],
    recall: Callable[[Any], int],
    window: tuple[int | None, int | None],
) -> Edit:
    """An edit of the window of the event that ``find`` gives, and ``recall`` from what is said."""

    def change(source: Source) -> str:
        index, events = find(source), events_of(source)
        node = events.items[index]
        if isinstance(node, Scalar):
            text = _mended(node, lambda text: retrim(text, *window))
            return spliced(source.text, [respell(node, text, in_flow=events.is_flow)])
        return _retrimmed(source, index, window)

    def intend(data: Any) -> Any:
        items = list(data["events"])
        index = recall(data)
        items[index] = _retrimmed_data(items[index], window)
        return data | {"events": items}

    shown = "-".join("" if each is None else str(each) for each in window)
    return Edit(f"{label} to {shown}", change, intend)


def _retrimmed_data(event: Any, window: tuple[int | None, int | None]) -> Any:
    if isinstance(event, str):
        return retrim(event, *window)
    event = {key: value for key, value in event.items() if key not in {"length", "until"}}
    for key, value in zip(("in", "out"), window, strict=True):
        if value is None:
            event.pop(key, None)
        else:
            event = ordered(event, key, str(value), EVENT_ORDER)
    return event


def retaken_data(event: Any, take: TakeChoice) -> Any:
    """What an event says once it plays another take."""
    if isinstance(event, str):
        return retake(event, take)
    head = "shot" if "shot" in event else "over"
    shot = event[head].partition("/")[0]
    return ordered(event | {head: shot}, "take", event_take(take), EVENT_ORDER)


def _mended(node: Scalar, change: Callable[[str], str]) -> str:
    """The changed text of an event; a fault in it is said with its line."""
    try:
        return change(node.text)
    except ValueError as err:
        raise ProjectError(str(err), where=node.where) from err


def retaken(node: Node, take: TakeChoice, newline: str, *, in_flow: bool) -> list[Splice]:
    """How the text of an event is changed for it to play another take."""
    if isinstance(node, Scalar):
        text = _mended(node, lambda text: retake(text, take))
        return [respell(node, text, in_flow=in_flow)]
    if not isinstance(node, Mapping):
        return []
    head = node.get("shot") or node.get("over")
    splices = put_key(node, "take", event_take(take), newline=newline, order=EVENT_ORDER)
    if isinstance(head, Scalar) and "/" in head.text:
        splices.append(respell(head, head.text.partition("/")[0], in_flow=node.is_flow))
    return splices


def _retrimmed(source: Source, index: int, window: tuple[int | None, int | None]) -> str:
    """The text with a new window in the long form, one key after the other."""
    wanted = dict(zip(("length", "until", "in", "out"), (None, None, *window), strict=True))
    for key, value in wanted.items():
        node = events_of(source).items[index]
        if not isinstance(node, Mapping):
            break
        if value is None:
            splices = cut_key(node, key)
        else:
            splices = put_key(node, key, str(value), newline=source.newline, order=EVENT_ORDER)
        source = parse_text(spliced(source.text, splices), source.page.file)
    return source.text


def _rule(key: str) -> Callable[[str, str, str], str] | None:
    """How a text that stands under ``key`` names shots."""
    return {
        "sound": rename_in_sound,
        "events": rename_in_event,
        "changes": rename_in_change,
    }.get(key)


def _anchored(text: str, old: str, new: str) -> str:
    """A place: the shot alone, or with a take and a frame behind it."""
    head = text.split("/", maxsplit=1)[0].split("@", maxsplit=1)[0]
    return new + text[len(old) :] if head == old else text


def _renamed(root: Node | None, old: str, new: str) -> Iterator[Splice]:
    for entry in root if isinstance(root, Mapping) else ():
        yield from _renamed_node(entry.value, (old, new), entry.name, in_flow=False)


def _renamed_node(
    node: Node, names: tuple[str, str], key: str, *, in_flow: bool
) -> Iterator[Splice]:
    if isinstance(node, Scalar):
        rule = _rule(key)
        text = rule(node.text, *names) if rule else node.text
        if text != node.text:
            yield respell(node, text, in_flow=in_flow)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _renamed_node(item, names, key, in_flow=in_flow or node.is_flow)
    elif _rule(key):
        for entry in node:
            yield from _renamed_entry(entry, names, key, in_flow=in_flow or node.is_flow)


def _renamed_entry(
    entry: Entry, names: tuple[str, str], key: str, *, in_flow: bool
) -> Iterator[Splice]:
    if key == "changes":
        text = rename_in_change(entry.name, *names)
        if text != entry.name:
            yield respell(entry.key, text, in_flow=in_flow)
        yield from _renamed_node(entry.value, names, "events", in_flow=in_flow)
    elif entry.name in _NAMING and isinstance(entry.value, Scalar):
        text = _anchored(entry.value.text, *names)
        if text != entry.value.text:
            yield respell(entry.value, text, in_flow=in_flow)
    elif not isinstance(entry.value, Scalar):
        yield from _renamed_node(entry.value, names, key, in_flow=in_flow)


def _renamed_data(value: Any, old: str, new: str, key: str) -> Any:
    rule = _rule(key)
    if isinstance(value, str):
        return rule(value, old, new) if rule else value
    if isinstance(value, list):
        return [_renamed_data(each, old, new, key) for each in value]
    if not rule:
        return value
    renamed = {}
    for name, each in value.items():
        if key == "changes":
            shown = rename_in_change(name, old, new)
            renamed[shown] = _renamed_data(each, old, new, "events")
        elif name in _NAMING and isinstance(each, str):
            renamed[name] = _anchored(each, old, new)
        elif isinstance(each, str):
            renamed[name] = each
        else:
            renamed[name] = _renamed_data(each, old, new, key)
    return renamed
