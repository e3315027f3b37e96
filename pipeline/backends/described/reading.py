"""Read the values of a description out of its text; every fault is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from pipeline.backends.addresses import base_url
from pipeline.backends.base import Recovery, State
from pipeline.backends.described.language import BLOCKS, OPTION_KINDS, Key
from pipeline.backends.described.paths import Path, Paths, read_path
from pipeline.backends.described.templates import read_template
from pipeline.errors import Problem
from pipeline.facts import Money
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node, Scalar, Sequence

__all__ = ["Reader"]

_MONEY = re.compile(r"(?P<amount>\d{1,9}(?:\.\d{1,6})?) (?P<currency>[A-Z]{3})")
_RANGE = re.compile(r"(?P<least>\d+(?:\.\d+)?) ?- ?(?P<most>\d+(?:\.\d+)?)")
_SIZE = re.compile(r"(?P<width>\d{2,5})[:x](?P<height>\d{2,5})")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_FLAGS = {"yes": True, "no": False, "true": True, "false": False}


class Reader:
    """Takes a description's text apart by the tables of its language."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._kinds: dict[str, Callable[[Entry, Node], Any]] = {
            "text": self._text,
            "name": self._name,
            "https": self._https,
            "address": self._template,
            "template": self._template,
            "headers": self._templates,
            "flag": self._flag,
            "count": self._count,
            "number": self._number,
            "texts": self._texts,
            "counts": lambda entry, node: self._list(entry, node, self._count),
            "paths": self._paths,
            "job": self._job,
            "named paths": self._named_paths,
            "states": self._states,
            "http states": self._http_states,
            "recovery": lambda entry, node: self._word(entry, node, Recovery),
            "of": lambda entry, node: self._one_of(entry, node, ("picture", "clip")),
            "reply": lambda entry, node: self._one_of(entry, node, ("job", "json", "file")),
            "send": lambda e, n: self._one_of(e, n, ("data", "upload", "data or upload")),
            "option kind": lambda entry, node: self._one_of(entry, node, tuple(OPTION_KINDS)),
            "lengths": self._lengths,
            "money": self._money,
            "data": lambda _, node: node.plain(),
        }

    def error(self, node: Node, message: str, fix: str = "") -> None:
        """Note a fault."""
        self.problems.append(Problem(message, where=node.where, fix=fix))

    def block(self, node: Node, name: str) -> dict[str, Any]:
        """The values of a block; inner blocks are left as nodes.

        A key that the language does not know, or that is missing, is a fault.
        """
        keys = BLOCKS[name]
        if not isinstance(node, Mapping):
            self.error(node, f"a block of keys belongs here: {', '.join(keys)}")
            return {}
        found: dict[str, Any] = {}
        for entry in node:
            key = keys.get(entry.name)
            if key is None:
                what = "a description" if name == "service" else f"'{name}'"
                fix = did_you_mean(entry.name, keys)
                self.error(entry.key, f"{what} has no key '{entry.name}'", fix)
                continue
            value = self._value(entry, key)
            if value is not None:
                found[entry.name] = value
        for missed in (each for each, key in keys.items() if key.is_needed and each not in node):
            self.error(node, f"'{missed}' is missing here", f"write {missed}: …")
        return found

    def _value(self, entry: Entry, key: Key) -> Any:
        read = self._kinds.get(key.kind)
        return entry.value if read is None else read(entry, entry.value)

    # ------------------------------------------------------------------ single values

    def _plain(self, entry: Entry, node: Node, wanted: str) -> str | None:
        if isinstance(node, Scalar) and not node.is_empty:
            return node.text
        self.error(node, f"'{entry.name}' wants {wanted}")
        return None

    def _text(self, entry: Entry, node: Node) -> str | None:
        return self._plain(entry, node, "a text")

    def _name(self, entry: Entry, node: Node) -> str | None:
        text = self._plain(entry, node, "a name")
        if text is not None and not _NAME.fullmatch(text):
            self.error(node, f"'{text}' is not a name", "small letters, digits, _ and -")
            return None
        return text

    def _https(self, entry: Entry, node: Node) -> str | None:
        text = self._plain(entry, node, "an address")
        try:
            return None if text is None else base_url(text)
        except ValueError as err:
            self.error(node, f"'{text}' is not an address to use: {err}")
            return None

    def _flag(self, entry: Entry, node: Node) -> bool | None:
        text = self._plain(entry, node, "yes or no")
        if text is not None and text not in _FLAGS:
            self.error(node, f"'{entry.name}' wants yes or no, not '{text}'")
            return None
        return None if text is None else _FLAGS[text]

    def _count(self, entry: Entry, node: Node) -> int | None:
        text = self._plain(entry, node, "a whole number")
        if text is not None and not re.fullmatch(r"\d{1,19}", text):
            self.error(node, f"'{entry.name}' wants a whole number, not '{text}'")
            return None
        return None if text is None else int(text)

    def _number(self, entry: Entry, node: Node) -> float | None:
        text = self._plain(entry, node, "a number")
        try:
            return None if text is None else float(Decimal(text))
        except InvalidOperation:
            self.error(node, f"'{entry.name}' wants a number, not '{text}'")
            return None

    def _money(self, entry: Entry, node: Node) -> Money | None:
        text = self._plain(entry, node, "an amount, as in 0.01 USD")
        match = _MONEY.fullmatch(text or "")
        if text is not None and match is None:
            self.error(node, f"'{text}' is not an amount", "write it as in 0.01 USD")
        if match is None:
            return None
        return Money(int(Decimal(match["amount"]) * 1_000_000), match["currency"])

    def _one_of(self, entry: Entry, node: Node, words: tuple[str, ...]) -> str | None:
        text = self._plain(entry, node, "a word")
        if text is not None and text not in words:
            self.error(node, f"'{text}' is not known here", f"known: {', '.join(words)}")
            return None
        return text

    def _word(self, entry: Entry, node: Node, words: type[Recovery | State]) -> Any:
        text = self._one_of(entry, node, tuple(str(word) for word in words))
        return None if text is None else words(text)

    def _template(self, _: Entry, node: Node) -> Any:
        try:
            return read_template(node.plain())
        except ValueError as err:
            self.error(node, str(err))
            return None

    # ------------------------------------------------------------------ several values

    def _list(self, entry: Entry, node: Node, read: Callable[[Entry, Node], Any]) -> Any:
        items = node.items if isinstance(node, Sequence) else (node,)
        return tuple(value for value in (read(entry, each) for each in items) if value is not None)

    def _texts(self, entry: Entry, node: Node) -> Any:
        return self._list(entry, node, self._text)

    def _templates(self, entry: Entry, node: Node) -> dict[str, Any] | None:
        if not isinstance(node, Mapping):
            self.error(node, f"'{entry.name}' wants names and texts")
            return None
        return {each.name: self._template(each, each.value) for each in node}

    def _path(self, entry: Entry, node: Node) -> Path | None:
        text = self._plain(entry, node, "a path")
        try:
            return None if text is None else read_path(text)
        except ValueError as err:
            self.error(node, str(err))
            return None

    def _paths(self, entry: Entry, node: Node) -> Paths:
        paths: Paths = self._list(entry, node, self._path)
        return paths

    def _job(self, entry: Entry, node: Node) -> Any:
        """A path into the answer; with a ``$`` in it the template of an id of our own."""
        if isinstance(node, Scalar) and "$" in node.text:
            return self._template(entry, node)
        return self._paths(entry, node)

    def _named_paths(self, entry: Entry, node: Node) -> dict[str, Paths] | None:
        if not isinstance(node, Mapping):
            self.error(node, f"'{entry.name}' wants names and paths")
            return None
        return {each.name: self._paths(each, each.value) for each in node}

    def _states(self, entry: Entry, node: Node) -> dict[str, State] | None:
        if not isinstance(node, Mapping):
            self.error(node, f"'{entry.name}' wants the service's words and what they mean")
            return None
        read = ((each.name, self._word(each, each.value, State)) for each in node)
        return {name: state for name, state in read if state is not None}

    def _http_states(self, entry: Entry, node: Node) -> dict[int, State] | None:
        states = self._states(entry, node)
        wrong = [name for name in states or () if not re.fullmatch(r"[1-5]\d\d", name)]
        if wrong:
            self.error(node, f"'{wrong[0]}' is not the number of an answer")
        if states is None or wrong:
            return None
        return {int(name): state for name, state in states.items()}

    def _lengths(self, entry: Entry, node: Node) -> tuple[tuple[Fraction, ...], bool] | None:
        """(Seconds, whether they are least and most)."""
        if isinstance(node, Scalar) and (match := _RANGE.fullmatch(node.text)):
            return (Fraction(match["least"]), Fraction(match["most"])), True
        numbers = self._list(entry, node, self._number)
        return tuple(Fraction(str(number)) for number in numbers), False

    def sizes(self, node: Node, written: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
        """``1280:720`` as width and height."""
        matches = [_SIZE.fullmatch(text) for text in written]
        if not all(matches):
            self.error(node, "a size is width and height", "write it as in 1280:720")
        return tuple((int(one["width"]), int(one["height"])) for one in matches if one)
