"""Pull the windows that a cut uses as files, with handles, for tools outside.

A file is called after its take and the film frames that it has (``sh020_clip_t05_f12-60.mov``), so
that what a tool makes of it is known for that take's child, and takes over its windows.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.backends.base import OrderImage
from pipeline.errors import ProjectError
from pipeline.facts import Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.media.stretches import Stretch, stretch_of, write_stretch
from pipeline.production.planning import choose
from pipeline.production.selecting import Selection
from pipeline.production.windows import film_frames, uses
from pipeline.vault.derived import Derived
from pipeline.vault.files import minding_room

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["Pulled", "is_pulled", "pull", "span_of", "spans_used", "stretch_sent"]

_PULLED = "pulled "
"""Under this and its digest a file that was pulled is remembered: it is no work of a tool."""


class Pulled(Struct, frozen=True):
    """A file that lies ready for another program."""

    path: Path
    take: TakeRef
    begins: int
    """Film frames of the take that it has, handles included: from here ..."""
    ends: int
    """... up to here; 0 for a still."""
    is_new: bool = True
    """False where it lay there already."""


def pull(
    production: Production, folder: Path, selection: Selection, *, cut: str, handles: int
) -> Iterator[Pulled]:
    """Write the stretch of every take that a cut shows of the shots meant, one file a take.

    A take that is used several times gives one file with all its windows. Files that lie there are
    left as they are.

    Raises:
        ProjectError: nothing of these shots is shown; a take is offline.
        MediaError: a take cannot be read.
        DiskFull: no room.
    """
    shots = {shot.id for shot in choose(production, selection)}
    found = [ref for ref in spans_used(production, cut) if ref.shot in shots]
    if not found:
        raise ProjectError(
            f"the cut '{cut}' shows no take of these shots", fix="`rushes cut --list` shows it"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for ref in found:
        take = production.vault.find(ref)
        if take is not None:
            yield _pulled(production, take, folder, handles)


def spans_used(production: Production, cut: str) -> tuple[TakeRef, ...]:
    """The takes that a cut shows, each once, in film order."""
    found = sorted(uses(production, cut), key=lambda use: use.record)
    return tuple(dict.fromkeys(use.take for use in found))


def span_of(production: Production, take: Take, handles: int) -> Stretch:
    """What all windows of a take in all cuts need of it, with handles; the whole where none is."""
    fps = production.project.fps
    found = [use.source for use in uses(production) if use.take == take.ref]
    start = min((one.start for one in found), default=0) - handles
    end = max((one.end for one in found), default=10**9) + handles
    return stretch_of(take.slate.media, fps, start, end)


def is_pulled(production: Production, path: Path) -> bool:
    """Whether a file is as `rushes pull` wrote it: no tool has worked on it."""
    return bool(production.ledger.notes.meta(f"{_PULLED}{digest_of(path)}"))


def stretch_sent(production: Production, take: Take, handles: int) -> tuple[OrderImage, int]:
    """What is sent of a clip to be worked on: the stretch that the cuts use, and its film frames.

    The whole clip, as it is, where they use (nearly) all of it.

    Raises:
        MediaError: it cannot be read.
        DiskFull: no room.
    """
    info = take.slate.media
    main = next(file for file in take.slate.files if file.role == "main")
    stretch = span_of(production, take, handles)
    if stretch.count >= info.frames:
        whole = film_frames(take, production.project.fps) or 1
        return OrderImage("source", main.digest, take.path, take=str(take.ref)), whole
    derived = Derived(production.home.derived)
    key = f"k1-stretch-{main.digest}-{stretch.first}-{stretch.count}"
    path = derived.get(key, ".mp4")
    if path is None:
        aside = derived.aside(key, ".mp4")
        write_stretch(take.path, info, stretch, aside)
        path = derived.put(key, ".mp4", aside)
    begins, name = stretch.begins, str(take.ref)
    sent = OrderImage("source", digest_of(path), path, take=name, begins=begins)
    return sent, stretch.ends - stretch.begins


def _pulled(production: Production, take: Take, folder: Path, handles: int) -> Pulled:
    if take.is_offline:
        raise ProjectError(
            f"{take.ref} is offline", fix="bring the takes folder, or `rushes locate DIR`"
        )
    if take.slate.media.kind != "video":
        path = folder / take.path.name
        is_new = not path.exists()
        if is_new:
            with _whole(path) as aside:
                shutil.copyfile(take.path, aside)
        return Pulled(path, take.ref, 0, 0, is_new)
    stretch = span_of(production, take, handles)
    path = folder / f"{take.ref.stem}_f{stretch.begins}-{stretch.ends}.mov"
    is_new = not path.exists()
    if is_new:
        with _whole(path) as aside:
            write_stretch(take.path, take.slate.media, stretch, aside)
        production.ledger.notes.set_meta(f"{_PULLED}{digest_of(path)}", str(take.ref))
    return Pulled(path, take.ref, stretch.begins, stretch.ends, is_new)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Where a file is written aside; it gets its name once it is whole, and else nothing has it."""
    aside = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        with minding_room(path):
            yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
