"""Where a production lies on disk, and where its state is kept."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.project.story import Local

__all__ = ["FILM", "Home", "find_home", "state_of", "user_folder"]

FILM = "film.yaml"
_SYNCED = ("dropbox", "onedrive", "icloud drive", "mobile documents", "google drive", "googledrive")


class Home(Struct, frozen=True):
    """The folders of one production."""

    folder: Path
    takes: Path
    state: Path
    """``.rushes``, or a folder of this machine's own where the production is synced."""

    cache: Path | None = None
    """Where ``local.yaml`` wants derived files."""

    @property
    def derived(self) -> Path:
        """Files that this machine can make again at any time."""
        return self.cache or self.state / "derived"

    @property
    def ledger(self) -> Path:
        """The journal of attempts and money."""
        return self.state / "ledger.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the one process that buys."""
        return self.state / "lock"

    @property
    def out(self) -> Path:
        """Drafts and exports."""
        return self.folder / "out"

    @property
    def inbox(self) -> Path:
        """Files made elsewhere, to be adopted."""
        return self.folder / "inbox"

    @classmethod
    def of(cls, folder: Path, local: Local, environment: Mapping[str, str]) -> Home:
        """The home of the production in ``folder`` on this machine."""
        takes = local.takes or folder / "takes"
        return cls(folder, takes, state_of(folder, environment), local.cache)


def find_home(start: Path) -> Path:
    """The folder at or above ``start`` that holds ``film.yaml``.

    Raises:
        ProjectError: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILM).is_file():
            return folder
    raise ProjectError(
        f"there is no {FILM} in {start} or above it",
        fix="go to a film's folder, name it with -p DIR, or begin one with `rushes init NAME`",
    )


def user_folder(environment: Mapping[str, str]) -> Path:
    """This user's own folder for what must not travel with a film (trust, synced films' state)."""
    if "RUSHES_HOME" in environment:
        return Path(environment["RUSHES_HOME"])
    if sys.platform == "win32" and "LOCALAPPDATA" in environment:
        return Path(environment["LOCALAPPDATA"]) / "rushes"
    if sys.platform == "darwin":
        home = Path(environment.get("HOME", "~")).expanduser()
        return home / "Library" / "Application Support" / "rushes"
    base = environment.get("XDG_DATA_HOME") or Path(environment.get("HOME", "~")) / ".local/share"
    return Path(base).expanduser() / "rushes"


def state_of(folder: Path, environment: Mapping[str, str]) -> Path:
    """Where a production keeps its state on this machine."""
    named = environment.get("RUSHES_STATE")
    if named is None and not any(part.lower() in _SYNCED for part in folder.parts):
        return folder / ".rushes"
    root = Path(named) if named else user_folder(environment) / "productions"
    name = hashlib.blake2b(os.fsencode(folder), digest_size=6).hexdigest()
    return root / f"{folder.name}-{name}"
