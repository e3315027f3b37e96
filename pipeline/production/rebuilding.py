"""Rebuild a lost or damaged ledger from what lies in ``takes/``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.ledger.rebuild import Evidence
from pipeline.ledger.rebuild import rebuild as rebuild_ledger
from pipeline.run.lock import hold
from pipeline.vault.vault import Places, Vault

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["rebuild"]


def rebuild(production: Production) -> str:
    """Put the old ledger aside and write a new one from slates and order files.

    Raises:
        LedgerError: a run is under way.
    """
    home = production.home
    home.state.mkdir(parents=True, exist_ok=True)
    with hold(home.state, "rushes status --rebuild"):
        vault = Vault(Places(takes=home.takes, state=home.state))
        vault.scan()
        evidence = Evidence(
            slates=[take.slate for takes in vault.all().values() for take in takes],
            orders=vault.orders(),
        )
        done = rebuild_ledger(home.ledger, evidence, datetime.now(UTC))
    kept = f"; the old one is kept as {done.kept_aside.name}" if done.kept_aside else ""
    return f"the ledger was rebuilt: {done.takes} takes, {done.under_way} orders under way{kept}"
