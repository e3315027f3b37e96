"""A film as one zip: every file with its digest, streamed in, and checked when it is unpacked.

The list of what is inside, ``archive.json``, is the last entry: it holds what was really written.
"""

from __future__ import annotations

import re
import stat
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from pipeline.errors import MediaError, ProjectError
from pipeline.facts import Digest
from pipeline.media.digests import copied, digest_of
from pipeline.vault.files import minding_room

__all__ = ["Listed", "Manifest", "Packed", "Tell", "read_manifest", "unpack", "write_parcel"]

MANIFEST = "archive.json"
VERSION = 1
_PACKABLE = {
    ".yaml",
    ".yml",
    ".json",
    ".txt",
    ".md",
    ".csv",
    ".srt",
    ".vtt",
    ".cube",
    ".py",
    ".svg",
}
"""Text, which is worth packing; pictures, films and sounds are packed already."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_BAD = re.compile(r'[\\:*?"<>|\x00-\x1f]')
_LONGEST = 1024

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how many files of it are done, and of how many."""


class Packed(Struct, frozen=True):
    """One file that goes into the zip."""

    name: str
    """Its path in the film's folder, with slashes."""
    path: Path
    digest: Digest = ""
    """What its slate says; empty where none speaks of it."""


class Listed(Struct, frozen=True):
    """One file that is in it."""

    path: str
    size: int
    digest: Digest


class Manifest(Struct, frozen=True):
    """What is in an archive."""

    archive: int
    film: str
    """The name of its folder."""
    made: str
    is_used_only: bool
    files: tuple[Listed, ...] = ()
    left: tuple[str, ...] = ()
    """What is not inside, a sentence each."""


def write_parcel(
    aside: Path, about: Manifest, packed: Iterable[Packed], tell: Tell
) -> tuple[Manifest, tuple[str, ...]]:
    """Write the zip; what is in it, and the files that are not what their slates say.

    Raises:
        DiskFull: no room.
        MediaError: a file cannot be read.
    """
    packed = list(packed)
    listed: list[Listed] = []
    changed: list[str] = []
    with minding_room(aside), zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as archive:
        for number, one in enumerate(packed):
            tell("packing", number, len(packed))
            info = _info(f"{about.film}/{one.name}", one.path)
            try:
                with (
                    one.path.open("rb") as source,
                    archive.open(info, "w", force_zip64=True) as target,
                ):
                    size, digest = copied(source, target)
            except PermissionError as err:
                raise MediaError(f"{one.path} cannot be read: {err.strerror}") from err
            if one.digest and one.digest != digest:
                changed.append(one.name)
            listed.append(Listed(one.name, size, digest))
        manifest = msgspec.structs.replace(about, files=tuple(listed))
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        archive.writestr(f"{about.film}/{MANIFEST}", text, zipfile.ZIP_DEFLATED)
    return manifest, tuple(changed)


def read_manifest(file: Path) -> Manifest:
    """What an archive holds; nothing in it leads out of its folder.

    Raises:
        ProjectError: it is no archive of a film, or it was tampered with.
        MediaError: it is damaged.
    """
    with _opened(file) as archive:
        names = [info for info in archive.infolist() if not info.is_dir()]
        tops = [info for info in names if info.filename.count("/") == 1]
        own = next((info for info in tops if info.filename.endswith(f"/{MANIFEST}")), None)
        if own is None:
            raise ProjectError(
                f"{file} is no archive of a film: it holds no {MANIFEST}",
                fix="name a file that `rushes archive` wrote",
            )
        try:
            manifest = msgspec.json.decode(archive.read(own), type=Manifest)
        except msgspec.MsgspecError as err:
            raise ProjectError(f"{file}: its list cannot be read: {err}") from err
        if manifest.archive > VERSION:
            fix = "update rushes on this machine"
            raise ProjectError(f"{file} was written by a newer rushes", fix=fix)
        _refuse_unsafe(file, manifest, {info.filename: info for info in names})
    return manifest


def unpack(file: Path, manifest: Manifest, into: Path, tell: Tell) -> int:
    """Unpack everything into ``into`` and check it; how many files lay there whole already.

    Raises:
        MediaError: a file is not what the list says; what was unpacked stays.
        DiskFull: no room.
    """
    kept = 0
    with _opened(file) as archive, minding_room(into):
        for number, one in enumerate(manifest.files):
            tell("unpacking", number, len(manifest.files))
            target = into / one.path
            if _is_there(target, one):
                kept += 1
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(f"{manifest.film}/{one.path}") as source, target.open("wb") as out:
                size, digest = copied(source, out)
            if (size, digest) != (one.size, one.digest):
                raise MediaError(
                    f"{file}: {one.path} is not the file that was archived",
                    fix="bring the archive again: it was damaged on its way",
                )
    return kept


def _is_there(target: Path, one: Listed) -> bool:
    is_like = target.is_file() and target.stat().st_size == one.size
    return is_like and digest_of(target) == one.digest


def _info(name: str, path: Path) -> zipfile.ZipInfo:
    status = path.stat()
    when = time.localtime(max(status.st_mtime, 315_619_200.0))  # zip knows no date before 1980
    info = zipfile.ZipInfo(name, when[:6])
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    is_text = path.suffix.lower() in _PACKABLE
    info.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
    info.file_size = status.st_size
    return info


def _refuse_unsafe(file: Path, manifest: Manifest, inside: dict[str, zipfile.ZipInfo]) -> None:
    """See that names stay in the folder, are told once, and are all there are."""
    fault = "" if _is_safe(manifest.film) and "/" not in manifest.film else manifest.film
    seen: set[str] = set()
    for one in manifest.files:
        info = inside.get(f"{manifest.film}/{one.path}")
        is_plain = info is not None and not stat.S_ISLNK(info.external_attr >> 16)
        is_true = is_plain and info is not None and info.file_size == one.size
        if not _is_safe(one.path) or one.path.casefold() in seen or not is_true:
            fault = fault or one.path
        seen.add(one.path.casefold())
    strangers = set(inside) - {f"{manifest.film}/{one.path}" for one in manifest.files}
    strangers.discard(f"{manifest.film}/{MANIFEST}")
    fault = fault or min(strangers, default="")
    if fault:
        raise ProjectError(
            f"{file} is not as it was archived: '{fault[:80]}'",
            fix="get it again from whoever made it; nothing was unpacked",
        )


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    parts = path.parts
    return (
        bool(parts)
        and len(name) <= _LONGEST
        and not path.is_absolute()
        and path.as_posix() == name
        and not _BAD.search(name)
        and not any(part in {"..", "."} or _RESERVED.fullmatch(part) for part in parts)
        and not any(part.endswith((" ", ".")) for part in parts)
    )


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as err:
        fix = "bring it again: it was cut short or damaged on its way"
        raise MediaError(f"{file} is no whole zip: {err}", fix=fix) from err
    except (FileNotFoundError, IsADirectoryError) as err:
        raise ProjectError(f"there is no file {file}", fix="name the archive") from err
