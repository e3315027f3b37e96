"""rushes cancel: stop orders under way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import json_option, opened, print_json, selection_of, selector
from pipeline.cli.progress import Progress
from pipeline.run.events import Event, JobEnded

if TYPE_CHECKING:
    from pipeline.production.collecting import CollectReport

__all__ = ["command"]


@click.command(name="cancel")
@selector
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, is_json: bool, **options: Any) -> None:
    """Stop orders under way (all of them, or those of some shots).

    Each is looked at first: what is made is brought, not stopped. A run under way does it itself
    and says so. What was stopped is not ordered again unasked: `rushes retake SHOT` asks.
    """
    production = opened(ctx)
    with Progress(is_quiet=is_json) as progress:

        def hear(event: Event) -> None:
            if not isinstance(event, JobEnded):  # they are printed below, for whoever reads on
                progress(event)

        report = production.cancel(selection_of(options), hear)
    if isinstance(report, str):
        print_json({"asked": report}) if is_json else click.echo(report)
        return
    away = [str(job) for job, _ in report.states]
    if is_json:
        stopped = {str(one.job): one.reason for one in report.result.cancelled}
        print_json(
            {"cancelled": stopped, "made": report.made, "under_way": away, "left": report.left}
        )
    else:
        for line in _lines(report):
            click.echo(line)
        for line in report.left:
            click.echo(line, err=True)
    sys.exit(1 if report.left or away else 0)


def _lines(report: CollectReport) -> Iterator[str]:
    """What became of every order that was to be stopped."""
    stopped = report.result.cancelled
    yield from (f"{one.job}: {one.reason}" for one in stopped)
    yield from (f"{take} is made already, and is here" for take in report.made)
    yield from (f"{job} goes on" for job, _ in report.states)
    if not (stopped or report.made or report.states or report.left):
        yield "nothing is under way"
