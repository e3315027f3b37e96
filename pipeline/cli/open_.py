"""rushes open: open an approved shot again."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="open")
@click.argument("shot", shell_complete=complete_shots)
@json_option
@click.pass_context
def command(ctx: click.Context, shot: str, *, is_json: bool) -> None:
    """Open an approved shot again."""
    said_change(opened(ctx).open_shot(shot), is_json=is_json)
