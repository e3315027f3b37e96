"""rushes note: say something about a frame of a take, or a place of the cut."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, cut_option, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="note")
@click.argument("place", required=False, default="", shell_complete=complete_shots)
@click.argument("words", nargs=-1)
@click.option("--done", "done", multiple=True, metavar="ID", help="What this note asks is done.")
@cut_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    place: str,
    *,
    words: tuple[str, ...],
    done: tuple[str, ...],
    cut: str,
    is_json: bool,
) -> None:
    """Say something: `note sh020/5@12 "hand melts"`, `note 00:00:42:10 "too long"`.

    PLACE is a frame of a take (sh020/5@12), a take, a shot, or a timecode of the cut, which is
    kept as the frame of the take that is seen there. Notes stand in notes.yaml, a line each.
    """
    production = opened(ctx)
    if done:
        names = tuple(filter(None, (*done, place, *words)))
        said_change(production.finish_notes(names), is_json=is_json)
        return
    if not place:
        raise click.UsageError('say what about: `rushes note sh020/5@12 "hand melts"`')
    said_change(production.note(place, " ".join(words), cut=cut or "main"), is_json=is_json)
