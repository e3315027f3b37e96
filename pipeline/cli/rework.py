"""What `upscale` and `extend` share: which takes, who pays, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec.structs import replace

from pipeline.cli.asking import asker, yes_option
from pipeline.cli.common import print_json
from pipeline.cli.progress import Progress

if TYPE_CHECKING:
    from pipeline.production.making import MakeRequest
    from pipeline.production.production import Production
    from pipeline.production.reworking import Rework
    from pipeline.project.edit import TakeChoice

__all__ = ["buying", "ordered", "takes_meant"]

F = TypeVar("F", bound=Callable[..., Any])


def buying(command: F) -> F:
    """Add the options of commands that may cost money."""
    unknown = click.option(
        "--allow-unknown-prices",
        "may_cost_unknown",
        is_flag=True,
        help="Order even where nobody can say what it costs.",
    )
    return unknown(yes_option(command))


def takes_meant(
    production: Production, shot: str, take: str, *, is_used: bool
) -> tuple[tuple[str, TakeChoice], ...]:
    """The take that was typed, the shot's standing clip, or all that the film shows.

    Raises:
        ProjectError: there is no such take.
    """
    from pipeline.errors import ProjectError
    from pipeline.facts import CLIP, PANEL
    from pipeline.plan.standing import choice_of
    from pipeline.production.choosing import take_named
    from pipeline.production.planning import standing_take
    from pipeline.production.reworking import used_takes

    if is_used == bool(shot):
        raise click.UsageError("say either a shot, or --used for all that the film shows")
    if is_used:
        return used_takes(production)
    if take or "/" in shot:
        return (take_named(production, shot, take),)
    for kind in (CLIP, PANEL):
        stands = standing_take(production, shot, kind)
        if stands is not None:
            return ((shot, choice_of(stands)),)
    raise ProjectError(f"{shot} has no take yet", fix=f"`rushes make {shot}`")


def ordered(
    production: Production,
    rework: Rework,
    request: MakeRequest,
    *,
    says_yes: bool,
    is_json: bool,
) -> int:
    """Have it made and say what came of it; the status to leave with."""
    from pipeline.production.reworking import reworked

    with Progress(is_quiet=is_json) as progress:
        request = replace(request, agree=asker(progress, says_yes=says_yes))
        report = reworked(production, rework, request, progress)
    result = report.result
    lost = [f"{one.job}: {one.reason}" for one in (*result.failed, *result.left)]
    lost += [f"{one.job}: in doubt: {one.reason}" for one in result.in_doubt]
    if is_json:
        made = [str(one.ref) for one in result.made]
        print_json({"made": made, "said": report.said, "left": lost})
    else:
        click.echo(f"{len(result.made)} made")
        for line in report.said:
            click.echo(line)
        for line in lost:
            click.echo(line, err=True)
    if result.is_interrupted:
        click.echo("stopped; nothing is lost: `rushes make` brings what was ordered", err=True)
        return 130
    return 0 if result.is_whole else 1
