"""rushes log: what happened, newest first."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened, print_json

__all__ = ["command"]


@click.command(name="log")
@click.option("-n", "count", type=click.IntRange(1), default=30, show_default=True, help="Lines.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, count: int, is_json: bool) -> None:
    """Show what happened, newest first."""
    rows = opened(ctx).log(count)
    if is_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row.at:%Y-%m-%d %H:%M:%S}  {row.verb:<10} {row.sentence}")
    if not rows:
        click.echo("nothing has happened yet")
