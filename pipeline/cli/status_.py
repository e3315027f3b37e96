"""rushes status: where the film stands; what was picked up is said first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import counted, json_option, opened, print_json
from pipeline.facts import UNKNOWN_PRICE
from pipeline.plan.called import counted_takes, takes_called

if TYPE_CHECKING:
    from pipeline.production.awaited import AwaitedRow, DoubtRow
    from pipeline.production.reporting import ShotRow, StatusReport

__all__ = ["command"]

_NAMED = 6


@click.command(name="status")
@click.option("--rebuild", is_flag=True, help="Rebuild the ledger from the takes folder first.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, rebuild: bool, is_json: bool) -> None:
    """Say where the film stands."""
    production = opened(ctx)
    if rebuild:
        click.echo(production.rebuild(), err=is_json)
    report = production.status()
    if is_json:
        print_json(report)
        return
    for line in _lines(report):
        click.echo(line)


def _lines(report: StatusReport) -> Iterator[str]:
    yield from report.news
    board, cut = f"{report.seconds:.1f} s", f"{report.cut_seconds:.1f} s"
    length = (
        f"{board} planned" if board == cut else f"{board} planned on the board, {cut} in the cut"
    )
    yield f"{report.title}: {counted(len(report.shots), 'shot')}, {length}"
    heard = (("voice", report.voices), ("sfx", report.sounds), ("music", report.music))
    more = "".join(f", {counted_takes(count, word)}" for word, count in heard if count)
    yield f"takes: {counted(report.panels, 'panel')}, {counted(report.clips, 'clip')}{more}"
    if report.binned:
        yield f"bin: {counted(report.binned, 'take')} without a shot; `rushes bin` lists them"
    yield from (f"cut {words}" for words in report.cuts)
    counts = ", ".join(f"{count} {word}" for word, count in sorted(report.decisions.items()))
    yield f"plan: {counts or 'nothing asked for'}"
    yield from (
        f"  {shot.shot:<10} {shot.shows:<12} {_state(shot)}" for shot in report.shots if shot.state
    )
    yield from _kept_lines(report.under_way)
    for doubt in report.in_doubt:
        yield from _doubt_lines(doubt)
    if report.errors or report.warnings:
        yield f"{report.errors} to mend, {report.warnings} to look at: `rushes check`"
    if report.notes:
        yield f"{counted(report.notes, 'note')} open: `rushes notes`"
    newest = (("draft", report.drafts), ("export", report.exports))
    yield from (f"{word}: {paths[-1]}" for word, paths in newest if paths)
    yield from (f"money: {words}" for words in report.money)


def _kept_lines(rows: Sequence[AwaitedRow]) -> Iterator[str]:
    """Until when the results of orders are kept, of the first few that end."""
    ending = [row for row in rows if row.expires is not None]
    now = datetime.now(UTC)
    for row in ending[:_NAMED]:
        ends = row.expires or now
        day = f"{ends.astimezone():%d %b %H:%M}"
        kept = f"kept there until {day} at least" if ends > now else f"perhaps gone since {day}"
        made = "being made when last looked at, " if row.is_working else ""
        yield f"  {row.take} by {row.generator}: {made}{kept}"
    if len(ending) > _NAMED:
        yield f"  and {len(ending) - _NAMED} more, kept longer"


def _doubt_lines(doubt: DoubtRow) -> Iterator[str]:
    """An order in doubt: what to look for on the service's page, and what to type."""
    model = f" ({doubt.model})" if doubt.model else ""
    yield (
        f"in doubt: {doubt.take}: sent to {doubt.service}{model} on "
        f"{doubt.sent.astimezone():%d %b at %H:%M:%S}, and the answer was lost"
    )
    marks = [f'"{doubt.prompt}"'] if doubt.prompt else []
    marks += [f"seed {doubt.seed}"] if doubt.seed is not None else []
    page = doubt.page or f"the page of {doubt.service} that lists your jobs"
    yield f"  look at {page} for a job of that minute{': ' if marks else ''}{', '.join(marks)}"
    if doubt.known:
        yield f"  {doubt.known}"
    is_known = doubt.price != UNKNOWN_PRICE
    money = doubt.price if is_known else "an order of unknown price"
    yield (
        f"  there: `rushes adopt --job ID {doubt.take}`; not there: `rushes assume-lost "
        f"{doubt.take}`; until then {money} counts as spent"
    )


def _state(shot: ShotRow) -> str:
    """The state; of a shot that lacks takes, which, and whether what is shown only stands in."""
    if shot.state != "missing" or not shot.lacks:
        return shot.state
    lacking = " and ".join(takes_called(word, 1) for word in shot.lacks)
    is_final = shot.shows.startswith("clip") or not {"clip"} & {*shot.lacks}
    if is_final and not shot.shows.startswith("slate"):
        return f"stands; more to make: {lacking}"
    return f"stands in: the {lacking} {'are' if len(shot.lacks) > 1 else 'is'} still to be made"
