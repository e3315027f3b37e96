"""Bills beside the takes: what was paid for and gave no take, for everybody who shares them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

from pipeline.facts import Json, TakeRef
from pipeline.vault import files
from pipeline.vault.shelf import BILLS, is_record, record_name
from pipeline.vault.vault import Vault

__all__ = ["bills_of", "write_bill"]


def write_bill(vault: Vault, ref: TakeRef, bill: Json) -> None:
    """Add a line to the shot's bills of that unit, and sync it.

    Raises:
        DiskFull: no room; the ledger has it all the same.
        LedgerError: a link lies in its place.
    """
    folder = vault.folder(ref.shot)
    files.make_folder(folder)
    path = folder / record_name(BILLS, ref.unit)
    files.append_own(json.dumps(bill) + "\n", path, is_synced=True)


def bills_of(vault: Vault, shots: Iterable[str] | None = None) -> tuple[Json, ...]:
    """Every bill in the folders of some shots, or of all, as last read."""
    wanted = None if shots is None else frozenset(shots)
    found: list[Json] = []
    for folder, names in vault.folders():
        if wanted is not None and folder.name not in wanted:
            continue
        for name in sorted(names):
            if not is_record(name) or not name.startswith(BILLS):
                continue
            with suppress(OSError):
                for line in (folder / name).read_text(encoding="utf-8").splitlines():
                    with suppress(ValueError):  # a line that a sync cut short
                        found.append(json.loads(line))
    return tuple(found)
