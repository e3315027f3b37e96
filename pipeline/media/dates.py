"""When a picture was taken, as the camera wrote it inside."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PIL import ExifTags, Image

__all__ = ["taken_at"]


def taken_at(path: Path) -> datetime | None:
    """The picture's own date (EXIF 2.32, DateTimeOriginal 0x9003); None where it has none."""
    try:
        with Image.open(path) as picture:
            exif = picture.getexif()
    except (OSError, ValueError, SyntaxError):
        return None
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    written = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        return datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
