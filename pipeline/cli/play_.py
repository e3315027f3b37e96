"""rushes play: open the film or a shot in the author's own player."""

from __future__ import annotations

import click

from pipeline.cli.common import complete_shots, opened

__all__ = ["command"]


@click.command(name="play")
@click.argument("shot", default="", shell_complete=complete_shots)
@click.pass_context
def command(ctx: click.Context, shot: str) -> None:
    """Open the newest film, or what stands for SHOT, in your player (local.yaml: `player:`)."""
    production = opened(ctx)
    path = production.what_to_play(shot)
    production.play(path)
    click.echo(str(path))
