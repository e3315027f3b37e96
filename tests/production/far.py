"""A paid service as the program meets it: scripted answers, real pictures and clips."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import ClassVar

import pytest

from pipeline.backends import shelf
from pipeline.backends.base import Collected, Order, Output, Prepared, Progress, State, Ticket
from pipeline.media import ffmpeg
from tests.doubles import tiny_film
from tests.run.doubles import Scripted

__all__ = ["BOARD", "Far", "far_film", "install"]

BOARD = """\
film: 1
title: Far
fps: 24
aspect: 16:9
generators:
  draw: {{backend: sketch}}
  far: {{backend: far, book: {book}{more}}}
use: {{panels: draw, clips: far}}
defaults: {{seconds: 12f, panels: 1, clips: 1}}
shots:
  sh010: WS, push in | snow over a frozen city, night
  sh020: CU | a child looks up => the glow leaves her face
  sh030: EWS, pan left | a bridge over the ice, dusk
deliveries:
  main: {{width: 96, crf: 30, preset: ultrafast}}
"""


class Far(Scripted):
    """The scripted service, with files that can be looked at."""

    name: ClassVar[str] = "far"
    about: ClassVar[str] = "a paid service of the tests"
    page: ClassVar[str] = "https://far.example/jobs"

    def prepare(self, order: Order) -> Prepared:
        return Prepared(order, {"prompt": order.prompt, "seed": order.seed})

    def poll(self, ticket: Ticket, into: Path) -> Progress:
        """As scripted; ``made`` in the book makes everything ready, whatever the script says."""
        if (Path(self.settings.book) / "made").exists():
            return Progress(State.READY)
        return super().poll(ticket, into)

    def collect(self, ticket: Ticket, into: Path) -> Collected:
        collected = super().collect(ticket, into)
        outputs = []
        for output in collected.outputs:
            path = output.path.with_suffix(".mp4")
            path.write_bytes(_clip())
            outputs.append(Output(path, job=output.job))
        return Collected(tuple(outputs), collected.cost)


@lru_cache(maxsize=1)
def _clip() -> bytes:
    """Twelve frames, 96 pixels wide."""
    source = "-f lavfi -i testsrc=size=96x54:rate=24:duration=0.5"
    coded = "-pix_fmt yuv420p -movflags frag_keyframe+empty_moov -f mp4 -"
    line = f"{ffmpeg.program()} -v error {source} {coded}"
    done = subprocess.run(line.split(), capture_output=True, check=True)
    return done.stdout


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the program find the service as a plug-in."""
    point = EntryPoint("far", f"{__name__}:Far", shelf.GROUP)
    monkeypatch.setattr(shelf, "_plugins", lambda: {"far": point})


def far_film(folder: Path, **settings: object) -> Path:
    """A film whose clips come from the service; its book lies beside it."""
    book = folder.parent / "book"
    book.mkdir(exist_ok=True)
    more = "".join(f", {name}: {_written(value)}" for name, value in settings.items())
    return tiny_film(folder, text=BOARD.format(book=book, more=more))


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value)
