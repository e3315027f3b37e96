"""rushes adopt: files from elsewhere become takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from pipeline.cli.common import complete_shots, json_option, opened, print_json

if TYPE_CHECKING:
    from pipeline.production.adoption import AdoptReport, AdoptRequest, Outcome
    from pipeline.production.production import Production

__all__ = ["command"]


@click.command(name="adopt")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--shot",
    default="",
    shell_complete=complete_shots,
    help="The shot they are of; sh050.l1: its line; bin: none yet.",
)
@click.option("--kind", default="", help="panel, clip or voice.l1 (default: by the file).")
@click.option("--circle", "is_circled", is_flag=True, help="And circle them: the film shows them.")
@click.option("--bin", "has_bin", is_flag=True, help="Keep in the bin what tells no shot.")
@click.option("--tag", "tags", multiple=True, help="A word to find them by in the bin; repeatable.")
@click.option(
    "--split", default="", metavar="2x2", help="Each picture is a grid: every part is a take."
)
@click.option("--watch", "is_watch", is_flag=True, help="Go on as files arrive, until Ctrl-C.")
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
def command(ctx: click.Context, /, *, files: tuple[Path, ...], is_json: bool, **given: Any) -> None:
    """Make files from elsewhere takes: those named, else whatever waits in inbox/.

    A file belongs to the shot whose folder it lies in (inbox/sh030/), whose id its name begins
    with (sh030__moon.png), whose take it is named after (sh030_clip_t07_x4.mov), whose prompt is
    written inside it, or whose number inbox/map.yaml gives. Otherwise it is left alone, or, with
    --bin, kept in the bin: `rushes bin` finds it there, `rushes assign` gives it a shot.
    """
    from pipeline.production.adoption import AdoptRequest

    production = opened(ctx)
    if given["sheet"]:
        path, count = production.adopt_sheet()
        click.echo(f"{path}: {count} pictures; say in {path.parent / 'map.yaml'} where they go")
        return
    if given["job"]:
        words = " ".join(filter(None, (given["shot"], *map(str, files))))
        whose = (given["generator"], given["kind"])
        sys.exit(_job(production, given["job"], words, whose=whose))
    names = ("shot", "kind", "is_circled", "has_bin", "tags", "split")
    request = AdoptRequest(**{name: given[name] for name in names})
    if not is_json:
        request = replace(request, tell=_say)
    if given["is_watch"]:
        sys.exit(_watch(production, files, request, is_json=is_json))
    report = production.take_in(files, request)
    if is_json:
        print_json(report)
    else:
        for line in _lines(report):
            click.echo(line)
        if not (report.adopted or report.known or report.left):
            click.echo(_nothing(files))
    sys.exit(1 if report.left or any(one.fix for one in report.known) else 0)


def _nothing(files: tuple[Path, ...]) -> str:
    """Why nothing was taken in."""
    if not files:
        return "nothing waits in inbox/"
    where = ", ".join(map(str, files))
    return f"nothing new in {where}: what `rushes pull` wrote counts once a program has changed it"


def _watch(
    production: Production, files: tuple[Path, ...], request: AdoptRequest, *, is_json: bool
) -> int:
    """Until Ctrl-C: a line for each file as it comes."""
    from pipeline.errors import FilmError

    where = ", ".join(map(str, files)) or "inbox/"
    click.echo(f"watching {where}: what arrives is taken in; Ctrl-C ends", err=True)
    for report in production.take_in_as_they_come(files, request):
        if isinstance(report, FilmError):
            click.echo("\n".join(report.lines()), err=True)
        elif is_json:
            print_json(report)
        else:
            for line in _lines(report):
                click.echo(line)
    click.echo("stopped watching", err=True)
    return 130


def _say(outcome: Outcome) -> None:
    """One file, as it is done."""
    from pipeline.production.adoption import Left

    if isinstance(outcome, Left):
        near = f"; perhaps {', '.join(outcome.candidates)}" if outcome.candidates else ""
        fix = f"\n  fix: {outcome.fix}" if outcome.fix else ""
        click.echo(f"left alone: {outcome.file}: {outcome.reason}{near}{fix}", err=True)
    elif outcome.is_known:
        why = f"  ({outcome.why})" if outcome.fix else ""
        click.echo(f"{outcome.take} already: {outcome.file}{why}", err=bool(outcome.fix))
    else:
        click.echo(f"{outcome.take}  {outcome.file}  ({outcome.why})")


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
    yield from report.placed
    if report.circled:
        yield report.circled
    yield from report.unseen
