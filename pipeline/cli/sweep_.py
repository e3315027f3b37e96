"""rushes sweep: free disk space."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened, print_json

__all__ = ["command"]


@click.command(name="sweep")
@click.option("--all", "is_all", is_flag=True, help="Remove what the present cuts use, too.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, is_all: bool, is_json: bool) -> None:
    """Remove derived files that no present cut uses and nobody used for 14 days.

    Footage is never touched: everything swept can be made again here, for nothing.
    """
    swept = opened(ctx).sweep(is_all=is_all)
    if is_json:
        print_json(swept)
        return
    click.echo(f"{swept.files} files removed, {swept.size / 1e6:.1f} MB freed; {swept.kept} kept")
