"""How far the orders at services are: queued, at work, the furthest, the longest."""

from __future__ import annotations

from msgspec import Struct

from pipeline.cli.phases import clock_words
from pipeline.plan.jobs import JobId
from pipeline.run import events
from pipeline.run.events import Event

__all__ = ["Away"]

_QUEUED = "queued"
_WORKING = "working"


class _Order(Struct):
    """What was last said of one."""

    state: str
    since: float
    fraction: float | None = None


class Away:
    """Follows the orders of a run that are at their services."""

    def __init__(self) -> None:
        self._orders: dict[JobId, _Order] = {}

    def hear(self, event: Event, now: float) -> None:
        """Count one event in."""
        if isinstance(event, events.JobMoved) and event.seconds is not None:
            if event.state in {_QUEUED, _WORKING}:
                since = now - event.seconds
                self._orders[event.job] = _Order(event.state, since, event.fraction)
            else:  # made, or over: it is brought, or its end is told
                self._orders.pop(event.job, None)
        elif isinstance(
            event, events.JobMade | events.JobEnded | events.JobInDoubt | events.JobRetried
        ):
            self._orders.pop(event.job, None)
        elif isinstance(event, events.RunEnded):
            self._orders.clear()

    def words(self, now: float) -> str:
        """``at services: 2 queued, 3 at work (furthest 40%, longest 1 min 20 s)``; or empty."""
        orders = self._orders.values()
        if not orders:
            return ""
        queued = sum(one.state == _QUEUED for one in orders)
        counts = [f"{queued} queued"] if queued else []
        counts += [f"{len(orders) - queued} at work"] if queued < len(orders) else []
        furthest = max((one.fraction for one in orders if one.fraction is not None), default=None)
        notes = [] if furthest is None else [f"furthest {furthest:.0%}"]
        notes.append(f"longest {clock_words(max(now - one.since for one in orders))}")
        return f"at services: {', '.join(counts)} ({', '.join(notes)})"
