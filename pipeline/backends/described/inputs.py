"""Files that go with an order: named by digest in the frozen order, read when it is sent."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from pipeline.backends.base import OrderImage
from pipeline.backends.described.later import Later
from pipeline.backends.described.model import Description
from pipeline.errors import CannotMake, SubmitRejected
from pipeline.facts import Json
from pipeline.media.digests import digest_of

__all__ = ["Parcel", "Posted", "media_type_of", "unpacked"]

_TYPES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp",
    ".gif": "image/gif", ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm",
    ".mkv": "video/x-matroska", ".wav": "audio/wav", ".mp3": "audio/mpeg", ".flac": "audio/flac",
    ".ogg": "audio/ogg", ".m4a": "audio/mp4",
}  # fmt: skip


class Posted(Struct, frozen=True):
    """A file that was uploaded: its name there, and until when it is good."""

    uri: str
    until: float
    """On the clock of ``time.monotonic``."""


def media_type_of(path: Path) -> str:
    """What a file is, by its ending."""
    return _TYPES.get(path.suffix.lower(), "application/octet-stream")


class Parcel:
    """The files of one order, as its template asks for them."""

    def __init__(
        self,
        description: Description,
        home: Path,
        post: Callable[[Path, str], Posted],
        posted: dict[tuple[str, str], Posted],
    ) -> None:
        self.files: list[Json] = []
        """What the frozen order says of them: digest, path, type, name."""
        self._description = description
        self._home = home
        self._post = post
        self._posted = posted
        """Names by (digest, service address), kept for the process."""
        self._numbers: dict[str, int] = {}

    def value(self, image: OrderImage, form: str) -> Any:
        """The value of a file in a form.

        Raises:
            CannotMake: the file is not here, or too large to be handed over.
            BackendError: it could not be uploaded.
        """
        number = self._number(image)
        told = self.files[number]
        if form in {"type", "name"}:
            return told[form]
        if form:
            return Later((("file", number, form),))
        inputs = self._description.inputs
        path = self._home / told["path"]
        size = path.stat().st_size
        is_small = not inputs.most_bytes or size <= inputs.most_bytes
        if "data" in inputs.send and is_small:
            return Later((("file", number, "data"),))
        if inputs.upload is not None:
            return self._uri(path, told["digest"])
        raise CannotMake(
            f"{path.name} has {size / 1e6:.1f} MB; '{self._description.name}' takes at most "
            f"{inputs.most_bytes / 1e6:.1f} MB",
            fix="make the picture smaller, or save it as JPEG",
        )

    def _number(self, image: OrderImage) -> int:
        """The file's place in the list; entered when it is first asked for."""
        if image.path is None:
            raise CannotMake(f"the {image.role} picture of the order is not there")
        path = image.path if image.path.is_absolute() else self._home / image.path
        if not path.is_file():
            raise CannotMake(f"'{image.path}', which the order begins with, is not there")
        digest = digest_of(path)
        if digest not in self._numbers:
            inside = path.is_relative_to(self._home)
            written = (path.relative_to(self._home) if inside else path).as_posix()
            self._numbers[digest] = len(self.files)
            self.files.append(
                {
                    "digest": digest,
                    "path": written,
                    "type": media_type_of(path),
                    "name": f"{image.role or 'file'}{path.suffix.lower()}",
                }
            )
        return self._numbers[digest]

    def _uri(self, path: Path, digest: str) -> str:
        key = (digest, self._description.name)
        known = self._posted.get(key)
        if known is None or known.until <= time.monotonic():
            known = self._posted[key] = self._post(path, media_type_of(path))
        return known.uri


def unpacked(file: Json, home: Path, form: str) -> Any:
    """A file of a frozen order, as it is sent: data URI, base64, or its place for a form.

    Raises:
        SubmitRejected: it is gone, or is not what it was; nothing was sent.
    """
    path = home / file["path"]
    if not path.is_file() or digest_of(path) != file["digest"]:
        raise SubmitRejected(
            f"'{file['path']}' is not what it was when the order was written down; nothing was sent"
        )
    if form == "file":
        return path
    written = base64.b64encode(path.read_bytes()).decode()
    return written if form == "base64" else f"data:{file['type']};base64,{written}"
