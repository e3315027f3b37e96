"""Say on the screen how far a long command is with its files."""

from __future__ import annotations

import time
from collections.abc import Callable

import click

from pipeline.cli.common import counted

__all__ = ["Telling"]

SILENT_SECONDS = 5.0


class Telling:
    """Says on the screen what is being done: at once, and in a long list every few seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._doing = ""
        self._spoke = 0.0

    def __call__(self, doing: str, done: int, count: int) -> None:
        """Hear how far it is."""
        if doing != self._doing:
            click.echo(f"{doing} {counted(count, 'file')}" if count else doing, err=True)
        elif self._now() - self._spoke >= SILENT_SECONDS:
            click.echo(f"{doing} {counted(count, 'file')}: {done} done", err=True)
        else:
            return
        self._doing, self._spoke = doing, self._now()
