"""rushes cancel: stop orders under way."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.cli.common import json_option, opened, print_json, selection_of, selector
from pipeline.cli.progress import Progress

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
        report = production.cancel(selection_of(options), progress)
    if isinstance(report, str):
        if is_json:
            print_json({"asked": report})
        else:
            click.echo(report)
        return
    stopped = {str(one.job): one.reason for one in report.result.cancelled}
    away = [str(job) for job, _ in report.states]
    if is_json:
        print_json(
            {"cancelled": stopped, "made": report.made, "under_way": away, "left": report.left}
        )
    else:
        for job, reason in stopped.items():
            click.echo(f"{job}: {reason}")
        for take in report.made:
            click.echo(f"{take} is made already, and is here")
        for job in away:
            click.echo(f"{job} goes on")
        if not (stopped or report.made or away or report.left):
            click.echo("nothing is under way")
        for line in report.left:
            click.echo(line, err=True)
    sys.exit(1 if report.left or away else 0)
