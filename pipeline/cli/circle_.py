"""rushes circle: mark the take to use."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="circle")
@click.argument("shot", shell_complete=complete_shots)
@click.argument("take", nargs=-1)
@json_option
@click.pass_context
def command(ctx: click.Context, shot: str, *, take: tuple[str, ...], is_json: bool) -> None:
    """Mark the take to use: `circle sh020 5`, `circle sh020 p3`, `circle sh020/5`.

    Where the cut names another take of the shot, it is swapped in, same window.
    """
    said_change(opened(ctx).circle(shot, " ".join(take)), is_json=is_json)
