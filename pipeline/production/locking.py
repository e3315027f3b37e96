"""Picture lock: close a cut, or a scene of it, to the program; and open it again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.production.choosing import Change
from pipeline.production.planning import cut_of
from pipeline.production.versions import as_it_is, keep_version, last_kept, version_of
from pipeline.project.cut_edits import cut_text
from pipeline.project.cut_file import context_of
from pipeline.project.cut_lock import lock_edit, picture_digest, unlock_edit
from pipeline.project.splices import Edit, apply_edit

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["lock", "lock_words", "unlock"]


def lock(production: Production, what: str, cut: str = "") -> Change:
    """Close a cut, or a scene of a cut, to the program; the cut is kept as a version.

    Raises:
        ProjectError: there is no such cut or scene; it is locked as a whole already.
    """
    name, scene = _meant(production, what, cut)
    there = cut_of(production.project, name)
    locked = there.lock.written if there.lock else {}
    said = f"the scene {scene} of the cut '{name}'" if scene else f"the cut '{name}'"
    if "" in locked and scene:
        raise ProjectError(
            f"the cut '{name}' is locked as a whole, the scene {scene} with it",
            where=there.lock.where if there.lock else None,
            fix=f"`rushes unlock {name}` first, to lock scenes alone",
        )
    digest = picture_digest(there.events, context_of(production.project), scene)
    if scene in locked and locked[scene].endswith(digest):
        return Change(f"{said} is locked already")
    if scene in locked and locked[scene].lower() not in {"yes", "true", ""}:
        raise ProjectError(
            f"{said} is locked, and was changed since",
            where=there.lock.where if there.lock else None,
            fix=f"`rushes unlock {scene or name}` first, then lock it as it is now",
        )
    production.ledger.must_write()
    number = keep_version(production, name, as_it_is(production, name))
    edit = lock_edit(scene, f"v{number} {digest}")
    if not there.is_written:
        edit = replace(edit, begin=cut_text(there))
    return _written(production, name, edit, f"locked {scene or name}", f"{said}, as v{number}")


def unlock(production: Production, what: str, cut: str = "") -> Change:
    """Open a cut, or a scene of it, again; one that nobody locked is open already."""
    name, scene = _meant(production, what, cut)
    there = cut_of(production.project, name)
    locked = there.lock.written if there.lock else {}
    if scene and "" in locked:
        raise ProjectError(
            f"the cut '{name}' is locked as a whole, the scene {scene} with it",
            where=there.lock.where if there.lock else None,
            fix=f"`rushes unlock {name}`",
        )
    if not locked or (scene and scene not in locked):
        return Change(f"{scene or name} is open: nobody has locked it; nothing was changed")
    edit = unlock_edit(scene)
    return _written(production, name, edit, f"unlocked {scene or name}", "the program may write it")


def lock_words(production: Production, name: str) -> str:
    """Version and lock of a cut in one line: ``main: v12, locked``; empty before its first."""
    if name not in production.project.cuts and name != "main":
        return ""
    cut = cut_of(production.project, name)
    locked = list(cut.lock.written) if cut.lock else []
    words = "locked" if locked == [""] else f"locked: {', '.join(locked)}" if locked else ""
    last = last_kept(production, name)
    if not last:
        return f"{name}: {words}" if words else ""
    version = last if last == f"v{version_of(production, name)}" else f"changed since {last}"
    return f"{name}: " + ", ".join(filter(None, (version, words)))


def _meant(production: Production, what: str, cut: str) -> tuple[str, str]:
    """The cut and, where a scene was named, the scene."""
    scenes = {scene.id for scene in production.project.scenes}
    if what in scenes:
        return cut_of(production.project, cut or "main").name, what
    if what and cut and what != cut:
        raise ProjectError(
            f"there is no scene '{what}' in this film", fix=f"known: {', '.join(sorted(scenes))}"
        )
    name = what or cut or "main"
    if name != "main" and name not in production.project.cuts:
        known = ", ".join(dict.fromkeys(("main", *production.project.cuts, *sorted(scenes))))
        raise ProjectError(f"there is no cut or scene '{name}'", fix=f"known: {known}")
    return name, ""


def _written(production: Production, name: str, edit: Edit, label: str, rest: str) -> Change:
    path: Path = production.folder / "cuts" / f"{name}.yaml"
    edit = replace(edit, label=label)
    production.ledger.must_write()
    done = apply_edit(path, edit, folder=production.folder, home=production.home.state)
    now = datetime.now(UTC)
    production.ledger.notes.log(now, label.split(maxsplit=1)[0], shot="", sentence=label, data={})
    return Change(f"{label}: {rest}", done.files)
