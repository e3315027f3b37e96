"""rushes locate: where offline takes lie."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import opened

__all__ = ["command"]


@click.command(name="locate")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_context
def command(ctx: click.Context, folder: Path) -> None:
    """Say that the takes lie in FOLDER on this machine (kept in local.yaml)."""
    click.echo(opened(ctx).locate(folder))
