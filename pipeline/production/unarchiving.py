"""Make an archived film whole on this machine: unpacked aside, checked, then named."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.interchange.parcel import Manifest, Tell, read_manifest, unpack
from pipeline.production.archiving import HIDDEN, LEDGER
from pipeline.production.home import FILM, state_of
from pipeline.vault.files import minding_room, sync_folder

__all__ = ["Unarchived", "unarchive"]

_OURS = (LEDGER, ".rushes/versions/")
"""What of the program's own state comes along: it is history, and nothing that is run."""


class Unarchived(Struct, frozen=True):
    """A film that is whole again."""

    folder: Path
    files: int
    takes: int
    left: tuple[str, ...] = ()
    """What was not in the archive."""


def unarchive(
    file: Path, folder: Path | None, environment: Mapping[str, str], tell: Tell
) -> Unarchived:
    """Unpack an archive into a folder that is not there yet; the same command goes on after a stop.

    Raises:
        ProjectError: it is no archive, or the folder is there already.
        MediaError: it is damaged; nothing has the film's name.
        DiskFull: no room.
    """
    manifest = read_manifest(file)
    folder = (folder or Path.cwd() / manifest.film).resolve()
    state = state_of(folder, environment)
    _refuse(file, manifest, folder, state)
    aside = folder.with_name(f".{folder.name}.{_mark(manifest)}.unarchive")
    with minding_room(aside.parent):
        aside.mkdir(parents=True, exist_ok=True)
    unpack(file, manifest, aside, tell)
    if state != folder / ".rushes" and (aside / ".rushes").is_dir():
        state.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(aside / ".rushes", state)
    if folder.is_dir():
        folder.rmdir()  # it was empty
    aside.rename(folder)
    sync_folder(folder.parent)
    takes = sum(1 for one in manifest.files if _is_slate(one.path))
    return Unarchived(folder, len(manifest.files), takes, manifest.left)


def _refuse(file: Path, manifest: Manifest, folder: Path, state: Path) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise ProjectError(
            f"{folder} is there already, and nothing is replaced",
            fix=f"`rushes unarchive {file.name} ANOTHER-FOLDER`",
        )
    if state != folder / ".rushes" and state.exists():
        raise ProjectError(f"{state} keeps the history of a film that lay in {folder} before")
    names = [one.path for one in manifest.files]
    strange = [name for name in names if name.casefold() == "local.yaml" or _is_hidden(name)]
    if FILM not in names or strange:
        what = f"it holds {strange[0]}" if strange else f"it holds no {FILM}"
        raise ProjectError(
            f"{file} is not as it was archived: {what}",
            fix="get it again from whoever made it; nothing was unpacked",
        )


def _is_hidden(name: str) -> bool:
    """Whether no archive holds it: hidden files are what other programs obey, as ``.git/hooks``."""
    *folders, file = name.split("/")
    if name.startswith(_OURS):
        return False
    is_inside = any(one.startswith(".") for one in folders)
    return is_inside or (file.startswith(".") and file not in HIDDEN)


def _mark(manifest: Manifest) -> str:
    """The same for the same archive: what a cut-off left of it is gone on with."""
    said = "\n".join(f"{one.path} {one.digest}" for one in manifest.files)
    return hashlib.blake2b(os.fsencode(said), digest_size=5).hexdigest()


def _is_slate(name: str) -> bool:
    is_take = name.startswith("takes/") and name.endswith(".json")
    return is_take and not name.endswith(".order.json")
