"""rushes lock: close a cut or a scene: the program does not write it."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, cut_option, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="lock")
@click.argument("what", default="", metavar="[CUT|SCENE]", shell_complete=complete_shots)
@cut_option
@json_option
@click.pass_context
def command(ctx: click.Context, what: str, *, cut: str, is_json: bool) -> None:
    """Picture lock: close a cut, or one scene of it, to the program.

    `lock`, `lock trailer`, `lock sc010`. It is one line of the cut's file; what you change there by
    hand is yours, and `check`, `cut` and `status` say that the locked picture is another now.
    """
    said_change(opened(ctx).lock(what, cut=cut), is_json=is_json)
