"""rushes plan: what would happen, and why, before anything happens."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.common import json_option, opened, selection_of, selector
from pipeline.cli.rows import print_plan

__all__ = ["command"]


@click.command(name="plan")
@selector
@click.option("--force", multiple=True, help="Count this approved shot as open.")
@click.option("-v", "--verbose", is_flag=True, help="Show takes that are reused, too.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, is_json: bool, verbose: bool, **options: Any) -> None:
    """Say per shot and stage what would happen, and why, before anything happens."""
    production, selection = opened(ctx), selection_of(options)
    report = production.plan(selection)
    music = production.beside_music() if selection.is_all else ""
    print_plan(report, is_verbose=verbose, is_json=is_json, music=music)
