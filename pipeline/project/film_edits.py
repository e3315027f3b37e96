"""Change the board itself, only when told to: rename a shot everywhere, move a shot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from pipeline.errors import ProjectError
from pipeline.project.cut_edits import rename_in_cut
from pipeline.project.cut_words import CUT_WORDS
from pipeline.project.film_file import read_manuscript
from pipeline.project.marks import Source
from pipeline.project.nodes import Entry, Mapping, Node, Scalar, Sequence
from pipeline.project.notes_edits import rename_in_notes
from pipeline.project.notes_file import NOTES
from pipeline.project.picks_edits import rename_in_picks
from pipeline.project.reading import Reader, Report
from pipeline.project.splices import Done, Edit, apply_edit, apply_edits
from pipeline.project.text_edits import Splice, block_of, insert_block, respell, spliced

__all__ = ["move_shot", "move_shot_in", "rename_in_film", "rename_shot", "require_name"]

_ID = re.compile(r"[A-Za-z][\w-]*")
_NAMING = frozenset(("until", "last", "from", "like"))
"""Keys behind which a shot may be named."""


def rename_shot(folder: Path, old: str, new: str, *, home: Path | None = None) -> Done:
    """Call a shot by another name in film.yaml, every cut, picks.yaml and notes.yaml, all at once.

    Args:
        folder: the production.
        old: the shot as it is called.
        new: the name it gets.
        home: where edits are remembered; by default ``.rushes`` in the production.

    Raises:
        ProjectError: no such shot, the new name is taken or none, or a file holds a fault.
    """
    files = _board_files(folder)
    holder = next((each for each in files if _holds(each, old)), files[0])
    edits = {
        folder / each.page.file: rename_in_film(old, new, must_exist=each is holder)
        for each in files
    }
    for path in sorted((folder / "cuts").glob("*.yaml")):
        edits[path] = rename_in_cut(old, new)
    if (folder / "picks.yaml").exists():
        edits[folder / "picks.yaml"] = rename_in_picks(old, new)
    if (folder / NOTES).exists():
        edits[folder / NOTES] = rename_in_notes(old, new)
    return apply_edits(edits, f"rename {old} to {new}", folder=folder, home=home)


def rename_in_film(old: str, new: str, *, must_exist: bool = True) -> Edit:
    """Rename the key of a shot and whatever names it behind ``until last from like``.

    With ``must_exist`` false the file is one of several, and another of them holds the shot.
    """
    require_name(new)

    def change(source: Source) -> str:
        boards = list(_boards(source.root))
        taken = next((each for board in boards for each in board if each.name == new), None)
        scenes = source.root.get("scenes") if isinstance(source.root, Mapping) else None
        if taken is None and isinstance(scenes, Mapping):
            taken = scenes.entries.get(new)
        if taken is not None:
            raise ProjectError(f"the name '{new}' is taken", where=taken.key.where)
        found = [board.entries[old] for board in boards if old in board]
        if not found and must_exist:
            raise ProjectError(f"the shot '{old}' is not on the board", where=source.where())
        keys = [respell(entry.key, new, in_flow=True) for entry in found]
        untils = [
            respell(node, _respelt(node.text, old, new), in_flow=True)
            for node in _untils(source.root, old)
        ]
        return spliced(source.text, [*keys, *untils])

    def intend(data: Any) -> Any:
        renamed = _until_data(data, old, new)
        for holder in (renamed, *_scenes_data(renamed)):
            shots = holder.get("shots")
            if isinstance(shots, dict):
                holder["shots"] = {new if key == old else key: each for key, each in shots.items()}
        return renamed

    return Edit(f"rename {old} to {new}", change, intend)


def require_name(name: str) -> None:
    """Make sure that a shot can be called so.

    Raises:
        ProjectError: it is no name, or a word of the cut.
    """
    if not _ID.fullmatch(name) or name in CUT_WORDS:
        word = "is a word of the cut" if name in CUT_WORDS else "is not a name for a shot"
        raise ProjectError(
            f"'{name}' {word}", fix="a name is letters, digits, - and _, a letter first: sh035"
        )


def move_shot(shot: str, *, before: str = "", after: str = "") -> Edit:
    """Move a shot with all its lines and comments before or after another, even across scenes."""
    other = before or after

    def change(source: Source) -> str:
        entry, board = _entry(source, shot)
        target, _ = _entry(source, other)
        if shot == other:
            return source.text
        if len(board.entries) == 1 and other not in board:
            raise ProjectError(
                f"'{shot}' is the only shot of its scene, which would be left empty",
                where=entry.key.where,
                fix="delete the scene by hand, or leave the shot where it is",
            )
        block, goal = block_of(entry), block_of(target)
        place = goal.start if before else goal.end
        if block.start <= place <= block.end:
            return source.text
        text = source.text[block.start : block.end]
        lines = [_shifted(line, goal.column - block.column) for line in text.splitlines()]
        put = insert_block(source.text, place, lines, source.newline)
        return spliced(source.text, [Splice(block.start, block.end, ""), put])

    def intend(data: Any) -> Any:
        return _moved_data(data, shot, (other, bool(before)))

    return Edit(f"move {shot} {'before' if before else 'after'} {other}", change, intend)


def move_shot_in(
    folder: Path, shot: str, *, before: str = "", after: str = "", home: Path | None = None
) -> Done:
    """Make ``move_shot`` in the file of the board that holds the shot."""
    files = _board_files(folder)
    holder = next((each for each in files if _holds(each, shot)), files[0])
    edit = move_shot(shot, before=before, after=after)
    return apply_edit(folder / holder.page.file, edit, folder=folder, home=home)


def _board_files(folder: Path) -> list[Source]:
    """Film.yaml and every file it includes."""
    return read_manuscript(folder, Reader(Report())).sources


def _holds(source: Source, shot: str) -> bool:
    return any(shot in board for board in _boards(source.root))


def _boards(root: Node | None) -> Iterator[Mapping]:
    """The blocks that hold shots: ``shots:`` of the film and of every scene."""
    if not isinstance(root, Mapping):
        return
    scenes = root.get("scenes")
    holders = [root, *(each.value for each in scenes)] if isinstance(scenes, Mapping) else [root]
    for holder in holders:
        shots = holder.get("shots") if isinstance(holder, Mapping) else None
        if isinstance(shots, Mapping):
            yield shots


def _entry(source: Source, shot: str) -> tuple[Entry, Mapping]:
    for board in _boards(source.root):
        if shot in board:
            return board.entries[shot], board
    raise ProjectError(
        f"the shot '{shot}' is not on the board of {source.page.file}", where=source.where()
    )


def _untils(node: Node | None, old: str) -> Iterator[Scalar]:
    if isinstance(node, Mapping):
        for entry in node:
            value = entry.value
            if isinstance(value, Scalar):
                if _names(entry.name, value.text, old):
                    yield value
            else:
                yield from _untils(value, old)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _untils(item, old)


def _until_data(data: Any, old: str, new: str, key: str = "") -> Any:
    if isinstance(data, dict):
        return {name: _until_data(each, old, new, name) for name, each in data.items()}
    if isinstance(data, list):
        return [_until_data(each, old, new) for each in data]
    return _respelt(data, old, new) if _names(key, data, old) else data


def _names(key: str, value: object, shot: str) -> bool:
    """Whether what stands behind a key is a shot, or a take of it."""
    if not isinstance(value, str) or key not in _NAMING:
        return False
    return value == shot or (key != "until" and value.startswith(f"{shot}/"))


def _respelt(value: str, old: str, new: str) -> str:
    return new + value[len(old) :]


def _scenes_data(data: Any) -> list[dict[str, Any]]:
    scenes = data.get("scenes")
    if not isinstance(scenes, dict):
        return []
    return [each for each in scenes.values() if isinstance(each, dict)]


def _moved_data(data: Any, shot: str, goal: tuple[str, bool]) -> Any:
    """What the board says with ``shot`` before or after the shot ``goal`` names."""
    other, is_before = goal
    if shot == other:
        return data
    moved: Any = None
    copied = deepcopy(data)
    holders = [copied, *_scenes_data(copied)]
    for holder in holders:
        shots = holder.get("shots")
        if isinstance(shots, dict) and shot in shots:
            moved = shots.pop(shot)
    for holder in holders:
        shots = holder.get("shots")
        if isinstance(shots, dict) and other in shots:
            pairs = list(shots.items())
            at = list(shots).index(other) + (not is_before)
            holder["shots"] = dict([*pairs[:at], (shot, moved), *pairs[at:]])
    return copied


def _shifted(line: str, columns: int) -> str:
    if columns >= 0:
        return " " * columns + line if line.strip() else line
    return line[min(-columns, len(line) - len(line.lstrip(" "))) :]
