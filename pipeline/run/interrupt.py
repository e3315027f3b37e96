"""Ctrl-C: once, what is in hand is finished; twice, we leave at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

__all__ = ["EXIT_INTERRUPTED", "Interrupt"]

EXIT_INTERRUPTED = 130
"""What shells expect of a program that SIGINT ended: 128 + 2."""


class Interrupt:
    """Whether the person at the keyboard wants us to stop.

    Used as a context it listens to SIGINT and SIGTERM (in the main thread only); without, it is
    set by hand. Nothing is lost by the second Ctrl-C either: it is the same as a power cut.
    """

    def __init__(self, *, leave: Callable[[int], object] = os._exit) -> None:
        self._is_set = threading.Event()
        self._listeners: list[Callable[[], None]] = []
        self._leave = leave
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before.clear()

    @property
    def is_set(self) -> bool:
        """Whether nothing new is to be begun."""
        return self._is_set.is_set()

    def set(self) -> None:
        """Ask for the end, as one Ctrl-C does."""
        self._is_set.set()
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called at the first Ctrl-C; it may be in a signal handler."""
        self._listeners.append(listener)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._is_set.is_set():
            self._leave(EXIT_INTERRUPTED)
        self.set()
