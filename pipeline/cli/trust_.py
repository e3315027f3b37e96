"""rushes trust: allow the programs that a film names."""

from __future__ import annotations

import sys

import click

from pipeline.cli.common import opened, print_json

__all__ = ["command"]


@click.command(name="trust")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(ctx: click.Context, *, yes: bool) -> None:
    """Show the programs that this film names, the player too, and allow them.

    Forgotten as soon as one of them changes.
    """
    production = opened(ctx)
    named = production.programs()
    if not named:
        click.echo("this film names no programs")
        return
    print_json(named)
    if not (yes or click.confirm("Run these when the film asks for it?")):
        click.echo("not trusted; nothing of it will be run", err=True)
        sys.exit(1)
    production.trust()
    click.echo("trusted, until one of them changes")
