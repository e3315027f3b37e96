"""rushes handoff: a cut in one folder, for another program and another person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.cli.common import cut_meant, cut_option, json_option, opened, print_json
from pipeline.cli.progress import Progress
from pipeline.production.handoff_tools import TOOLS

if TYPE_CHECKING:
    from pipeline.production.handoff import Handoff

__all__ = ["command"]


@click.command(name="handoff")
@click.argument("tool", metavar=f"[{'|'.join(TOOLS)}]")
@cut_option
@click.option("--handles", type=click.IntRange(0), help="Only what is used, and so many frames.")
@json_option
@click.pass_context
def command(ctx: click.Context, tool: str, *, cut: str, handles: int | None, is_json: bool) -> None:
    """Make one folder that another person opens: timeline, takes, stems, a reference movie.

    It lies in out/ and bears the number of the cut's version; nothing there is overwritten. What
    the program's formats cannot carry is in its lost.txt, and said here.
    """
    from pipeline.production.handoff import HandoffRequest

    production = opened(ctx)
    request = HandoffRequest(tool, cut_meant(ctx, cut), handles)
    with Progress(is_quiet=is_json) as progress:
        report = production.hand_off(request, progress)
    if report is None:
        click.echo("stopped; nothing is lost, the same command goes on from here", err=True)
        ctx.exit(130)
    if is_json:
        print_json(report)
    else:
        _say(report)


def _say(report: Handoff) -> None:
    for line in report.said:
        click.echo(line)
    for line in report.stand_ins:
        click.echo(f"not there yet: {line}", err=True)
    folder = report.folder
    size = sum((folder / name).stat().st_size for name in report.files) / 1e6
    click.echo(f"{folder}  ({len(report.files)} files, {size:.1f} MB)")
    for step in report.opens:
        click.echo(f"  {step}")
