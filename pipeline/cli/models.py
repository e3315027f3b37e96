"""How models of services are written on screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.production.modelling import ModelList, ModelRow

__all__ = ["model_lines"]

_MOST_NAME = 34
"""Columns of names; a longer one has a line of its own."""


def model_lines(models: ModelList) -> Iterator[str]:
    """Every model on a line, its further prices below it, and the sources at the end."""
    yield ""
    if not models.models:
        yield "models: any that it knows; none is described here"
    width = min(_MOST_NAME, max((len(row.name) for row in models.models), default=0))
    for row in models.models:
        yield from _lines(row, width)
    if models.models and models.is_router:
        yield "any other model can be named, too; its price is unknown unless the film says it"
    if models.credit:
        yield f"1 credit is {models.credit}"
    for word, meaning in models.sources:
        yield f"[{word}] {meaning}"


def _lines(row: ModelRow, width: int) -> Iterator[str]:
    head = f"{row.name:<{width}}"
    if len(row.name) > width:
        yield row.name
        head = " " * width
    does = " ".join(row.operations)
    if row.is_retired:
        yield f"{head}  {does:<14}  retired on {row.retired_on}: use {' or '.join(row.successors)}"
        return
    prices = row.price or ("price unknown",)
    source = f" [{row.price_source}, {row.checked}]" if row.price else ""
    yield f"{head}  {does:<14}  {row.lengths:<16}  {prices[0]}{source}".rstrip()
    blank = " " * (width + 36)
    for price in prices[1:]:
        yield f"{blank}{price}"
    if row.about:
        yield f"{blank}{row.about}"
    if row.retired_on:
        yield f"{blank}until {row.retired_on}, then {' or '.join(row.successors)}"
