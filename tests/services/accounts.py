"""Hold the services' books against the film: what was paid, and what became of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.ledger.attempts import OPEN_STATES, Attempt, AttemptState
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
    seeds: dict[str, str] = field(default_factory=dict)
    """The seed of every paid order, as it was sent; empty where the service takes none."""
    sent: Counter[str] = field(default_factory=Counter)
    """The seeds of the attempts that may have been accepted."""
    waiting: Counter[str] = field(default_factory=Counter)
    """The seeds of those among them whose end is not known."""

    @property
    def lost(self) -> set[str]:
        """Paid, and neither here nor known to have ended."""
        return self.paid - set(self.takes) - self.refused


def accounts(film: Film) -> dict[str, Account]:
    """By shot; the shot of an order is told by the words of its prompt."""
    found: dict[str, Account] = defaultdict(Account)
    known = film.services.control()
    for order, body in zip(known["orders"], known["bodies"], strict=True):
        shot = shot_of(film, order["prompt"])
        if shot:
            found[shot].paid.add(order["id"])
            found[shot].seeds[order["id"]] = seed_of(body)
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
        is_waiting = attempt.state in {*OPEN_STATES, AttemptState.IN_DOUBT}
        if attempt.ticket or is_waiting or attempt.state is AttemptState.WRITTEN_OFF:
            account.sent[seed_of(_sent(attempt))] += 1
        account.waiting[seed_of(_sent(attempt))] += is_waiting
    return dict(found)


def shot_of(film: Film, prompt: str) -> str:
    """The shot whose words a prompt begins with; empty where it is another film's."""
    found = [shot for shot, words in film.shots.items() if prompt.startswith(words)]
    return max(found, key=lambda shot: len(film.shots[shot]), default="")


def _sent(attempt: Attempt) -> Any:
    """What of a frozen order is sent."""
    return [attempt.body.get(name) for name in ("json", "form", "graph")]


def seed_of(body: Any) -> str:
    """The seed in what was sent, wherever it stands there; every slot has its own."""
    if isinstance(body, dict):
        said = body.get("seed")
        if isinstance(said, int | str):
            return str(said)
    parts = body.values() if isinstance(body, dict) else body if isinstance(body, list) else ()
    if isinstance(body, list) and len(body) == 2 and body[0] == "seed":
        return str(body[1])  # a field of a form
    return next((seed for part in parts if (seed := seed_of(part))), "")


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
        found += [
            f"{shot}: {count} orders of seed '{seed}' were paid, and {account.sent[seed]} were sent"
            for seed, count in Counter(account.seeds.values()).items()
            if count > account.sent[seed]
        ]
        lost = Counter(account.seeds[job] for job in account.lost)
        if lost - account.waiting:
            waiting = dict(account.waiting)
            found.append(f"{shot}: {account.lost} were paid, and what has no end is {waiting}")
    return found
