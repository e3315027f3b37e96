"""rushes schema: the JSON Schema of film.yaml, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import print_json

__all__ = ["command"]


@click.command(name="schema")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path | None) -> None:
    """Write the JSON Schema of film.yaml to FILE, or print it."""
    from pipeline.production.founding import write_schema
    from pipeline.project.schema import schema

    if file is None:
        print_json(schema())
        return
    write_schema(file)
    click.echo(str(file))
