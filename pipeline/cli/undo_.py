"""rushes undo: take back the last change."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="undo")
@json_option
@click.pass_context
def command(ctx: click.Context, *, is_json: bool) -> None:
    """Take back the last change that rushes made to cuts, picks, notes or board."""
    said_change(opened(ctx).undo(), is_json=is_json)
