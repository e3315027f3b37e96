"""rushes assume-lost: give up an order whose answer was lost."""

from __future__ import annotations

import click

from pipeline.cli.common import opened

__all__ = ["command"]


@click.command(name="assume-lost")
@click.argument("take", nargs=-1, required=True)
@click.pass_context
def command(ctx: click.Context, *, take: tuple[str, ...]) -> None:
    """Give up an order in doubt (`assume-lost sh030 clip 7`): it counts as paid and lost."""
    click.echo(opened(ctx).assume_lost(" ".join(take)))
