"""rushes init: begin a film."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from pipeline.cli.common import counted, json_option, print_json
from pipeline.cli.telling import Telling

__all__ = ["command"]


class Name(click.Path):
    """A folder's name: a name without a letter would mean the folder one is in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse an empty name."""
        if not str(value).strip():
            self.fail("a film needs a name, as in `rushes init myfilm`", param, ctx)
        return super().convert(value, param, ctx)


MOST = 20
"""Files left alone that are named on the screen."""
_TEMPLATE_HELP = "trailer (the default), short-film, music-video or paid."
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def _templates(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    del ctx, param
    from pipeline.production.founding import template_names

    return [name for name in template_names() if name.startswith(incomplete)]


@click.command(name="init")
@click.argument("name", type=Name(path_type=Path, file_okay=False))
@click.option("--template", default="", shell_complete=_templates, help=_TEMPLATE_HELP)
@click.option(
    "--from",
    "material",
    type=_FOLDER,
    help="A folder of pictures and clips, a shot each, in the order in which they were taken.",
)
@click.option("--music", type=_FILE, help="A piece of music; lengths follow its tempo.")
@click.option(
    "--shots", type=_FILE, help="A text file: one line a shot, blank line = scene, # = a note."
)
@json_option
def command(  # noqa: PLR0917  # the options of the command
    name: Path,
    template: str,
    material: Path | None,
    music: Path | None,
    shots: Path | None,
    is_json: bool,  # noqa: FBT001
) -> None:
    """Begin a film in the folder NAME.

    The order of pictures and clips is that of the date inside the file, else in its name, and
    where neither is known that of the names, numbers as numbers: a file without a date stands
    behind the one before it. The dates of the files themselves are never asked.
    """
    from pipeline.production.founding import Request, begin
    from pipeline.production.gathering import silent
    from pipeline.production.merging import merge_note

    request = Request(name, template=template, material=material, music=music, shots=shots)
    begun = begin(request, silent if is_json else Telling())
    if is_json:
        print_json(begun)
        return
    adopted = f", {counted(begun.adopted, 'file')} adopted" if begun.adopted else ""
    click.echo(f"{begun.folder / 'film.yaml'}: {counted(begun.shots, 'shot')}{adopted}")
    for line in begun.left[:MOST]:
        click.echo(f"left alone: {line}", err=True)
    if len(begun.left) > MOST:
        click.echo(f"left alone: {len(begun.left) - MOST} more; `--json` names all", err=True)
    for line in begun.notes:
        click.echo(line, err=True)
    for problem in begun.problems:
        click.echo("\n".join(problem.lines()), err=True)
    note = merge_note(begun.folder)
    if note:
        click.echo(note)
    click.echo(f"next: rushes -p {shlex.quote(str(begun.folder))} make")
