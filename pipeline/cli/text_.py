"""rushes text: the words of the film for translators."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="text")
@click.option(
    "--csv",
    "file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The table: a row a text, a column a language.",
)
@click.option("--in", "is_back", is_flag=True, help="Take the table's changes into the film.")
@json_option
@click.pass_context
def command(ctx: click.Context, file: Path, *, is_back: bool, is_json: bool) -> None:
    """Write every title and line of the film to a table for translators, or take it back in.

    Back in, only cells that were changed are written; what the film changed as well stays, and is
    named. Comments and everything else in your files survive; `rushes undo` takes it back.
    """
    production = opened(ctx)
    done = production.text_in(file) if is_back else production.text_out(file)
    said_change(done, is_json=is_json)
