"""rushes bin: takes without a shot."""

from __future__ import annotations

import click

from pipeline.cli.common import counted, json_option, opened, print_json

__all__ = ["command"]

PROMPT = 72
"""Characters of a prompt that are shown on a line."""


@click.command(name="bin")
@click.argument("words", nargs=-1)
@click.option("--tag", "tags", multiple=True, help="Those with this tag; repeatable.")
@click.option("--with", "element", default="", help="Those that show this element.")
@click.option("--all", "is_all", is_flag=True, help="Those that serve a shot already, too.")
@click.option("--sheet", is_flag=True, help="Write a contact sheet of them, out/bin.png.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    tags: tuple[str, ...],
    element: str,
    **given: bool,
) -> None:
    """List the takes that have no shot yet, or those among them that fit.

    WORDS are looked for in the prompt inside the file, its name, its tags and the elements it
    shows; all of them must be there. `rushes adopt --bin --tag night` puts pictures here,
    `rushes assign b12 sh030` gives one a shot.
    """
    from pipeline.production.binning import BinQuery

    production = opened(ctx)
    query = BinQuery(words, tags, element, given["is_all"])
    if given["sheet"]:
        path, count = production.bin_sheet(query)
        click.echo(f"{path}: {counted(count, 'picture')}; `rushes assign ID SHOT` gives one a shot")
        return
    rows = production.bin(query)
    if given["is_json"]:
        print_json(rows)
        return
    for row in rows:
        prompt = row.prompt if len(row.prompt) <= PROMPT else f"{row.prompt[: PROMPT - 1]}…"
        tags_said = " ".join(f"#{tag}" for tag in row.tags)
        serves = f"-> {', '.join(row.shots)}" if row.shots else ""
        said = "  ".join(filter(None, (row.file, row.size, tags_said, prompt, serves, row.state)))
        click.echo(f"{row.id:<6} {said}")
    if not rows:
        is_asked = bool(words or tags or element)
        nothing = "nothing in the bin fits" if is_asked else "the bin is empty"
        click.echo(f"{nothing}: `rushes adopt --bin FILES` puts pictures there")
