"""Sentences that several commands print."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import counted, print_json

if TYPE_CHECKING:
    from pipeline.errors import Problem
    from pipeline.plan.jobs import JobId
    from pipeline.production.choosing import Change
    from pipeline.production.filming import FilmReport
    from pipeline.production.production import Production
    from pipeline.production.whole import WholeReport

__all__ = [
    "film_lines",
    "make_code",
    "said_away",
    "said_change",
    "said_problems",
    "said_prompts",
    "said_room",
]

INTERRUPTED = 130
LEFT_OVER = 1
OVER_BUDGET = 5
_NAMED = 4


def film_lines(report: FilmReport, told: Collection[Problem] = ()) -> Iterator[str]:
    """A film that was rendered: what to look at, then its path, length and size.

    What was ``told`` before is not said again.
    """
    for problem in report.problems:
        if problem not in told:
            yield from problem.lines()
    size = report.size / 1_000_000
    frames = counted(report.frames, "frame")
    made = f"{report.seconds:.2f} s, {frames}, {report.width}x{report.height}"
    since = "" if report.is_new else ": nothing has changed since"
    yield f"{report.path}  ({made}, {size:.1f} MB){since}"
    if report.sound:
        yield f"sound: {report.sound}"
    for path in report.beside:
        yield f"{path}"


def said_change(change: Change, *, is_json: bool) -> None:
    """Print what was decided, and which files say so now."""
    if is_json:
        print_json(change)
        return
    files = ", ".join(path.name for path in change.files)
    click.echo(change.sentence + (f"  ({files})" if files else ""))
    for line in change.news:
        click.echo(line)


def said_away(jobs: Sequence[JobId]) -> None:
    """Print what was ordered and is not here yet."""
    if jobs:
        names = ", ".join(map(str, jobs[:_NAMED]))
        more = f" and {len(jobs) - _NAMED} more" if len(jobs) > _NAMED else ""
        click.echo(
            f"ordered and not here yet: {names}{more}; `rushes collect` brings what is ready"
        )


def said_prompts(prompts: tuple[Path, int] | None) -> None:
    """Print where the prompts lie of what a person makes elsewhere."""
    if prompts is not None:
        path, count = prompts
        waits = (
            "1 prompt waits for a file; put it"
            if count == 1
            else f"{count} prompts wait for files; put them"
        )
        click.echo(f"{path}: {waits} in inbox/, `rushes adopt`")


def said_problems(problems: Iterable[Problem]) -> None:
    """Print what is wrong in the author's files; the run does what it can beside it."""
    for problem in problems:
        if not problem.is_warning:
            click.echo("\n".join(problem.lines()), err=True)


def said_room(production: Production) -> None:
    """Warn where the disk has clearly too little room for the film; the run begins all the same."""
    from pipeline.production.room import little_room

    warning = little_room(production)
    if warning:
        click.echo(warning, err=True)


def make_code(report: WholeReport) -> int:
    """The exit status: 130 after Ctrl-C, 5 over budget, 1 where something is wrong, else 0.

    A film that only waits for orders under way is no failure.
    """
    if report.is_interrupted:
        click.echo("stopped; nothing is lost, the same command goes on from here", err=True)
        return INTERRUPTED
    if report.is_over_budget:
        return OVER_BUDGET
    is_short = report.undelivered and not report.under_way
    return LEFT_OVER if report.left or is_short else 0
