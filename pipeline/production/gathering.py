"""What lies in a folder of pictures and clips: what can be shots, in time order, what cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.errors import ProjectError
from pipeline.production.inbox import half_done
from pipeline.production.plain import said_name

if TYPE_CHECKING:
    from pipeline.facts import MediaInfo

__all__ = ["Gathered", "Tell", "gather", "silent", "time_order"]

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how many files of it are done, and of how many (0: it is one thing)."""

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".avif"}
CLIPS = {".mp4", ".mov", ".mkv", ".webm", ".m4v", ".avi", ".gif"}
SOUNDS = {".mp3", ".wav", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma"}
FOREIGN = {
    *(".heic", ".heif", ".jxl", ".jp2", ".jfif", ".psd", ".svg", ".tga", ".exr", ".pdf"),
    *(".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw"),
    *(".mts", ".m2ts", ".mxf", ".wmv", ".3gp", ".flv", ".mpg", ".mpeg"),
}
"""Of pictures and clips, too, but of kinds that are not read."""
NOT_THE_AUTHORS = {"@eaDir", "__MACOSX", "$RECYCLE.BIN", "System Volume Information"}
"""Folders that systems put among pictures, with thumbnails or what was thrown away."""


class Gathered(Struct, frozen=True):
    """What was found."""

    facts: Mapping[Path, MediaInfo]
    """Files that can be shots, each content once, in time order."""
    left: tuple[str, ...]
    """Files that cannot, with the reason."""


def silent(doing: str, done: int, count: int) -> None:
    """Tell nobody."""


def gather(folder: Path, music: Path | None = None, tell: Tell = silent) -> Gathered:
    """Decode everything in the folder and below it; hidden files and folders are passed over.

    Raises:
        ProjectError: there is no such folder, or nothing in it can be a shot.
    """
    if not folder.is_dir():
        raise ProjectError(f"there is no folder {folder}", fix="name the folder of your pictures")
    names = {path: path.relative_to(folder).as_posix() for path in _files(folder)}
    files = sorted(names, key=lambda path: (_natural(names[path]), names[path]))
    found = [path for path in files if path.suffix.lower() in PICTURES | CLIPS]
    left = [*_foreign(files), *_sounds(files, music)]
    if not found:
        named = f": {'; '.join(left)}" if left else ""
        raise ProjectError(
            f"there are no pictures or clips in {folder}{named}",
            fix=f"pictures: {' '.join(sorted(PICTURES))}; clips: {' '.join(sorted(CLIPS))}",
        )
    facts = _whole(found, left, tell)
    if not facts:
        raise ProjectError(
            f"nothing in {folder} can be used: {'; '.join(left)}",
            fix="fetch the files again, or name another folder",
        )
    return Gathered({path: facts[path] for path in _in_time_order(list(facts))}, tuple(left))


def time_order(dates: Sequence[tuple[str, datetime | None]]) -> list[int]:
    """The order in which files were taken; each is its folder and its date, given in name order.

    A file without a date stands behind the one before it in its folder, the first of a folder
    before the next one; a folder without any date stands behind the one before it. Without dates
    the order is that of the names.
    """
    known = [date for _, date in dates]
    for step, numbers in ((-1, range(1, len(dates))), (1, range(len(dates) - 2, -1, -1))):
        for number in numbers:
            if known[number] is None and dates[number][0] == dates[number + step][0]:
                known[number] = known[number + step]
    latest = ""
    keys = []
    for number, date in enumerate(known):
        latest = latest if date is None else date.isoformat(timespec="microseconds")
        keys.append((latest, number))
    return [number for _, number in sorted(keys)]


def _in_time_order(named: Sequence[Path]) -> list[Path]:
    from pipeline.media.dates import taken_at

    dates = [(path.parent.as_posix(), taken_at(path)) for path in named]
    return [named[number] for number in time_order(dates)]


def _files(folder: Path) -> Iterator[Path]:
    """Every file of the author's, whatever its kind."""
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith(".") or part in NOT_THE_AUTHORS for part in parts)
        if not is_hidden and path.is_file():
            yield path


def _natural(name: str) -> list[tuple[int, str]]:
    """``shot2`` before ``shot10``, a folder's own files before those of the folders in it."""
    *folders, file = name.casefold().split("/")
    parts = [*re.split(r"(\d+)", "/".join(folders)), "/", *re.split(r"(\d+)", file)]
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _foreign(files: Sequence[Path]) -> Iterator[str]:
    """What a camera may have put there and is not read here, a line for every kind of file."""
    found: dict[str, list[str]] = {}
    for path in files:
        if path.suffix.lower() in FOREIGN:
            found.setdefault(path.suffix.lower(), []).append(said_name(path))
    for ending, names in found.items():
        named = names[0] if len(names) == 1 else f"{len(names)} files"
        yield f"{named}: {ending} is not read; save it as JPEG, PNG or MP4"


def _sounds(files: Sequence[Path], music: Path | None) -> Iterator[str]:
    for path in files:
        is_the_music = music is not None and music.exists() and path.samefile(music)
        if path.suffix.lower() in SOUNDS and not is_the_music:
            yield f"{said_name(path)}: it is a sound; --music takes a song"


def _whole(found: Sequence[Path], left: list[str], tell: Tell) -> dict[Path, MediaInfo]:
    """The files that can be shots, each content once; why the others cannot is added to ``left``.

    A shot without a picture would stand in the film as a slate, and no export would take it.
    """
    from pipeline.errors import FilmError
    from pipeline.media.digests import digest_of
    from pipeline.media.verify import verify

    facts: dict[Path, MediaInfo] = {}
    seen: dict[str, Path] = {}
    for number, path in enumerate(found):
        tell("looking at", number, len(found))
        name = said_name(path)
        if half_done(path):
            left.append(f"{name}: it is still on its way")
            continue
        try:
            info, digest = verify(path), digest_of(path)
        except FilmError as err:
            left.append(f"{name}: {err.message.replace(f'{path} ', '')}")
            continue
        first = seen.setdefault(digest, path)
        if first is not path:
            left.append(f"{name}: it is the same as {said_name(first)}")
        elif info.kind == "audio":
            left.append(f"{name}: it holds sound and no picture; --music takes a song")
        elif info.kind == "video" and info.frames < 2:
            left.append(f"{name}: it is a clip of a single picture; save it as PNG")
        else:
            facts[path] = info
    return facts
