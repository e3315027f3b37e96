"""What each shot of the board says itself, cell by cell, as a shot list shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.project.board import ONLY_SCENE
from pipeline.project.film_file import read_manuscript
from pipeline.project.marks import Source
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Entry, Mapping, Node, Scalar
from pipeline.project.reading import Reader, Report
from pipeline.project.short_form import SLOTS, said_short
from pipeline.project.vocabulary import LENGTH, all_words, read_words

__all__ = [
    "CELLS",
    "FIXED",
    "OwnShot",
    "board_sources",
    "cell_fault",
    "own_shots",
    "whole_length",
]

CELLS = (*SLOTS, "panel", "motion", "about", "omit")
"""The cells that come back, in the order of a shot's keys."""
FIXED = "by generator: "
"""How the motion of a shot is shown that differs by generator, and is not changed in a table."""


_LENGTHS = re.compile(rf"{LENGTH}|[0-9]+(?:[.,][0-9]+)?|line\b.*", re.IGNORECASE)
_BARE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


class OwnShot(Struct, frozen=True):
    """A shot as it is written, with nothing joined in."""

    id: str
    scene: str
    """Empty in a film of one scene."""
    entry: Entry
    cells: dict[str, str]
    """By key; empty where the shot says nothing itself."""


def cell_fault(key: str, cell: str) -> tuple[str, str] | None:
    """Why a cell cannot be said of a shot, and what to write; None where it can."""
    if key in ("framing", "angle", "camera") and cell:
        found = read_words(cell)
        if found.amiss or found.said != (key,):
            words = [word for word in all_words() if key in read_words(word).offsets]
            near = did_you_mean(cell, words)
            fix = near if near.startswith("did") else f"write {', '.join(words[:6])}"
            return f"'{cell}' is not a word for '{key}'", fix
    if key == "seconds" and cell and not _LENGTHS.fullmatch(cell):
        return f"'{cell}' is not a length", "write 4s, 1.5s, 36f, 2 beats or 1 bar"
    if key == "panel" and any(mark in cell for mark in ("|", "｜", "=>", "⇒")):
        return "the panel holds a | or a =>", "words before the bar and the motion have own columns"
    if key == "omit" and cell.lower() not in ("", "yes", "no", "true", "false", "on", "off"):
        return f"'{cell}' is neither yes nor no", "write yes, or leave the cell empty"
    return None


def whole_length(cell: str, now: str) -> str:
    """A bare number of seconds, as people type it into tables, as the film says a length.

    ``now`` is what the film says: a bare number stays one where one stands.
    """
    if not _BARE.fullmatch(cell):
        return cell
    number = cell.replace(",", ".")
    return number if _BARE.fullmatch(now) else f"{number}s"


def board_sources(folder: Path) -> list[Source]:
    """Film.yaml and every file it includes.

    Raises:
        ProjectError: one of them holds a fault.
    """
    manuscript = read_manuscript(folder, Reader(Report()))
    for source in manuscript.sources:
        if not source.is_whole:
            raise ProjectError([each for each in source.problems if not each.is_warning])
    return manuscript.sources


def own_shots(source: Source) -> Iterator[OwnShot]:
    """Every shot of one file, in its order."""
    root = source.root
    if not isinstance(root, Mapping):
        return
    yield from _of_board(root.get("shots"), "")
    scenes = root.get("scenes")
    for scene in scenes if isinstance(scenes, Mapping) else ():
        if isinstance(scene.value, Mapping):
            yield from _of_board(scene.value.get("shots"), scene.name)


def _of_board(board: Node | None, scene: str) -> Iterator[OwnShot]:
    for entry in board if isinstance(board, Mapping) else ():
        said = _said(entry.value)
        cells = {name: said.get(name, "") for name in CELLS}
        yield OwnShot(entry.name, "" if scene == ONLY_SCENE else scene, entry, cells)


def _said(node: Node) -> dict[str, str]:
    if isinstance(node, Scalar):
        return {} if node.is_empty else said_short(node.text)
    if not isinstance(node, Mapping):
        return {}
    panel = node.get("panel")
    said = said_short(panel.text) if isinstance(panel, Scalar) and not panel.is_empty else {}
    for name in CELLS:
        value = node.get(name)
        if name != "panel" and isinstance(value, Scalar) and not value.is_empty:
            said[name] = value.text.strip()
    motion = node.get("motion")
    if isinstance(motion, Mapping):
        ways = (
            f"{each.name}: {each.value.text}" for each in motion if isinstance(each.value, Scalar)
        )
        said["motion"] = FIXED + "; ".join(ways)
    return said
