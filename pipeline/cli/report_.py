"""rushes report: the yield of the production, what it cost, and what finishing will cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.common import counted, cut_option, json_option, opened, print_json
from pipeline.errors import columns

if TYPE_CHECKING:
    from pipeline.production.yielding import YieldReport, YieldRow

__all__ = ["command"]

_PROMPTS = 10
"""Prompts that the table shows; JSON holds all."""
_LONGEST = 60
"""Columns of a prompt."""
_HEADS = ("stills", "clips", "used", "seconds", "attempts a shot", "spent", "a used second")


@click.command(name="report")
@cut_option
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw it into this PNG file, too.",
)
@click.option(
    "--disclosure",
    "is_disclosure",
    is_flag=True,
    help="Write how the film was made: generators, models, prompts, seeds, what was made by hand.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context, *, cut: str, picture: Path | None, is_disclosure: bool, is_json: bool
) -> None:
    """Show the yield: stills made, clips made, clips used, seconds used, and what they cost.

    By scene, generator and prompt; and what finishing will cost at the present yield. With
    --disclosure: how the cut was made, take by take, as Markdown, CSV and JSON in out/.
    """
    if is_disclosure:
        _disclose(ctx, cut or "main", is_json=is_json)
        return
    from pipeline.production.yield_words import draw_yield, finishing_words, head_words
    from pipeline.production.yielding import production_yield

    report = production_yield(opened(ctx), cut or "main")
    drawn = draw_yield(report, picture) if picture is not None else None
    if is_json:
        print_json(report)
        return
    for line in (*head_words(report), *_tables(report), "", finishing_words(report.finishing)):
        click.echo(line)
    if drawn is not None:
        click.echo(drawn)


def _disclose(ctx: click.Context, cut: str, *, is_json: bool) -> None:
    done = opened(ctx).disclose(cut)
    if is_json:
        print_json(done.disclosure)
        return
    for making, count in done.disclosure.counts.items():
        click.echo(f"{counted(count, 'take')} {making}")
    for path in done.files:
        click.echo(path)


def _tables(report: YieldReport) -> Iterator[str]:
    prompts = report.prompts[:_PROMPTS]
    parts = (("scene", report.scenes), ("generator", report.generators), ("prompt", prompts))
    for name, rows in parts:
        if rows:
            yield ""
            yield from _table(name, rows)
    if len(report.prompts) > _PROMPTS:
        yield f"and {len(report.prompts) - _PROMPTS} more prompts: --json has them all"


def _table(name: str, rows: Sequence[YieldRow]) -> Iterator[str]:
    """The rows under their heads; figures to the right, names to the left."""
    lines = [(name, *_HEADS), *(_cells(row) for row in rows)]
    wide = [max(_width(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        first, *figures = line
        cells = [first + " " * (wide[0] - _width(first))]
        cells += [cell.rjust(room) for cell, room in zip(figures, wide[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _cells(row: YieldRow) -> tuple[str, ...]:
    from pipeline.production.yield_words import amounts, second_words

    tries = "-" if row.attempts_a_shot is None else f"{row.attempts_a_shot:.1f}"
    return (
        _short(row.name),
        str(row.stills),
        str(row.clips),
        str(row.used),
        f"{row.used_seconds:.1f}",
        tries,
        amounts(row.spent, row.unpriced) if row.spent or row.unpriced else "-",
        second_words(row) if row.a_second else "-",
    )


def _width(text: str) -> int:
    return sum(map(columns, text))


def _short(text: str) -> str:
    """The text on one line, as much of it as fits."""
    line = " ".join(text.split())
    if _width(line) <= _LONGEST:
        return line
    while _width(line) > _LONGEST - 1:
        line = line[:-1]
    return f"{line}…"
