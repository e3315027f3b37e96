"""rushes beats: write down the beats of a piece of music."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import json_option, opened
from pipeline.cli.say import said_change

__all__ = ["command"]


@click.command(name="beats")
@click.argument("sound", metavar="FILE")
@click.option(
    "--to",
    "into",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Where to write them (default: beside the sound, ending in .beats).",
)
@click.option(
    "--bpm",
    type=click.FloatRange(20, 400),
    default=None,
    help="About how fast it is; where half or double the tempo was heard.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context, sound: str, *, into: Path | None, bpm: float | None, is_json: bool
) -> None:
    """Listen to a sound and write its beats, bars and sections to a text file that you edit.

    FILE is a sound file, or the name of a piece under music:. `beats: audio/score.beats` under
    music: then takes the place of a tempo. A file that is there already is never written over.
    """
    from pipeline.errors import ProjectError
    from pipeline.production import Production
    from pipeline.production.marking import BeatsWish, mark_beats, music_file

    path, folder = Path(sound), None
    if not path.is_file():
        production = opened(ctx)
        path, folder = music_file(production, sound), production.folder
    else:
        try:
            folder = Production.find(ctx.find_root().obj).folder
        except ProjectError:
            folder = None  # any sound may be listened to, in a film or not
    said_change(mark_beats(BeatsWish(path, into, bpm, folder)), is_json=is_json)
