"""Which shots' folders changed since they were looked at last: somebody else may write there."""

from __future__ import annotations

import os
import time

from pipeline.vault.vault import Vault

__all__ = ["News"]

_SETTLED_NS = 2_000_000_000
"""A folder that changed less than two seconds ago may change again within its stamp's step."""


class News:
    """A look at the takes that costs one call a folder."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._stamps: dict[str, int] = {}

    def changed(self) -> tuple[str, ...]:
        """The shots to be read again; at the first time all of them."""
        found = []
        try:
            with os.scandir(self._vault.places.takes) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not entry.is_dir():
                        continue
                    stamp = entry.stat().st_mtime_ns
                    if self._stamps.get(entry.name) != stamp:
                        found.append(entry.name)
                        is_settled = time.time_ns() - stamp > _SETTLED_NS
                        self._stamps[entry.name] = stamp if is_settled else 0
        except FileNotFoundError:
            return ()
        return tuple(sorted(found))
