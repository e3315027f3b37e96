"""Build nodes from the events of libyaml's parser, iteratively and with a bound on depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct, field
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from pipeline.errors import Problem
from pipeline.project.nodes import Entry, Mapping, Node, Page, Scalar, Sequence
from pipeline.project.syntax import UnreadableError

__all__ = ["build"]

MAX_DEPTH = 24
"""Lists and blocks within each other; the deepest of our own files uses 9."""

_WIDE_LINE_ENDS = "\x85\u2028\u2029"
"""Line ends for libyaml (YAML 1.1), ordinary characters in YAML 1.2."""
_PRIVATE_USE = range(0xE000, 0xF8FF)


def build(page: Page, readable: str, problems: list[Problem]) -> Node:
    """The nodes of a file; an empty file is an empty block of keys.

    Args:
        page: the file's own text, which offsets count in.
        readable: the same text, character for character, without invisible characters.
        problems: what is wrong but does not end the reading is added here.

    Raises:
        UnreadableError: nested too deep.
        MarkedYAMLError: the text cannot be read on from there.
    """
    return _Builder(page, problems).build(readable)


class _Open(Struct):
    """A list or block whose end has not been seen."""

    start: int
    is_flow: bool
    is_list: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    has_key: bool = False


class _Builder:
    def __init__(self, page: Page, problems: list[Problem]) -> None:
        self.page = page
        self.problems = problems
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.own: dict[int, int] = {}

    def build(self, readable: str) -> Node:
        spare = iter(code for code in _PRIVATE_USE if chr(code) not in readable)
        stand_ins = {ord(char): next(spare) for char in _WIDE_LINE_ENDS if char in readable}
        self.own = {stand_in: char for char, stand_in in stand_ins.items()}
        parser = CParser(readable.translate(stand_ins) if stand_ins else readable)
        try:
            self.read(parser.get_event)
        finally:
            parser.dispose()
        return self.root or Mapping(self.page, 0, 0, {})

    def read(self, next_event: Callable[[], Any]) -> None:
        """Take every event; plain values, by far the most, are built right here."""
        page, stack = self.page, self.stack
        event = next_event()
        while (kind := type(event)) is not StreamEndEvent:
            if kind is not ScalarEvent:
                self.take(event, kind)
            elif event.style or event.anchor is not None or event.tag is not None or self.own:
                self.add(self.scalar(event))
            else:
                mark = event.start_mark
                node = Scalar(page, mark.index, event.end_mark.index, event.value)
                holder = stack[-1] if stack else None
                if holder is None or holder.is_list or node.text == "<<":
                    self.add(node)
                elif not holder.has_key:
                    holder.key, holder.has_key = node, True
                elif holder.key is None or holder.key.text in holder.entries:
                    self.add(node)
                else:
                    holder.entries[holder.key.text] = Entry(holder.key, node)
                    holder.key, holder.has_key = None, False
            event = next_event()

    def take(self, event: Any, kind: type) -> None:
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            self.open(event, is_list=kind is SequenceStartEvent)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self.close(event)
        elif kind is AliasEvent:
            start, end = event.start_mark.index, event.end_mark.index
            text = self.page.text[start:end]
            self.refuse(start, f"'{text}' stands for another place of the file", text)
            self.add(Scalar(self.page, start, end, text, "*"))
        elif kind is DocumentStartEvent and self.root is not None:
            raise UnreadableError(
                "the file begins a second time at this '---'",
                event.start_mark.index,
                "delete the line, or move what follows into a file of its own",
            )

    def scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        text, style = event.value, event.style or ""
        if self.own:
            text = text.translate(self.own)
        if style in ("|", ">"):
            end = start + len(self.page.text[start:end].rstrip())
        if event.anchor is not None or event.tag is not None:
            self.tagged(event)
        return Scalar(self.page, start, end, text, style)

    def open(self, event: Any, *, is_list: bool) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableError(
                f"lists and blocks stand {MAX_DEPTH} deep within each other here",
                event.start_mark.index,
                "no film needs that; look for a bracket that is never closed",
            )
        if event.anchor is not None or event.tag is not None:
            self.tagged(event)
        self.stack.append(_Open(event.start_mark.index, bool(event.flow_style), is_list))

    def close(self, event: Any) -> None:
        done = self.stack.pop()
        end = event.end_mark.index if done.is_flow else done.start
        if done.is_list:
            if done.items and not done.is_flow:
                end = done.items[-1].end
            self.add(Sequence(self.page, done.start, end, tuple(done.items), done.is_flow))
            return
        if done.entries and not done.is_flow:
            end = max(next(reversed(done.entries.values())).value.end, done.start)
        self.add(Mapping(self.page, done.start, end, done.entries, done.is_flow))

    def add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        holder = self.stack[-1]
        if holder.is_list:
            holder.items.append(node)
        elif not holder.has_key:
            holder.has_key = True
            holder.key = self.key(node)
        else:
            key, holder.key, holder.has_key = holder.key, None, False
            if key is not None:
                self.enter(holder, key, node)

    def key(self, node: Node) -> Scalar | None:
        if not isinstance(node, Scalar):
            self.problems.append(
                Problem(
                    "a key must be a single word, not a list or a block in brackets",
                    where=node.where,
                    fix="put it in quotes if it is meant as text",
                )
            )
            return None
        if node.text == "<<" and not node.style:
            self.refuse(node.start, "'<<' copies another place of the file", "<<")
            return None
        return node

    def enter(self, holder: _Open, key: Scalar, value: Node) -> None:
        first = holder.entries.get(key.text)
        if first is None:
            holder.entries[key.text] = Entry(key, value)
            return
        line = self.page.where(first.key.start).line
        self.problems.append(
            Problem(
                f"'{key.text}' stands here a second time (first on line {line})",
                where=key.where,
                fix="delete one of the two, or give it another name",
            )
        )

    def tagged(self, event: Any) -> None:
        start = event.start_mark.index
        word = self.page.text[start : start + 80].split(maxsplit=1)[0]
        what = "a name for this place" if event.anchor is not None else "a type for this value"
        self.refuse(start, f"'{word}' is {what}", word)

    def refuse(self, offset: int, message: str, word: str) -> None:
        self.problems.append(
            Problem(
                f"{message}, which film files do without",
                where=self.page.where(offset),
                fix=f"put the whole value in quotes if '{word}' belongs to it; "
                "to say a thing once, use defaults:, style: or elements:",
            )
        )
