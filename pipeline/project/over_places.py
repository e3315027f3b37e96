"""What an ``over`` line is called, and the fault of one that begins after its event has ended."""

from __future__ import annotations

from pipeline.errors import Problem
from pipeline.project.edit import Over
from pipeline.project.take_text import event_take

__all__ = ["begins_late", "over_text"]

_STOPS = frozenset({"cut", "export"})


def over_text(over: Over) -> str:
    """The line as far as it names its picture: ``over sh140/1``."""
    take = over.event.take
    return f"over {over.event.shot}" + (f"/{event_take(take)}" if take is not None else "")


def begins_late(over: Over, frames: int) -> Problem | None:
    """The fault of a picture laid over frame ``at`` of an event that lasts only ``frames``.

    A picture that begins in its event may run on over the events that follow.
    """
    if over.at < frames:
        return None
    unit = "frame" if frames == 1 else "frames"
    return Problem(
        f"{over_text(over)} begins at frame {over.at}; the event it lies over has {frames} {unit}",
        where=over.where,
        fix=f"write at {frames - 1} or less, or put the line below the event that plays then",
        stops=_STOPS,
    )
