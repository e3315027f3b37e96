"""rushes merge-cut: the merge driver for git."""

from __future__ import annotations

import sys
from pathlib import Path

import click

__all__ = ["command"]

_FILE = click.Path(path_type=Path)


@click.command(name="merge-cut")
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
def command(base: Path, ours: Path, theirs: Path) -> None:
    """Merge two versions of a cut or of the picks, line by line; git calls it.

    Tell git once, in the film's repository:

        git config merge.rushes-cut.driver "rushes merge-cut %O %A %B"

    and have `.gitattributes` say `cuts/*.yaml merge=rushes-cut` (`init` writes it). The result
    stands in OURS. Where both changed the same line, both versions stand between marks, and the
    exit status is 1.
    """
    from pipeline.production.merging import merge_files

    conflicts = merge_files(base, ours, theirs)
    if conflicts:
        places = "one place" if conflicts == 1 else f"{conflicts} places"
        click.echo(
            f"both changed the same lines in {places}: keep what is meant between the marks, then "
            "`rushes check`",
            err=True,
        )
        sys.exit(1)
