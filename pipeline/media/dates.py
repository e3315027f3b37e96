"""When a picture or a clip was taken: as the camera wrote it inside the file, else in its name."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from PIL import ExifTags

from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run, source
from pipeline.media.opening import opened_picture
from pipeline.media.probe import PICTURE_ENDINGS

__all__ = ["taken_at"]

_LOCAL = re.compile(r"com\.apple\.quicktime\.creationdate\s*: (\S+)")
_WORLD = re.compile(r"creation_time\s*: (\S+)")
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?:(?:[-_. T]|[ _]at[ _])+([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d)(\d{0,3})|(?!\d))"
)
"""As phones and messengers name files: 20260704_210509, 2026-07-04 21.05.09, IMG-20260704-WA01."""


def taken_at(path: Path) -> datetime | None:
    """Date and time without a zone, as the camera's own clock showed it; None where none is kept.

    What stands inside the file comes first, then its name, then the world time that is all most
    phones keep in a clip. The date of the file itself says when it was copied and is never asked.
    """
    if path.suffix.lower() in PICTURE_ENDINGS:
        return _of_picture(path) or _of_name(path.stem)
    try:
        log = run(source(path), doing=f"reading {path}", is_checked=False).log
    except MediaError:
        return None
    return _in(_LOCAL, log) or _of_name(path.stem) or _in(_WORLD, log)


def _in(written: re.Pattern[str], log: str) -> datetime | None:
    for text in reversed(written.findall(log)):
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            continue
    return None


def _of_name(name: str) -> datetime | None:
    match = _NAMED.search(name)
    if match is None:
        return None
    year, _, month, day, hour, minute, second, rest = match.groups(default="00")
    clock = f"{hour}:{minute}:{second}.{rest.ljust(6, '0')}"
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day} {clock}")
    except ValueError:
        return None


def _of_picture(path: Path) -> datetime | None:
    try:
        with opened_picture(path) as image:
            exif = image.getexif()
            details = exif.get_ifd(ExifTags.IFD.Exif)
    except (FileNotFoundError, MediaError):
        return None
    text = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    part = str(details.get(ExifTags.Base.SubsecTimeOriginal) or "0").strip() or "0"
    try:
        found = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera's clock has no zone
    except ValueError:
        return None
    return found.replace(microsecond=int(f"0{part}".ljust(7, "0")[1:7]) if part.isdigit() else 0)
