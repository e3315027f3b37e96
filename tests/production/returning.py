"""A film of six shots whose cut goes out to an editor, and the editor at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.production import Production
from tests.production.footage import clip, ran

__all__ = ["CUT", "edited", "sent", "six_shots", "written"]

SHOTS = ("sh010", "sh020", "sh030", "sh040", "sh050", "sh060")
BOARD = """\
film: 1
title: Six
fps: 24
aspect: 16:9
deliveries: {main: {width: 96}}
generators: {draw: {backend: slate}, move: {backend: camera}}
use: {panels: draw, clips: move}
defaults: {seconds: 12f, panels: 1, clips: 1}
shots:
""" + "".join(f"  {shot}: WS | a street, {shot}\n" for shot in SHOTS)
CUT = """\
cut: main
events:
- fade in 4
- sh010/1 0-24               # the city
- sh020 flop
- dissolve 4
- sh030/1 2-20
- black 12
- sh040/1 0+8
- over sh010/1 4+6 at 1
- sh050/1 6-30 x2
- sh060/1 0-24
- fade out 6
"""
ENDINGS = {"otio": "otio", "fcp7": "xml", "fcpxml": "fcpxml", "edl": "edl"}


def six_shots(folder: Path, material: Path) -> Path:
    """The film, with a clip of a second for every shot, and two of the second."""
    folder.mkdir(parents=True)
    (folder / "film.yaml").write_text(BOARD, "utf-8")
    (folder / "cuts").mkdir()
    (folder / "cuts" / "main.yaml").write_text(CUT, "utf-8")
    production = Production(folder)
    for number, shot in enumerate((*SHOTS, "sh020")):
        colour = f"0x{40 * number:02x}4080"
        production.adopt([clip(material / f"{number}.mp4", colour, frames=40)], shot=shot)
    return folder


def sent(film: Path, name: str) -> list[Path]:
    """The files of the cut in a format, the lowest track first."""
    if not list((film / "out").glob(f"main-v*.{ENDINGS[name]}")):
        ran(film, f"cut write {name}")
    return sorted((film / "out").glob(f"main-v*.{ENDINGS[name]}"))


def edited(path: Path, change: Callable[[list[Any]], None]) -> Path:
    """The timeline of an OpenTimelineIO file with its picture track changed."""
    timeline = json.loads(path.read_text("utf-8"))
    change(timeline["tracks"]["children"][0]["children"])
    theirs = path.with_name("editor.otio")
    theirs.write_text(json.dumps(timeline), "utf-8")
    return theirs


def written(film: Path, name: str) -> str:
    """A cut as it was written."""
    return (film / "cuts" / f"{name}.yaml").read_text("utf-8")
