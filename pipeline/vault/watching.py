"""What in the takes' folders is not as the slates say: children, strangers, changed files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.facts import Take, TakeRef
from pipeline.media.digests import DigestCache, digest_of
from pipeline.vault.shelf import is_record, ref_of
from pipeline.vault.vault import Vault

__all__ = ["Changed", "Loose", "changed_outside", "loose_files"]


class Loose(Struct, frozen=True):
    """A file in a shot's folder that no slate names."""

    path: Path
    parent: TakeRef | None
    """The take it is named after: somebody worked on it by hand."""


class Changed(Struct, frozen=True):
    """A take whose file is no longer what its slate says."""

    take: Take
    path: Path

    def __str__(self) -> str:
        return (
            f"{self.path.name} was changed outside: adopt it as a new take, "
            f"or put the original of {self.take.ref} back"
        )


def loose_files(vault: Vault) -> Iterator[Loose]:
    """Every file beside takes that no slate names, children first among them recognised.

    ``sh030_clip_t07_prob4.mov`` and ``sh030_panel_t03 copy.png`` are children of the take whose
    name they begin with.
    """
    known: dict[Path, set[str]] = {}
    refs: set[TakeRef] = set()
    for takes in vault.all().values():
        for take in takes:
            refs.add(take.ref)
            slated = known.setdefault(take.path.parent, set())
            slated.update(file.name for file in take.slate.files)
    for folder, names in vault.folders():
        for name in sorted(names - known.get(folder, set())):
            if is_record(name) or name.endswith(".json") or name.startswith("."):
                continue
            parsed = ref_of(name)
            is_child = parsed is not None and parsed[0] in refs and not parsed[1].startswith(".")
            yield Loose(folder / name, parsed[0] if parsed and is_child else None)


def changed_outside(vault: Vault, cache: DigestCache | None = None) -> Iterator[Changed]:
    """Every take whose file differs from its slate.

    A file of the same size that was not touched since its slate was written is taken at its word;
    any other is read and compared.
    """
    for takes in vault.all().values():
        for take in takes:
            if take.is_offline and not take.damage:
                continue
            slate = take.path.parent / f"{take.ref.stem}.json"
            try:
                written = slate.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            for file in take.slate.files:
                path = take.path.parent / file.name
                try:
                    status = path.stat()
                except FileNotFoundError:
                    continue
                if status.st_size == file.size and status.st_mtime_ns <= written:
                    continue
                if status.st_size != file.size or digest_of(path, cache) != file.digest:
                    yield Changed(take, path)
