"""What a run does, as JSON lines: one event a line, for programs that listen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

import click

from pipeline.cli.common import as_json

if TYPE_CHECKING:
    from pipeline.run.events import Event

__all__ = ["event_line", "lines_asked"]


def event_line(event: Event, at: datetime) -> str:
    """``{"event": "JobMoved", "at": …, "job": "sh010 clip #1 by runway", "state": "queued"}``."""
    told = as_json(event)
    fields = told if isinstance(told, dict) else {"words": told}
    line = {"event": type(event).__name__, "at": at.isoformat(), **fields}
    return json.dumps(line, ensure_ascii=False)


def lines_asked() -> Lines | None:
    """Where the command that is running was told to write its events; None: nowhere."""
    ctx = click.get_current_context(silent=True)
    file = ctx.find_root().params.get("events") if ctx is not None else None
    return Lines(file) if file is not None else None


class Lines:
    """Writes every event as a line, at once."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, event: Event) -> None:
        """Write one event; a listener that is gone stops no run."""
        try:
            self._file.write(event_line(event, datetime.now(UTC)) + "\n")
            self._file.flush()
        except (OSError, ValueError):
            return
