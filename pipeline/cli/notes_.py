"""rushes notes: what was said about takes and the cut, in film order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.cli.common import complete_shots, cut_option, json_option, opened, print_json

if TYPE_CHECKING:
    from pipeline.production.noting import NoteRow

__all__ = ["command"]


@click.command(name="notes")
@click.argument("shots", nargs=-1, shell_complete=complete_shots)
@click.option("--all", "is_all", is_flag=True, help="With those that are done.")
@cut_option
@json_option
@click.pass_context
def command(
    ctx: click.Context, *, shots: tuple[str, ...], is_all: bool, cut: str, is_json: bool
) -> None:
    """List notes in film order: where the cut shows them now, what about, what was said."""
    from pipeline.production.selecting import Selection

    rows = opened(ctx).notes(Selection(names=shots), cut=cut or "main", is_all=is_all)
    if is_json:
        print_json(rows)
        return
    wide = max((len(row.place) for row in rows), default=0)
    for row in rows:
        click.echo(_line(row, wide))
    if not rows:
        click.echo('no notes: `rushes note sh020/5@12 "hand melts"` writes one')


def _line(row: NoteRow, wide: int) -> str:
    where = row.timecodes[0] if row.timecodes else "not in cut"
    more = f" (+{len(row.timecodes) - 1})" if len(row.timecodes) > 1 else ""
    by = ", ".join(filter(None, (row.who, row.day, "done" if row.is_done else "")))
    return f"{row.id:<4} {where:<11}{more}  {row.place:<{wide}}  {row.text}  ({by})"
