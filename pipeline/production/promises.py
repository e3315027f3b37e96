"""What this user agreed to, on this machine: no ledger that came along with a film says it for him.

A ledger lies in the film's own folder, and whoever packs a folder up may pack one in. So the names
of agreed plans are also kept in the user's folder, and a plan that is not among them was agreed to
by somebody else: its orders are asked about again, and none of them is sent again unasked.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.backends.base import Backend
from pipeline.production.home import user_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ledger.attempts import Attempt
    from pipeline.production.production import Production

__all__ = ["distrust", "plans_agreed", "remember"]

_KEY_LIFE = timedelta(hours=1)
"""How long a service is relied on to know a key or an id of ours again. None of those described
here says how long it does; older orders are looked up, and in doubt where they are not found."""

_LOOKS = {"client_id": "listed", "idempotent": "none"}
"""The level that only looks, in the place of one that sends again."""


def remember(production: Production, plan: str) -> None:
    """Note that this user agreed to a plan; comes before the ledger notes it."""
    path = _file(production)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(plan + "\n")


def plans_agreed(production: Production) -> frozenset[str]:
    """The plans that this user agreed to."""
    try:
        return frozenset(_file(production).read_text("ascii", "replace").split())
    except FileNotFoundError:
        return frozenset()


def distrust(production: Production) -> None:
    """Have no order sent again that this user did not agree to, or that is old.

    It is looked up, or in doubt.
    """
    found = [
        one
        for one in production.ledger.open_attempts()
        if one.ticket is None and one.recovery in _LOOKS
    ]
    if not found:
        return
    own, now = plans_agreed(production), datetime.now(UTC)
    for attempt in found:
        is_sure = attempt.plan in own and now - attempt.intended < _KEY_LIFE
        if not is_sure and not _is_free(production, attempt):
            production.ledger.attempts.lower(attempt, _LOOKS[attempt.recovery])


def _is_free(production: Production, attempt: Attempt) -> bool:
    """Whether its generator really costs nothing, whatever the order says of itself."""
    maker = production.makers.get(attempt.generator)
    is_its_own = isinstance(maker, Backend) and maker.name == attempt.backend
    return is_its_own and isinstance(maker, Backend) and maker.capabilities(attempt.model).is_free


def _file(production: Production) -> Path:
    return user_folder(production.environment) / "agreed.txt"
