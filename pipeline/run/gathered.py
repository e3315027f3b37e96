"""What an attempt brought, lying aside: whole, synced, digested and decoded, but not yet a take."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.backends.base import Collected, Order, Output
from pipeline.backends.programs import shown
from pipeline.errors import DiskFull, LedgerError, MediaError
from pipeline.facts import Digest, Json, MediaInfo, Money, TakeRef
from pipeline.media.digests import digest_of
from pipeline.run.worker import named
from pipeline.vault.slates import media_from_json, media_to_json

__all__ = ["Aside", "AsideFile", "Gathered", "file_names", "gather", "gathered_from_json"]

_MOST_ROLE = 40
_ROLE = re.compile(rf"\w[\w-]{{0,{_MOST_ROLE - 1}}}")
"""What a companion is, in a word."""


class AsideFile(Struct, frozen=True):
    """One file that lies aside."""

    role: str
    name: str
    """Its name in the attempt's folder."""
    size: int
    digest: Digest


class Aside(Struct, frozen=True):
    """The files of one take to be."""

    files: tuple[AsideFile, ...]
    """The main file first."""
    media: MediaInfo
    seed: int | None = None
    job: str = ""


class Gathered(Struct, frozen=True):
    """Everything one attempt brought."""

    takes: tuple[Aside, ...]
    cost: Money | None = None

    def to_json(self) -> Json:
        """As the ledger keeps it until the takes are in place."""
        return {
            "takes": [
                {
                    "files": [[one.role, one.name, one.size, one.digest] for one in take.files],
                    "media": media_to_json(take.media),
                    "seed": take.seed,
                    "job": take.job,
                }
                for take in self.takes
            ],
            "cost": [self.cost.micros, self.cost.currency] if self.cost else None,
        }


def gathered_from_json(data: Json) -> Gathered:
    """What the ledger kept.

    Raises:
        LedgerError: it names a file that does not lie in the attempt's own folder.
    """
    cost = data.get("cost")
    for take in data["takes"]:
        for _, name, *_ in take["files"]:
            if Path(name).name != name:
                raise LedgerError(f"'{name}' is no file of an attempt")
    return Gathered(
        takes=tuple(
            Aside(
                files=tuple(AsideFile(*item) for item in take["files"]),
                media=media_from_json(take["media"]),
                seed=take.get("seed"),
                job=take.get("job", ""),
            )
            for take in data["takes"]
        ),
        cost=Money(cost[0], cost[1]) if cost else None,
    )


def gather(collected: Collected, into: Path, order: Order, measure: str) -> Gathered:
    """Sync, decode and digest what a backend brought; runs in a worker process.

    Raises:
        MediaError: a file is missing, broken, or not what was ordered.
        DiskFull: no room to finish writing.
    """
    if not collected.outputs:
        raise MediaError("the generator said that it is done and gave no file")
    _must_be_told_apart(collected.outputs)
    takes = tuple(
        _one(number, output, into, order=order, measure=measure)
        for number, output in enumerate(collected.outputs)
    )
    return Gathered(takes, collected.cost)


def file_names(ref: TakeRef, files: tuple[AsideFile, ...]) -> dict[str, str]:
    """The final name of every aside file, by its name there.

    The main file is ``sh030_clip_t07.mp4``; a companion has the same name with its own ending, or
    with its role before the ending where the ending alone would not tell them apart, and a number
    behind it where the role would not either.
    """
    found: dict[str, str] = {}
    used: set[str] = set()
    for one in files:
        ending = Path(one.name).suffix.lower()
        name = ref.stem + ending
        count = 1
        while name in used or name == f"{ref.stem}.json":
            role = one.role if count == 1 else f"{one.role}{count}"
            name = f"{ref.stem}.{role}{ending}"
            count += 1
        used.add(name)
        found[one.name] = name
    return found


def _must_be_told_apart(outputs: Sequence[Output]) -> None:
    """Refuse what could not be put in its place later: then nothing could end the attempt.

    Raises:
        MediaError: a role is no word, or a file is named twice.
    """
    seen: set[Path] = set()
    for output in outputs:
        for role, path in (("main", output.path), *output.companions):
            if _ROLE.fullmatch(role) is None:  # it becomes a part of the file's name
                raise MediaError(
                    f"the generator calls a file '{shown(role, _MOST_ROLE)}'",
                    fix="say what it is in one word, such as layers or mask",
                )
            if path in seen:
                raise MediaError(f"the generator gave the file {path.name} twice")
            seen.add(path)


def _one(number: int, output: Output, into: Path, *, order: Order, measure: str) -> Aside:
    main = _inside(output.path, into, number)
    try:
        media: MediaInfo = named(measure)(main)
    except MediaError as err:  # it lies in a folder that nobody knows and that goes in a moment
        message = err.message.replace(f"{main.parent}{os.sep}", "")
        raise MediaError(message, fix=err.fix) from err
    _compare(media, order, main)
    files = [_file("main", main)]
    for role, path in output.companions:
        files.append(_file(role, _inside(path, into, number)))
    return Aside(tuple(files), media, output.seed, output.job)


def _inside(path: Path, into: Path, number: int) -> Path:
    """The file itself where it lies in the attempt's folder, else a copy of it there."""
    if not path.is_file():
        raise MediaError(f"the generator named the file {path.name} and it is not there")
    if path.resolve().parent == into.resolve():
        return path
    copy = into / f"{number:02d}-{path.name}"
    try:
        shutil.copyfile(path, copy)
    except OSError as err:
        raise (DiskFull.from_os(err, copy) or err) from err
    return copy


def _file(role: str, path: Path) -> AsideFile:
    try:
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as err:
        raise (DiskFull.from_os(err, path) or err) from err
    return AsideFile(role, path.name, path.stat().st_size, digest_of(path))


_STILLS = frozenset({"t2i", "i2i"})
_SOUNDS = frozenset({"tts", "sfx", "music"})


def _compare(media: MediaInfo, order: Order, path: Path) -> None:
    if order.operation.value in _SOUNDS:
        wanted = "audio"
    elif order.operation.value in _STILLS:
        wanted = "image"
    elif order.operation.value == "upscale":
        wanted = media.kind
    else:
        wanted = "video"
    if media.kind != wanted:
        raise MediaError(f"{path.name}: expected {_A[wanted]}, found {_A[media.kind]}")
    if wanted == "video" and media.frames < 1:
        raise MediaError(f"{path.name}: expected {order.frames} frames, found none")


_A = {"audio": "a sound", "image": "a picture", "video": "a clip"}
