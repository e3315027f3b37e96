"""The storyboard as PDF: six panels a page, with what is seen, what happens and what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.interchange.page_words import Pen, Type, short_of, width_of
from pipeline.interchange.pages import ACCENT, FAINT, INK, SOFT, Box, Grid, PageHead, pages
from pipeline.media.multiplane import Bytes

__all__ = ["Board", "BoardFrame", "write_storyboard"]

GRID = Grid(3, 2)
TALLEST = 0.62
"""Of the height of a cell, that a picture takes at most."""
UPRIGHT = 1.2
"""Narrower pictures stand beside their words, not above them."""
WIDEST = 0.55
"""Of the width of a cell, that such a picture takes at most."""

NAME = Type(10.5, 600, INK)
FACTS = Type(8, 400, SOFT)
WORDS = Type(9.5, 400, INK)
MOTION = Type(9, 400, ACCENT)
SPOKEN = Type(9.5, 400, INK)
ABOUT = Type(8.5, 400, SOFT)
SPEAKER = Type(7.5, 600, SOFT)
EMPTY = Type(8, 400, FAINT)


def _no_picture() -> Bytes | None:
    return None


class BoardFrame(Struct, frozen=True, eq=False):
    """One shot of the storyboard."""

    id: str
    facts: str
    """Framing, angle, lens and camera."""
    length: str
    words: str
    scene: str = ""
    about: str = ""
    """What is for people alone."""
    motion: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    """(who, words)."""
    picture: Callable[[], Bytes | None] = _no_picture
    """Opened when its page is drawn, so that no more than one is held."""


class Board(Struct, frozen=True, eq=False):
    """The storyboard of a film, or of some of its shots."""

    head: PageHead
    aspect: float
    """Width of the picture by its height."""
    frames: Sequence[BoardFrame]


def write_storyboard(board: Board, path: Path) -> int:
    """Write the storyboard; how many pages it has.

    Every word is embedded with its font, whatever its script, and can be searched and copied.

    Raises:
        MediaError: the place cannot be written.
        DiskFull: no room.
    """
    scenes = [frame.scene for frame in board.frames]
    count = 0
    for page in pages(path, board.head, GRID, scenes, texts=_texts(board)):
        count += 1
        for frame, box in zip(board.frames[page.first : page.end], page.boxes, strict=False):
            _cell(page.pen, frame, box, board.aspect)
    return count


def _texts(board: Board) -> Iterator[str]:
    yield "no panel yet"
    for frame in board.frames:
        yield from (frame.id, frame.facts, frame.length, frame.words, frame.motion, frame.about)
        for who, said in frame.lines:
            yield from (who.upper(), said)


def _cell(pen: Pen, frame: BoardFrame, box: Box, aspect: float) -> None:
    left, top, wide, high = box
    y = top - NAME.size
    used = pen.line(frame.id, (left, y), NAME)
    length = pen.line(frame.length, (left + wide, y), FACTS, align="right")
    room = wide - used - length - 20
    for line in short_of(frame.facts, room, FACTS, most=1):
        pen.line(line, (left + used + 8, y), FACTS)
    top, high = y - 6, high - (top - y) - 6
    if aspect < UPRIGHT:
        across = min(high * aspect, wide * WIDEST)
        _picture(pen, frame, (left, top, across, high), aspect)
        _words(pen, frame, (left + across + 10, top + 2, wide - across - 10, high))
        return
    bottom = _picture(pen, frame, (left, top, wide, high * TALLEST), aspect)
    _words(pen, frame, (left, bottom - 7, wide, bottom - 7 - (top - high)))


def _picture(pen: Pen, frame: BoardFrame, box: Box, aspect: float) -> float:
    """The panel in its frame, or an empty one; the y of its lower edge."""
    left, top, wide, most = box
    high = min(wide / aspect, most)
    picture = frame.picture()
    pen.picture(picture, (left, top - high, wide, high), aspect)
    if picture is None:
        pen.line("no panel yet", (left + wide / 2, top - high / 2 - 3), EMPTY, align="center")
    return top - high


def _words(pen: Pen, frame: BoardFrame, box: Box) -> None:
    """What is seen, what happens, what is said, what else; with no room left, a mark.

    The lines spoken have the first right to room, then what is seen, then what happens.
    """
    left, y, wide, high = box
    room = int(high / WORDS.step)
    said = [(who, _said(who, words, wide)) for who, words in frame.lines]
    spoken = min(sum(len(lines) for _, lines in said), max(0, room - 2))
    moved = 1 if frame.motion and room - spoken > 1 else 0
    lines = short_of(frame.words, wide, WORDS, most=max(1, room - spoken - moved))
    y = pen.block(lines, (left, y), WORDS)
    room -= len(lines) + spoken
    if frame.motion and room > 0:
        lines = short_of(f"→ {frame.motion}", wide, MOTION, most=room)
        y = pen.block(lines, (left, y), MOTION)
        room -= len(lines)
    for who, lines in said:
        kept = lines[:spoken]
        if kept:
            pen.line(who.upper(), (left, y - SPOKEN.size), SPEAKER)
            y = pen.block(kept, (left + _indent(who), y), SPOKEN)
        spoken -= len(kept)
    if frame.about and room > 0:
        pen.block(short_of(frame.about, wide, ABOUT, most=room), (left, y - 2), ABOUT)


def _said(who: str, words: str, wide: float) -> list[str]:
    return short_of(f"“{words}”", wide - _indent(who), SPOKEN, most=3)


def _indent(who: str) -> float:
    """Where words begin behind the name of who says them."""
    return width_of(who.upper(), SPEAKER) + 6
