"""Give a shot another id: its folder, its files and its slates, in steps that survive a cut-off."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import ProjectError
from pipeline.facts import Json
from pipeline.vault import files
from pipeline.vault.shelf import ORDER_ENDING, is_record, ref_of
from pipeline.vault.slates import lines_of
from pipeline.vault.vault import Vault

__all__ = ["finish_renaming", "must_be_free", "rename_shot"]

_JOURNAL = "renaming.json"
_NAME = re.compile(r"\w[\w-]*")

Then = Callable[[str, str], object]
"""What else has to learn of a new id: called with the old and the new one, perhaps twice."""


def _nobody(old: str, new: str) -> None:
    del old, new


def rename_shot(vault: Vault, old: str, new: str, *, then: Then = _nobody) -> int:
    """Rename everything of a shot on disk; how many takes it has.

    What is to be done is written down first, so that ``finish_renaming`` completes it after a
    cut-off, ``then`` included. Every slate keeps the earlier id under ``was``.

    Raises:
        ProjectError: the new id has takes of its own, or an order is under way.
    """
    if not must_be_free(vault, old, new):
        then(old, new)
        return 0
    journal = vault.places.state / _JOURNAL
    files.write_over(
        json.dumps({"old": old, "new": new}),
        journal,
        aside=journal.with_suffix(".new"),
        is_synced=True,
    )
    return finish_renaming(vault, then=then)


def must_be_free(vault: Vault, old: str, new: str) -> bool:
    """Make sure that a renaming can be done, before anything is; whether there is anything to move.

    Raises:
        ProjectError: the new id has takes of its own, or an order is under way, or one of the
            ids is no name of a folder.
    """
    for name in (old, new):
        if not _NAME.fullmatch(name):
            raise ProjectError(f"'{name}' cannot be the id of a shot")
    source = vault.folder(old)
    target = vault.folder(new)
    names = {path.name for path in source.iterdir()} if source.is_dir() else set()
    if target.is_dir() and any(ref_of(path.name) for path in target.iterdir()):
        raise ProjectError(f"{new} has takes of its own", fix="choose an id that was never used")
    if any(name.endswith(ORDER_ENDING) for name in names):
        raise ProjectError(
            f"an order of {old} is under way", fix="let `rushes make` collect it first"
        )
    return bool(names)


def finish_renaming(vault: Vault, *, then: Then = _nobody) -> int:
    """Complete a renaming that was begun; how many takes were moved. Harmless when none was."""
    journal = vault.places.state / _JOURNAL
    try:
        data = json.loads(journal.read_text(encoding="utf-8"))
        old, new = str(data["old"]), str(data["new"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return 0
    if not (_NAME.fullmatch(old) and _NAME.fullmatch(new)):
        return 0  # nobody here wrote that: it would lead out of the takes
    source, target = vault.folder(old), vault.folder(new)
    files.make_folder(target)
    moved = 0
    if source.is_dir():
        with files.minding_room(target):
            moved = _move(source, target, old=old, new=new)
            files.sync_folder(target)
        with contextlib.suppress(OSError):  # the author keeps something of his own there
            source.rmdir()
    vault.forget(old)
    vault.reread(new)
    then(old, new)
    journal.unlink(missing_ok=True)
    return moved


def _move(source: Path, target: Path, *, old: str, new: str) -> int:
    """Media first, then each slate is written under its new name and the old one removed."""
    names = sorted(path.name for path in source.iterdir() if path.is_file())
    slates = [name for name in names if ref_of(name) and name.endswith(".json")]
    for name in names:
        if name in slates:
            continue
        renamed = _renamed(name, old, new)
        if (target / renamed).exists():
            if is_record(name):
                files.append_own((source / name).read_text(encoding="utf-8"), target / renamed)
            (source / name).unlink()
        else:
            shutil.move(source / name, target / renamed)
    for name in slates:
        data: Json = json.loads((source / name).read_text(encoding="utf-8"))
        data["shot"] = new
        data["take"] = _renamed(data.get("take", ""), old, new)
        data["was"] = [*data.get("was", ()), old]
        data["parent"] = _renamed(data.get("parent", ""), old, new)
        for one in data.get("files", ()):
            one["name"] = _renamed(one["name"], old, new)
        for one in data.get("inputs", ()):
            one["take"] = _renamed(one.get("take", ""), old, new)
        place = target / _renamed(name, old, new)
        text = lines_of(data)
        files.write_over(text, place, aside=place.with_name(f".{place.name}"), is_synced=True)
        (source / name).unlink()
    return len(slates)


def _renamed(name: str, old: str, new: str) -> str:
    return new + name[len(old) :] if name.startswith((f"{old}_", f"{old} ")) else name
