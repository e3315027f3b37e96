"""rushes backends: the generators that can be used, and an examination of the film's own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from pipeline.cli.common import json_option, opened, print_json
from pipeline.cli.models import backend_lines, model_lines, screen_width, setting_lines

__all__ = ["command"]


@click.group(name="backends")
def command() -> None:
    """List the generators, and examine the film's own."""


@command.command(name="list")
@click.argument("name", default="")
@json_option
def listed(name: str, *, is_json: bool) -> None:
    """List the generators that are installed, or the settings and the models of one.

    A model is shown with what it does, the lengths it makes, its price and where that was read.
    """
    from pipeline.production.examining import backend_rows
    from pipeline.production.modelling import model_list

    rows = backend_rows(name)
    models = model_list(name, datetime.now(UTC).date()) if name else None
    if is_json:
        print_json({"backends": rows, "models": models} if models is not None else rows)
        return
    width = screen_width()
    lines = [*backend_lines(rows, width)]
    if name and rows:
        lines += setting_lines(rows[0], width)
    if models is not None:
        lines += model_lines(models, width)
    click.echo("\n".join(lines))


@command.command(name="doctor")
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, is_json: bool) -> None:
    """Examine this machine and the film's generators: what is set up, what is missing."""
    from pipeline.production.examining import examine

    findings = examine(opened(ctx))
    if is_json:
        print_json(findings)
    else:
        for one in findings:
            mark = "ok" if one.is_well else "--"
            fix = f"  fix: {one.fix}" if one.fix else ""
            click.echo(f"{mark}  {one.what}: {one.said}{fix}")
    sys.exit(0 if all(one.is_well for one in findings) else 1)
