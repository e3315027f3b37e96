"""rushes trim: set in and out of a shot in the cut, slip it, or look through the clips."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="trim")
@click.argument("shot", required=False, default="", shell_complete=complete_shots)
@click.argument("window", required=False, default="")
@click.option("--slip", type=int, metavar="FRAMES", help="Show it from so many frames later.")
@click.option("--all", "is_all", is_flag=True, help="Look through clips watched before, too.")
@click.option("--cut", default="main", show_default=True, help="The cut.")
@click.option("--nth", type=click.IntRange(1), default=None, help="Which use of the shot, from 1.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    shot: str,
    *,
    window: str,
    slip: int | None,
    is_all: bool,
    cut: str,
    nth: int | None,
    is_json: bool,
) -> None:
    """Set in and out of a shot where the cut uses it: `trim sh030 12-36`, `trim sh030 0+30`.

    Frames of the take, or seconds:frames; the end is not included. `trim sh030 --slip 8` shows as
    many frames, from 8 later in the take (-8: earlier). Without a window it plays the clips that
    nobody has watched yet, of SHOT or of all, and asks for in and out of each.
    """
    production = opened(ctx)
    if slip is not None:
        if not shot or window:
            raise click.UsageError("say which shot slips: `rushes trim sh030 --slip 8`")
        said_change(production.slip(shot, slip, cut=cut, nth=nth or 0), is_json=is_json)
    elif window:
        change = production.trim(shot, window, cut=cut, nth=nth or 0)
        said_change(change, is_json=is_json)
    else:
        from pipeline.cli.walking import walk

        ctx.exit(walk(production, shot, cut=cut, is_all=is_all))
