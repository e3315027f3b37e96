"""Read the words of an end-credit roll: ``credits 20s [FILE]`` in a cut, and its text file."""

from __future__ import annotations

from pathlib import Path

from pipeline.project.cut_words import COLOURS, Line, Word, colour_of, did_you_mean
from pipeline.project.edit import Black
from pipeline.project.paths import Files
from pipeline.project.story import Text, Title

__all__ = ["CREDITS", "CREDITS_FILE", "read_credits"]

CREDITS = "credits"
"""The word of the cut, and the style of the words that roll."""
CREDITS_FILE = "credits.txt"
"""What is rolled where the cut names no file; beside ``film.yaml``."""

_MOST_BYTES = 200_000


def read_credits(line: Line, first: Word) -> Black | None:
    """The event of ``credits 20s [FILE] [COLOUR]``, with the words of its file."""
    frames = line.length(first, "credits 20s")
    name, colour = Word(CREDITS_FILE, first.where), "#000000"
    while word := line.take():
        named = None if word.is_quoted else colour_of(word.text)
        if named is not None:
            colour = named
        elif word.is_quoted or "." in word.text:
            name = word
        else:
            fix = did_you_mean(word.text, COLOURS) or "name a text file, as in credits 20s end.txt"
            line.fault(word, f"'{word.text}' is no text file and no colour", fix)
    text = _words(line, name)
    if not frames or not text:
        return None
    title = Title(Text((("", text),)), style=CREDITS, where=line.where)
    return Black(frames, colour, title, where=line.where, credits=Path(name.text))


def _words(line: Line, name: Word) -> str:
    try:
        path = line.context.folder / Files(line.context.folder, line.context.places).find(name.text)
        if path.stat().st_size > _MOST_BYTES:
            line.fault(name, f"'{name.text}' is too long for credits", "name a text file")
            return ""
        text = path.read_text("utf-8-sig")
    except ValueError as err:
        is_unreadable = isinstance(err, UnicodeDecodeError)
        said = f"'{name.text}' is not a text file in UTF-8" if is_unreadable else str(err.args[0])
        line.fault(name, said, "write it as lines of `Role: Name`, a blank line between groups")
        return ""
    except OSError as err:
        line.fault(name, f"'{name.text}' cannot be read: {err.strerror}", "look at the file")
        return ""
    if not text.strip():
        line.fault(name, f"'{name.text}' is empty", "write lines of `Role: Name` into it")
    return text.strip("\r\n")
