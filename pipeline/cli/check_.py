"""rushes check: everything that is wrong, all at once."""

from __future__ import annotations

import sys

import click

from pipeline.cli.common import json_option, opened, print_json

__all__ = ["command"]


@click.command(name="check")
@json_option
@click.pass_context
def command(ctx: click.Context, *, is_json: bool) -> None:
    """Read everything that is written and say what is wrong, all at once."""
    from pipeline.production.cropping import framing_notes

    production = opened(ctx)
    problems = production.check()
    if is_json:
        print_json(problems)
    else:
        for problem in problems:
            click.echo("\n".join(problem.lines()))
        for note in framing_notes(production):
            click.echo(f"note: {note}")
        wrong = sum(not problem.is_warning for problem in problems)
        notes = len(problems) - wrong
        if not problems:
            click.echo("nothing is wrong")
        else:
            click.echo(f"{wrong} to mend, {notes} to look at")
    if any(not problem.is_warning for problem in problems):
        sys.exit(2)
