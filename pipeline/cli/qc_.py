"""rushes qc: technical checks of takes, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.cli.common import complete_shots, counted, json_option, opened, print_json

if TYPE_CHECKING:
    from pipeline.production.qc_rows import Finding

__all__ = ["command"]


@click.command(name="qc")
@click.argument("shots", nargs=-1, shell_complete=complete_shots)
@click.option("--sheet", "has_sheet", is_flag=True, help="Write them with pictures to out/qc.png.")
@json_option
@click.pass_context
def command(ctx: click.Context, shots: tuple[str, ...], *, has_sheet: bool, is_json: bool) -> None:
    """Check takes for what is black, frozen, flickering, cut, cropped, short, loud or twice there.

    Each finding is a row with a number and the frame that shows it, the worst first. It is a hint
    where to look: nothing is rejected by it. `--json` names a small picture for each.
    """
    from pipeline.production.selecting import Selection

    production = opened(ctx)
    report = production.qc(Selection(names=shots), has_pictures=has_sheet or is_json)
    if is_json:
        print_json(report)
        return
    wide = max((len(str(row.take)) for row in report.rows), default=0)
    for row in report.rows:
        click.echo(_line(row, wide))
    for line in report.unreadable:
        click.echo(f"not looked at: {line}", err=True)
    bad = len({row.take for row in report.rows})
    found = f", {counted(bad, 'take')} with something to see" if bad else ": nothing found"
    click.echo(f"{counted(report.takes, 'take')} looked at{found}")
    if has_sheet and report.rows:
        click.echo(str(production.qc_sheet(report)))
    elif bad:
        take = report.rows[0].take
        letter = "p" if take.kind.word == "panel" else ""
        reject = f"`rushes reject {take.shot} {letter}{take.unit}{take.number} WHY`"
        click.echo(f"you decide: `rushes qc --sheet` shows them, {reject} is yours")


def _line(row: Finding, wide: int) -> str:
    number = f"{round(row.value, 1):g} {row.unit}; from {round(row.limit, 1):g}"
    return f"{row.take!s:<{wide}}  {row.check:<8}  {row.says}  [{number}]"
