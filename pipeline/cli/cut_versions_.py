"""rushes cut versions: the versions of a cut that were kept."""

from __future__ import annotations

import click

from pipeline.cli.common import cut_meant, cut_option, json_option, opened, print_json

__all__ = ["command"]


@click.command(name="versions", short_help="List the versions of a cut that were kept.")
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, *, cut: str, is_json: bool) -> None:
    """List the versions of a cut: each that was rendered and was not as the one before.

    With when it was rendered, its length, and what was done to the one before.
    """
    name = cut_meant(ctx, cut)
    rows = opened(ctx).versions(name)
    if is_json:
        print_json(rows)
        return
    if not rows:
        click.echo(f"the cut '{name}' has no version yet: `rushes cut` renders it and keeps one")
    wide = max((len(row.name) for row in rows), default=0)
    for row in rows:
        at = row.at.astimezone().strftime("%Y-%m-%d %H:%M")
        click.echo(f"{row.name:<{wide}}  {at}  {row.length}  {row.difference}".rstrip())
