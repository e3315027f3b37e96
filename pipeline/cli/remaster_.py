"""rushes remaster: the clips of a cut made again by another generator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from pipeline.cli.asking import asker
from pipeline.cli.common import (
    complete_shots,
    counted,
    json_option,
    opened,
    print_json,
    workers_option,
)
from pipeline.cli.progress import Progress
from pipeline.cli.rework import buying

if TYPE_CHECKING:
    from pipeline.production.remastering import RemasterReport

__all__ = ["command"]


@click.command(name="remaster")
@click.argument("shots", nargs=-1, shell_complete=complete_shots)
@click.option("--by", "generator", required=True, help="The generator that makes them again.")
@click.option("--cut", default="main", help="The cut whose clips are meant (default: main).")
@click.option("--anew", "is_anew", is_flag=True, help="Have made once more what is there.")
@click.option("--force", multiple=True, help="This approved shot, too.")
@click.option("--name", default="remaster", help="The cut that plays the new takes.")
@workers_option
@buying
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    shots: tuple[str, ...],
    *,
    generator: str,
    cut: str,
    name: str,
    is_anew: bool,
    force: tuple[str, ...],
    workers: int,
    may_cost_unknown: bool,
    says_yes: bool,
    is_json: bool,
) -> None:
    """Make every used clip again with another generator, from the same panels.

    The new takes lie beside the film; `cuts/remaster.yaml` is like the cut and plays them. The cut
    itself is never written. What was made before is not ordered again.
    """
    from pipeline.production.making import MakeRequest
    from pipeline.production.remastering import Remaster
    from pipeline.production.selecting import Selection

    chosen = Selection(names=shots, forced=force)
    remaster = Remaster(generator, chosen, cut, name, is_anew=is_anew)
    request = MakeRequest(workers=workers, may_cost_unknown=may_cost_unknown)
    with Progress(is_quiet=is_json) as progress:
        request = replace(request, agree=asker(progress, says_yes=says_yes))
        report = opened(ctx).remaster(remaster, request, progress)
    if is_json:
        print_json(report)
    else:
        _say(report, name, generator)
    ctx.exit(130 if report.result.is_interrupted else 0 if report.result.is_whole else 1)


def _say(report: RemasterReport, name: str, generator: str) -> None:
    if report.path is None and report.result.is_whole and not report.result.made:
        click.echo(f"nothing to make: no clip in use was made by another than {generator}")
    else:
        click.echo(f"{len(report.result.made)} made")
    if report.changed:
        click.echo(f"{report.path}: {counted(report.changed, 'use')} of new takes")
        click.echo(
            f"watch it: `rushes cut --cut {name}`; what differs: `rushes cut diff main {name}`"
        )
    elif report.path is not None:
        click.echo(f"{report.path} is as it was")
    if report.sheet is not None:
        click.echo(f"{report.sheet}: old and new, shot by shot; moving in {report.grids[0].parent}")
    for line in report.said:
        click.echo(line)
    result = report.result
    for one in (*result.failed, *result.left, *result.in_doubt):
        click.echo(f"{one.job}: {one.reason}", err=True)
