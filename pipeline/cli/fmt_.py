"""rushes fmt: shots in the long or the short form."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="fmt")
@click.option("--long/--short", "is_long", default=None, help="A key a line, or all on one line.")
@json_option
@click.pass_context
def command(ctx: click.Context, *, is_long: bool | None, is_json: bool) -> None:
    """Rewrite the shots of film.yaml in the long or the short form; nothing else changes.

    Short is `words | panel => motion` on one line, long is a line for every key.
    """
    if is_long is None:
        raise click.UsageError(
            "which form? `rushes fmt --short` writes every shot on one line, "
            "`words | panel => motion`; `rushes fmt --long` a line for every key",
            ctx,
        )
    said_change(opened(ctx).fmt(is_long=is_long), is_json=is_json)
