"""The inbox: files made elsewhere, the numbered sheet of them, and the map that sends them home."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.errors import MediaError, Problem, ProjectError, Where
from pipeline.production.matching import BIN, NEW, MapError, Sheet, read_map
from pipeline.production.plain import said_name
from pipeline.project.cut_words import near_id
from pipeline.vault.files import unused_name

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["half_done", "inbox_files", "mapped_files", "write_sheet"]

MAP = "map.yaml"
SHEET = "sheet.png"
NUMBERS = "sheet.json"
OWN = {MAP, SHEET, NUMBERS, "prompts.md", "prompts.csv", "README.md"}
HALF = {".part", ".crdownload", ".download", ".partial", ".tmp", ".aria2", ".opdownload"}
"""Endings that browsers and download programs give to files on their way."""
_ASIDE = re.compile(r"map \(\d+\)\.yaml")
"""A map that was set aside."""
TEMPLATE = """\
# Which picture of sheet.png goes to which shot: numbers and ranges.
#   sh010: 3 7-8 12
#   new: 4-6        a shot each, at the end of the film
#   bin: 9-11       kept, without a shot
"""
WORDS = 60
"""Characters of a shot's panel that the map shows."""


def half_done(path: Path) -> bool:
    """Whether the file is a download on its way, by its own name or a companion's."""
    if path.suffix.lower() in HALF or path.name.startswith((".", "~")):
        return True
    return any(path.with_name(path.name + ending).exists() for ending in HALF)


def inbox_files(inbox: Path) -> list[Path]:
    """Every file that waits, by path; our own files left out."""
    if not inbox.is_dir():
        return []
    return sorted(
        path
        for path in inbox.rglob("*")
        if path.is_file()
        and not (path.parent == inbox and (path.name in OWN or _ASIDE.fullmatch(path.name)))
        and not path.name.startswith(".")
    )


def write_sheet(production: Production) -> tuple[Path, int]:
    """Write the numbered contact sheet of what waits, pictures of one job together; its count.

    Raises:
        ProjectError: nothing waits in the inbox.
    """
    from pipeline.media.pictures import CELL, note_of, read_picture, sheet, thumbnail, write_picture

    inbox = production.home.inbox
    found = []
    for path in inbox_files(inbox):
        with contextlib.suppress(MediaError):  # a clip, or half a picture
            small = thumbnail(read_picture(path), *CELL)  # all of them are held at once
            found.append((note_of(path).job, path, small))
    if not found:
        raise ProjectError(f"no pictures wait in {inbox}", fix="put them there, then type it again")
    found.sort(key=lambda item: (item[0] or "~", item[1].as_posix()))
    names = [path.relative_to(inbox).as_posix() for _, path, _ in found]
    before, given, aside = _given(production, names)
    shown = {path.relative_to(inbox).as_posix(): picture for _, path, picture in found}
    cells = [(shown[name], f"{number}  {name}") for number, name in sorted(given.items())]
    write_picture(sheet(cells, columns=6), inbox / SHEET)
    gone = {number: "" for number in before if number not in given}
    told = {str(number): name for number, name in sorted((gone | given).items())}
    (inbox / NUMBERS).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    if not (inbox / MAP).exists():
        text = _blank_map(production, aside)
        (inbox / MAP).write_text(text, encoding="utf-8", newline="\n")
    return inbox / SHEET, len(found)


def _given(
    production: Production, names: Sequence[str]
) -> tuple[dict[int, str], dict[int, str], str]:
    """A number for every picture: the one it had, while any of the last sheet still waits.

    Behind the numbers of that sheet, which are empty where no sheet goes on; and before the name
    of a map that was set aside.

    So a map that is half written goes on to mean what it says. Once none of a sheet waits, numbers
    begin anew, and so does the map.
    """
    inbox, aside = production.home.inbox, ""
    try:
        before = dict(_numbers(inbox).files)
    except ProjectError:
        before = {}
    kept = {number: name for number, name in before.items() if name in names}
    if before and not kept:
        aside = _done_with(production, Sheet(before))
        before = {}
    fresh = [name for name in names if name not in kept.values()]
    return before, kept | dict(enumerate(fresh, max(before, default=0) + 1)), aside


def _done_with(production: Production, sheet: Sheet) -> str:
    """Remove the map of a sheet of which nothing waits; the name it is kept under, if it is.

    It is kept where a picture that it names is no take: somebody moved the picture, and what was
    typed is still wanted.
    """
    path = production.home.inbox / MAP
    if not path.is_file():
        return ""
    takes = [take for found in production.vault.all().values() for take in found]
    taken = {take.slate.options.get("file") for take in takes}
    try:
        meant = read_map(_lines(path)[1], sheet)
    except (ProjectError, MapError):
        is_done = False
    else:
        files = [PurePosixPath(name) for names in meant.values() for name in names if name]
        is_done = all(said_name(file) in taken for file in files)
    if is_done:
        path.unlink()
        return ""
    return path.rename(unused_name(path.parent, MAP)).name


def _blank_map(production: Production, aside: str) -> str:
    """The map before anything is typed: a line for each shot, its words behind it."""
    shots = [shot for shot in production.project.shots.values() if not shot.is_omitted]
    wide = max((len(shot.id) for shot in shots), default=0)
    lines = [TEMPLATE]
    if aside:
        lines.append(f"# What you typed is in {aside}; its pictures lay elsewhere than it says.\n")
    for shot in shots:
        words = " ".join(shot.panel.split())
        about = words if len(words) <= WORDS else f"{words[: WORDS - 1]}…"
        lines.append(f"{shot.id}:{' ' * (wide - len(shot.id) + 10)}# {about}".rstrip(" #") + "\n")
    return "".join(lines)


def mapped_files(production: Production) -> dict[Path, str]:
    """The shot (or ``bin``) of every file that ``inbox/map.yaml`` names; new shots are written.

    Raises:
        ProjectError: the map cannot be read, or there is no sheet it could speak of.
    """
    inbox = production.home.inbox
    path = inbox / MAP
    if not path.is_file():
        return {}
    places, lines = _lines(path)
    if not lines:
        return {}
    sheet = _numbers(inbox)
    faults: list[tuple[str, str]] = []
    try:
        found = read_map(lines, sheet)
    except MapError as err:
        found, faults = {}, list(err.faults)
    known = (*production.project.shots, BIN, NEW)
    unknown = {shot: f"there is no shot '{shot}'" for shot in lines if shot not in known}
    problems = [
        Problem(said, where=places.get(shot), fix="look at sheet.png and mend the line")
        for shot, said in faults
    ]
    problems += [
        Problem(said, where=places.get(shot), fix=near_id(shot, known) or "name a shot, new or bin")
        for shot, said in unknown.items()
    ]
    if problems:
        raise ProjectError(sorted(problems, key=_line))
    here = {shot: [name for name in names if name] for shot, names in found.items()}
    mapped = {inbox / name: shot for shot, names in here.items() for name in names if shot != NEW}
    fresh = [inbox / name for name in here.get(NEW, [])]
    if fresh:
        mapped.update(_new_shots(production, fresh))
        _forget_new(path)
    return {file: shot for file, shot in mapped.items() if file.exists()}


def _new_shots(production: Production, files: Sequence[Path]) -> dict[Path, str]:
    from pipeline.production.boarding import add_shots

    return dict(zip(files, add_shots(production, len(files)), strict=True))


def _forget_new(path: Path) -> None:
    """The line ``new:`` is done once its shots are written; typed again it would write others."""
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith(f"{NEW}:")
    ]
    path.write_text("".join(kept), encoding="utf-8", newline="")


def _line(problem: Problem) -> int:
    return problem.where.line if problem.where else 0


def _lines(path: Path) -> tuple[dict[str, Where], dict[str, str]]:
    """Where each line of the map stands, and what it says."""
    from pipeline.project.marks import read_source
    from pipeline.project.nodes import Mapping
    from pipeline.project.splices import said

    shown = Path(path.parent.name) / path.name
    source = read_source(path, shown)
    if not source.is_whole:
        raise ProjectError(source.problems)
    written = said(source.root)
    if not isinstance(written, dict):
        raise ProjectError(f"{shown} is no list of shots", fix="write lines like `sh010: 3 7-8 12`")
    entries = source.root if isinstance(source.root, Mapping) else ()
    places = {entry.name: entry.key.where for entry in entries}
    lines = {
        key: " ".join(value) if isinstance(value, list) else str(value)
        for key, value in written.items()
        if value not in ({}, None, "")
    }
    return places, lines


def _numbers(inbox: Path) -> Sheet:
    try:
        written = json.loads((inbox / NUMBERS).read_text(encoding="utf-8"))
        return Sheet({int(number): str(name) for number, name in written.items()})
    except (FileNotFoundError, ValueError, AttributeError) as err:
        raise ProjectError(
            f"{inbox / MAP} speaks of numbers, and there is no sheet",
            fix="write it with `rushes adopt --sheet`",
        ) from err
