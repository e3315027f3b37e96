"""rushes retake: more takes of a shot."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.common import opened, selection_of, selector
from pipeline.stages import ORDER

__all__ = ["command"]

STAGES = tuple(entry.name for entry in ORDER if entry.makes_footage)


@click.command(name="retake")
@selector
@click.option("-n", "count", type=click.IntRange(1), default=1, show_default=True, help="More.")
@click.option("--stage", type=click.Choice(STAGES), help="Of which stage (default: shoot).")
@click.option("--force", multiple=True, help="This approved shot, too.")
@click.pass_context
def command(ctx: click.Context, /, *, count: int, stage: str | None, **options: Any) -> None:
    """Ask for more takes of shots; `rushes make` makes them, after an interruption too."""
    click.echo(opened(ctx).retake(selection_of(options), count=count, stage=stage or ""))
