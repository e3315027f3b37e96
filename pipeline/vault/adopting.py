"""Make a file from elsewhere a take: copied in, never moved, the same bytes only once."""

from __future__ import annotations

import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pipeline.facts import Json, MediaInfo, Origin, Slate, SlateFile, SlateInput, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.vault import files

if TYPE_CHECKING:
    from pipeline.vault.vault import Vault

__all__ = ["Adoption", "adopt"]


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
    job: str = ""
    seed: int | None = None
    parent: str = ""
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
    if known is not None:
        return known
    key = uuid.uuid4().hex
    ref = adoption.ref
    slated: list[SlateFile] = []
    asides: dict[str, Path] = {}
    try:
        with vault.aside(key) as folder:
            for role, path in (("main", file), *adoption.companions):
                name = ref.stem + path.suffix.lower()
                if name in asides:
                    name = f"{ref.stem}.{role}{path.suffix.lower()}"
                copy = folder / name
                shutil.copyfile(path, copy)
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
        seed=adoption.seed,
        inputs=adoption.inputs,
        job=adoption.job,
        is_free=True,
        parent=adoption.parent,
        note=adoption.note,
    )
