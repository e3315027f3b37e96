"""rushes readback: what an editor made of a cut, as a change list and a cut of its own."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.common import json_option, opened, print_json

__all__ = ["command"]


@click.command(short_help="Read back what an editor made of a cut, as a cut of its own.")
@click.argument("files", nargs=-1, required=True, metavar="FILE", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What the new cut is called (default: as the file).")
@json_option
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], name: str, *, is_json: bool) -> None:
    """Read back what an editor made of a cut, as in `readback edit.otio --name resolve-v3`.

    Clips are known by the take in their names, else by what was kept beside them, else by their
    files. What is different is said in film words, and a new cut plays it; the cut that went out
    stays as it is. OpenTimelineIO (`.otio`, `.otioz`), Final Cut Pro 7 XML (`.xml`), Final Cut Pro
    XML (`.fcpxml`) and EDL are read; of EDLs, one a picture track, give the lowest first.
    """
    report = opened(ctx).readback(files, name)
    if is_json:
        print_json(report)
        return
    click.echo(f"{report.cut}: {report.difference.sentence}")
    click.echo(f"{report.path}{f' (like {report.like})' if report.is_like else ''}")
    said = {
        "not here": report.absent,
        "to upscale": report.small,
        "not understood": report.beyond,
        "note": report.news,
    }
    for word, lines in said.items():
        for line in lines:
            click.echo(f"{word}: {line}")
