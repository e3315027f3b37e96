"""Change the text of an author's file piece by piece, around the places of its nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence as Many
from typing import Any

from msgspec import Struct

from pipeline.errors import ProjectError, Where
from pipeline.project.cut_format import yaml_item
from pipeline.project.nodes import Entry, Mapping, Node, Scalar

__all__ = [
    "Block",
    "Splice",
    "block_of",
    "cut_key",
    "insert_block",
    "is_as_written",
    "item_block",
    "ordered",
    "put_key",
    "respell",
    "spliced",
]


class Splice(Struct, frozen=True, order=True):
    """Put ``text`` where the characters ``start`` up to ``end`` stand."""

    start: int
    end: int
    text: str


class Block(Struct, frozen=True):
    """Whole lines of a file: a key or a list item with all that belongs to it."""

    start: int
    """First character of the comment lines that stand right above."""
    body: int
    """First character of the line of the key or dash itself."""
    end: int
    """Behind the end of its last line."""
    column: int
    """Characters before the key or the dash."""


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """``text`` with every splice made; splices may not overlap."""
    pieces, at = [], 0
    for splice in sorted(splices):
        if splice.start < at:
            raise ValueError("two splices overlap")
        pieces += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*pieces, text[at:]])


def item_block(node: Node) -> Block:
    """The lines of an item of a list written one ``-`` a line.

    Raises:
        ProjectError: the item shares its line with another.
    """
    text, start = node.page.text, _line_start(node.page.text, node.start)
    lead = re.fullmatch(r"([ ]*)-[ \t]+", text[start : node.start])
    if lead is None:
        raise _crowded(node.where)
    return _block(node, start, len(lead[1]))


def block_of(entry: Entry) -> Block:
    """The lines of a key written on lines of its own, with its value.

    Raises:
        ProjectError: the key shares its line with another.
    """
    text, start = entry.key.page.text, _line_start(entry.key.page.text, entry.key.start)
    lead = text[start : entry.key.start]
    if lead.strip(" "):
        raise _crowded(entry.key.where)
    return _block(entry.value, start, len(lead), entry.key.end)


def insert_block(text: str, at: int, lines: Many[str], newline: str) -> Splice:
    """Put whole lines at ``at``, the beginning of a line or the end of the text."""
    block = newline.join(lines) + newline
    if at and text[at - 1] not in "\r\n":
        block = newline + block
    return Splice(at, at, block)


def put_key(
    mapping: Mapping, key: str, value: str, *, newline: str, order: Many[str] = ()
) -> list[Splice]:
    """Give ``key`` the value written ``value``; a new key goes where ``order`` has it.

    Args:
        mapping: the block of keys as it stands; in braces or a key a line.
        key: the key as text.
        value: the value as YAML writes it.
        newline: the file's line end.
        order: the usual order of keys; by default a new key comes last.
    """
    text = mapping.page.text
    entry = mapping.entries.get(key)
    if entry is not None:
        gap = "" if entry.value.start > entry.key.end + 1 else " "
        return [Splice(entry.value.start, entry.value.end, gap + value)]
    entries = list(mapping)
    rank = order.index(key) if key in order else len(order)
    before = [each for each in entries if each.name in order and order.index(each.name) < rank]
    neighbours = before if key in order else entries
    last = neighbours[-1] if neighbours else None
    if mapping.is_flow:
        if not entries:
            return [Splice(mapping.start, mapping.end, f"{{{key}: {value}}}")]
        if last is None:
            return [Splice(entries[0].key.start, entries[0].key.start, f"{key}: {value}, ")]
        return [Splice(last.value.end, last.value.end, f", {key}: {value}")]
    begin = entries[0].key.start
    column = begin - _line_start(text, begin)
    if last is None:
        return [Splice(begin, begin, f"{key}: {value}{newline}{' ' * column}")]
    at = _line_end(text, max(last.value.end, last.key.end))
    return [insert_block(text, at, [" " * column + f"{key}: {value}"], newline)]


def ordered(data: dict[str, Any], key: str, value: Any, order: Many[str] = ()) -> dict[str, Any]:
    """What a block says after ``put_key``: an old key keeps its place, a new one gets its own."""
    if key in data:
        return data | {key: value}
    pairs, at = list(data.items()), len(data)
    if key in order:
        before = [each for each in data if each in order[: order.index(key)]]
        at = list(data).index(before[-1]) + 1 if before else 0
    return dict([*pairs[:at], (key, value), *pairs[at:]])


def cut_key(mapping: Mapping, key: str) -> list[Splice]:
    """Take ``key`` and its value out; nothing where it is not there."""
    entry = mapping.entries.get(key)
    if entry is None:
        return []
    text, entries = mapping.page.text, list(mapping)
    index = entries.index(entry)
    after = entries[index + 1] if index + 1 < len(entries) else None
    if mapping.is_flow:
        if after is not None:
            end = entry.value.end
            gap = re.compile(r"\s*,[ \t]*").match(text, end)
            return [Splice(entry.key.start, gap.end() if gap else end, "")]
        begin = entries[index - 1].value.end if index else entry.key.start
        if re.search(r"[#\r\n]", text[begin : entry.key.start]):
            begin = entry.key.start
        return [Splice(begin, entry.value.end, "")]
    start = _line_start(text, entry.key.start)
    if text[start : entry.key.start].strip():
        end = after.key.start if after else entry.value.end
        return [Splice(entry.key.start, end, "" if after else "{}")]
    return [Splice(start, _line_end(text, max(entry.value.end, entry.key.end)), "")]


def is_as_written(node: Scalar) -> bool:
    """Whether the value stands in the file just as it reads, but for quotes around it."""
    quote = 1 if node.style in {"'", '"'} else 0
    raw = node.page.text[node.start : node.end]
    return node.style not in {"|", ">"} and raw[quote : len(raw) - quote] == node.text


def respell(node: Scalar, text: str, *, in_flow: bool = False) -> Splice:
    """Give a scalar the value ``text``, quoted as before or as YAML needs it."""
    written = yaml_item(text, in_flow=in_flow)
    if node.style in {"'", '"'} and written == text and not re.search(r"""["'\\]""", text):
        written = f"{node.style}{text}{node.style}"
    return Splice(node.start, node.end, written)


def _block(value: Node, start: int, column: int, least: int = 0) -> Block:
    text = value.page.text
    end = _line_end(text, max(value.end, least))
    tail = re.compile(rf"[ ]{{{column + 1},}}#[^\r\n]*(?:\r\n|\n|\r|$)")
    while end < len(text) and (match := tail.match(text, end)):
        end = match.end()
    above = start
    while above > 0:
        line = _line_start(text, above - 1 - text.startswith("\r\n", above - 2))
        lead = re.match(r"([ ]*)#", text[line:above])
        if lead is None or len(lead[1]) > column or line == above:
            break
        above = line
    return Block(above, start, end, column)


def _crowded(where: Where) -> ProjectError:
    return ProjectError(
        "this line cannot be changed by the program, for it is one of several in brackets",
        where=where,
        fix="write one event or shot a line, or change it by hand",
    )


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(text: str, offset: int) -> int:
    """Behind the end of the line that ``offset`` is in."""
    match = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)").match(text, offset)
    return match.end() if match else len(text)
