"""Read what a film may cost: `budget:`, `rates:`, `rebuy_below:`."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping

from pipeline.facts import CREDITS, Money, Rates
from pipeline.project.budget import Budget
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node, Scalar
from pipeline.project.reading import Reader
from pipeline.project.story import Generator

__all__ = ["read_budget"]

FILM = "film"
"""What the whole film is called among the names of generators."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_IN_SMALL = frozenset(
    ("aud", "brl", "cad", "chf", "cny", "eur", "gbp", "hkd", "inr", "jpy", "krw", "nzd", "usd")
)
"""Currencies that somebody may write in small letters; other such words are services."""
_CREDITS = re.compile(r"(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,6})?)\s*credits?")


def read_budget(reader: Reader, root: Mapping, generators: AnyMapping[str, Generator]) -> Budget:
    """The film's money; ``generators`` are those that a budget of their own can name."""
    film, own = _limits(reader, root.get("budget"), generators)
    return Budget(
        film=film,
        generators=own,
        rates=_rates(reader, root.get("rates"), generators),
        rebuy_below=reader.money(root.get("rebuy_below"), "rebuy_below"),
    )


def _limits(
    reader: Reader, node: Node | None, generators: AnyMapping[str, Generator]
) -> tuple[Money | None, dict[str, Money]]:
    """``80 USD``, or ``{film: 80 USD, kling: 30 USD}``."""
    if not isinstance(node, Mapping):
        return reader.money(node, "budget"), {}
    film, own = None, {}
    for name, entry in node.entries.items():
        if name == FILM:
            film = reader.money(entry.value, "budget")
        elif name in generators:
            money = _limit(reader, entry, generators[name])
            if money is not None:
                own[name] = money
        else:
            known = [FILM, *generators]
            fix = did_you_mean(name, known) or f"write one of {', '.join(known)}"
            reader.error(entry.key, f"'{name}' is neither the film nor one of its generators", fix)
    return film, own


def _limit(reader: Reader, entry: Entry, generator: Generator) -> Money | None:
    """An amount of money, or of the credits of the generator's own service."""
    node = entry.value
    found = _CREDITS.fullmatch(node.text.strip()) if isinstance(node, Scalar) else None
    if found is None:
        return reader.money(node, f"budget of {entry.name}")
    money = reader.amount(found["amount"])
    return Money(money, f"{CREDITS}{generator.backend}")


def _rates(reader: Reader, node: Node | None, generators: AnyMapping[str, Generator]) -> Rates:
    """``{EUR: 1.08 USD, runway: 0.01 USD}``: what one unit, or one credit, is worth."""
    block = reader.any_block(node, "rates")
    stated: list[tuple[str, Money]] = []
    for name, entry in block.entries.items() if block is not None else ():
        if name in _IN_SMALL:
            reader.error(entry.key, f"'{name}' is no currency", f"write {name.upper()}")
            continue
        own = generators.get(name)
        if own is not None and own.backend != name:
            said = f"'{name}' is a generator; credits are those of its service, {own.backend}"
            reader.error(entry.key, said, f"write {own.backend}")
            continue
        money = reader.money(entry.value, f"rate of {name}")
        if money is None:
            continue
        unit = name if _CURRENCY.fullmatch(name) else f"{CREDITS}{name}"
        if not money.micros:
            reader.error(entry.value, f"one {name} is not worth nothing", "write 0.01 USD")
        elif unit == money.currency or Rates(tuple(stated)).worth(Money(1, unit), money.currency):
            said = f"what {name} is worth in {money.currency} follows from the other rates"
            reader.error(entry.key, said, "take it out, or one of the others")
        else:
            stated.append((unit, money))
    return Rates(tuple(stated))
