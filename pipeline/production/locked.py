"""What is locked is not written: the one question that every change of a cut is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.project.cut_file import context_of, read_cut_text
from pipeline.project.cut_like import made_like
from pipeline.project.cut_lock import picture_digest
from pipeline.project.edit import Cut, ShotEvent
from pipeline.project.marks import read_source
from pipeline.project.splices import Edit, edited

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["cuts_with", "locked_with", "refuse_locked", "refuse_texts"]


def locked_with(production: Production, name: str, shot: str) -> str:
    """The locked cut that plays a line of the cut ``name`` about a shot; empty where none does.

    It is that cut itself, or one that is like it.
    """
    file = Path("cuts") / f"{name}.yaml"
    for cut in production.project.cuts.values():
        is_its_own = cut.name == name
        shows = is_its_own or any(
            isinstance(event, ShotEvent)
            and event.shot == shot
            and event.where is not None
            and event.where.file == file
            for event in cut.events
        )
        if shows and _is_locked(production, cut, shot):
            return cut.name
    return ""


def _is_locked(production: Production, cut: Cut, shot: str) -> bool:
    """Whether what the cut shows of a shot is locked."""
    locked = cut.lock.written if cut.lock else {}
    return any(
        not scene or shot in context_of(production.project).scenes.get(scene, ())
        for scene in locked
    )


def refuse_locked(production: Production, edits: Mapping[Path, Edit]) -> None:
    """Raise ``ProjectError`` where edits would change what is locked of a cut."""
    if not any(cut.lock for cut in production.project.cuts.values()):
        return
    texts = {}
    for path, edit in edits.items():
        if path.parent.name == "cuts" and path.is_file():
            texts[path.stem] = edited(read_source(path, Path("cuts") / path.name), edit)
    refuse_texts(production, texts)


def refuse_texts(production: Production, texts: Mapping[str, str | None]) -> None:
    """Raise ``ProjectError`` where new texts of cuts would change what is locked.

    ``texts`` are by the cut's name; None: its file goes. A cut that is like a changed one counts:
    its picture may not become another by way of what it stands on.
    """
    fresh = {name: text for name, text in texts.items() if text != _now(production, name)}
    locked = [cut for cut in production.project.cuts.values() if cut.lock is not None]
    if not fresh or not locked:
        return
    after, context = cuts_with(production, fresh), context_of(production.project)
    for cut in locked:
        now = after.get(cut.name)
        for scene in cut.lock.written if cut.lock else ():
            before = picture_digest(cut.events, context, scene)
            is_same = now is not None and before == picture_digest(now.events, context, scene)
            if not is_same or (not scene and cut.name in fresh):
                raise _closed(cut, scene, is_its_own=cut.name in fresh)


def cuts_with(production: Production, texts: Mapping[str, str | None]) -> dict[str, Cut]:
    """Every cut of the film as it would be with new texts of some; None: its file goes."""
    context = context_of(production.project)
    read = {name: cut for name, cut in production.project.cuts.items() if name not in texts}
    for name, text in texts.items():
        if text is not None:
            read[name], _ = read_cut_text(text, context, Path("cuts") / f"{name}.yaml")
    return made_like(read, context)[0]


def _closed(cut: Cut, scene: str, *, is_its_own: bool) -> ProjectError:
    name = scene or cut.name
    what = (
        f"the scene {scene} is locked in the cut '{cut.name}'"
        if scene
        else f"the cut '{cut.name}' is locked"
    )
    by = "" if is_its_own else f", and would change with what it is like ('{cut.like}')"
    other = f" --cut {cut.name}" if scene and cut.name != "main" else ""
    return ProjectError(
        f"{what}{by}: nothing was changed",
        where=cut.lock.where if cut.lock else None,
        fix=f"`rushes unlock {name}{other}` opens it, `rushes lock {name}{other}` closes it",
    )


def _now(production: Production, name: str) -> str | None:
    """The text of a cut as it stands; None where there is no file."""
    path = production.folder / "cuts" / f"{name}.yaml"
    if not path.is_file():
        return None
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
