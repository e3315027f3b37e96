"""What deserves another try, and how long it waits for it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from pipeline.backends.base import Recovery
from pipeline.run.worker import Fault

__all__ = [
    "PATIENCE_SECONDS",
    "PATIENCE_TIMES",
    "After",
    "Verdict",
    "after_submit",
    "pause_seconds",
]

PATIENCE_SECONDS = 900.0
"""How long a run waits for a service that takes nothing more; longer, and it goes on without."""
PATIENCE_TIMES = 20
"""How often a service may ask for patience about one order in one run."""

_FIRST_SECONDS = 2.0
_MOST_SECONDS = 60.0


class After(StrEnum):
    """What follows a fault at the moment of sending."""

    RETRY = "retry"
    """Surely not accepted: end this attempt, try the slot again later."""
    LATER = "later"
    """The service asks for patience; it was no try."""
    PAUSE = "pause"
    """The generator gets nothing more in this run: no credit, no key."""
    REFUSED = "refused"
    """Surely not accepted, and never will be."""
    MODERATED = "moderated"
    SAME_KEY = "same key"
    """Perhaps accepted: send again under the same key, which bills once."""
    SEARCH = "search"
    """Perhaps accepted: look for it at the service; absence proves nothing."""
    DOUBT = "doubt"
    """Perhaps accepted, and nobody can know."""
    STOP = "stop"
    """This machine has no room: the run ends here."""


class Verdict(Struct, frozen=True):
    """What follows, and after how many seconds."""

    after: After
    seconds: float = 0.0


_KNOWN = {
    "SubmitRejected": After.RETRY,
    "OutOfCredit": After.PAUSE,
    "NotConfigured": After.PAUSE,
    "CannotMake": After.REFUSED,
    "ModelRetired": After.REFUSED,
    "Moderated": After.MODERATED,
    "DiskFull": After.STOP,
    "JobHeld": After.DOUBT,
}

_LOST = {
    Recovery.FREE: After.RETRY,
    Recovery.CLIENT_ID: After.SAME_KEY,
    Recovery.IDEMPOTENT: After.SAME_KEY,
    Recovery.TAGGED: After.SEARCH,
    Recovery.LISTED: After.SEARCH,
    Recovery.NONE: After.DOUBT,
}


def after_submit(fault: Fault, recovery: Recovery, setbacks: int) -> Verdict:
    """What follows a fault of ``submit``.

    An error that the contract does not name is an answer that was lost, whatever it says: only
    the named refusals prove that nothing was accepted.
    """
    if fault.kind == "RateLimited":
        return Verdict(After.LATER, max(fault.retry_after_seconds, pause_seconds(setbacks)))
    after = _KNOWN.get(fault.kind) or _LOST[recovery]
    return Verdict(after, pause_seconds(setbacks))


def pause_seconds(setbacks: int) -> float:
    """Seconds before the next try after ``setbacks`` that went wrong: 2, 4, 8 … at most 60."""
    return min(_MOST_SECONDS, _FIRST_SECONDS * 2.0 ** min(max(0, setbacks - 1), 10))
