"""rushes cut write: the cut as timelines that other programs open."""

from __future__ import annotations

import click

from pipeline.cli.common import cut_meant, cut_option, json_option, opened, print_json

__all__ = ["command"]


@click.command(name="write", short_help="Write the cut as a timeline for another program.")
@click.argument("formats", nargs=-1, required=True, metavar="FORMAT...")
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, formats: tuple[str, ...], *, cut: str, is_json: bool) -> None:
    """Write the cut as a timeline for another program, as in `cut write otio`.

    It lies in `out/` and speaks of the takes where they are. What the format cannot carry is
    said line by line. `rushes handoff` makes a whole folder, with everything that is needed.
    """
    report = opened(ctx).write_timelines(formats, cut=cut_meant(ctx, cut))
    if is_json:
        print_json(report)
        return
    for path in report.files:
        click.echo(str(path))
    for each in report.lost:
        click.echo(each.sentence)
