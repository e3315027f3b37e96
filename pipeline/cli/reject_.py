"""rushes reject: a take that is no good."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]

KINDS = (("panel",), ("clip",))
"""A take may be typed in two words: `panel 2`."""


@click.command(name="reject")
@click.argument("shot", shell_complete=complete_shots)
@click.argument("words", metavar="[TAKE] [BECAUSE]...", nargs=-1)
@json_option
@click.pass_context
def command(ctx: click.Context, shot: str, *, words: tuple[str, ...], is_json: bool) -> None:
    """Mark a take as no good, with a reason. Rejecting orders nothing."""
    named = () if "/" in shot else words[: 2 if words[:1] in KINDS else 1]
    because = " ".join(words[len(named) :])
    said_change(opened(ctx).reject(shot, " ".join(named), because), is_json=is_json)
