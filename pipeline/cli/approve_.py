"""rushes approve: close a shot."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="approve")
@click.argument("shot", shell_complete=complete_shots)
@json_option
@click.pass_context
def command(ctx: click.Context, shot: str, *, is_json: bool) -> None:
    """Close a shot with what stands for it now: nothing remakes it."""
    said_change(opened(ctx).approve(shot), is_json=is_json)
