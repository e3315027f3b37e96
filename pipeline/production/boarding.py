"""Change the board when told to: rename a shot with its footage, add shots, change forms."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.production.choosing import Change
from pipeline.production.home import FILM
from pipeline.production.locked import refuse_locked
from pipeline.project.cut_edits import rename_in_cut
from pipeline.project.film_edits import rename_shot
from pipeline.project.formatting import format_shots
from pipeline.project.marks import Source
from pipeline.project.nodes import Mapping
from pipeline.project.notes_edits import rename_in_notes
from pipeline.project.notes_file import NOTES
from pipeline.project.picks_edits import rename_in_picks
from pipeline.project.splices import Edit, apply_edits, said
from pipeline.project.text_edits import block_of, insert_block, spliced
from pipeline.run.lock import hold
from pipeline.vault import renaming

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["add_shots", "fmt", "rename"]


def rename(production: Production, old: str, new: str) -> Change:
    """Give a shot another id everywhere: board, cuts, picks, footage, ledger.

    Where the board has the new id already (it was renamed in an editor), the footage, what is
    known of it, and whatever the cuts and picks still say of the old id follow.

    Raises:
        ProjectError: there is nothing called ``old``, ``new`` is taken, an order is under way.
        LedgerError: a run is under way.
    """
    shots = production.project.holders
    if old in production.project.beside and new not in shots:
        fix = f"write the new name in film.yaml, then `rushes rename {old} {new}`"
        raise ProjectError(f"{old} is no shot: it has its name in film.yaml alone", fix=fix)
    if old not in shots and not production.home.takes.joinpath(old).is_dir():
        raise ProjectError(f"there is no shot '{old}' and no footage of that name")
    if old in shots and new in shots:
        raise ProjectError(f"{new} is another shot already", fix="choose an id that is free")
    if old not in shots and new not in shots:
        raise ProjectError(
            f"neither '{old}' nor '{new}' is a shot of this film",
            fix="name the footage's old id first, then the shot it belongs to now",
        )
    home = production.home.state
    cuts = sorted(production.folder.glob("cuts/*.yaml"))
    refuse_locked(production, {path: rename_in_cut(old, new) for path in cuts})
    with hold(home, "rushes rename"):
        renaming.must_be_free(production.vault, old, new)
        if old in shots:
            files = rename_shot(production.folder, old, new, home=home).files
        else:
            files = _follow_board(production, old, new)
        count = renaming.rename_shot(production.vault, old, new, then=production.ledger.rename_shot)
    takes = f", with {count} take{'s' * (count != 1)}" if count else ""
    sentence = f"{old} is {new} now{takes}"
    now = datetime.now(UTC)
    production.ledger.notes.log(now, "renamed", shot=new, sentence=sentence, data={})
    return Change(sentence, files)


def _follow_board(production: Production, old: str, new: str) -> tuple[Path, ...]:
    """Rename what cuts and picks still say of a shot that has its new id on the board."""
    folder = production.folder
    paths = sorted(folder.glob("cuts/*.yaml"))
    edits = {path: rename_in_cut(old, new) for path in paths}
    picks = folder / "picks.yaml"
    if picks.is_file():
        edits[picks] = rename_in_picks(old, new)
    if (folder / NOTES).is_file():
        edits[folder / NOTES] = rename_in_notes(old, new)
    label = f"rename {old} to {new}"
    return apply_edits(edits, label, folder=folder, home=production.home.state).files


def fmt(production: Production, *, is_long: bool) -> Change:
    """Rewrite the shots of ``film.yaml`` in the long or the short form; nothing else changes."""
    word = "long" if is_long else "short"
    label = f"shots in the {word} form"
    path = production.folder / FILM
    from pipeline.project.marks import read_source

    source = read_source(path, Path(FILM))
    if not source.is_whole:
        raise ProjectError(source.problems)
    text = format_shots(source, "long" if is_long else "short")
    if text == source.text:
        return Change(f"every shot has the {word} form already")
    from pipeline.project.marks import parse_text

    meant = said(parse_text(text, path).root)
    edit = Edit(label, lambda _: text, lambda _: meant)
    done = apply_edits({path: edit}, label, folder=production.folder, home=production.home.state)
    return Change(label, done.files)


def add_shots(production: Production, count: int) -> list[str]:
    """Add empty shots at the end of the board; their ids, in tens after the highest.

    Raises:
        ProjectError: the board's last scene cannot be found in ``film.yaml``.
    """
    taken = production.project.shots
    numbers = [int("".join(filter(str.isdigit, shot)) or 0) for shot in taken]
    first = (max(numbers, default=0) // 10 + 1) * 10
    names = [f"sh{first + 10 * index:03d}" for index in range(count)]

    def change(source: Source) -> str:
        board = _last_board(source)
        entry = list(board.entries.values())[-1]
        block = block_of(entry)
        indent = " " * block.column
        lines = [f"{indent}{name}: {{}}" for name in names]
        return spliced(source.text, [insert_block(source.text, block.end, lines, source.newline)])

    def intend(data: dict[str, object]) -> object:
        board = _last_said(data)
        board.update({name: {} for name in names})
        return data

    label = f"add {count} shots"
    edit = Edit(label, change, intend)
    apply_edits(
        {production.folder / FILM: edit},
        label,
        folder=production.folder,
        home=production.home.state,
    )
    return names


def _last_board(source: Source) -> Mapping:
    root = source.root
    if isinstance(root, Mapping):
        scenes = root.get("scenes")
        if isinstance(scenes, Mapping) and scenes.entries:
            last = list(scenes.entries.values())[-1].value
            root = last if isinstance(last, Mapping) else root
        board = root.get("shots")
        if isinstance(board, Mapping) and board.entries:
            return board
    raise ProjectError(
        "film.yaml has no shots that others could stand after", fix="write one shot there first"
    )


def _last_said(data: dict[str, object]) -> dict[str, object]:
    scenes = data.get("scenes")
    holder = list(scenes.values())[-1] if isinstance(scenes, dict) and scenes else data
    board = holder["shots"] if isinstance(holder, dict) else {}
    return board if isinstance(board, dict) else {}
