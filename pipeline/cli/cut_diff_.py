"""rushes cut diff: what is different between two versions of a cut."""

from __future__ import annotations

import click

from pipeline.cli.common import cut_meant, cut_option, json_option, opened, print_json

__all__ = ["command"]


@click.command(name="diff", short_help="Say what is different between two versions.")
@click.argument("older")
@click.argument("newer", default="")
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, older: str, newer: str, *, cut: str, is_json: bool) -> None:
    """Say what is different between two versions of a cut, in film words.

    `cut diff v12 v31`; with one version, up to the cut as it stands now.
    """
    found = opened(ctx).compared(older, newer, cut=cut_meant(ctx, cut))
    if is_json:
        print_json(found)
    else:
        click.echo(found.sentence)
