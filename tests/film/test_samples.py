"""Every sample film and every template makes a film as it is."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from pipeline.media.probe import probe
from pipeline.production import Production
from pipeline.production.filming import cut_rows
from tests.production.conftest import Rushes, rushes
from tests.production.footage import picture, typed

ROOT = Path(__file__).resolve().parents[2]
FILMS = sorted(path.parent for path in ROOT.glob("*/*/film.yaml"))
NAMES = [path.name for path in FILMS]
DAY = (ROOT / "README.md").read_text("utf-8").partition("## A day with it")[2].split("\n\n")[1]
TYPED = re.findall(r"`rushes ([^`]+)`", DAY)
"""In the table of that chapter."""
RENDERING = ("cut", "export", "make")
APART = ("review", "adopt --watch", "trim", "assign b12 sh030")
"""They wait for a browser, for files, for a terminal; the bin of the last is empty here."""

__all__ = ["rushes"]


def made(folder: Path, rushes: Rushes) -> None:
    """Make the film and hold it to its cut: nothing wrong, nothing standing in, every frame."""
    assert () == Production(folder).check()

    said = rushes("-p", folder, "make").stdout

    film = Path(re.search(r"^(.+_v01\.mp4)", said, re.MULTILINE)[1])
    rows = cut_rows(Production(folder), "main")
    media = probe(film)
    assert rows[-1].record.end == media.frames
    assert media.has_sound
    assert [] == [row for row in rows if row.take == "slate"]


def copied(source: Path, folder: Path) -> Path:
    """The film without what was made of it here; what it would buy is made on this machine.

    One line is swapped for that, as the template says.
    """
    ignored = shutil.ignore_patterns("takes", "out", ".rushes", "__pycache__", "*.schema.json")
    shutil.copytree(source, folder, ignore=ignored)
    board = folder / "film.yaml"
    bought = re.compile(r"^  move: \{backend: runway,[^}]*\}", re.MULTILINE)
    text, swapped = bought.subn("  move: {backend: camera}", board.read_text("utf-8"))
    assert swapped == (source.name == "paid")
    board.write_text(text, "utf-8")
    return folder


@pytest.mark.timeout(300)
@pytest.mark.parametrize("source", FILMS, ids=NAMES)
def test_the_film_is_made_as_a_thumbnail(source: Path, tmp_path: Path, rushes: Rushes) -> None:
    """192 pixels wide, one panel a shot: the whole way, quickly."""
    folder = copied(source, tmp_path / source.name)
    text = (folder / "film.yaml").read_text("utf-8")
    text = re.sub(r"width: \d+", "width: 192", text)
    text = re.sub(r"size: vertical", "size: 108x192", text)
    text = re.sub(r"panels: \d+", "panels: 1", text)
    (folder / "film.yaml").write_text(text, "utf-8")

    made(folder, rushes)


def test_the_commands_of_a_day_work_on_the_film_that_the_readme_makes(tmp_path: Path) -> None:
    """Word for word, with slates for panels; what renders is held by the thumbnails above."""
    folder = copied(ROOT / "projects" / "wandering-earth", tmp_path / "film")
    text = (folder / "film.yaml").read_text("utf-8")
    text = re.sub(r"width: \d+", "width: 96", text).replace("backend: sketch", "backend: slate")
    text = re.sub(r"size: vertical", "size: 54x96", text)
    (folder / "film.yaml").write_text(text, "utf-8")
    found = picture(folder / "inbox" / "sh030" / "moon.png")
    os.utime(found, (0, 0))  # it lies there whole, since long
    asked = [line for line in TYPED if line.split()[0] not in RENDERING and line not in APART]

    said = {line: typed(*line.split(), at=folder) for line in asked}

    assert {"board", "shoot", "takes", "circle", "trim", "undo", "adopt", "why"} <= {
        line.split()[0] for line in asked
    }
    assert {} == {line: one.all for line, one in said.items() if one.code != 0}
    assert not found.exists()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("source", FILMS, ids=NAMES)
def test_the_film_is_made_at_full_size(source: Path, tmp_path: Path, rushes: Rushes) -> None:
    """As it is in the checkout."""
    made(copied(source, tmp_path / source.name), rushes)
