"""Make a file from elsewhere a take: copied in, never moved, the same bytes only once."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pipeline.facts import Json, MediaInfo, Origin, Slate, SlateFile, SlateInput, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.vault import files

if TYPE_CHECKING:
    from pipeline.vault.vault import Vault

__all__ = ["Adoption", "adopt", "put", "share"]


class Adoption(Struct, frozen=True):
    """What is said about a file that becomes a take."""

    ref: TakeRef
    """With a number that the ledger gave out."""
    media: MediaInfo
    made: datetime
    words: Json = field(default_factory=dict)
    """The shot's words of this day: what *outdated* will compare."""
    inputs: tuple[SlateInput, ...] = ()
    prompt: str = ""
    generator: str = ""
    backend: str = ""
    model: str = ""
    options: Json = field(default_factory=dict)
    """What else is known of where it comes from: its file's name, tags, its place in a grid."""
    job: str = ""
    seed: int | None = None
    parent: str = ""
    begins: int = 0
    """The film frame of its parent that it begins with."""
    note: str = ""
    origin: Origin = Origin.ADOPTED
    companions: tuple[tuple[str, Path], ...] = ()
    """(role, file)."""


def adopt(vault: Vault, file: Path, adoption: Adoption) -> Take:
    """Copy a file into its place as a take; where its bytes are a take already, give that one.

    The file itself stays where it is.

    Raises:
        NameTaken: the number is in use; nothing was replaced.
        DiskFull: no room; nothing is half there.
    """
    known = vault.find_content(digest_of(file))
    return put(vault, file, adoption) if known is None else known


def put(vault: Vault, file: Path, adoption: Adoption) -> Take:
    """Copy a file into its place as a take, whatever its bytes.

    Raises:
        NameTaken: the number is in use; nothing was replaced.
        DiskFull: no room; nothing is half there.
    """
    return _put(vault, file, adoption, shutil.copyfile)


def share(vault: Vault, take: Take, adoption: Adoption) -> Take:
    """Make a take's own file another take as well; its bytes lie on the disk once.

    Both are names of one file (hard links), so that either explains itself, survives the other,
    and travels alone. On a disk without such links it is copied.

    Raises:
        NameTaken: the number is in use; nothing was replaced.
        DiskFull: no room; nothing is half there.
    """
    return _put(vault, take.path, adoption, files.link_or_copy)


def _put(
    vault: Vault, file: Path, adoption: Adoption, bring: Callable[[Path, Path], object]
) -> Take:
    key = uuid.uuid4().hex
    ref = adoption.ref
    slated: list[SlateFile] = []
    asides: dict[str, Path] = {}
    try:
        with vault.aside(key) as folder:
            for role, path in (("main", file), *adoption.companions):
                name = ref.stem + (path.suffix.lower() if role == "main" else "")
                name += f".{role}{path.suffix.lower()}" if role != "main" else ""
                copy = folder / name
                bring(path, copy)
                files.sync_file(copy)
                slated.append(SlateFile(name, copy.stat().st_size, digest_of(copy), role))
                asides[name] = copy
        return vault.publish(_slate(adoption, key, tuple(slated)), asides)
    finally:
        vault.forget_aside(key)


def _slate(adoption: Adoption, key: str, slated: tuple[SlateFile, ...]) -> Slate:
    return Slate(
        ref=adoption.ref,
        uuid=key,
        made=adoption.made,
        files=slated,
        media=adoption.media,
        origin=adoption.origin,
        words=adoption.words,
        prompt=adoption.prompt,
        generator=adoption.generator,
        backend=adoption.backend,
        model=adoption.model,
        options=adoption.options,
        seed=adoption.seed,
        inputs=adoption.inputs,
        job=adoption.job,
        is_free=True,
        parent=adoption.parent,
        begins=adoption.begins,
        note=adoption.note,
    )
