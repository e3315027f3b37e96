"""rushes maybe: keep a take in mind."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="maybe")
@click.argument("shot", shell_complete=complete_shots)
@click.argument("take", nargs=-1)
@json_option
@click.pass_context
def command(ctx: click.Context, shot: str, *, take: tuple[str, ...], is_json: bool) -> None:
    """Mark a take as a possibility."""
    said_change(opened(ctx).maybe(shot, " ".join(take)), is_json=is_json)
