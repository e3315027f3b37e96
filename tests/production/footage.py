"""Footage for tests made in a moment, and the program typed without a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from msgspec import Struct
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pipeline.media.ffmpeg import program
from pipeline.production import Production

__all__ = ["Said", "clip", "picture", "ran", "read", "settled", "typed", "with_takes"]

BOARD = """\
film: 1
title: Tiny
fps: 24
aspect: 16:9
generators:
  draw: {backend: slate}
  move: {backend: camera}
use: {panels: draw, clips: move}
defaults: {seconds: 12f, panels: 1, clips: 1}
scenes:
  sc010:
    shots:
      sh010: WS, push in | snow over a frozen city, night    # the first
      sh020: CU | a child looks up => the glow leaves her face
  sc020:
    shots:
      sh030: EWS, pan left | a bridge over the ice, dusk
"""
CUT = """\
cut: main
events:
- sh010/1 0-12               # the city
- sh020
- sh010/1 12+6               # again
- sh030
"""


class Said(Struct, frozen=True):
    """What the program printed, and what it left with."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Both streams."""
        return self.out + self.err


def typed(*words: str | Path, at: Path | None = None, answer: str = "") -> Said:
    """Type a command line, in this process, in the folder ``at``; a traceback fails the test."""
    from pipeline.__main__ import main

    out, err = io.StringIO(), io.StringIO()
    with _there(at), redirect_stdout(out), redirect_stderr(err), _keyboard(words, answer):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
    assert "Traceback" not in err.getvalue(), err.getvalue()
    return Said(code, out.getvalue(), err.getvalue())


def ran(film: Path, line: str, code: int = 0) -> Said:
    """Type a command of that film, which ends with that status."""
    said = typed("-p", film, *line.split())
    assert code == said.code, said.all
    return said


def picture(path: Path, colour: str = "navy", notes: Mapping[str, str] | None = None) -> Path:
    """A picture of one colour, with texts inside it as generators write them."""
    info = PngInfo()
    for key, text in (notes or {}).items():
        info.add_itxt(key, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (96, 54), colour).save(path, pnginfo=info)
    return path


def settled(path: Path, *, seconds: float = 60) -> Path:
    """The file as if it had lain there for a while, so that nobody waits for more of it."""
    past = time.time() - seconds
    os.utime(path, (past, past))
    return path


def clip(path: Path, colour: str = "navy", *, frames: int = 24, has_sound: bool = False) -> Path:
    """A clip of one colour, 24 frames a second, with a tone where asked."""
    source = f"color=c={colour}:s=96x54:r=24"
    path.parent.mkdir(parents=True, exist_ok=True)
    command = [program(), "-v", "error", "-y", "-f", "lavfi", "-i", source, "-threads", "1"]
    command += ["-f", "lavfi", "-i", "sine=440:r=48000", "-shortest"] if has_sound else []
    command += ["-frames:v", str(frames), "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def with_takes(folder: Path, material: Path) -> Path:
    """A film of three shots: sh010 has two panels and two clips, sh020 a panel, sh030 nothing."""
    folder.mkdir(parents=True)
    (folder / "film.yaml").write_text(BOARD, "utf-8")
    (folder / "cuts").mkdir()
    (folder / "cuts" / "main.yaml").write_text(CUT, "utf-8")
    production = Production(folder)
    files = [
        picture(material / "a.png", "navy"),
        picture(material / "b.png", "teal"),
        clip(material / "a.mp4", "navy"),
        clip(material / "b.mp4", "teal"),
    ]
    production.adopt(files, shot="sh010")
    production.adopt([picture(material / "c.png", "maroon")], shot="sh020")
    return folder


def read(path: Path) -> str:
    """A text of the author's."""
    return path.read_text("utf-8")


@contextmanager
def _there(folder: Path | None) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder or before)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _keyboard(words: tuple[str | Path, ...], answer: str) -> Iterator[None]:
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = ["rushes", *map(str, words)], io.StringIO(answer)
    try:
        yield
    finally:
        sys.argv, sys.stdin = before
