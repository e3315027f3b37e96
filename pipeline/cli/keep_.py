"""rushes keep: an outdated take is fine."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.common import json_option, opened, selection_of, selector
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="keep")
@selector
@click.option("--because", default="", help="Why, for the others.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, because: str, is_json: bool, **options: Any) -> None:
    """Say that the outdated takes of these shots are fine."""
    said_change(opened(ctx).keep(selection_of(options), because), is_json=is_json)
