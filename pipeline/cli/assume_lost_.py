"""rushes assume-lost: give up an order whose answer was lost."""

from __future__ import annotations

import click

from pipeline.cli.common import opened

__all__ = ["command"]


@click.command(name="assume-lost")
@click.argument("take", nargs=-1, required=True)
@click.option(
    "--not-billed", is_flag=True, help="The service's page shows that nothing was charged."
)
@click.pass_context
def command(ctx: click.Context, *, take: tuple[str, ...], not_billed: bool) -> None:
    """Give up an order in doubt (`assume-lost sh030 clip 7`).

    It counts as paid, and is not ordered again unasked. With --not-billed its money is free again,
    and the next run orders it anew.
    """
    click.echo(opened(ctx).assume_lost(" ".join(take), is_billed=not not_billed))
