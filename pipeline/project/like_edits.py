"""Change a cut that is like another: a trim or a move becomes a line under ``changes:``."""

from __future__ import annotations

from collections.abc import Sequence as Many
from typing import Any

from pipeline.errors import ProjectError, Where
from pipeline.project.cut_format import yaml_item
from pipeline.project.cut_parts import each_picture, pictures
from pipeline.project.event_text import retrim
from pipeline.project.marks import Source
from pipeline.project.nodes import Mapping, Scalar, Sequence
from pipeline.project.splices import Edit
from pipeline.project.text_edits import insert_block, item_block, ordered, respell, spliced

__all__ = ["add_changes", "trim_own"]

_ORDER = ("cut", "locked", "like", "changes")

Line = tuple[str, tuple[str, ...]]
"""A change and the events that it puts in; none for one that drops."""


def add_changes(label: str, lines: Many[Line]) -> Edit:
    """Write further lines below those that are there; all others stay as they are."""

    def change(source: Source) -> str:
        root = source.root
        assert isinstance(root, Mapping)  # noqa: S101 - a cut that is like another has keys
        changes = root.get("changes")
        if isinstance(changes, Sequence) and changes.items:
            block = item_block(changes.items[-1])
            rows = _rows(lines, " " * block.column)
            return spliced(
                source.text, [insert_block(source.text, block.end, rows, source.newline)]
            )
        is_empty = changes is None or (isinstance(changes, Scalar) and changes.is_empty)
        if root.is_flow or not is_empty:
            raise ProjectError(
                f"{'the cut' if root.is_flow else 'changes:'} stands in brackets",
                where=(changes or root).where,
                fix="write each key, and each change, on a line of its own",
            )
        at = [each for each in root if each.name in _ORDER][-1]
        if changes is not None:
            at = root.entries["changes"]
        end = source.text.find("\n", max(at.key.end, at.value.end))
        end = len(source.text) if end < 0 else end + 1
        rows = [*([] if changes is not None else ["changes:"]), *_rows(lines, "")]
        return spliced(source.text, [insert_block(source.text, end, rows, source.newline)])

    def intend(data: Any) -> Any:
        said = [{head: _value(events)} if events else head for head, events in lines]
        now = data.get("changes")
        full = [*(now if isinstance(now, list) else []), *said]
        return ordered(data, "changes", full, _ORDER)

    return Edit(label, change, intend)


def trim_own(where: Where, start: int, end: int) -> Edit:
    """Give an event that a change puts in another window, where it stands.

    Making the edit raises ``ProjectError`` where the event has the long form.
    """

    def find(source: Source) -> tuple[int, Scalar, bool]:
        for index, (node, in_flow) in enumerate(pictures(source)):
            if (node.where.line, node.where.column) == (where.line, where.column):
                if isinstance(node, Scalar):
                    return index, node, in_flow
                break
        raise ProjectError(
            "this event cannot be trimmed by the program",
            where=where,
            fix="change its window by hand",
        )

    found: list[int] = []

    def change(source: Source) -> str:
        index, node, in_flow = find(source)
        found[:] = [index]
        text = retrim(node.text, start, end)
        return spliced(source.text, [respell(node, text, in_flow=in_flow)])

    def intend(data: Any) -> Any:
        seen = iter(range(10**9))
        return each_picture(
            data, lambda each: retrim(each, start, end) if next(seen) == found[0] else each
        )

    return Edit(f"trim to {start}-{end}", change, intend)


def _rows(lines: Many[Line], margin: str) -> list[str]:
    rows = []
    for head, events in lines:
        texts = [yaml_item(each) for each in events]
        if not texts:
            rows.append(f"{margin}- {head}")
        elif len(texts) == 1:
            rows.append(f"{margin}- {head}: {texts[0]}")
        else:
            rows += [f"{margin}- {head}:", *(f"{margin}  - {text}" for text in texts)]
    return rows


def _value(events: tuple[str, ...]) -> Any:
    return events[0] if len(events) == 1 else list(events)
