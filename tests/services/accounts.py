"""Hold the services' books against the film: what was paid, and what became of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from pipeline.ledger.attempts import OPEN_STATES, AttemptState
from tests.services.filming import Film

__all__ = ["Account", "accounts", "unbalanced"]

_MARK = re.compile(rb"(\w+) ([0-9a-f]{8}-[0-9a-f-]{27}) \d+")
"""What every file of the fake services carries: the service, the job, the number."""

REFUSED = (
    AttemptState.MODERATED,
    AttemptState.FAILED,
    AttemptState.EXPIRED,
    AttemptState.CANCELLED,
    AttemptState.REFUSED,
    AttemptState.WRITTEN_OFF,
)


@dataclass
class Account:
    """One shot: orders that the service was paid for, and what the film has for them."""

    paid: set[str] = field(default_factory=set)
    """Ids of its orders at the service."""
    takes: Counter[str] = field(default_factory=Counter)
    """Takes on the disk by the order that they came from."""
    refused: set[str] = field(default_factory=set)
    """Orders that ended without a take, and are known by their id."""
    in_doubt: int = 0
    """Attempts of which nobody knows whether they were accepted."""

    under_way: int = 0
    """Attempts that the next run goes on with."""

    @property
    def lost(self) -> set[str]:
        """Paid, and neither here nor known to have ended."""
        return self.paid - set(self.takes) - self.refused


def accounts(film: Film) -> dict[str, Account]:
    """By shot; the shot of an order is told by the words of its prompt."""
    found: dict[str, Account] = defaultdict(Account)
    for order in film.services.orders():
        shot = shot_of(film, order["prompt"])
        if shot:
            found[shot].paid.add(order["id"])
    for slate in film.takes():
        path = next((film.folder / "takes").rglob(slate["files"][0]["name"]))
        mark = _MARK.search(path.read_bytes())
        found[slate["shot"]].takes[mark[2].decode() if mark else "?"] += 1
    for attempt in film.attempts():
        account = found[attempt.ref.shot]
        if attempt.state is AttemptState.IN_DOUBT:
            account.in_doubt += 1
        elif attempt.state in OPEN_STATES:
            account.under_way += 1
        elif attempt.state in REFUSED and attempt.ticket:
            account.refused.add(attempt.ticket["job"])
    return dict(found)


def shot_of(film: Film, prompt: str) -> str:
    """The shot whose words a prompt begins with; empty where it is another film's."""
    found = [shot for shot, words in film.shots.items() if prompt.startswith(words)]
    return max(found, key=lambda shot: len(film.shots[shot]), default="")


def unbalanced(film: Film) -> list[str]:
    """What is paid twice, lost or taken from nowhere, a sentence each."""
    found = []
    for shot, account in sorted(accounts(film).items()):
        found += [
            f"{shot}: {count} takes came of the one order {job}"
            for job, count in account.takes.items()
            if count > 1
        ]
        found += [f"{shot}: a take of the order {job}, which nobody paid"
                  for job in set(account.takes) - account.paid]  # fmt: skip
        known = account.in_doubt + account.under_way
        if len(account.lost) > known:
            found.append(f"{shot}: {account.lost} were paid, and {known} are not at their end")
    return found
