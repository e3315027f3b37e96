"""rushes reject: a take that is no good."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="reject")
@click.argument("shot", shell_complete=complete_shots)
@click.argument("take", default="")
@click.argument("because", nargs=-1)
@json_option
@click.pass_context
def command(
    ctx: click.Context, shot: str, *, take: str, because: tuple[str, ...], is_json: bool
) -> None:
    """Mark a take as no good, with a reason. Rejecting orders nothing."""
    said_change(opened(ctx).reject(shot, take, " ".join(because)), is_json=is_json)
