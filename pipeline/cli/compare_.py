"""rushes compare: one shot from several generators, side by side."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from pipeline.cli.asking import asker
from pipeline.cli.common import complete_shots, json_option, opened, print_json, workers_option
from pipeline.cli.progress import Progress
from pipeline.cli.rework import buying
from pipeline.cli.say import said_change

if TYPE_CHECKING:
    from pipeline.production.comparing import CompareReport
    from pipeline.production.production import Production

__all__ = ["command"]


@click.command(name="compare")
@click.argument("shot", shell_complete=complete_shots)
@click.option("--with", "names", required=True, help="The generators, by name: a,b,c.")
@click.option("--panels", "is_panels", is_flag=True, help="Compare panels (default: clips).")
@click.option("--anew", "is_anew", is_flag=True, help="Have made once more what is there.")
@click.option("--force", multiple=True, help="This approved shot, too.")
@workers_option
@buying
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    shot: str,
    *,
    names: str,
    is_panels: bool,
    is_anew: bool,
    force: tuple[str, ...],
    workers: int,
    may_cost_unknown: bool,
    says_yes: bool,
    is_json: bool,
) -> None:
    """Send SHOT's order to several generators, and lay what they make side by side.

    The takes lie beside the film: none is shown until it is circled. What was made of the same
    words before is not ordered again.
    """
    from pipeline.facts import CLIP, PANEL
    from pipeline.production.comparing import Compare
    from pipeline.production.making import MakeRequest

    generators = tuple(dict.fromkeys(filter(None, (each.strip() for each in names.split(",")))))
    kind = PANEL if is_panels else CLIP
    compare = Compare(shot, generators, kind, is_anew=is_anew, forced=force)
    production = opened(ctx)
    request = MakeRequest(workers=workers, may_cost_unknown=may_cost_unknown)
    with Progress(is_quiet=is_json) as progress:
        request = replace(request, agree=asker(progress, says_yes=says_yes))
        report = production.compare(compare, request, progress)
    if is_json:
        print_json(report)
    else:
        _say(report)
        if report.rows and sys.stdin.isatty() and not says_yes:
            _choose(production.again(), report)
    ctx.exit(130 if report.result.is_interrupted else 0 if report.result.is_whole else 1)


def _say(report: CompareReport) -> None:
    wide = max((len(row.generator) for row in report.rows), default=0)
    for number, row in enumerate(report.rows, start=1):
        rest = row.caption.removeprefix(row.generator).strip()
        known = "" if row.is_new else "   (was there)"
        click.echo(f"{number}  {row.generator:<{wide}}  {rest}{known}")
    for path in filter(None, (report.sheet, report.grid)):
        click.echo(str(path))
    for line in report.said:
        click.echo(line, err=True)
    result = report.result
    for one in (*result.failed, *result.left, *result.in_doubt):
        click.echo(f"{one.job}: {one.reason}", err=True)
    if report.rows:
        shot = report.rows[0].take.partition(" ")[0]
        click.echo(f"circle the one to use: `rushes circle {shot} TAKE`")


def _choose(production: Production, report: CompareReport) -> None:
    """Ask which of them is to stand for the shot."""
    numbers = [str(number) for number in range(1, len(report.rows) + 1)]
    chosen = click.prompt(
        "which one is circled (Enter: none)",
        default="",
        show_default=False,
        type=click.Choice([*numbers, ""]),
        show_choices=False,
    )
    if chosen:
        shot, _, take = report.rows[int(chosen) - 1].take.partition(" ")
        said_change(production.circle(shot, take), is_json=False)
