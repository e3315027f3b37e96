"""Put a whole film into one zip that another machine makes whole again."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.facts import Take
from pipeline.interchange.parcel import VERSION, Manifest, Packed, Tell, write_parcel
from pipeline.production.laying import laid
from pipeline.production.plain import said_name
from pipeline.production.within import all_in
from pipeline.vault.files import place, sync_file, unused_name
from pipeline.vault.shelf import ORDER_ENDING, is_record, ref_of

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["HIDDEN", "LEDGER", "Archived", "archive"]

LEDGER = ".rushes/ledger.sqlite"
"""Where an archive keeps the history of orders and money."""
VERSIONS = ".rushes/versions"
_NEVER = {"local.yaml", "archive.json", "out"}
"""What belongs to this machine alone, or is made again at any time, at the film's top."""
HIDDEN = {".gitignore", ".gitattributes"}
"""The hidden files that belong to a film."""


class Archived(Struct, frozen=True):
    """An archive that was written."""

    path: Path
    files: int
    takes: int
    """Those whose footage is inside."""
    size: int
    left: tuple[str, ...] = ()
    """What is not inside, a sentence each."""


def archive(
    production: Production, tell: Tell, *, is_used_only: bool = False, to: Path | None = None
) -> Archived:
    """Write the film, its takes and the history of its orders into one zip, beside nothing else.

    With ``is_used_only`` the footage that no cut shows and that stands for no shot stays here; its
    slates go along, so that nothing is ordered again.

    Raises:
        DiskFull: no room; nothing has the final name.
        MediaError: a file cannot be read.
    """
    home = production.home
    left: list[str] = []
    takes = _footage(production, left, is_used_only=is_used_only)
    target = to or home.out / f"{home.folder.name}-archive{'-used' * is_used_only}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    ledger = aside.with_name(f"{aside.name}.ledger")
    about = Manifest(
        VERSION, home.folder.name or "film", datetime.now(UTC).isoformat(), is_used_only
    )
    try:
        production.ledger.copy_to(ledger)
        packed = [Packed(LEDGER, ledger), *_versions(home.state), *_own_files(production, left)]
        packed += takes
        packed = [one for one in packed if one.path != target]
        left += _outside(production)
        about = Manifest(about.archive, about.film, about.made, is_used_only, left=tuple(left))
        manifest, changed = write_parcel(aside, about, packed, tell)
        sync_file(aside)
        target = _named(aside, target)
    finally:
        for path in (aside, ledger):
            with suppress(FileNotFoundError):
                path.unlink()
    left += [f"{name} is not what its slate says; it is inside as it is" for name in changed]
    count = sum(1 for one in takes if one.digest)
    return Archived(target, len(manifest.files), count, target.stat().st_size, tuple(left))


def _named(aside: Path, target: Path) -> Path:
    """Give the zip its name, or the next one that nothing has."""
    while True:
        path = unused_name(target.parent, target.name)
        try:
            place(aside, path)
        except FileExistsError:
            continue
        return path


def _own_files(production: Production, left: list[str]) -> Iterator[Packed]:
    """The author's text and material: everything of his in the film's folder."""
    home = production.home
    away = {path.resolve() for path in (home.takes, home.state, home.derived, home.out)}
    for top, folders, names in os.walk(home.folder):
        here = Path(top)
        never = _NEVER if here == home.folder else frozenset()
        for name in sorted(folders):
            path = here / name
            is_ours = path.resolve() in away or name in {*never, "__pycache__"}
            is_ours = is_ours or name.startswith(".")
            if path.is_symlink() and not is_ours:
                left.append(
                    f"{_told(path, home.folder)} is a link to a folder, which is not followed"
                )
            if is_ours or path.is_symlink():
                folders.remove(name)
        folders.sort()
        for name in sorted(names):
            path = here / name
            if name in never or (name.startswith(".") and name not in HIDDEN):
                continue
            if not path.is_file() or not path.resolve().is_relative_to(home.folder.resolve()):
                left.append(f"{_told(path, home.folder)} is a link that leads out of the film")
                continue
            yield Packed(path.relative_to(home.folder).as_posix(), path)


def _versions(state: Path) -> Iterator[Packed]:
    """The versions of cuts that were kept."""
    folder = state / "versions"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield Packed(f"{VERSIONS}/{path.relative_to(folder).as_posix()}", path)


def _footage(production: Production, left: list[str], *, is_used_only: bool) -> list[Packed]:
    """Slates, orders under way and numbers of every shot, and the footage that is wanted."""
    used = _used(production) if is_used_only else None
    takes = [take for found in production.vault.all().values() for take in found]
    digests: dict[Path, str] = {}
    away, spared = [], 0
    for take in takes:
        if take.is_offline:
            away.append(str(take.ref))
            continue
        folder = take.path.parent
        if used is None or take.path in used:
            digests |= {folder / file.name: file.digest for file in take.slate.files}
        else:
            spared += 1
    if away:
        names = ", ".join(away[:4]) + (f" and {len(away) - 4} more" if len(away) > 4 else "")
        left.append(f"offline here, so their slates alone are inside: {names}")
    if spared:
        left.append(f"{spared} takes that no cut shows stay here; their slates are inside")
    return list(_packed(production, digests, takes, is_used_only=is_used_only))


def _packed(
    production: Production,
    digests: Mapping[Path, str],
    takes: Sequence[Take],
    *,
    is_used_only: bool,
) -> Iterator[Packed]:
    slated = {take.path.parent / file.name for take in takes for file in take.slate.files}
    for folder, _ in production.vault.folders():
        if not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            name = path.name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            is_said = _is_said(name)
            if not is_said and path not in digests and (is_used_only or path in slated):
                continue
            yield Packed(f"takes/{folder.name}/{name}", path, digests.get(path, ""))


def _is_said(name: str) -> bool:
    parsed = ref_of(name)
    return is_record(name) or (parsed is not None and parsed[1] in {".json", ORDER_ENDING})


def _used(production: Production) -> set[Path]:
    """The files of takes that a cut shows or plays, that are circled, or that stand for a shot."""
    from pipeline.production.planning import standing_take

    found: set[Path] = set()
    for name in {"main", *production.project.cuts}:
        found |= {production.folder / path for path in all_in(laid(production, name), Path)}
    for shot, kind in production.vault.all():
        if shot in production.project.shots:
            take = standing_take(production, shot, kind)
            found |= {take.path} if take is not None else set()
    return found


def _outside(production: Production) -> list[str]:
    """Files that the film names and that lie elsewhere on this machine."""
    folder = production.folder.resolve()
    found = dict.fromkeys(all_in(production.project, Path, ("folder", "local")))
    return [
        f"{said_name(path)} lies outside the film ({path}): copy it into the film"
        for path in found
        if path.is_absolute() and not path.resolve().is_relative_to(folder)
    ]


def _told(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
