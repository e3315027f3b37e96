"""rushes takes: the takes of the shots meant."""

from __future__ import annotations

from typing import Any

import click

from pipeline.cli.common import json_option, opened, print_json, selection_of, selector

__all__ = ["command"]


@click.command(name="takes")
@selector
@click.option("--layers", is_flag=True, help="Write the standing panels' layers as OpenRaster.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, *, layers: bool, is_json: bool, **options: Any) -> None:
    """List the takes of shots: number, state, size, how each was made."""
    production = opened(ctx)
    selection = selection_of(options)
    if layers:
        for path in production.write_layers(selection):
            click.echo(str(path))
        return
    rows = production.takes(selection)
    if is_json:
        print_json(rows)
        return
    for row in rows:
        notes = [row.state or "new", *(f"outdated: {reason}" for reason in row.outdated)]
        notes += [f"kept all the same: {row.kept}"] if row.kept else []
        by = " ".join(word for word in (row.generator, row.model) if word)
        length = f" {row.seconds:.2f} s" if row.seconds else ""
        said = "; ".join(note for note in notes if note)
        click.echo(f"{row.take:<18} {row.size}{length}  {by}  {row.price}  {said}".rstrip())
        for note in row.notes:
            click.echo(f"    {note}")
    for line in production.unseen(selection, past_circles=False):
        click.echo(line)
    if not rows:
        click.echo("no takes yet: `rushes board` and `rushes shoot` make them")
