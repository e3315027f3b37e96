"""The bin: takes without a shot, found by their words, and how they are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.facts import CLIP, PANEL, Take
from pipeline.production.matching import BIN, Match, words_of
from pipeline.project.cut_words import near_id

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.story import Element, Project

__all__ = [
    "BINNED",
    "WHOLE",
    "BinQuery",
    "BinRow",
    "bin_floor",
    "bin_id",
    "binned",
    "each_once",
    "is_bin_name",
    "listed",
    "named",
    "tags_of",
]

BINNED = Match(BIN, why="kept in the bin")
_ID = re.compile(r"b?(?P<unit>[a-z])?(?P<first>[0-9]{1,6})(?:-b?(?P<last>[0-9]{1,6}))?")
WHOLE = "same"
"""The role of an input that is the take itself: the same bytes, under another name."""
_KINDS = (PANEL, CLIP)
_ENOUGH = 0.8
"""Share of an element's own words that a prompt must hold to show it."""


class BinQuery(Struct, frozen=True):
    """What is looked for in the bin."""

    words: tuple[str, ...] = ()
    """Each must stand in its prompt, its file's name, its tags or the names of its elements."""
    tags: tuple[str, ...] = ()
    """Each must be one of its tags."""
    element: str = ""
    """It must show this element."""
    has_assigned: bool = False
    """Those that serve a shot already are listed, too."""


class BinRow(Struct, frozen=True):
    """A take of the bin, as it is listed."""

    id: str
    """``b12``: given once, and never to another."""
    take: str
    path: Path
    file: str
    """What its file was called."""
    size: str
    tags: tuple[str, ...]
    elements: tuple[str, ...]
    """Of the film, that its prompt speaks of."""
    prompt: str
    shots: tuple[str, ...]
    """The takes that show it: ``sh030 panel 2``."""
    state: str = ""
    """``offline`` or what is damaged; else empty."""


def tags_of(path: Path, inbox: Path) -> tuple[str, ...]:
    """The tags that folders give: ``night`` and ``ruin`` to a file in ``inbox/bin/night/ruin/``."""
    home, full = (inbox / BIN).resolve(), path.resolve()
    return full.relative_to(home).parts[:-1] if full.is_relative_to(home) else ()


def bin_floor(production: Production, unit: str) -> int:
    """The highest number ever given in the bin, to whatever kind: so ``b12`` is one take."""
    vault, slots = production.vault, production.ledger.slots
    return max(
        number
        for kind in _KINDS
        for number in (
            vault.top_number(BIN, kind, unit),
            slots.next_number(BIN, kind, unit, 0) - 1,
        )
    )


def bin_id(take: Take) -> str:
    """``b12``, or ``bu12`` for the twelfth of unit u."""
    return f"b{take.ref.unit}{take.ref.number}"


def binned(production: Production) -> tuple[Take, ...]:
    """Every take of the bin, by number."""
    found = [take for kind in _KINDS for take in production.vault.takes(BIN, kind)]
    return tuple(sorted(found, key=lambda take: (take.ref.unit, take.ref.number, take.ref.kind)))


def listed(production: Production, query: BinQuery) -> tuple[BinRow, ...]:
    """The takes of the bin that fit, by number.

    Raises:
        ProjectError: the film describes no such element.
    """
    project = production.project
    if query.element and query.element not in project.elements:
        fix = near_id(query.element, project.elements) or "describe it under elements:"
        raise ProjectError(f"there is no element '{query.element}' in this film", fix=fix)
    serving = _serving(production)
    rows = (_row(take, project, serving) for take in binned(production))
    return tuple(row for row in rows if _fits(row, query))


def _fits(row: BinRow, query: BinQuery) -> bool:
    if row.shots and not query.has_assigned:
        return False
    if query.element and query.element not in row.elements:
        return False
    tags = {tag.casefold() for tag in row.tags}
    if not all(tag.casefold() in tags for tag in query.tags):
        return False
    said = " ".join((row.prompt, row.file, *row.tags, *row.elements, row.id)).casefold()
    return all(word.casefold() in said for word in query.words)


def _row(take: Take, project: Project, serving: dict[str, list[str]]) -> BinRow:
    slate, media = take.slate, take.slate.media
    options = slate.options
    tags = tuple(str(tag) for tag in options.get("tags", ()))
    return BinRow(
        id=bin_id(take),
        take=str(take.ref),
        path=take.path,
        file=str(options.get("file", "")),
        size=f"{media.width}x{media.height}",
        tags=tags,
        elements=tuple(
            one.name for one in project.elements.values() if _shows(slate.prompt, tags, one)
        ),
        prompt=slate.prompt,
        shots=tuple(serving.get(str(take.ref), ())),
        state=(take.damage or "offline") if take.is_offline else "",
    )


def _serving(production: Production) -> dict[str, list[str]]:
    """The takes of shots by the take of the bin that they show."""
    found: dict[str, list[str]] = {}
    for takes in production.vault.all().values():
        for take in takes:
            if take.slate.parent.startswith(f"{BIN} "):
                found.setdefault(take.slate.parent, []).append(str(take.ref))
    return found


def _shows(prompt: str, tags: Sequence[str], element: Element) -> bool:
    """Whether a prompt names an element, or holds nearly all of the words that describe it."""
    if element.name.casefold() in {tag.casefold() for tag in tags}:
        return True
    if re.search(rf"\b{re.escape(element.name)}\b", prompt, re.IGNORECASE):
        return True
    own = words_of(element.text)
    return bool(own) and len(own & words_of(prompt)) / len(own) >= _ENOUGH


def each_once(takes: Iterable[Take]) -> Iterator[Take]:
    """The takes, but a picture that serves several shots only in the first, and not in the bin."""
    by_content: dict[str, list[Take]] = {}
    for take in takes:
        main = next((file.digest for file in take.slate.files if file.role == "main"), "")
        by_content.setdefault(main or take.slate.uuid, []).append(take)
    for same in by_content.values():
        if any(input_.role == WHOLE for take in same for input_ in take.slate.inputs):
            yield min(same, key=lambda take: (take.ref.shot == BIN, take.ref))
        else:
            yield from same


def named(production: Production, names: Sequence[str]) -> list[Take]:
    """The takes of the bin that ``b12`` and ``b3-b7`` name, in the order in which they are named.

    Raises:
        ProjectError: there is no such take, or two kinds share the number.
    """
    return [take for name in names for take in _one(production, name)]


def _one(production: Production, name: str) -> Iterator[Take]:
    by_id: dict[str, list[Take]] = {}
    for take in binned(production):
        by_id.setdefault(bin_id(take), []).append(take)
    for each in _ids(name):
        takes = by_id.get(each, [])
        if not takes:
            raise ProjectError(
                f"there is no '{each}' in the bin", fix="`rushes bin --all` lists it"
            )
        if len(takes) > 1:
            number = f"{takes[0].ref.unit}{takes[0].ref.number}"
            fix = f"write bin/p{number} for the panel, bin/{number} for the clip"
            raise ProjectError(f"'{each}' is a panel and a clip of the bin", fix=fix)
        yield takes[0]


def _ids(name: str) -> list[str]:
    match = _ID.fullmatch(name)
    if match is None:
        return [name]
    first, unit = int(match["first"]), match["unit"] or ""
    last = int(match["last"] or first)
    if last < first:
        raise ProjectError(f"the range {name} runs backwards", fix=f"write b{unit}{last}-{first}")
    return [f"b{unit}{number}" for number in range(first, last + 1)]


def is_bin_name(name: str) -> bool:
    """Whether it names takes of the bin: ``b12``, ``b3-b7``, and without the letter."""
    return _ID.fullmatch(name) is not None
