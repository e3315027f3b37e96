"""What is locked is not written: the one question that every change of a cut is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.project.cut_file import context_of, read_cut_text
from pipeline.project.cut_lock import picture_digest
from pipeline.project.edit import Cut
from pipeline.project.marks import read_source
from pipeline.project.splices import Edit, edited

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["is_locked", "refuse_locked", "refuse_text"]


def is_locked(production: Production, cut: Cut, shot: str) -> bool:
    """Whether what the cut shows of a shot is locked."""
    locked = cut.lock.written if cut.lock else {}
    return any(
        not scene or shot in context_of(production.project).scenes.get(scene, ())
        for scene in locked
    )


def refuse_locked(production: Production, edits: Mapping[Path, Edit]) -> None:
    """Raise ``ProjectError`` where an edit would change what is locked of a cut."""
    for path, edit in edits.items():
        cut = _locked(production, path)
        if cut is not None:
            shown = Path("cuts") / path.name
            refuse_text(production, cut, edited(read_source(path, shown), edit), path)


def refuse_text(production: Production, cut: Cut, text: str, path: Path) -> None:
    """Raise ``ProjectError`` where a new text of a cut would change what is locked in it."""
    if cut.lock is None or text.encode() == path.read_bytes().removeprefix(b"\xef\xbb\xbf"):
        return
    context = context_of(production.project)
    after, _ = read_cut_text(text, context, Path("cuts") / path.name)
    for scene in cut.lock.written:
        before = picture_digest(cut.events, context, scene)
        if scene and before == picture_digest(after.events, context, scene):
            continue
        name = scene or cut.name
        what = (
            f"the scene {scene} is locked in the cut '{cut.name}'"
            if scene
            else (f"the cut '{cut.name}' is locked")
        )
        other = f" --cut {cut.name}" if scene and cut.name != "main" else ""
        raise ProjectError(
            f"{what}: nothing was changed",
            where=cut.lock.where,
            fix=f"`rushes unlock {name}{other}` opens it, `rushes lock {name}{other}` closes it",
        )


def _locked(production: Production, path: Path) -> Cut | None:
    """The cut in a file, where something of it is locked."""
    if path.parent.name != "cuts" or not path.is_file():
        return None
    cut = production.project.cuts.get(path.stem)
    return cut if cut is not None and cut.lock is not None else None
