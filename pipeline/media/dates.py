"""When a picture or a clip was taken, as the camera wrote it inside the file."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

from pipeline.errors import MediaError
from pipeline.media.ffmpeg import run, source
from pipeline.media.probe import PICTURE_ENDINGS

__all__ = ["taken_at"]

_WRITTEN = re.compile(r"(?:creation_time|com\.apple\.quicktime\.creationdate)\s*: (\S+)")


def taken_at(path: Path) -> datetime | None:
    """Date and time without a zone, as the camera's own clock showed it; None where none is kept.

    A clip that keeps world time only (most phones) gives that.
    """
    if path.suffix.lower() in PICTURE_ENDINGS:
        return _of_picture(path)
    try:
        log = run(source(path), doing=f"reading {path}", is_checked=False).log
    except MediaError:
        return None
    for written in reversed(_WRITTEN.findall(log)):
        try:
            found = datetime.fromisoformat(written)
        except ValueError:
            continue
        return found.replace(tzinfo=None)
    return None


def _of_picture(path: Path) -> datetime | None:
    try:
        with Image.open(path) as image:
            exif = image.getexif()
            details = exif.get_ifd(ExifTags.IFD.Exif)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError):
        return None
    text = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    part = str(details.get(ExifTags.Base.SubsecTimeOriginal) or "0").strip() or "0"
    try:
        found = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera's clock has no zone
    except ValueError:
        return None
    return found.replace(microsecond=int(f"0{part}".ljust(7, "0")[1:7]) if part.isdigit() else 0)
