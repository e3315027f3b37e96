"""Where a submitted order stands, and what a restart may do with one whose answer was lost."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Recovery", "State"]


class Recovery(StrEnum):
    """What a restart may do with an order whose answer was lost."""

    FREE = "free"
    """It costs nothing: run it again."""
    CLIENT_ID = "client_id"
    """Look our own id up; absent: send again under the same id."""
    IDEMPOTENT = "idempotent"
    """Send the identical body again under the same key."""
    TAGGED = "tagged"
    """Search by our tag: found is adopted, not found proves nothing."""
    LISTED = "listed"
    """Search the service's list: found is adopted, not found proves nothing."""
    NONE = "none"
    """In doubt until a person decides."""


class State(StrEnum):
    """Where a submitted order stands."""

    QUEUED = "queued"
    """Accepted; nothing has started."""
    WORKING = "working"
    """Being made. An unknown word from a service means this, never failure."""
    READY = "ready"
    """Made; ``collect`` will succeed."""
    FAILED = "failed"
    """Ended badly; ``failure`` says how."""
    MODERATED = "moderated"
    """The service will not make this."""
    CANCELLED = "cancelled"
    """Stopped on request."""
    EXPIRED = "expired"
    """The service says that the result is gone."""
