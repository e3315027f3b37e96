"""rushes archive: the whole film in one file."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import counted, json_option, opened, print_json
from pipeline.cli.telling import Telling

__all__ = ["command"]


@click.command(name="archive")
@click.option("--used", "is_used", is_flag=True, help="Leave the footage out that no cut shows.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write (default: out/FILM-archive.zip); one that is there is never replaced.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, *, is_used: bool, to: Path | None, is_json: bool) -> None:
    """Put the film into one zip: text, material, takes, and the history of orders and money.

    `rushes unarchive` makes it whole on another machine, where nothing is ordered again. What
    belongs to this machine (local.yaml, keys, drafts and exports) stays here.
    """
    from pipeline.production.gathering import silent

    tell = silent if is_json else Telling()
    done = opened(ctx).archive(tell, is_used_only=is_used, to=to)
    if is_json:
        print_json(done)
        return
    what = f"{counted(done.files, 'file')}, {counted(done.takes, 'file')} of footage"
    click.echo(f"{done.path}: {what}, {done.size / 1e6:.1f} MB")
    for line in done.left:
        click.echo(f"  {line}", err=True)
