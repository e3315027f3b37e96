"""Contact sheets as PDF: the takes of shots, small and many, with what was decided about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.interchange.page_words import Type, short_of
from pipeline.interchange.pages import (
    ACCENT,
    FAINT,
    INK,
    PAPERS,
    SOFT,
    Box,
    Grid,
    Page,
    PageHead,
    pages,
)
from pipeline.media.multiplane import Bytes

__all__ = ["Contact", "write_contact_sheet"]

COLUMNS = 5
GAP = 14.0
UNDER = 15.0
"""Of a picture, for its name."""
NAME = Type(8, 600, INK)
CHOSEN = Type(8, 600, ACCENT)
STATE = Type(7, 400, SOFT)
EMPTY = Type(7, 400, FAINT)


class Contact(Struct, frozen=True, eq=False):
    """One picture of a contact sheet."""

    name: str
    """``sh030 p2``."""
    state: str
    """What was decided, and what is wrong with it; may be empty."""
    scene: str
    is_chosen: bool
    picture: Callable[[], Bytes | None]


def write_contact_sheet(
    head: PageHead, contacts: Sequence[Contact], path: Path, *, aspect: float
) -> int:
    """Write the sheet; how many pages it has.

    Raises:
        MediaError: the place cannot be written.
        DiskFull: no room.
    """
    scenes = [each.scene for each in contacts]
    count = 0
    for page in pages(path, head, _grid(aspect, head.paper), scenes, texts=_texts(contacts)):
        count += 1
        for contact, box in zip(contacts[page.first : page.end], page.boxes, strict=False):
            _cell(page, contact, box, aspect)
    return count


def _grid(aspect: float, paper: str) -> Grid:
    """As many rows as the page has room for."""
    left, top, wide, high = Grid(COLUMNS, 1, GAP).box(PAPERS[paper], 0)
    del left, top
    rows = int((high + GAP) / (min(wide / aspect, (high - GAP) / 2 - UNDER) + UNDER + GAP))
    return Grid(COLUMNS, max(1, rows), GAP)


def _texts(contacts: Sequence[Contact]) -> Iterator[str]:
    yield "cannot be seen"
    for each in contacts:
        yield from (each.name, each.state)


def _cell(page: Page, contact: Contact, box: Box, aspect: float) -> None:
    left, top, wide, high = box
    tall = min(wide / aspect, high - UNDER)
    picture = contact.picture()
    edge = ACCENT if contact.is_chosen else ""
    page.pen.picture(picture, (left, top - tall, wide, tall), aspect, edge=edge)
    if picture is None:
        at = (left + wide / 2, top - tall / 2 - 2)
        page.pen.line("cannot be seen", at, EMPTY, align="center")
    y = top - tall - 3 - NAME.size
    type_ = CHOSEN if contact.is_chosen else NAME
    used = page.pen.line(contact.name, (left, y), type_)
    for line in short_of(contact.state, wide - used - 6, STATE, most=1):
        page.pen.line(line, (left + used + 6, y), STATE)
