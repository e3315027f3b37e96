"""rushes extend: a clip that is there, going on for longer."""

from __future__ import annotations

from fractions import Fraction

import click

from pipeline.cli.common import complete_shots, json_option, opened, workers_option
from pipeline.cli.rework import buying, ordered, takes_meant

__all__ = ["command"]


@click.command(name="extend")
@click.argument("shot", shell_complete=complete_shots)
@click.argument("take", required=False, default="")
@click.option("--with", "generator", required=True, help="The generator that goes on with it.")
@click.option("--seconds", type=click.FloatRange(0.04, 600), required=True, help="How much longer.")
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
    seconds: float,
    workers: int,
    may_cost_unknown: bool,
    says_yes: bool,
    is_json: bool,
) -> None:
    """Have a clip go on: SHOT its standing clip, or the TAKE named.

    What comes is a take of its own, its beginning that of the one it was made from. It takes that
    one's place, same windows; `rushes trim` uses what is new.
    """
    from pipeline.backends.base import Operation
    from pipeline.production.making import MakeRequest
    from pipeline.production.reworking import Rework

    production = opened(ctx)
    takes = takes_meant(production, shot, take, is_used=False)
    longer = Fraction(str(seconds))
    rework = Rework(takes, generator, Operation.EXTEND, seconds=longer)
    request = MakeRequest(workers=workers, may_cost_unknown=may_cost_unknown)
    ctx.exit(ordered(production, rework, request, says_yes=says_yes, is_json=is_json))
