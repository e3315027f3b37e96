"""rushes make: all that is missing, then the default delivery."""

from __future__ import annotations

import sys
from typing import Any

import click

from pipeline.cli.asking import asker, leave_option, yes_option
from pipeline.cli.common import (
    json_option,
    opened,
    print_json,
    selection_of,
    selector,
    workers_option,
)
from pipeline.cli.progress import Progress
from pipeline.cli.rows import print_plan
from pipeline.cli.say import (
    film_lines,
    make_code,
    said_away,
    said_problems,
    said_prompts,
    said_room,
)

__all__ = ["command"]


@click.command(name="make")
@selector
@click.option("--force", multiple=True, help="Remake this approved shot all the same.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would happen, and stop.")
@workers_option
@click.option(
    "--allow-unknown-prices",
    "may_cost_unknown",
    is_flag=True,
    help="Order even where nobody can say what it costs.",
)
@yes_option
@leave_option
@click.option("--open", "is_opened", is_flag=True, help="Open the film when it is ready.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    dry_run: bool,
    workers: int,
    is_opened: bool,
    may_cost_unknown: bool,
    says_yes: bool,
    leaves: bool,
    is_json: bool,
    **options: Any,
) -> None:
    """Make all that is missing, then the default delivery.

    Whatever was interrupted goes on where it stood. With --leave the orders of services are not
    waited for: the film is rendered with what is here, and `rushes collect` brings the rest.
    """
    from pipeline.production.making import MakeRequest

    production = opened(ctx)
    selection = selection_of(options)
    if dry_run:
        print_plan(production.plan(selection), is_json=is_json)
        return
    told = [problem for problem in production.project.problems if not problem.is_warning]
    said_problems(told)
    said_room(production)
    with Progress(is_quiet=is_json) as progress:
        agree = asker(progress, says_yes=says_yes)
        request = MakeRequest(selection, (), workers, may_cost_unknown, agree, leaves)
        report = production.make_all(request, progress)
    if is_json:
        left = [*report.left, report.undelivered] if report.undelivered else report.left
        away = [str(job) for job in report.under_way]
        told_json: dict[str, object] = {
            "left": left,
            "placed": report.placed,
            "unseen": report.unseen,
        }
        told_json |= {"film": report.film, "money": report.money, "under_way": away}
        print_json(told_json)
    else:
        said_away(report.under_way)
        said_prompts(report.prompts)
        for line in (*report.placed, *report.unseen, *report.looked, *report.money):
            click.echo(line)
        for line in report.left:
            click.echo(line, err=True)
        if report.film is not None:
            for line in film_lines(report.film, told):
                click.echo(line)
        if report.undelivered:
            click.echo(report.undelivered, err=True)
    if is_opened and report.film is not None:
        production.play(report.film.path)
    sys.exit(make_code(report))
