"""The clock that a run is handed: dates, elapsed seconds, and waiting for news."""

from __future__ import annotations

import queue
import time
from datetime import UTC, datetime
from typing import Protocol, TypeVar

__all__ = ["Clock", "SystemClock"]

T = TypeVar("T")


class Clock(Protocol):
    """Time as a run sees it; tests hand in one that never sleeps."""

    def now(self) -> datetime:
        """The date, aware, UTC."""
        ...

    def seconds(self) -> float:
        """Seconds since some moment; only differences mean anything."""
        ...

    def wait(self, news: queue.SimpleQueue[T], seconds: float, *, is_busy: bool) -> T | None:
        """The next item of ``news``, or None when ``seconds`` went by without one.

        ``is_busy`` says that something in hand will surely bring news.
        """
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The date, aware, UTC."""
        return datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds since the machine was started."""
        return time.monotonic()

    def wait(self, news: queue.SimpleQueue[T], seconds: float, *, is_busy: bool) -> T | None:
        """The next item of ``news``, or None when ``seconds`` went by without one."""
        del is_busy
        try:
            return news.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
