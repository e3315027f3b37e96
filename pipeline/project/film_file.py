"""Read ``film.yaml`` and the files it includes, and what they say about the film as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from pipeline.errors import ProjectError, Where
from pipeline.project.keys import FILM, INCLUDED
from pipeline.project.marks import Source, read_source
from pipeline.project.nodes import Entry, Mapping, Node, Scalar
from pipeline.project.paths import Files
from pipeline.project.reading import Reader
from pipeline.project.texts import LANGUAGE

__all__ = [
    "FILM_FILE",
    "Manuscript",
    "read_languages",
    "read_manuscript",
]

FILM_FILE = "film.yaml"
_VERSION = "1"


class Manuscript(Struct):
    """All the files of a board, in reading order."""

    root: Mapping
    sources: list[Source] = field(default_factory=list)
    blocks: list[Mapping] = field(default_factory=list)
    """The root and every included file's block."""
    chapters: list[Entry] = field(default_factory=list)
    """Every ``scenes:`` and ``shots:``, in film order."""

    def sections(self, name: str) -> Iterator[Node]:
        """The section of that name of every file that has one."""
        for block in self.blocks:
            node = block.get(name)
            if node is not None:
                yield node


def read_manuscript(folder: Path, reader: Reader) -> Manuscript:
    """Read the film and everything it includes.

    An included file stands where ``include:`` stands among ``scenes:`` and ``shots:``.

    Raises:
        ProjectError: ``film.yaml`` is absent or cannot be read as text with keys.
    """
    path = folder / FILM_FILE
    if not path.exists():
        raise ProjectError(
            f"there is no {FILM_FILE} in {folder}",
            fix="go to a film's folder, or begin one with `rushes init NAME`",
        )
    source = read_source(path, Path(FILM_FILE))
    if source.root is None:
        raise ProjectError(source.problems)
    if not isinstance(source.root, Mapping):
        where = source.root.where
        raise ProjectError(
            f"{FILM_FILE} holds no keys", where=where, fix="begin it with `film: 1` and `shots:`"
        )
    manuscript = Manuscript(source.root)
    _check_version(reader, source.root, is_root=True)
    reader.check_keys(source.root, "film", FILM)
    _take_in(manuscript, source, reader, (folder, (path.resolve(),)))
    return manuscript


def _take_in(
    manuscript: Manuscript, source: Source, reader: Reader, place: tuple[Path, tuple[Path, ...]]
) -> None:
    block = source.root
    manuscript.sources.append(source)
    for problem in source.problems:
        reader.report.add(problem)
    if not isinstance(block, Mapping):
        return
    manuscript.blocks.append(block)
    for name, entry in block.entries.items():
        if name in {"scenes", "shots"}:
            manuscript.chapters.append(entry)
        elif name == "include":
            for item in reader.several(entry.value):
                _include(manuscript, item, reader, place)


def _include(
    manuscript: Manuscript, node: Node, reader: Reader, place: tuple[Path, tuple[Path, ...]]
) -> None:
    folder, chain = place
    written = reader.text(node, "include")
    if not written:
        if isinstance(node, Scalar):
            fix = "name a file, as in `include: act2.yaml`, or delete this line"
            reader.error(node, "'include' names no file", fix)
        return
    try:
        found = Files(folder).find(written)
    except ValueError as err:
        fix = err.args[1].replace(", or name its folder under places: in local.yaml", "")
        reader.error(node, str(err.args[0]), fix)
        return
    path = (folder / found).resolve()
    if path in chain:
        reader.error(node, f"'{written}' includes itself", "delete this line")
        return
    if any(source.page.file == found for source in manuscript.sources):
        reader.error(node, f"'{written}' is included a second time", "delete this line")
        return
    source = read_source(folder / found, found)
    if isinstance(source.root, Mapping):
        _check_version(reader, source.root, is_root=False)
        reader.check_keys(source.root, "included file", INCLUDED)
    elif source.root is not None:
        reader.error(source.root, f"{found.as_posix()} holds no keys", "write scenes: into it")
    _take_in(manuscript, source, reader, (folder, (*chain, path)))


def _check_version(reader: Reader, block: Mapping, *, is_root: bool) -> None:
    node = block.get("film")
    if node is None:
        if is_root:
            where = Where(Path(FILM_FILE))
            reader.warn(where, "the film does not say its version", "begin it with `film: 1`")
        return
    scalar = reader.scalar(node, "film", "the version of its language: 1")
    if scalar is not None and scalar.text != _VERSION:
        reader.error(
            scalar,
            f"this film is written in version '{scalar.text}'; this program reads version 1",
            "update rushes, or write `film: 1`",
        )


def read_languages(reader: Reader, block: Mapping) -> tuple[str, ...]:
    """The languages of the film's texts, the main one first."""
    found = []
    for item in reader.several(block.get("languages")):
        language = reader.text(item, "languages")
        if language and not LANGUAGE.fullmatch(language):
            reader.error(
                item, f"'{language}' is not a language", "write codes such as zh, en, pt-BR"
            )
        elif language:
            found.append(language)
    return tuple(dict.fromkeys(found))
