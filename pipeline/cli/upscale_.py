"""rushes upscale: takes that are there, larger."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened, workers_option
from pipeline.cli.rework import buying, ordered, takes_meant

__all__ = ["command"]


@click.command(name="upscale")
@click.argument("shot", required=False, default="", shell_complete=complete_shots)
@click.argument("take", required=False, default="")
@click.option("--with", "generator", required=True, help="The generator that makes it larger.")
@click.option("--used", "is_used", is_flag=True, help="Every take that the film shows.")
@click.option("--handles", type=click.IntRange(0), help="With --used: only the windows, and these.")
@click.option("--width", type=click.IntRange(16, 16384), help="Pixels (default: as delivered).")
@workers_option
@buying
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    shot: str,
    take: str,
    *,
    generator: str,
    is_used: bool,
    handles: int | None,
    width: int | None,
    workers: int,
    may_cost_unknown: bool,
    says_yes: bool,
    is_json: bool,
) -> None:
    """Have a take made larger: SHOT its standing clip, or the TAKE named (7, p2).

    What comes is a take of its own. It takes the place of the one it was made from, same windows.
    `--used --handles 12` sends only what the cuts use of each clip, with 12 frames at either end.
    """
    from pipeline.production.making import MakeRequest
    from pipeline.production.reworking import Rework

    production = opened(ctx)
    takes = takes_meant(production, shot, take, is_used=is_used)
    if handles is not None and not is_used:
        raise click.UsageError("--handles goes with --used: what is used is sent, and no more")
    rework = Rework(takes, generator, width=width or 0, skips_large=is_used, handles=handles)
    request = MakeRequest(workers=workers, may_cost_unknown=may_cost_unknown)
    ctx.exit(ordered(production, rework, request, says_yes=says_yes, is_json=is_json))
