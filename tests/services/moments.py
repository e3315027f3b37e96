"""The moments of an order at which the suites end the program, each by its checkpoint's name."""

from __future__ import annotations

__all__ = ["BEFORE", "BRINGING", "ENDS", "LOST", "OF_PAID", "SENT_NOW", "STOPPING"]

BEFORE = ("intent", "order file", "before the order is sent")
"""Written down, and perhaps not sent."""
SENT_NOW = "sent"
"""Answered, and the answer not written down."""
BRINGING = (
    "ticket",
    "ticket beside the take",
    "polled",
    "collected aside",
    "collected",
    "placed main",
    "slate placed",
    "order file removed",
    "done",
    "before the intent",
)
"""Nothing is written yet at the last: the next run begins anew, and may not be killed itself."""
OF_PAID = ("ticket beside the take", "collected", "order file removed")
"""Those that only what costs money goes through."""
LOST = "ended in_doubt"
ENDS = {
    "ended refused": "bad",
    "ended moderated": "moderated",
    "ended failed": "failed",
    "ended expired": "forgets",
}
"""How an order comes to nothing, and the scenario in which it does."""
STOPPING = ("before it is cancelled", "ended cancelled")
