"""How plans are written on screen and as JSON rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import as_json, print_json
from pipeline.facts import UNKNOWN_PRICE, Decision
from pipeline.production.budgeting import cost_words

if TYPE_CHECKING:
    from pipeline.plan.decide import Decided
    from pipeline.production.budgeting import Room
    from pipeline.production.planning import PlanReport

__all__ = ["decided_line", "plan_lines", "plan_rows", "print_plan"]


def print_plan(
    report: PlanReport, *, is_verbose: bool = False, is_json: bool, music: str = ""
) -> None:
    """Print a plan, as lines or as JSON; ``music``: how picture and music differ in length."""
    if is_json:
        unseen = [report.unseen] if report.unseen else []
        print_json(
            {
                "rows": plan_rows(report.rows),
                "unseen": unseen,
                "outdated": report.causes,
                "to_buy": report.to_buy,
                "price": report.price,
                "of_unknown_price": report.unpriced,
                "purchases": report.purchases,
                "budget": [_room_row(room) for room in report.rooms],
                "music": music,
            }
        )
        return
    if music:
        click.echo(music)
    for line in plan_lines(report, is_verbose=is_verbose):
        click.echo(line)


def _room_row(room: Room) -> dict[str, object]:
    """A limit as plain data."""
    names = ("whose", "cap", "spent", "reserved", "left", "uncounted", "unpriced", "is_short")
    return {name: as_json(getattr(room, name)) for name in names}


def plan_rows(rows: Iterable[Decided]) -> list[dict[str, object]]:
    """Plan rows as plain data."""
    return [
        {
            "shot": row.job.id.shot,
            "kind": str(row.job.id.kind),
            "generator": row.job.id.generator,
            "decision": str(row.decision),
            "take": row.take,
            "reasons": list(row.reasons),
            "asked_seconds": float(row.asked) if row.asked is not None else None,
            "price": _price(row),
        }
        for row in rows
    ]


def _price(row: Decided) -> str | None:
    """The most that an order can cost, or that nobody knows it; None where nothing is ordered."""
    if row.decision is Decision.PRICE_UNKNOWN:
        return UNKNOWN_PRICE
    return str(row.price) if row.price is not None else None


def decided_line(row: Decided, count: int = 1) -> str:
    """One decision on one line: shot, kind, what, by whom, why, price."""
    job = row.job.id
    many = f" x{count}" if count > 1 else ""
    is_there = row.decision in (Decision.REUSE, Decision.OUTDATED, Decision.DAMAGED)
    by = "" if is_there else f" by {job.generator}"
    what = f"{row.decision}{many}"
    name = row.take.split(" ", 1)[1] if row.take else str(job.kind)
    each = " each" if count > 1 else ""
    cost = f", at most {row.price}{each}" if row.price is not None and row.price.micros else ""
    return f"{job.shot:<10} {name:<9} {what:<13}{by}  {'; '.join(row.reasons)}{cost}"


def plan_lines(report: PlanReport, *, is_verbose: bool) -> Iterator[str]:
    """The plan as it is printed: what would be made, causes grouped, the sum at the end."""
    shown = 0
    blocks = report.blocks
    told = {id(row) for block in blocks for row in block.rows}
    for row, count in _merged(row for row in report.rows if id(row) not in told):
        if is_verbose or row.decision not in (Decision.REUSE, Decision.OUTDATED):
            shown += 1
            yield decided_line(row, count)
    for block in blocks:
        shown += 1
        yield str(block)
    for cause in report.causes:
        yield cause.sentence
    if report.unseen:
        shown += 1
        yield report.unseen
    made = report.count(Decision.MAKE)
    counts = [f"{made} to make", f"{report.to_buy} to buy"]
    counts += [
        f"{report.count(decision)} {decision}"
        for decision in Decision
        if decision is not Decision.MAKE and report.count(decision)
    ]
    bought = report.purchases
    cost = f"; {cost_words(report.price, report.unpriced)}" if bought else ""
    yield ("\n" if shown else "") + ", ".join(counts) + cost
    if len(bought) > 1:
        yield from (f"  {one.what}: {one.cost}" for one in bought)
    yield from map(str, report.rooms)
    if report.unpriced:
        yield "what has no price waits for --allow-unknown-prices, or for a price under `models:`"


def _merged(rows: Iterable[Decided]) -> Iterator[tuple[Decided, int]]:
    """Rows that differ only by their slot are shown as one, with a count."""
    before: Decided | None = None
    count = 0
    for row in rows:
        same = before is not None and (
            (before.job.id.shot, before.job.id.kind, before.job.id.generator, before.decision)
            == (row.job.id.shot, row.job.id.kind, row.job.id.generator, row.decision)
            and before.reasons == row.reasons
            and before.take == row.take
        )
        if same:
            count += 1
            continue
        if before is not None:
            yield before, count
        before, count = row, 1
    if before is not None:
        yield before, count
