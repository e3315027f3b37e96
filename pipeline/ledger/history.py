"""What the ledger knows of the past, as the plan reads it: slots, and what is owed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from pipeline.facts import Json, Kind

__all__ = ["History", "Slot", "SlotState"]


class SlotState(StrEnum):
    """What became of a number that was given out."""

    OPEN = "open"
    """Every attempt ended unbilled and retryable, and tries are left: it may be tried again."""
    UNDER_WAY = "under way"
    """Intended or ticketed; the next run goes on with it."""
    MADE = "made"
    """A take came of it."""
    IN_DOUBT = "in doubt"
    """Sent, the answer lost; a person decides."""
    MODERATED = "moderated"
    """The service will not make these words."""
    CLOSED = "closed"
    """Refused, billed and failed, cancelled, written off, or tried too often."""


class Slot(Struct, frozen=True):
    """One number of (shot, kind), given out once."""

    shot: str
    kind: Kind
    number: int
    generator: str
    state: SlotState
    unit: str = ""
    words: Json = field(default_factory=dict)
    """The author's fields, frozen at the intent."""
    inputs: tuple[str, ...] = ()
    """The takes it was made from: ``sh030 panel 2``."""
    files: tuple[tuple[str, str], ...] = ()
    """The author's own files it was made from: (path, digest)."""
    frames: int = 0
    """Film frames that were asked for; 0 for stills."""
    is_free: bool = False
    is_side: bool = False
    """Asked for by itself: none of the takes that the film asks for."""
    tries: int = 0
    reason: str = ""
    """Why it ended, where it did not end well."""
    refused: str = ""
    """What was refused, where it was moderated: see ``pipeline.errors.Moderated``."""
    attempt: str = ""
    """The latest attempt's key."""

    def inputs_of(self, own: tuple[str, Kind]) -> bool:
        """Whether it was made from a take of this shot and kind."""
        return any(name.startswith(f"{own[0]} {own[1]} ") for name in self.inputs)


class History(Struct, frozen=True):
    """Everything the plan needs to know of the past."""

    slots: Mapping[tuple[str, Kind], tuple[Slot, ...]] = field(default_factory=dict)
    """By shot and kind, in order of number."""
    owed: Mapping[tuple[str, Kind, str], int] = field(default_factory=dict)
    """Takes asked for beyond the film's count (`retake`), by shot, kind and generator."""

    def of(self, shot: str, kind: Kind) -> tuple[Slot, ...]:
        """The slots of one shot and kind."""
        return self.slots.get((shot, kind), ())
