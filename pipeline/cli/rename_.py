"""rushes rename: give a shot another id."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="rename")
@click.argument("old", shell_complete=complete_shots)
@click.argument("new")
@json_option
@click.pass_context
def command(ctx: click.Context, old: str, *, new: str, is_json: bool) -> None:
    """Give a shot another id everywhere: board, cuts, picks, notes, footage, ledger."""
    said_change(opened(ctx).rename(old, new), is_json=is_json)
