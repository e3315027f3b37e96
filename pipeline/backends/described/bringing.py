"""Bring the files of a finished job: downloaded, decoded, or lying here since the answer."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from msgspec import Struct

from pipeline.backends import wire
from pipeline.backends.base import Output
from pipeline.backends.described.model import Results
from pipeline.backends.described.paths import Answer, found
from pipeline.errors import DiskFull, MediaError

__all__ = [
    "COMING",
    "REPLY",
    "Ground",
    "Left",
    "bring",
    "ending_of",
    "keep_reply",
    "left",
    "lying",
    "outputs_of",
    "read_answer",
    "settled",
    "write_whole",
]


_ENDINGS = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif",
    "video/mp4": ".mp4", "video/quicktime": ".mov", "video/webm": ".webm",
    "video/x-matroska": ".mkv", "audio/mpeg": ".mp3", "audio/mp3": ".mp3", "audio/wav": ".wav",
    "audio/x-wav": ".wav", "audio/wave": ".wav", "audio/flac": ".flac", "audio/ogg": ".ogg",
    "audio/mp4": ".m4a", "application/zip": ".zip",
}  # fmt: skip
COMING = "take01.coming"
"""An answer that is a file, before it has its ending."""
REPLY = "answer.json"
"""An answer that holds the result itself, as it came."""
_JOB = "answer.job"
"""The id that came with an answer that is a file."""
_HEAD = 16
_MAGIC = (
    (b"\x89PNG", 0, ".png"), (b"\xff\xd8\xff", 0, ".jpg"), (b"WEBP", 8, ".webp"),
    (b"GIF8", 0, ".gif"), (b"ftypqt", 4, ".mov"), (b"ftypM4A", 4, ".m4a"), (b"ftyp", 4, ".mp4"),
    (b"\x1aE\xdf\xa3", 0, ".webm"), (b"ID3", 0, ".mp3"), (b"\xff\xfb", 0, ".mp3"),
    (b"\xff\xf3", 0, ".mp3"), (b"WAVE", 8, ".wav"), (b"fLaC", 0, ".flac"), (b"OggS", 0, ".ogg"),
    (b"PK\x03\x04", 0, ".zip"),
)  # fmt: skip
"""(Bytes, where they stand, ending): what a file is, whatever it is called."""


class Ground(Struct, frozen=True):
    """Where files are brought to, and from where they may come."""

    into: Path
    base_url: str
    """The service's own address: results may lie there as well."""
    results: Results
    job: str = ""
    seed: int | None = None
    """The seed that was sent."""


class Left(Struct, frozen=True):
    """An answer that is the result, and lies here whole."""

    files: tuple[str, ...]
    answer: Answer = Answer()
    """Read again, where it is JSON."""
    job: str = ""
    """The id that came with it."""


def outputs_of(ground: Ground, answer: Answer) -> tuple[Output, ...]:
    """Bring every file that the answer names.

    Raises:
        MediaError: it names none.
        OutputExpired, Unreachable: a link has ended, or does not answer now.
        DiskFull: no room.
    """
    results = ground.results
    files = found(results.urls, answer) or found(results.base64, answer)
    if results.one:
        files = files[:1]
    if not files:
        raise MediaError("the service says that it is done and gives no file")
    seeds = found(results.seed, answer)
    made = []
    for number, file in enumerate(files):
        path = bring(ground, file, f"take{number + 1:02d}")
        seed = seeds[number] if len(seeds) == len(files) else next(iter(seeds), None)
        companions = _companions(ground, answer, number, len(files))
        made.append(Output(path, companions, seed=_whole(seed, ground.seed), job=ground.job))
    return tuple(made)


def lying(ground: Ground, names: Sequence[str]) -> tuple[Output, ...]:
    """The files that lie here since the answer to the order."""
    paths = [ground.into / name for name in names]
    return tuple(Output(path, seed=ground.seed, job=ground.job) for path in paths)


def bring(ground: Ground, file: Any, stem: str) -> Path:
    """One file by its address, as a data URI, or in base64: written as ``stem`` with its ending."""
    aside = ground.into / f"{stem}.coming"
    if not isinstance(file, str):
        raise MediaError("the service gives something in the place of a file")
    if file.startswith("data:"):
        head, _, body = file.partition(",")
        data = _decoded(body) if head.endswith(";base64") else unquote_to_bytes(body)
        write_whole(aside, data)
        label = head.removeprefix("data:").partition(";")[0]
    elif "://" in file[:12]:
        fetched = wire.fetch(
            file,
            aside,
            most_bytes=ground.results.most_bytes,
            seconds=ground.results.timeout,
            base_url=ground.base_url,
        )
        label = fetched.media_type
    else:
        write_whole(aside, _decoded(file))
        label = ""
    path = ground.into / f"{stem}{ending_of(aside, label, file)}"
    aside.replace(path)
    return path


def ending_of(path: Path, media_type: str, address: str = "") -> str:
    """The ending that fits a file: by its first bytes, what was said of it, and its address."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, at, ending in _MAGIC:
        if head.startswith(magic, at):
            return ending
    if media_type in _ENDINGS:
        return _ENDINGS[media_type]
    named = Path(urlsplit(address[:2000]).path).suffix.lower() if "://" in address[:12] else ""
    return named if named in _ENDINGS.values() else ".bin"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place, sync it, and put it there: there is no half of it.

    Raises:
        DiskFull: no room.
    """
    aside = path.with_name(f"{path.name}.part")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as err:
        raise (DiskFull.from_os(err, path) or err) from err


def keep_reply(kind: str, reply: wire.Reply, job: str, into: Path) -> tuple[str, ...]:
    """Keep an answer that is the result (a ``file``, or ``json`` that holds it); its file's name.

    The id that came with a file lies beside it before it has its name, so that whoever finds the
    file knows whose it is.

    Raises:
        DiskFull: no room.
    """
    if kind == "json":
        write_whole(into / REPLY, reply.body)
        return (REPLY,)
    if job:
        write_whole(into / _JOB, job.encode())
    return (settled(reply, into),)


def left(kind: str, into: Path, *, needs_job: bool) -> Left | None:
    """The answer that lies here whole since a run that was cut off; None where none does.

    ``needs_job``: the service lists what it made, so a file without its id counts for nothing
    here: it is found in the list, with its id.
    """
    if kind == "json":
        answer = read_answer(into / REPLY)
        return None if answer.data is None else Left((REPLY,), answer)
    if kind != "file":
        return None
    job = _text(into / _JOB)
    if (into / COMING).is_file():
        _settle(into, "")
    whole = [path.name for path in sorted(into.glob("take01.*")) if path.suffix != ".part"]
    return Left(tuple(whole[:1]), job=job) if whole and (job or not needs_job) else None


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def settled(reply: wire.Reply, into: Path) -> str:
    """Give a file that came as an answer its ending; its name."""
    if reply.file is None:
        write_whole(into / COMING, reply.body)
    return _settle(into, reply.media_type)


def _settle(into: Path, media_type: str) -> str:
    name = f"take01{ending_of(into / COMING, media_type)}"
    (into / COMING).replace(into / name)
    return name


def read_answer(path: Path) -> Answer:
    """An answer that was kept as it came; nothing where it cannot be read."""
    try:
        return Answer(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return Answer()


def _companions(
    ground: Ground, answer: Answer, number: int, count: int
) -> tuple[tuple[str, Path], ...]:
    """Files that belong to a take: its own where there is one for each, else all to the first."""
    made = []
    for role, paths in ground.results.companions.items():
        files = found(paths, answer)
        own = files[number : number + 1] if len(files) == count else ([] if number else files)
        for place, file in enumerate(own):
            stem = f"take{number + 1:02d}-{role}" + (f"{place + 1}" if place else "")
            made.append((role, bring(ground, file, stem)))
    return tuple(made)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as err:
        raise MediaError("the service gives a file that cannot be decoded") from err


def _whole(seed: Any, sent: int | None) -> int | None:
    try:
        return sent if seed is None or isinstance(seed, bool) else int(seed)
    except (TypeError, ValueError):
        return sent
