"""rushes pull: the windows that the cut uses as files, for tools outside."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import complete_shots, counted, json_option, opened, print_json

__all__ = ["command"]


@click.command(name="pull")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("shots", nargs=-1, shell_complete=complete_shots)
@click.option("--used", "is_used", is_flag=True, help="Every shot that the cut uses.")
@click.option("--handles", type=click.IntRange(0), default=12, show_default=True,
              help="Frames more at either end, as far as the take goes.")  # fmt: skip
@click.option("--cut", default="main", show_default=True, help="The cut.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: Path,
    shots: tuple[str, ...],
    *,
    is_used: bool,
    handles: int,
    cut: str,
    is_json: bool,
) -> None:
    """Write the stretches of takes that the cut uses into DIR, with handles, frame by frame.

    ProRes with the take's own size, rate and sound; stills as they are. What another program makes
    of them comes home by its name: `rushes adopt DIR` makes it a child of its take, which takes
    over the windows.
    """
    from pipeline.production.selecting import Selection

    if is_used == bool(shots):
        raise click.UsageError("say either shots, or --used for all that the cut uses")
    rows = []
    for row in opened(ctx).pull(folder, Selection(names=shots), cut=cut, handles=handles):
        rows.append(row)
        if not is_json:
            frames = f"frames {row.begins}-{row.ends}" if row.ends else "a still"
            there = "" if row.is_new else ": it lies there already"
            click.echo(f"{row.path}  {row.take}, {frames}{there}")
    if is_json:
        print_json(rows)
    else:
        click.echo(f"{counted(len(rows), 'file')}; what comes back: `rushes adopt {folder}`")
