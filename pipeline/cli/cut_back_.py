"""rushes cut back: bring a version of a cut back."""

from __future__ import annotations

import click

from pipeline.cli.common import cut_meant, cut_option, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="back", short_help="Bring a version of a cut back.")
@click.argument("version")
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, version: str, *, cut: str, is_json: bool) -> None:
    """Bring a version of a cut back, as in `cut back v12`; `cut versions` lists them.

    The text of the cut is put back word for word. The present one is kept as a version first, and
    `rushes undo` takes the change back.
    """
    said_change(opened(ctx).back(version, cut=cut_meant(ctx, cut)), is_json=is_json)
