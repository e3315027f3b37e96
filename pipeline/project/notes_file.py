"""Read notes.yaml: what people said about frames of takes, one line a note, in order of writing.

n1: {at: sh020/5@12, says: hand melts, who: li, on: 2026-11-30}
n2: {at: sh030/2@40, in: main 00:00:42:10, says: too long, who: li, on: 2026-11-30, done: true}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from pipeline.errors import Problem, Where
from pipeline.project.cut_format import yaml_item
from pipeline.project.cut_words import did_you_mean, near_id
from pipeline.project.edit import TakeChoice
from pipeline.project.marks import Source, read_source
from pipeline.project.nodes import Entry, Mapping, Scalar
from pipeline.project.take_text import event_take, parse_take

__all__ = ["NOTES", "Note", "format_note", "parse_place", "place_text", "read_notes"]

NOTES = "notes.yaml"
_ID = re.compile(r"n[a-z]?[1-9][0-9]{0,5}")
_KEYS = ("at", "in", "says", "who", "on", "done")
_SHOT = re.compile(r"[A-Za-z][\w-]*")
_FRAME = re.compile(r"[0-9]{1,7}")


class Note(Struct, frozen=True):
    """What somebody said, and about what."""

    id: str
    """``n7``, or ``nb7`` where unit b wrote it: two units never give the same one."""
    text: str
    shot: str = ""
    """Empty where it is about a place of the cut that shows no shot."""
    take: TakeChoice | None = None
    frame: int | None = None
    """Film frame on the take's own clock."""
    seen: str = ""
    """Where it was seen, as in ``main 00:00:42:10``; empty for one made on a take."""
    who: str = ""
    day: str = ""
    """``2026-11-30``."""
    is_done: bool = False
    where: Where | None = None

    @property
    def place(self) -> str:
        """What it is about: ``sh020/5@12``, ``sh020``, or the place of the cut."""
        return place_text(self.shot, self.take, self.frame) or self.seen


def place_text(shot: str, take: TakeChoice | None, frame: int | None) -> str:
    """``sh020/5@12``: a frame of a take of a shot; a take, or a shot, where no more is known."""
    taken = f"/{event_take(take)}" if take is not None else ""
    framed = f"@{frame}" if frame is not None else ""
    return f"{shot}{taken}{framed}"


def parse_place(text: str) -> tuple[str, TakeChoice | None, str]:
    """The shot, the take and the words behind the ``@`` of ``sh020/5@12``.

    Raises:
        ValueError: it is no shot and no take.
    """
    head, _, frame = text.strip().partition("@")
    if "/" in head:
        shot, take = parse_take(head)
        return shot, take, frame
    if not _SHOT.fullmatch(head):
        raise ValueError(f"'{text}' is neither a shot nor a frame of a take, as in sh020/5@12")
    return head, None, frame


def format_note(note: Note) -> str:
    """What stands behind the id: keys in braces, on one line."""
    words = {
        "at": place_text(note.shot, note.take, note.frame),
        "in": note.seen,
        "says": note.text,
        "who": note.who,
        "on": note.day,
    }
    parts = [f"{key}: {yaml_item(word, in_flow=True)}" for key, word in words.items() if word]
    return "{" + ", ".join([*parts, *(["done: true"] if note.is_done else [])]) + "}"


def read_notes(folder: Path, shots: Iterable[str]) -> tuple[tuple[Note, ...], tuple[Problem, ...]]:
    """The notes of a production in order of writing, and what is odd about their file.

    No note keeps a film from being made: every problem is a warning.
    """
    path = folder / NOTES
    if not path.exists():
        return (), ()
    reader = _Reader(read_source(path, Path(NOTES)), frozenset(shots))
    return reader.notes(), tuple(reader.problems)


class _Reader:
    """Read the lines of notes.yaml; problems gather in ``problems``."""

    def __init__(self, source: Source, shots: frozenset[str]) -> None:
        self.root = source.root
        self.shots = shots
        self.problems = [
            Problem(one.message, where=one.where, fix=one.fix, is_warning=True)
            for one in source.problems
        ]

    def warn(self, where: Where, message: str, fix: str = "") -> None:
        self.problems.append(Problem(message, where=where, fix=fix, is_warning=True))

    def notes(self) -> tuple[Note, ...]:
        if isinstance(self.root, Mapping):
            found = (self.note(entry) for entry in self.root)
            return tuple(one for one in found if one is not None)
        if self.root is not None and not (isinstance(self.root, Scalar) and self.root.is_empty):
            self.warn(self.root.where, "notes are a line each", "write n1: {at: sh020, says: dark}")
        return ()

    def note(self, entry: Entry) -> Note | None:
        where = entry.key.where
        if not _ID.fullmatch(entry.name):
            self.warn(where, f"'{entry.name}' is no name of a note", "call it n1, n2 and so on")
            return None
        if not isinstance(entry.value, Mapping):
            example = f"write {entry.name}: {{at: sh020/5@12, says: hand melts}}"
            self.warn(where, f"the note {entry.name} says nothing", example)
            return None
        words = {each.name: self.word(each) for each in entry.value}
        shot, take, frame = self.place(entry, words.get("at", ""))
        return Note(
            entry.name,
            words.get("says", ""),
            shot,
            take,
            frame,
            seen=words.get("in", ""),
            who=words.get("who", ""),
            day=words.get("on", ""),
            is_done=words.get("done", "") == "true",
            where=where,
        )

    def word(self, entry: Entry) -> str:
        if entry.name not in _KEYS:
            fix = did_you_mean(entry.name, _KEYS) or f"it has {', '.join(_KEYS)}"
            self.warn(entry.key.where, f"a note has no '{entry.name}'", fix)
        if isinstance(entry.value, Scalar):
            return "" if entry.value.is_empty else entry.value.text
        self.warn(entry.value.where, f"'{entry.name}' of a note is a few words", "write one line")
        return ""

    def place(self, entry: Entry, text: str) -> tuple[str, TakeChoice | None, int | None]:
        if not text:
            return "", None, None
        try:
            shot, take, frame = parse_place(text)
        except ValueError as err:
            self.warn(entry.key.where, str(err))
            return "", None, None
        if shot not in self.shots:
            said = f"the shot '{shot}' is not on the board; the note {entry.name} is kept"
            self.warn(entry.key.where, said, near_id(shot, self.shots))
        return shot, take, int(frame) if _FRAME.fullmatch(frame) else None
