"""rushes sheet: the storyboard, and contact sheets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.common import json_option, opened, selection_of, selector
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="sheet")
@selector
@click.option("--takes", "has_takes", is_flag=True, help="Every take, not one picture a shot.")
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file, a .pdf or a .png (default: a PDF in out/).",
)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    has_takes: bool,
    path: Path | None,
    paper: str,
    is_json: bool,
    **options: Any,
) -> None:
    """Write the storyboard as PDF, six panels a page; or a contact sheet of takes.

    Of the whole film, or of the shots and scenes named. A page shows each shot's panel, id,
    framing, words, lines and length. With --takes it shows every take and what was decided; with
    --to sheet.png the same as a picture.
    """
    from datetime import datetime

    from pipeline.production.sheeting import SheetRequest

    production = opened(ctx)
    today = datetime.now().astimezone().date()
    request = SheetRequest(selection_of(options), has_takes, path, paper, today)
    done = production.sheet(request)
    if is_json:
        said_change(done, is_json=True)
        return
    for file in done.files:
        click.echo(f"{file}  ({done.sentence})")
    for line in done.news:
        click.echo(line, err=True)
