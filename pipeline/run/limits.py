"""How many orders a service takes within a minute and within a day, counted across restarts."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from msgspec import Struct

from pipeline.backends.base import Capabilities

__all__ = ["DAY_SECONDS", "MINUTE_SECONDS", "Limits"]

MINUTE_SECONDS = 60.0
DAY_SECONDS = 86_400.0


class _Window(Struct):
    """So many orders within any stretch of so many seconds."""

    most: int
    seconds: float
    sent: deque[float]

    def opens(self, starting: int, now: float) -> float:
        """When the next may be sent, with ``starting`` more about to be; ``now``: at once."""
        while self.sent and self.sent[0] + self.seconds <= now:
            self.sent.popleft()
        over = len(self.sent) + starting - self.most
        if over < 0:
            return now
        if over >= len(self.sent):  # those about to be sent fill it: their own time is to come
            return now + self.seconds
        return self.sent[over] + self.seconds


class Limits:
    """What one model of one service takes. Pure: the time is handed in."""

    def __init__(self, can: Capabilities, sent: Sequence[float], *, at_once: int = 0) -> None:
        """``sent``: when orders went there before, in seconds of the run's clock, oldest first."""
        self.at_once = max(1, at_once or can.concurrency)
        self._windows = [
            _Window(max(1, most), seconds, deque(sent))
            for most, seconds in (
                (can.per_minute, MINUTE_SECONDS),
                (can.per_day, DAY_SECONDS),
            )
            if most is not None
        ]

    def opens(self, starting: int, now: float) -> float:
        """When the next order may be sent; ``now`` where one may at once."""
        return max((window.opens(starting, now) for window in self._windows), default=now)

    def sent(self, now: float) -> None:
        """Count an order that is sent now."""
        for window in self._windows:
            window.sent.append(now)
