"""Claims: while one production writes an order down, no other that shares its takes does.

A claim is a small file in the shot's folder that is made by whoever comes first. What was ordered
meanwhile is looked at behind it, and the order file is written before it is given back: on a
mounted folder two productions never order the same. A folder that is synced later than it is
written cannot promise that; see ``docs/two-people.md``.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from pipeline.errors import LedgerError
from pipeline.vault import files

__all__ = ["Claim", "Claimed", "claim"]

_PATIENCE_SECONDS = 3.0
"""A claim is held for a few writes; longer than this nobody is waited for."""
_PAUSE_SECONDS = 0.02
_OLD_SECONDS = 60.0
"""Whoever holds a claim for so long is gone; one who comes back sees that it was lost."""


class Claimed(LedgerError):
    """Somebody who shares the takes is just ordering the same."""


class Claim(Struct, frozen=True):
    """The right to order something: takes of one kind for one shot, or what a budget pays."""

    path: Path
    token: str

    @property
    def is_held(self) -> bool:
        """Whether it is still ours: nobody thought us gone and took it away."""
        return _read(self.path).get("token") == self.token


@contextmanager
def claim(folder: Path, what: str) -> Iterator[Claim]:
    """Hold the claim on something in a folder for as long as the block runs: a shot's ``clip``.

    Raises:
        Claimed: another production holds it and does not give it back.
    """
    files.make_folder(folder)
    own = Claim(folder / f".{what}.claim", uuid.uuid4().hex)
    limit = time.monotonic() + _PATIENCE_SECONDS
    while not _made(own):
        if _is_left(own.path):
            _break(own.path)
        elif time.monotonic() > limit:
            raise Claimed(
                f"{_who(own.path)} is just ordering there: {own.path}",
                fix="give the same command again: it looks at what was ordered",
            )
        else:
            time.sleep(_PAUSE_SECONDS)
    try:
        yield own
    finally:
        if own.is_held:
            own.path.unlink(missing_ok=True)


def _made(own: Claim) -> bool:
    """Make the file, whole; False where one lies there."""
    said = {
        "token": own.token,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": datetime.now(UTC).isoformat(),
    }
    with files.minding_room(own.path):
        try:
            handle = files.open_own(own.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            return False
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(said, file)
    return True


def _is_left(path: Path) -> bool:
    """Whether the process that made it is gone, or so slow that it counts as gone."""
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    said = _read(path)
    pid = said.get("pid") if said.get("host") == socket.gethostname() else None
    return age > _OLD_SECONDS or (isinstance(pid, int) and _is_gone(pid))


def _is_gone(pid: int) -> bool:
    if sys.platform == "win32":  # there, asking ends it
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _break(path: Path) -> None:
    """Take a left claim away; of several who do so, one succeeds."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    with suppress(FileNotFoundError):
        path.rename(aside)
        aside.unlink()


def _who(path: Path) -> str:
    host = _read(path).get("host")
    return f"a run on {host}" if host else "another run"


def _read(path: Path) -> dict[str, object]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
