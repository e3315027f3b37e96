"""Name the content of files by digest, and remember the names of files that did not change."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO

from msgspec import Struct, field

from pipeline.errors import MediaError
from pipeline.facts import Digest

__all__ = ["DigestCache", "copied", "digest_of", "digest_of_bytes"]

_PIECE = 1 << 20


class DigestCache(Struct):
    """Digests already worked out, by path, size and time of change."""

    known: dict[tuple[str, int, int], Digest] = field(default_factory=dict)


def digest_of_bytes(data: bytes) -> Digest:
    """``b2:`` and the BLAKE2b-128 of ``data`` in hex."""
    return "b2:" + hashlib.blake2b(data, digest_size=16).hexdigest()


def copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, Digest]:
    """Copy a stream piece by piece; how many bytes it had, and their digest."""
    worker, size = hashlib.blake2b(digest_size=16), 0
    while piece := source.read(_PIECE):
        target.write(piece)
        worker.update(piece)
        size += len(piece)
    return size, "b2:" + worker.hexdigest()


def digest_of(path: Path, cache: DigestCache | None = None) -> Digest:
    """``b2:`` and the BLAKE2b-128 of the file's bytes; with a cache, read once per change.

    Raises:
        MediaError: the file cannot be read.
    """
    try:
        status = path.stat()
        key = (str(path.absolute()), status.st_size, status.st_mtime_ns)
        if cache is not None and key in cache.known:
            return cache.known[key]
        worker = hashlib.blake2b(digest_size=16)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                worker.update(piece)
    except OSError as err:
        raise MediaError(f"{path} cannot be read: {err.strerror}") from err
    digest = "b2:" + worker.hexdigest()
    if cache is not None:
        cache.known[key] = digest
    return digest
