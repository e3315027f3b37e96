"""rushes assign: give takes of the bin a shot."""

from __future__ import annotations

import click

from pipeline.cli.common import json_option, opened, print_json

__all__ = ["command"]


@click.command(name="assign")
@click.argument("words", nargs=-1, required=True, metavar="TAKE... SHOT [TAKE... SHOT]...")
@click.option(
    "--crop",
    default="",
    metavar="PART",
    help="Only this part of each: 0,0,50,100 in percent, 'left half', '2.39 top', film.",
)
@click.option("--circle", "is_circled", is_flag=True, help="And circle them: the film shows them.")
@json_option
@click.pass_context
def command(
    ctx: click.Context, words: tuple[str, ...], *, crop: str, is_circled: bool, is_json: bool
) -> None:
    """Give takes of the bin their shots, as in `assign b3 b7-9 sh010 b12 sh020`.

    A take of another shot serves as well: `assign sh010/p2 sh030`. It stays where it was, and its
    bytes lie on the disk once, under two names; a part of it is a picture of its own.
    """
    from pipeline.production.assigning import AssignRequest

    report = opened(ctx).assign(AssignRequest(words, crop, is_circled))
    if is_json:
        print_json(report)
        return
    for one in report.assigned:
        part = f"  (the part at {one.part} %)" if one.part else ""
        is_it = "already is" if one.is_known else "is"
        click.echo(f"{one.take}  {is_it} {one.source}{part}")
    if report.circled:
        click.echo(report.circled)
    for line in report.unseen:
        click.echo(line)
