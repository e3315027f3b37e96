"""rushes unlock: open a locked cut or scene again."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, cut_option, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="unlock")
@click.argument("what", default="", metavar="[CUT|SCENE]", shell_complete=complete_shots)
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, what: str, *, cut: str, is_json: bool) -> None:
    """Open a locked cut or scene again."""
    said_change(opened(ctx).unlock(what, cut=cut), is_json=is_json)
