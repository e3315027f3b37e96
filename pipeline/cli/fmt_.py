"""rushes fmt: shots in the long or the short form."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="fmt")
@click.option("--long/--short", "is_long", required=True, help="Which form.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, is_long: bool, is_json: bool) -> None:
    """Rewrite the shots of film.yaml in the long or the short form; nothing else changes."""
    said_change(opened(ctx).fmt(is_long=is_long), is_json=is_json)
