"""rushes trim: set in and out of a shot in the cut."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="trim")
@click.argument("shot", shell_complete=complete_shots)
@click.argument("window")
@click.option("--cut", default="main", show_default=True, help="The cut.")
@click.option("--nth", type=click.IntRange(1), default=None, help="Which use of the shot, from 1.")
@json_option
@click.pass_context
def command(
    ctx: click.Context, shot: str, *, window: str, cut: str, nth: int | None, is_json: bool
) -> None:
    """Set in and out of a shot where the cut uses it: `trim sh030 12-36`, `trim sh030 0+30`.

    Frames of the take, or seconds:frames; the end is not included.
    """
    said_change(opened(ctx).trim(shot, window, cut=cut, nth=nth or 0), is_json=is_json)
