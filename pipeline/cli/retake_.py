"""rushes retake: more takes of a shot."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.common import opened, selection_of, selector

__all__ = ["command"]


@click.command(name="retake")
@selector
@click.option("-n", "count", default=1, show_default=True, help="How many more.")
@click.option("--stage", default="", help="board or shoot (default: shoot).")
@click.option("--force", multiple=True, help="This approved shot, too.")
@click.pass_context
def command(ctx: click.Context, /, *, count: int, stage: str, **options: Any) -> None:
    """Ask for more takes of shots; `rushes make` makes them, after an interruption too."""
    click.echo(opened(ctx).retake(selection_of(options), count=count, stage=stage))
