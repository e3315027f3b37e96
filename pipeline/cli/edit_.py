"""rushes edit: a change in words, made to the chosen panels of many shots."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from pipeline.cli.asking import asker
from pipeline.cli.common import (
    json_option,
    opened,
    print_json,
    selection_of,
    selector,
    workers_option,
)
from pipeline.cli.progress import Progress
from pipeline.cli.rework import buying
from pipeline.cli.say import said_change
from pipeline.errors import FilmError

if TYPE_CHECKING:
    from pipeline.production.editing import EditReport
    from pipeline.production.production import Production

__all__ = ["command"]


@click.command(name="edit")
@selector
@click.option("--using", "editor", default="", help="The generator that changes pictures.")
@workers_option
@buying
@json_option
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Change the chosen panels by words: `edit --with liu --used "his coat is dark red"`.

    The words come last, behind the shots, if any are named. Old and new are laid side by side, and
    each new panel is asked about; then `shoot --outdated` makes the clips anew.
    """
    from pipeline.production.editing import EditAsk
    from pipeline.production.making import MakeRequest

    *shots, words = given["shots"] or ("",)
    given["shots"] = tuple(shots)
    is_json, says_yes = given["is_json"], given["says_yes"]
    ask = EditAsk(words, selection_of(given), given["editor"])
    request = MakeRequest(workers=given["workers"], may_cost_unknown=given["may_cost_unknown"])
    production = opened(ctx)
    with Progress(is_quiet=is_json) as progress:
        request = replace(request, agree=asker(progress, says_yes=says_yes))
        report = production.edit_panels(ask, request, progress)
    if is_json:
        print_json(report)
    else:
        _say(report)
        if report.rows:
            _judge(production.again(), report)
    ctx.exit(130 if report.result.is_interrupted else 0 if report.result.is_whole else 1)


def _say(report: EditReport) -> None:
    made = sum(row.is_new for row in report.rows)
    known = len(report.rows) - made
    click.echo(f"{made} changed by {report.generator}" + (f", {known} were there" if known else ""))
    if report.sheet is not None:
        click.echo(f"{report.sheet}: old on the left, new on the right")
    for line in report.said:
        click.echo(line)
    result = report.result
    for one in (*result.failed, *result.left, *result.in_doubt):
        click.echo(f"{one.job}: {one.reason}", err=True)


def _judge(production: Production, report: EditReport) -> None:
    """Ask about each; or say what to type, where nobody is there to be asked."""
    has_circled = False
    for row in report.rows:
        _, _, take = row.new.partition(" ")
        number = take.rpartition(" ")[2]
        if not sys.stdin.isatty():
            click.echo(f"{row.new} instead of {row.old}: `rushes circle {row.shot} p{number}`")
            continue
        answer = click.prompt(
            f"{row.new} instead of {row.old}? y, n, q to stop",
            type=click.Choice(["y", "n", "q"]),
            show_choices=False,
            default="n",
        )
        if answer == "q":
            break
        if answer == "y":
            try:
                said_change(production.circle(row.shot, f"p{number}"), is_json=False)
                has_circled = True
            except FilmError as err:  # of one shot: the others are asked about all the same
                click.echo(str(err), err=True)
            production = production.again()
    if has_circled:
        click.echo(
            "clips that began with the old panels: `rushes shoot --outdated`, or `rushes keep`"
        )
