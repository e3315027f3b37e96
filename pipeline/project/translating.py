"""The texts of the film that are translated: out as a table, back as splices of the film.

A row is one text: its id (``film.title``, ``sh050.title``, ``sh050.title.2``,
``sh050.line.l1``), who says it, a column a language, and what every cell was when the table was
written. So a table that comes back weeks later changes only what its translator changed, and names
what both have changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.project.cut_format import yaml_item
from pipeline.project.keys import LINE, TITLE
from pipeline.project.marks import Source
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.nodes import Sequence as Listing
from pipeline.project.shot_cells import board_sources
from pipeline.project.splices import Done, Edit, apply_edits
from pipeline.project.tables import (
    WAS,
    Conflict,
    cell_digest,
    cell_text,
    read_table,
    table_text,
    was_of,
    was_words,
)
from pipeline.project.text_edits import Splice, put_key, respell, spliced

__all__ = ["Conflict", "Returned", "read_texts", "table_of", "take_in"]

_ANY = "text"
"""The column of a film that lists no language."""
_HEAD = ("id", "who")

Place = tuple[str | int, ...]


class Passage(Struct, frozen=True):
    """One text of the film, and where it is written."""

    id: str
    who: str
    place: Place
    """Keys and numbers that lead to it in its file."""
    node: Node

    def said(self, main: str) -> dict[str, str]:
        """Its words by language; those without a language are in the ``main`` one."""
        if isinstance(self.node, Mapping):
            return {
                entry.name: entry.value.text.strip()
                for entry in self.node
                if isinstance(entry.value, Scalar) and not entry.value.is_empty
            }
        if isinstance(self.node, Scalar) and not self.node.is_empty:
            return {main: self.node.text.strip()}
        return {}


class Returned(Struct, frozen=True):
    """What a table changed."""

    changed: tuple[str, ...] = ()
    """Id and language of each cell that was written."""
    conflicts: tuple[Conflict, ...] = ()
    unknown: tuple[str, ...] = ()
    """Ids of rows that the film has no text for."""
    done: Done | None = None


def table_of(folder: Path, languages: Sequence[str]) -> str:
    """All texts of the film as a table (CSV)."""
    columns = list(languages) or [_ANY]
    rows = []
    for source in board_sources(folder):
        for passage in passages(source):
            said = passage.said(columns[0])
            cells = {language: said.get(language, "") for language in columns}
            rows.append([passage.id, passage.who, *cells.values(), was_words(cells)])
    return table_text([*_HEAD, *columns, WAS], rows)


def read_texts(path: Path) -> list[dict[str, str]]:
    """The rows of a table of texts.

    Raises:
        ProjectError: it is no such table.
    """
    fix = "write one with `rushes text --csv FILE`, and save it as CSV in UTF-8"
    return read_table(path, ("id", WAS), fix=fix)


def take_in(
    folder: Path,
    rows: Sequence[dict[str, str]],
    languages: Sequence[str],
    *,
    home: Path | None = None,
) -> Returned:
    """Write what a table changed into the film, touching nothing else.

    An empty cell changes nothing. A cell that was changed in the film as well stays as it is there,
    and is told.

    Raises:
        ProjectError: a file of the film holds a fault.
    """
    columns = list(languages) or [_ANY]
    wanted = {row["id"]: row for row in rows}
    found: set[str] = set()
    changed: list[str] = []
    conflicts: list[Conflict] = []
    edits: dict[Path, Edit] = {}
    for source in board_sources(folder):
        news: dict[Place, dict[str, str]] = {}
        for passage in passages(source):
            found.add(passage.id)
            row = wanted.get(passage.id)
            if row is None:
                continue
            words, clashes = _news(passage, row, columns)
            conflicts += clashes
            if words:
                news[passage.place] = words
                changed += [f"{passage.id} {language}" for language in words]
        if news:
            edits[folder / source.page.file] = _edit(news, columns[0])
    done = apply_edits(edits, "text --in", folder=folder, home=home) if edits else None
    unknown = tuple(each for each in wanted if each and each not in found)
    return Returned(tuple(changed), tuple(conflicts), unknown, done)


def passages(source: Source) -> Iterator[Passage]:
    """Every text of one file, in its order."""
    root = source.root
    if not isinstance(root, Mapping):
        return
    title = root.get("title")
    if title is not None:
        yield Passage("film.title", "", ("title",), title)
    yield from _of_shots(root.get("shots"), ("shots",))
    scenes = root.get("scenes")
    for scene in scenes if isinstance(scenes, Mapping) else ():
        if isinstance(scene.value, Mapping):
            place = ("scenes", scene.name, "shots")
            yield from _of_shots(scene.value.get("shots"), place)


def _of_shots(node: Node | None, place: Place) -> Iterator[Passage]:
    for entry in node if isinstance(node, Mapping) else ():
        shot, here = entry.value, (*place, entry.name)
        if not isinstance(shot, Mapping):
            continue
        number = 0
        for key in ("title", "titles"):
            for way, item in _several(shot.get(key)):
                number += 1
                name = f"{entry.name}.title" + (f".{number}" if number > 1 else "")
                yield _title(name, item, (*here, key, *way))
        for count, (way, item) in enumerate(_several(shot.get("lines")), 1):
            spoken = _line(entry.name, f"l{count}", item, (*here, "lines", *way))
            if spoken is not None:
                yield spoken


def _title(name: str, node: Node, place: Place) -> Passage:
    text = node.get("text") if isinstance(node, Mapping) else None
    is_block = isinstance(node, Mapping) and any(each.name in TITLE for each in node)
    if text is not None and is_block:
        return Passage(name, "", (*place, "text"), text)
    return Passage(name, "", place, node)


def _line(shot: str, given: str, node: Node, place: Place) -> Passage | None:
    if not isinstance(node, Mapping):
        return None
    speaker = next((each for each in node if each.name not in LINE), None)
    if speaker is None:
        return None
    said = node.get("id")
    name = said.text if isinstance(said, Scalar) and not said.is_empty else given
    return Passage(f"{shot}.line.{name}", speaker.name, (*place, speaker.name), speaker.value)


def _several(node: Node | None) -> Iterator[tuple[Place, Node]]:
    if isinstance(node, Listing):
        yield from (((number,), item) for number, item in enumerate(node.items))
    elif node is not None:
        yield (), node


def _news(
    passage: Passage, row: dict[str, str], columns: Sequence[str]
) -> tuple[dict[str, str], list[Conflict]]:
    """The cells that the table changed, and those that the film changed as well."""
    said = passage.said(columns[0])
    was = was_of(row)
    words: dict[str, str] = {}
    clashes: list[Conflict] = []
    for language in columns:
        cell, now = cell_text(row.get(language, "")), said.get(language, "")
        if not cell or cell == now or was.get(language) == cell_digest(cell):
            continue
        if was.get(language) == cell_digest(now):
            words[language] = cell
        else:
            clashes.append(Conflict(passage.id, language, now, cell))
    return words, clashes


def _edit(news: dict[Place, dict[str, str]], main: str) -> Edit:
    def change(source: Source) -> str:
        splices: list[Splice] = []
        for passage in passages(source):
            words = news.get(passage.place)
            if words:
                splices += _spliced(passage.node, words, main, source.newline)
        return spliced(source.text, splices)

    def intend(data: Any) -> Any:
        result = deepcopy(data)
        for place, words in news.items():
            holder = result
            for step in place[:-1]:
                holder = holder[step]
            now = holder[place[-1]]
            if isinstance(now, dict):
                now.update(words)
            elif set(words) == {main}:
                holder[place[-1]] = words[main]
            else:
                holder[place[-1]] = {main: words.get(main, now)} | words
        return result

    return Edit("text --in", change, intend)


def _spliced(node: Node, words: dict[str, str], main: str, newline: str) -> Iterator[Splice]:
    """The words of one text put in their places: an old language anew, a new one behind."""
    if isinstance(node, Scalar):
        if set(words) == {main}:
            yield respell(node, words[main], in_flow=True)
            return
        whole = {main: words.get(main, node.text)} | words
        pairs = ", ".join(
            f"{name}: {yaml_item(text, in_flow=True)}" for name, text in whole.items()
        )
        yield Splice(node.start, node.end, f"{{{pairs}}}")
    elif isinstance(node, Mapping):
        for language, text in words.items():
            entry = node.entries.get(language)
            if entry is not None and isinstance(entry.value, Scalar):
                yield respell(entry.value, text, in_flow=True)
        fresh = {name: text for name, text in words.items() if name not in node}
        if fresh and node.is_flow and node.entries:
            end = next(reversed(node.entries.values())).value.end
            put = "".join(f", {name}: {yaml_item(t, in_flow=True)}" for name, t in fresh.items())
            yield Splice(end, end, put)
        else:
            for name, text in fresh.items():
                yield from put_key(node, name, yaml_item(text, in_flow=True), newline=newline)
