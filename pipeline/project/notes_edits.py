"""Write notes into notes.yaml: add one, say that it is done, follow a shot to its new name."""

from __future__ import annotations

from typing import Any

from pipeline.errors import ProjectError
from pipeline.project.marks import Source
from pipeline.project.nodes import Entry, Mapping, Scalar
from pipeline.project.notes_file import NOTES, Note, format_note, place_text
from pipeline.project.splices import Edit, said
from pipeline.project.text_edits import Splice, insert_block, put_key, respell, spliced

__all__ = ["add_note", "finish_note", "rename_in_notes"]

_ORDER = ("at", "in", "says", "who", "on", "done")


def add_note(note: Note) -> Edit:
    """Write a note as the last line of the file, which is begun where there is none."""
    line = f"{note.id}: {format_note(note)}"

    def change(source: Source) -> str:
        if source.root is not None and note.id in _lines(source):
            raise ProjectError(
                f"somebody has written another note {note.id} just now",
                fix="give the same command again",
            )
        splice = insert_block(source.text, len(source.text), [line], source.newline)
        return spliced(source.text, [splice])

    return Edit(f"noted {note.id}", change, lambda data: {**data, note.id: _said(note)}, begin="")


def finish_note(id_: str) -> Edit:
    """Say that what a note asks for is done."""

    def change(source: Source) -> str:
        node = _lines(source)[id_].value
        if not isinstance(node, Mapping):
            raise ProjectError(f"the note {id_} says nothing", where=node.where)
        splices = put_key(node, "done", "true", newline=source.newline, order=_ORDER)
        return spliced(source.text, splices)

    def intend(data: Any) -> Any:
        return data | {id_: {**data[id_], "done": "true"}}

    return Edit(f"note {id_} is done", change, intend)


def rename_in_notes(old: str, new: str) -> Edit:
    """Have the notes of a shot follow it to its new name."""

    def renamed(text: str) -> str:
        head = text.partition("@")[0].partition("/")[0]
        return new + text[len(old) :] if head == old else text

    def change(source: Source) -> str:
        return spliced(source.text, [splice for entry in _lines(source).values()
                                     for splice in moved(entry)])  # fmt: skip

    def moved(entry: Entry) -> list[Splice]:
        node = entry.value.get("at") if isinstance(entry.value, Mapping) else None
        if not isinstance(node, Scalar) or renamed(node.text) == node.text:
            return []
        return [respell(node, renamed(node.text), in_flow=True)]

    def intend(data: Any) -> Any:
        return {
            key: {**line, "at": renamed(line["at"])} if isinstance(line, dict) and "at" in line
            else line
            for key, line in data.items()
        }  # fmt: skip

    return Edit(f"rename {old} to {new}", change, intend)


def _lines(source: Source) -> dict[str, Entry]:
    """The notes of the file by id.

    Raises:
        ProjectError: it is no list of notes.
    """
    if isinstance(source.root, Mapping):
        return dict(source.root.entries)
    if not said(source.root):
        return {}
    raise ProjectError(f"{NOTES} holds no notes", where=source.where(), fix="write n1: {…} there")


def _said(note: Note) -> dict[str, str]:
    """What the line says, as text."""
    words = {
        "at": place_text(note.shot, note.take, note.frame),
        "in": note.seen,
        "says": note.text,
        "who": note.who,
        "on": note.day,
        "done": "true" if note.is_done else "",
    }
    return {key: word for key, word in words.items() if word}
