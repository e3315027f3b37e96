"""rushes cut write: the cut as timelines that other programs open."""

from __future__ import annotations

import click

from pipeline.cli.common import (
    counted,
    cut_meant,
    cut_option,
    json_option,
    opened,
    print_json,
)
from pipeline.cli.progress import Progress

__all__ = ["command"]


@click.command(name="write", short_help="Write the cut as a timeline for another program.")
@click.argument("formats", nargs=-1, required=True, metavar="FORMAT...")
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, formats: tuple[str, ...], *, cut: str, is_json: bool) -> None:
    """Write the cut as a timeline for another program, as in `cut write otio`.

    It lies in `out/` and speaks of the takes where they are. What the format cannot carry is
    said line by line; an event that it would show wrongly (a ramp, time run backwards, a slate) is
    rendered to a file of its own in `out/rendered/`, and the timeline plays that file.
    """
    production = opened(ctx)
    with Progress(is_quiet=is_json) as progress:
        report = production.write_timelines(formats, progress, cut=cut_meant(ctx, cut))
    if report is None:
        click.echo("stopped; nothing is lost, the same command goes on from here", err=True)
        ctx.exit(130)
    if is_json:
        print_json(report)
        return
    for path in report.files:
        click.echo(str(path))
    if report.rendered:
        folder = report.rendered[0].parent
        click.echo(f"{folder}: {counted(len(report.rendered), 'file')} rendered for them")
    for line in report.said:
        click.echo(line)
