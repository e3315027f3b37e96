"""How generators and the models of services are written on screen."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.production.examining import BackendRow
    from pipeline.production.modelling import ModelList, ModelRow

__all__ = ["backend_lines", "model_lines", "screen_width", "setting_lines"]

_MOST_NAME = 34
"""Columns of names; a longer one has a line of its own."""
_LEAST_PRICE = 30
"""Columns that a price needs beside what a model does; with fewer it stands below."""
_UNBROKEN = 10_000
"""Columns where no terminal ends a line."""


def screen_width() -> int:
    """Columns of the terminal; without one lines are not broken."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _UNBROKEN


def backend_lines(rows: Sequence[BackendRow], width: int) -> Iterator[str]:
    """Every generator with its cost and what it is, and below it what it makes."""
    name = max((len(row.name) for row in rows), default=0)
    for row in rows:
        head = f"{row.name:<{name}}  {row.cost:<4}  "
        yield from _hanging(head, row.about, width)
        yield from _hanging(" " * len(head), f"makes {row.makes}", width)


def setting_lines(row: BackendRow, width: int) -> Iterator[str]:
    """What can be set, what it means, and what it is where nobody says."""
    for setting in row.settings:
        default = "" if setting.default == "required" else "default "
        words = f"{setting.name}: {setting.meaning} ({default}{setting.default})"
        first, *rest = textwrap.wrap(words, max(20, width - 6), break_long_words=False)
        yield f"  {first}"
        yield from (f"      {line}" for line in rest)


def model_lines(models: ModelList, width: int = _UNBROKEN) -> Iterator[str]:
    """Every model on a line, its further prices below it, and the sources at the end."""
    yield ""
    if not models.models:
        yield "models: any that it knows; none is described here"
    table = _Table(models.models, width)
    for row in models.models:
        yield from table.lines(row)
    if models.models and models.is_router:
        other = "any other model can be named, too; its price is unknown unless the film says it"
        yield from _hanging("", other, width)
    if models.credit:
        yield from _hanging("", f"1 credit is {models.credit}", width)
    for word, meaning in models.sources:
        yield from _hanging(f"[{word}] ", meaning, width)


class _Table:
    """Columns as wide as what stands in them, and the last one as wide as the screen allows."""

    def __init__(self, rows: Sequence[ModelRow], width: int) -> None:
        self._width = width
        self._name = min(_MOST_NAME, max((len(row.name) for row in rows), default=0))
        self._does = max((len(" ".join(row.operations)) for row in rows), default=0)
        self._lengths = max((len(row.lengths) for row in rows), default=0)

    def lines(self, row: ModelRow) -> Iterator[str]:
        """What a model does, the lengths it makes, its prices and where they were read."""
        head = f"{row.name:<{self._name}}  "
        if len(row.name) > self._name:
            yield row.name
            head = " " * (self._name + 2)
        head += f"{' '.join(row.operations):<{self._does}}  "
        if row.is_retired:
            gone = f"retired on {row.retired_on}: use {' or '.join(row.successors)}"
            yield from self._told(head, [gone])
            return
        prices = list(row.price or ("price unknown",))
        prices[0] += f" [{row.price_source}, {row.checked}]" if row.price else ""
        if row.about:
            prices.append(row.about)
        if row.retired_on:
            prices.append(f"until {row.retired_on}, then {' or '.join(row.successors)}")
        yield from self._told(f"{head}{row.lengths:<{self._lengths}}  ", prices)

    def _told(self, head: str, words: Sequence[str]) -> Iterator[str]:
        """Words behind a head, or below it where the screen is narrow."""
        indent = len(head)
        first = head
        if self._width - indent < _LEAST_PRICE:
            yield head.rstrip()
            indent, first = 6, ""
        for place, each in enumerate(words):
            own = first if first and not place else " " * indent
            yield from _hanging(own, each, self._width)


def _hanging(head: str, words: str, width: int) -> Iterator[str]:
    """Words behind a head, broken at blanks; what goes on stands below where they began."""
    room = max(20, width - len(head))
    lines = textwrap.wrap(words, room, break_long_words=False, break_on_hyphens=False)
    for place, line in enumerate(lines or [""]):
        yield f"{' ' * len(head) if place else head}{line}".rstrip()
