"""rushes collect: bring what was ordered and is ready."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.cli.common import json_option, opened, print_json, selection_of, selector
from pipeline.cli.progress import Progress

__all__ = ["command"]


@click.command(name="collect")
@selector
@click.option("--wait", "waits", is_flag=True, help="Stay until every order is made.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, waits: bool, is_json: bool, **options: Any) -> None:
    """Bring what was ordered and is ready; nothing new is ordered.

    An order of yours that was cut off while it was sent is settled as `make` would: looked for at
    its service, or sent again under its own key, which bills once.

    Works wherever the film's folder is: what a colleague ordered is collected too, with a key of
    your own for the same account.
    """
    from pipeline.production.collecting import CollectRequest

    production = opened(ctx)
    request = CollectRequest(selection_of(options), waits)
    with Progress(is_quiet=is_json) as progress:
        report = production.collect(request, progress)
    away = {str(job): state for job, state in report.states}
    if is_json:
        told = {"made": report.made, "placed": report.placed}
        print_json({**told, "under_way": away, "left": report.left})
    else:
        for take in report.made:
            click.echo(take)
        for line in (*report.placed, *report.looked):
            click.echo(line)
        for job, state in away.items():
            click.echo(f"{job}: {state or 'not looked at'}; not here yet")
        if not (report.made or away or report.left):
            click.echo("nothing is under way")
        for line in report.left:
            click.echo(line, err=True)
    if report.result.is_interrupted:
        click.echo("stopped; nothing is lost, the same command goes on from here", err=True)
        sys.exit(130)
    sys.exit(1 if report.left else 0)
