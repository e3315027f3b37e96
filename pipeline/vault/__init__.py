"""Takes on disk and the cache of derived files.

vault = Vault(Places(takes=folder / "takes", state=folder / ".rushes"))
vault.scan(ledger.takes)                 brings the index up to date, by folder times
vault.takes(shot, kind) -> tuple[Take, ...]      in order of number, offline ones included
vault.all() -> Mapping[(shot, kind), tuple[Take, ...]]
vault.publish(slate, files)              companions first, main file, slate last; never replaces
vault.adopt(file, ref=…, …) -> Take      a file from elsewhere becomes a take
vault.rename(old, new)                   a shot's folder, journaled
"""

from __future__ import annotations
