"""Paths into a service's answer: ``output[*]``, ``data[0].status``, ``@seed`` for a header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

__all__ = ["Answer", "Path", "Paths", "first", "found", "read_path"]

_STEP = re.compile(r"\[(?P<index>\d{1,6})\]|\[(?P<every>\*)\]|\.?(?P<name>[^.\[\]@\s]+)")
_HEADER = re.compile(r"@[A-Za-z0-9-]{1,64}")

Step = str | int | None
"""A key, a place in a list, or None for everything in it."""


class Path(Struct, frozen=True):
    """One path, read."""

    written: str
    steps: tuple[Step, ...] = ()
    header: str = ""
    """The header that is meant, in lower case; empty for the body."""


Paths = tuple[Path, ...]
"""Several; the first that finds something counts."""


class Answer(Struct, frozen=True):
    """What a service answered, to be read by paths."""

    data: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """In lower case."""
    status: int = 200


def read_path(text: str) -> Path:
    """Read ``a.b[0].c``, ``[*].id``, ``@retry-after``; ``.`` is the whole answer.

    Raises:
        ValueError: it cannot be read.
    """
    if text.startswith("@"):
        if not _HEADER.fullmatch(text):
            raise ValueError(f"'{text}' is not a header: write @name")
        return Path(text, header=text[1:].lower())
    if text == ".":
        return Path(text)
    steps: list[Step] = []
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or (match["name"] and (text[at] == ".") != bool(steps)):
            raise ValueError(f"'{text}' is not a path: write it as in data[0].status or urls[*]")
        steps.append(int(match["index"]) if match["index"] else match["name"])
        at = match.end()
    if not steps:
        raise ValueError("a path is empty here")
    return Path(text, tuple(steps))


def found(paths: Paths, answer: Answer) -> list[Any]:
    """Everything at the first path that finds something; null and empty texts are nothing."""
    for path in paths:
        values = [value for value in _at(path, answer) if value is not None and value != ""]
        if values:
            return values
    return []


def first(paths: Paths, answer: Answer) -> Any:
    """The first thing found, or None."""
    values = found(paths, answer)
    return values[0] if values else None


def _at(path: Path, answer: Answer) -> Iterator[Any]:
    if path.header:
        value = answer.headers.get(path.header)
        yield from () if value is None else (value,)
        return
    yield from _walk(answer.data, path.steps)


def _walk(value: Any, steps: tuple[Step, ...]) -> Iterator[Any]:
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step is None:
        if isinstance(value, list):
            for item in value:
                yield from _walk(item, rest)
    elif isinstance(step, int):
        if isinstance(value, list) and step < len(value):
            yield from _walk(value[step], rest)
    elif isinstance(value, dict) and step in value:
        yield from _walk(value[step], rest)
