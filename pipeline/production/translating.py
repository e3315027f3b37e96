"""The words of the film for translators: out as a table, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.production.choosing import Change
from pipeline.project.tables import write_table
from pipeline.project.translating import read_texts, table_of, take_in

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["text_in", "text_out"]


def text_out(production: Production, path: Path) -> Change:
    """Write every text of the film to a table.

    Raises:
        ProjectError: a file of the film holds a fault, or the table cannot be written.
        DiskFull: no room.
    """
    table = table_of(production.folder, production.project.languages)
    write_table(path, table)
    count = table.count("\r\n") - 1
    languages = ", ".join(production.project.languages) or "one language"
    return Change(f"{count} text{'s' * (count != 1)} in {languages}", (path,))


def text_in(production: Production, path: Path) -> Change:
    """Write what a table changed into the film.

    Raises:
        ProjectError: it is no table of texts, or a file of the film holds a fault.
    """
    project = production.project
    back = take_in(
        production.folder, read_texts(path), project.languages, home=production.home.state
    )
    count = len(back.changed)
    news = [each.sentence for each in back.conflicts]
    news += [f"'{each}' is no text of this film any more" for each in back.unknown]
    files = back.done.files if back.done is not None else ()
    sentence = f"{count} text{'s' * (count != 1)} changed" if count else "no text is changed"
    return Change(sentence, files, tuple(news))
