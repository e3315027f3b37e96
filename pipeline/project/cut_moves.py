"""Change which lines a cut has: open a scene, insert, drop and move events."""

from __future__ import annotations

from collections.abc import Sequence as Many
from typing import Any

from pipeline.errors import ProjectError
from pipeline.project.cut_format import format_event, format_sound, yaml_item
from pipeline.project.cut_parts import At, by_line, events_of, item_at
from pipeline.project.edit import Cut, Event, ShotEvent
from pipeline.project.marks import Source
from pipeline.project.splices import Edit, said
from pipeline.project.text_edits import Splice, insert_block, item_block, spliced

__all__ = ["cut_text", "drop_event", "insert_event", "move_event", "open_scene"]


def cut_text(cut: Cut) -> str:
    """A cut that was never written, as a file of its own."""
    lines = [f"cut: {cut.name}", "events:"]
    lines += [f"- {yaml_item(format_event(event))}" for event in cut.events]
    if cut.sound:
        lines += ["sound:", *(f"- {yaml_item(format_sound(sound))}" for sound in cut.sound)]
    return "\n".join(lines) + "\n"


def open_scene(scene: str, events: Many[ShotEvent], *, begin: str | None = None) -> Edit:
    """Put explicit events where the line of a scene stands; its comment stays with the first.

    Args:
        scene: the scene's id.
        events: what to put there.
        begin: the cut to begin with when its file is not there (``cut_text``).
    """
    texts = [format_event(event) for event in events]

    def find(items: Many[Any]) -> int:
        return next((index for index, each in enumerate(items) if _scene(each) == scene), -1)

    def change(source: Source) -> str:
        source = by_line(source)
        items = events_of(source).items
        index = find([said(item) for item in items])
        if index < 0 or not texts:
            missing = f"the cut has no line '{scene}' to open"
            empty = f"the scene {scene} has no shots to show"
            raise ProjectError(missing if index < 0 else empty, where=source.where())
        node = items[index]
        block = item_block(node)
        first = Splice(node.start, node.end, yaml_item(texts[0]))
        lines = [f"{' ' * block.column}- {yaml_item(text)}" for text in texts[1:]]
        rest = [insert_block(source.text, block.end, lines, source.newline)] if lines else []
        return spliced(source.text, [first, *rest])

    def intend(data: Any) -> Any:
        items = data["events"]
        index = find(items)
        return data | {"events": [*items[:index], *texts, *items[index + 1 :]]}

    return Edit(f"open {scene}", change, intend, begin)


def insert_event(event: Event, *, before: At | None = None, after: At | None = None) -> Edit:
    """Put a new event before or after another; with neither, at the end."""
    text = format_event(event)

    def change(source: Source) -> str:
        source = by_line(source)
        if not events_of(source).items:
            raise ProjectError(
                "the cut has no events to put another beside", where=events_of(source).where
            )
        at, column = _place(source, before, after)
        line = f"{' ' * column}- {yaml_item(text)}"
        return spliced(source.text, [insert_block(source.text, at, [line], source.newline)])

    def intend(data: Any) -> Any:
        items = list(data["events"])
        items.insert(_target(before, after, len(items)), text)
        return data | {"events": items}

    return Edit(f"insert {text}", change, intend)


def drop_event(at: At) -> Edit:
    """Take the line of an event out of the cut; comments above it stay."""

    def change(source: Source) -> str:
        source = by_line(source)
        node = item_at(source, at)
        if len(events_of(source).items) == 1:
            raise ProjectError(
                "the cut would be left without an event",
                where=node.where,
                fix="delete the file to go back to the cut that follows from the board",
            )
        block = item_block(node)
        return spliced(source.text, [Splice(block.body, block.end, "")])

    def intend(data: Any) -> Any:
        items = data["events"]
        return data | {"events": [*items[: at.index], *items[at.index + 1 :]]}

    return Edit(f"drop event {at.index + 1}", change, intend)


def move_event(at: At, *, before: At | None = None, after: At | None = None) -> Edit:
    """Move the line of an event before or after another; with neither, to the end."""

    def change(source: Source) -> str:
        source = by_line(source)
        block = item_block(item_at(source, at))
        place, _ = _place(source, before, after)
        if block.body <= place <= block.end:
            return source.text
        lines = source.text[block.body : block.end].rstrip("\r\n")
        put = insert_block(source.text, place, [lines], source.newline)
        return spliced(source.text, [Splice(block.body, block.end, ""), put])

    def intend(data: Any) -> Any:
        items = list(data["events"])
        target = _target(before, after, len(items))
        moved = items.pop(at.index)
        items.insert(target - (target > at.index), moved)
        return data | {"events": items}

    return Edit(f"move event {at.index + 1}", change, intend)


def _place(source: Source, before: At | None, after: At | None) -> tuple[int, int]:
    """The offset at which a line goes in, and how far it is indented."""
    last = At(len(events_of(source).items) - 1)
    block = item_block(item_at(source, before or after or last))
    return block.body if before else block.end, block.column


def _target(before: At | None, after: At | None, count: int) -> int:
    if before is not None:
        return before.index
    return count if after is None else after.index + 1


def _scene(event: Any) -> str:
    """The scene that a line may show, from what it says."""
    if isinstance(event, dict):
        return str(event.get("scene", ""))
    return event.strip() if isinstance(event, str) else ""
