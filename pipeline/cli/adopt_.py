"""rushes adopt: files from elsewhere become takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import complete_shots, json_option, opened, print_json

if TYPE_CHECKING:
    from pipeline.production.adopting import AdoptReport
    from pipeline.production.production import Production

__all__ = ["command"]


@click.command(name="adopt")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--shot",
    default="",
    shell_complete=complete_shots,
    help="The shot they are of; sh050.l1: its line.",
)
@click.option("--kind", default="", help="panel, clip or voice.l1 (default: by the file).")
@click.option("--circle", "is_circled", is_flag=True, help="And circle them: the film shows them.")
@click.option("--sheet", is_flag=True, help="Write a numbered sheet of what waits in inbox/.")
@click.option(
    "--job",
    default="",
    metavar="ID",
    help="Take a job over by its service's own id (`adopt --job ID sh030`): of an order in doubt, "
    "or, --with its generator, one that was ordered elsewhere.",
)
@click.option("--with", "generator", default="", help="Whose job it is, ordered elsewhere.")
@json_option
@click.pass_context
def command(  # noqa: PLR0917  # the options of the command
    ctx: click.Context,
    files: tuple[Path, ...],
    shot: str,
    kind: str,
    is_circled: bool,  # noqa: FBT001
    sheet: bool,  # noqa: FBT001
    job: str,
    generator: str,
    is_json: bool,  # noqa: FBT001
) -> None:
    """Make files from elsewhere takes: those named, else whatever waits in inbox/.

    A file belongs to the shot whose folder it lies in (inbox/sh030/), whose id its name begins
    with (sh030__moon.png), whose take it is named after (sh030_clip_t07_x4.mov), whose prompt is
    written inside it, or whose number inbox/map.yaml gives. Otherwise it is left alone.
    """
    production = opened(ctx)
    if sheet:
        path, count = production.adopt_sheet()
        click.echo(f"{path}: {count} pictures; say in {path.parent / 'map.yaml'} where they go")
        return
    if job:
        words = " ".join(filter(None, (shot, *map(str, files))))
        sys.exit(_job(production, job, words, whose=(generator, kind)))
    report = production.adopt(files, shot=shot, kind=kind, is_circled=is_circled)
    if is_json:
        print_json(report)
    else:
        for one in report.adopted:
            click.echo(f"{one.take}  {one.file}  ({one.why})")
        for one in report.known:
            why = f"  ({one.why})" if one.fix else ""
            click.echo(f"{one.take} already: {one.file}{why}", err=bool(one.fix))
        for line in _lines(report):
            click.echo(line)
        for left in report.left:
            near = f"; perhaps {', '.join(left.candidates)}" if left.candidates else ""
            fix = f"\n  fix: {left.fix}" if left.fix else ""
            click.echo(f"left alone: {left.file}: {left.reason}{near}{fix}", err=True)
        if not (report.adopted or report.known or report.left):
            click.echo("nothing waits in inbox/")
    sys.exit(1 if report.left or any(one.fix for one in report.known) else 0)


def _job(production: Production, job: str, shot: str, *, whose: tuple[str, str]) -> int:
    """Take a job over, and bring it if it is made."""
    from pipeline.cli.progress import Progress
    from pipeline.production.collecting import CollectRequest
    from pipeline.production.doubting import Found
    from pipeline.production.selecting import Selection

    generator, kind = whose
    ref, sentence = production.adopt_job(Found(job, shot, generator, kind))
    click.echo(sentence)
    with Progress() as progress:
        report = production.collect(CollectRequest(Selection(names=(ref.shot,))), progress)
    if str(ref) in report.made:
        click.echo(f"{ref} is here")
        return 0
    for line in report.left:
        click.echo(line, err=True)
    if not report.left:
        click.echo("it is not made yet: `rushes collect` brings it")
    return 1 if report.left else 0


def _lines(report: AdoptReport) -> Iterator[str]:
    """What became of the takes in the film."""
    if report.circled:
        yield report.circled
    yield from report.unseen
