"""rushes unarchive: an archived film, whole again."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.common import counted, json_option, print_json
from pipeline.cli.telling import Telling

__all__ = ["command"]


@click.command(name="unarchive")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@json_option
def command(*, file: Path, folder: Path | None, is_json: bool) -> None:
    """Make an archived film whole in a folder that is not there yet; every file is checked.

    Stopped half-way, the same command goes on.
    """
    from pipeline.production.gathering import silent
    from pipeline.production.unarchiving import unarchive

    tell = silent if is_json else Telling()
    done = unarchive(file, folder, os.environ, tell)
    if is_json:
        print_json(done)
        return
    click.echo(
        f"{done.folder}: {counted(done.files, 'file')}, {counted(done.takes, 'take')}, all as "
        "they were archived; `rushes status` says where the film stands"
    )
    for line in done.left:
        click.echo(f"  {line}", err=True)
