"""Wait for something that a page says, without running text in it: its policy forbids that."""

from __future__ import annotations

import time
from typing import Any

__all__ = ["until"]


def until(tab: Any, expression: str, *, seconds: float = 15.0) -> Any:
    """What the expression gives, once that is true."""
    end = time.monotonic() + seconds
    while not (said := tab.evaluate(expression)):
        assert time.monotonic() < end, expression
        tab.wait_for_timeout(30)
    return said
