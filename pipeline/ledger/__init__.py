"""The journal: what was asked for, what it cost, and what became of it.

    with Ledger.open(path) as ledger:
        history = ledger.history()               one pass, for the plan
        attempt = ledger.intend(intent)          number, frozen order, reservation: one commit
        with ledger.atomic(): …                  several writes as one commit
        ledger.attempts, ledger.money, ledger.takes, ledger.notes

SQLite in one file. Any process may write short transactions; only the holder of the run's lock
orders anything.
"""

from __future__ import annotations
