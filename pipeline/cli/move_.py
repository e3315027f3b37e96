"""rushes move: move an event of the cut."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="move")
@click.argument("shot", shell_complete=complete_shots)
@click.option("--before", default="", shell_complete=complete_shots, help="Before this shot.")
@click.option("--after", default="", shell_complete=complete_shots, help="After this shot.")
@click.option("--cut", default="main", show_default=True, help="The cut.")
@json_option
@click.pass_context
def command(
    ctx: click.Context, shot: str, *, before: str, after: str, cut: str, is_json: bool
) -> None:
    """Move the first event of a shot (or a scene) before or after another's."""
    said_change(opened(ctx).move(shot, before=before, after=after, cut=cut), is_json=is_json)
