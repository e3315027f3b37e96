"""rushes shots: the shot list, on screen, out as a table and back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import json_option, opened, print_json
from pipeline.cli.say import said_change

__all__ = ["command"]

WORDS = 60
"""Characters of a shot's words that are shown on a line."""


@click.command(name="shots")
@click.option(
    "--csv",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the shot list for a spreadsheet: a row a shot.",
)
@click.option(
    "--from",
    "back",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take what such a table changed into the film.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, *, out: Path | None, back: Path | None, is_json: bool) -> None:
    """List the shots; or write them to a table, and take it back in.

    Back in, only cells that were changed are written, as splices: every other word, comment and
    line stays as you wrote it. A row with a new id is a new shot behind the one above it, yes under
    'omit' leaves one out. What the film changed as well stays, and is named; `rushes undo` takes it
    back.
    """
    production = opened(ctx)
    if out is not None and back is not None:
        raise click.UsageError("a table is written or taken back in, not both at once", ctx)
    if out is not None:
        said_change(production.shots_out(out), is_json=is_json)
        return
    if back is not None:
        said_change(production.shots_in(back), is_json=is_json)
        return
    rows = production.shots()
    if is_json:
        print_json(rows)
        return
    for row in rows:
        words = row.words if len(row.words) <= WORDS else f"{row.words[: WORDS - 1]}…"
        said = "; ".join(filter(None, (row.takes, row.state)))
        line = f"{row.shot:<9} {row.scene:<8} {row.framing:<6} {row.seconds:>6.2f} s  {words}"
        click.echo(f"{line}  {said}".rstrip())
