"""The yield as a page plots it: the same figures as `rushes report`, and the money day by day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.facts import Money
from pipeline.production.planning import cut_of
from pipeline.production.yield_words import amounts, finishing_words, head_words, second_words
from pipeline.production.yielding import YieldRow, production_yield

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["DayView", "ReportView", "YieldView", "report_view"]

_PROMPTS = 12
_UNIT = 1_000_000


class YieldView(Struct, frozen=True):
    """What the film, or a part of it, came to."""

    name: str
    stills: int
    clips: int
    used: int
    made_seconds: float
    used_seconds: float
    attempts: int
    shots: int
    tries: float
    """Attempts for each accepted shot; 0 while there is none."""
    spent: str
    a_second: str
    cost: float
    """What was spent, in the currency that most of it is in."""


class DayView(Struct, frozen=True):
    """What was billed on one day."""

    day: str
    cost: float
    currency: str


class ReportView(Struct, frozen=True):
    """Yield and money of a production, by one cut."""

    cut: str
    cuts: tuple[str, ...]
    currency: str
    head: tuple[str, ...]
    finishing: str
    whole: YieldView
    scenes: tuple[YieldView, ...]
    generators: tuple[YieldView, ...]
    prompts: tuple[YieldView, ...]
    days: tuple[DayView, ...]


def report_view(production: Production, cut: str) -> ReportView:
    """The yield by one cut, with the money that was billed day by day.

    Raises:
        ProjectError: there is no such cut.
    """
    report = production_yield(production, cut_of(production.project, cut).name)
    currency = _most(report.whole.spent)
    return ReportView(
        cut=report.cut,
        cuts=tuple(dict.fromkeys(("main", *production.project.cuts))),
        currency=currency,
        head=head_words(report),
        finishing=finishing_words(report.finishing),
        whole=_row(report.whole, currency),
        scenes=_rows(report.scenes, currency),
        generators=_rows(report.generators, currency),
        prompts=_rows(report.prompts[:_PROMPTS], currency),
        days=tuple(
            DayView(day, money.micros / _UNIT, money.currency)
            for day, money in production.ledger.money.settled_by_day()
        ),
    )


def _rows(rows: Iterable[YieldRow], currency: str) -> tuple[YieldView, ...]:
    return tuple(_row(row, currency) for row in rows)


def _row(row: YieldRow, currency: str) -> YieldView:
    return YieldView(
        name=row.name,
        stills=row.stills,
        clips=row.clips,
        used=row.used,
        made_seconds=round(row.made_seconds, 2),
        used_seconds=round(row.used_seconds, 2),
        attempts=row.attempts,
        shots=row.shots,
        tries=round(row.attempts_a_shot or 0.0, 2),
        spent=amounts(row.spent, row.unpriced) if row.spent or row.unpriced else "",
        a_second=second_words(row) if row.a_second else "",
        cost=sum(money.micros for money in row.spent if money.currency == currency) / _UNIT,
    )


def _most(spent: Iterable[Money]) -> str:
    """The currency of the largest sum."""
    return max(spent, key=lambda money: money.micros, default=Money(0)).currency
