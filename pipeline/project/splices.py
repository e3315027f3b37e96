"""Change the author's files without touching a line more than was asked.

An edit says twice what it does: how the text changes, and what the file shall say afterwards.
Nothing is written unless both agree. Byte order mark, line ends, comments and the order of all
other lines survive. What was changed can be undone, up to a hundred edits back.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.errors import DiskFull, FilmError, ProjectError
from pipeline.project.edit_lock import locked
from pipeline.project.marks import Source, parse_text, read_source
from pipeline.project.nodes import Mapping, Node, Sequence

__all__ = ["Done", "Edit", "apply_edit", "apply_edits", "edited", "put_texts", "said", "undo"]

KEPT = 100
"""Edits that can be undone."""

TRIES = 3
"""How often an edit is worked out anew because somebody else wrote the file meanwhile."""


class Edit(Struct, frozen=True):
    """A change of one file, as text and as meaning."""

    label: str
    """What it does, for people: ``circle sh020 clip 5``."""
    change: Callable[[Source], str]
    """The whole new text; raises ``ProjectError`` where it cannot be done."""
    intend: Callable[[Any], Any]
    """What the file shall say afterwards (dicts, lists and text), from what it says now."""
    begin: str | None = None
    """The text to begin with when there is no file; None: there must be one."""


class Done(Struct, frozen=True):
    """An edit that was made or undone."""

    label: str
    files: tuple[Path, ...]
    """The files that changed."""


class _Plan(Struct, frozen=True):
    path: Path
    before: bytes | None
    after: bytes | None


def said(node: Node | None) -> Any:
    """What a file says, as dicts, lists and text; an empty file says ``{}``."""
    if isinstance(node, Mapping):
        return {entry.name: said(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [said(item) for item in node.items]
    return {} if node is None else node.text


def edited(source: Source, edit: Edit) -> str:
    """The new text of one file; pure.

    Raises:
        ProjectError: the file holds a fault, or the edit cannot be done there.
        FilmError: the new text would not say what was intended; nothing may be written.
    """
    if not source.is_whole:
        faults = [each for each in source.problems if not each.is_warning]
        first = faults[0] if faults else None
        raise ProjectError(
            f"'{edit.label}' needs a file without faults: {first.message}" if first
            else f"'{edit.label}' needs a file that can be read",
            where=first.where if first else source.where(),
            fix=first.fix if first else "",
        )  # fmt: skip
    text = edit.change(source)
    after = parse_text(text, source.page.file)
    if not after.is_whole or not _same(edit.intend(said(source.root)), said(after.root)):
        raise FilmError(
            f"'{edit.label}' would have changed more of {source.page.file} than was asked; "
            "nothing was written",
            fix="change the line by hand, and report this as a fault of the program",
        )
    return text


def apply_edit(path: Path, edit: Edit, *, folder: Path, home: Path | None = None) -> Done:
    """Make one edit of one file; see ``apply_edits``."""
    return apply_edits({path: edit}, edit.label, folder=folder, home=home)


def apply_edits(
    edits: Map[Path, Edit], label: str, *, folder: Path, home: Path | None = None
) -> Done:
    """Make edits of several files, all or none, and keep what stood there before.

    Args:
        edits: what to change, by file.
        label: what they do together, for people.
        folder: the production; messages name files within it.
        home: where ``edits/`` is kept; by default ``.rushes`` in the production.

    Raises:
        ProjectError: a file holds a fault, or an edit cannot be done there.
        FilmError: somebody else keeps writing the same file, or the disk refused.
        DiskFull: no room; every file is as it was.
    """
    store = (home or folder / ".rushes") / "edits"
    with locked(store / "lock"):
        for _ in range(TRIES):
            plans = [_planned(path.resolve(), edit, folder) for path, edit in edits.items()]
            plans = [plan for plan in plans if plan.before != plan.after]
            if not plans:
                return Done(label, ())
            if _write(plans, partial(_remember, store, label, plans, folder)):
                return Done(label, tuple(plan.path for plan in plans))
    names = ", ".join(_shown(path, folder) for path in edits)
    raise FilmError(
        f"{names} was changed by another program three times while '{label}' was worked out",
        fix="save it in your editor, wait a moment and try again",
    )


def put_texts(
    texts: Map[Path, bytes | None], label: str, *, folder: Path, home: Path | None = None
) -> Done:
    """Put whole files in the place of what stands there (None: no file); one edit to undo.

    Raises:
        FilmError: somebody else writes the same file just now, or the disk refused.
        DiskFull: no room; every file is as it was.
    """
    store = (home or folder / ".rushes") / "edits"
    with locked(store / "lock"):
        plans = [_Plan(path.resolve(), _now(path), text) for path, text in texts.items()]
        plans = [plan for plan in plans if plan.before != plan.after]
        if plans and not _write(plans, partial(_remember, store, label, plans, folder)):
            raise FilmError(
                f"a file was changed by another program during '{label}'",
                fix="give the same command again",
            )
        return Done(label, tuple(plan.path for plan in plans))


def undo(folder: Path, *, home: Path | None = None) -> Done:
    """Take back the last edit that the program made, and say what it was.

    Raises:
        FilmError: there is none, or a file was changed since by somebody else.
    """
    store = (home or folder / ".rushes") / "edits"
    with locked(store / "lock"):
        records = _records(store)
        if not records:
            raise FilmError("there is no edit to undo")
        record = records[-1]
        label, plans = _recalled(record, folder)
        if not _write(plans, lambda: None):
            raise FilmError(
                f"a file changed while '{label}' was taken back", fix="run `rushes undo` again"
            )
        shutil.rmtree(record)
        return Done(label, tuple(plan.path for plan in plans))


def _same(one: Any, other: Any) -> bool:
    """Equal, the order of keys included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _planned(path: Path, edit: Edit, folder: Path) -> _Plan:
    shown = Path(_shown(path, folder))
    before = path.read_bytes() if path.exists() else None
    if before is None:
        if edit.begin is None:
            raise ProjectError(f"there is no {shown} to change")
        source = parse_text(edit.begin, shown)
    else:
        source = read_source(path, shown)
        if source.digest != _digest(before):
            before, source = path.read_bytes(), read_source(path, shown)
    text = edited(source, edit)
    if before is None and text == edit.begin:
        return _Plan(path, None, None)
    mark = b"\xef\xbb\xbf" if source.has_bom else b""
    return _Plan(path, before, mark + text.encode("utf-8"))


def _write(plans: Iterable[_Plan], remember: Callable[[], None]) -> bool:
    """Put every new text in its place; False when a file is no longer what it was."""
    asides: list[tuple[Path, _Plan]] = []
    try:
        for plan in plans:
            if plan.after is not None:
                with _minding(plan.path):
                    asides.append((_aside(plan), plan))
        if any(_now(plan.path) != plan.before for plan in plans):
            return False
        remember()
        for aside, plan in asides:
            with _minding(plan.path):
                aside.replace(plan.path)
        for plan in plans:
            with _minding(plan.path):
                if plan.after is None:
                    plan.path.unlink(missing_ok=True)
                _settle(plan.path.parent)
    finally:
        for aside, _ in asides:
            aside.unlink(missing_ok=True)
    return True


def _aside(plan: _Plan) -> Path:
    """The new text beside the file, safely on the disk, with the file's own rights."""
    plan.path.parent.mkdir(parents=True, exist_ok=True)
    aside = plan.path.with_name(f".{plan.path.name}.{os.getpid()}.new")
    try:
        with aside.open("wb") as file:
            file.write(plan.after or b"")
            file.flush()
            os.fsync(file.fileno())
        if plan.before is not None:
            shutil.copymode(plan.path, aside)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    return aside


@contextmanager
def _minding(path: Path) -> Iterator[None]:
    """Say which file could not be written, and what to do about it.

    Raises:
        DiskFull: no room.
        FilmError: the system refused for another reason.
    """
    try:
        yield
    except OSError as err:
        full = DiskFull.from_os(err, path)
        if full is not None:
            raise full from err
        raise FilmError(
            f"{path} could not be written: {(err.strerror or str(err)).lower()}",
            fix=f"look at who may write in {path.parent}, then give the same command again",
        ) from err


def _settle(folder: Path) -> None:
    """Make renames in a folder outlive a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remember(store: Path, label: str, plans: Iterable[_Plan], folder: Path) -> None:
    """Write down what stood there before; the record's name is what makes it count."""
    records = _records(store)
    number = int(records[-1].name) + 1 if records else 1
    aside = store / f".{number:06d}.{os.getpid()}"
    try:
        with _minding(store):
            _record(aside, label, plans, folder)
            aside.replace(store / f"{number:06d}")
    except FilmError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    for old in records[: max(0, len(records) + 1 - KEPT)]:
        shutil.rmtree(old, ignore_errors=True)


def _record(aside: Path, label: str, plans: Iterable[_Plan], folder: Path) -> None:
    """Write a record under a name that does not count yet."""
    aside.mkdir(parents=True)
    files = []
    for index, plan in enumerate(plans):
        if plan.before is not None:
            (aside / str(index)).write_bytes(plan.before)
        files.append(
            {
                "path": _shown(plan.path, folder),
                "is_new": plan.before is None,
                "is_gone": plan.after is None,
                "after": _digest(plan.after or b""),
            }
        )
    record = json.dumps({"label": label, "files": files}, ensure_ascii=False, indent=1)
    (aside / "edit.json").write_text(record, encoding="utf-8")


def _recalled(record: Path, folder: Path) -> tuple[str, list[_Plan]]:
    """The way back from an edit; files it did not get to are left alone."""
    written = json.loads((record / "edit.json").read_text("utf-8"))
    plans = []
    for index, file in enumerate(written["files"]):
        path = folder / file["path"]
        if not path.resolve().is_relative_to(folder.resolve()):
            raise FilmError(
                f"'{written['label']}' was an edit of {path}, outside the film; it stays as it is",
                fix="change it by hand",
            )
        now = _now(path)
        was = None if file["is_new"] else (record / str(index)).read_bytes()
        if now == was:
            continue
        is_gone = file.get("is_gone", False)
        if (now is None) != is_gone or _digest(now or b"") != file["after"]:
            raise FilmError(
                f"{file['path']} was changed by hand since '{written['label']}'; "
                "taking that back would lose the change",
                fix=f"the text before it is in {record / str(index)}",
            )
        plans.append(_Plan(path, now, was))
    return str(written["label"]), plans


def _records(store: Path) -> list[Path]:
    """The edits that can be undone, oldest first."""
    if not store.is_dir():
        return []
    return sorted(each for each in store.iterdir() if each.name.isdigit() and each.is_dir())


def _now(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _digest(data: bytes) -> str:
    return "b2:" + blake2b(data, digest_size=16).hexdigest()


def _shown(path: Path, folder: Path) -> str:
    home = folder.resolve()
    full = path.resolve()
    return full.relative_to(home).as_posix() if full.is_relative_to(home) else str(full)
