"""The parts of an author's file, each with its place in the text.

Offsets count characters of the decoded text (without a byte order mark, with its line ends as
they are), so that a splice of ``text[start:end]`` touches nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from pipeline.errors import Where

__all__ = ["Entry", "Mapping", "Node", "Page", "Scalar", "Sequence"]

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"[-+]?(?:0|[1-9][0-9]{0,17}|(?=\.[0-9]))(?:\.[0-9]{0,30})?(?:[eE][-+]?[0-9]{1,2})?"
)
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LINE_END = re.compile(r"\r\n|\n|\r")


class Page:
    """The text of one file, and where its lines begin."""

    __slots__ = ("file", "starts", "text")

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.text = text
        self.starts = _line_starts(text)

    def __repr__(self) -> str:
        return f"Page({str(self.file)!r}, {len(self.starts)} lines)"

    def where(self, offset: int) -> Where:
        """The place of the character at ``offset`` (its line and column count from 1)."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.starts, offset)
        if offset == len(self.text) and line > 1 and self.starts[line - 1] == offset:
            line -= 1
            offset = self.starts[line] - 1
        shown = self.line(line)
        column = min(offset - self.starts[line - 1], len(shown)) + 1
        return Where(self.file, line, column, shown)

    def line(self, number: int) -> str:
        """The line with that number (from 1), without its end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    lengths = (len(line) + 1 for line in text.split("\n")[:-1])
    return list(accumulate(lengths, initial=0))


class Scalar(NamedTuple):
    """A single value: a word, a number or a text."""

    page: Page
    start: int
    end: int
    text: str
    """The value as text, quotes and escapes resolved."""
    style: str = ""
    """``'`` or ``"`` where it is quoted, ``|`` or ``>`` for a text block, empty where plain."""

    @property
    def where(self) -> Where:
        """Its place in the file."""
        return self.page.where(self.start)

    @property
    def span(self) -> tuple[int, int]:
        """First character and the one behind the last, quotes included."""
        return self.start, self.end

    def at(self, index: int) -> Where:
        """The place of one character of its text, or its beginning where the text was folded."""
        return self.page.where(self.offset(index))

    def offset(self, index: int) -> int:
        """As ``at``, in characters of the file."""
        begin = self.start + (1 if self.style in {"'", '"'} else 0)
        is_as_written = self.page.text.startswith(self.text, begin)
        return begin + index if is_as_written else self.start

    @property
    def is_empty(self) -> bool:
        """Nothing stands behind the key, or ``~`` or ``null``."""
        return not self.style and self.text in _NULL

    def plain(self) -> str | int | float | bool | None:
        """The value as data: numbers, true, false and null where they are not quoted."""
        text = self.text
        if self.style:
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        return text


class Sequence(Struct, frozen=True, eq=False):
    """A list, in order."""

    page: Page
    start: int
    end: int
    items: tuple[Node, ...]
    is_flow: bool = False
    """Written ``[a, b]``; otherwise one ``-`` a line."""

    @property
    def where(self) -> Where:
        """Its place in the file."""
        return self.page.where(self.start)

    @property
    def span(self) -> tuple[int, int]:
        """First character and the one behind the last."""
        return self.start, self.end

    def plain(self) -> list[object]:
        """The list as plain data."""
        return [item.plain() for item in self.items]


class Mapping(Struct, frozen=True, eq=False):
    """A block of keys, in order."""

    page: Page
    start: int
    end: int
    entries: dict[str, Entry]
    """By key; a key that stands twice is here with its first value."""
    is_flow: bool = False
    """Written ``{a: b}``; otherwise one key a line."""

    @property
    def where(self) -> Where:
        """Its place in the file."""
        return self.page.where(self.start)

    @property
    def span(self) -> tuple[int, int]:
        """First character and the one behind the last."""
        return self.start, self.end

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def get(self, key: str) -> Node | None:
        """The value of ``key``, or None."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def plain(self) -> dict[str, object]:
        """The block as plain data."""
        return {key: entry.value.plain() for key, entry in self.entries.items()}


Node = Scalar | Sequence | Mapping


class Entry(NamedTuple):
    """A key and its value."""

    key: Scalar
    value: Node

    @property
    def name(self) -> str:
        """The key as text."""
        return self.key.text
