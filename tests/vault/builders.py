"""Takes for the vault's tests, without any generator."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.facts import PANEL, Kind, MediaInfo, Slate, SlateFile, Take, TakeRef
from pipeline.media.digests import digest_of
from pipeline.vault.vault import Places, Vault

MADE = datetime(2026, 10, 2, tzinfo=UTC)


def vault_in(folder: Path) -> Vault:
    """A vault in a production's folder, scanned."""
    (folder / "takes").mkdir(exist_ok=True)
    vault = Vault(Places(folder / "takes", folder / ".rushes"))
    vault.scan()
    return vault


def put(vault: Vault, shot: str, number: int, *, kind: Kind = PANEL, text: str = "") -> Take:
    """Publish a take with one picture and one companion."""
    ref = TakeRef(shot, kind, number)
    slate, asides = slate_of(vault, ref, text or f"picture of {ref}")
    return vault.publish(slate, asides)


def slate_of(vault: Vault, ref: TakeRef, text: str) -> tuple[Slate, dict[str, Path]]:
    """A slate and its files, lying aside."""
    files = []
    asides = {}
    with vault.aside(f"aside-{ref.stem}") as folder:
        for role, ending, words in (("main", ".png", text), ("layers", ".ora", "layers")):
            path = folder / f"out{ending}"
            path.write_text(words)
            name = ref.stem + ending
            files.append(SlateFile(name, path.stat().st_size, digest_of(path), role))
            asides[name] = path
    slate = Slate(
        ref, f"uuid {ref}", MADE, tuple(files), MediaInfo("image", 96, 54, 1), words={"panel": "x"}
    )
    return slate, asides


class Shelf(dict[str, tuple[int, str]]):
    """An index store that remembers how often it was written."""

    writes = 0

    def load(self) -> dict[str, tuple[int, str]]:
        return dict(self)

    def store(self, changed: dict[str, tuple[int, str] | None]) -> None:
        self.writes += 1
        for name, entry in changed.items():
            if entry is None:
                self.pop(name, None)
            else:
                self[name] = entry
