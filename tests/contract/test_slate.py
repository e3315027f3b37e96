"""The slate backend holds the contract."""

from __future__ import annotations

from pipeline.backends.base import Operation, Order
from pipeline.backends.slate import Slate, SlateSettings
from pipeline.backends.testing import BackendContract


class TestSlate(BackendContract):
    """Words on grey."""

    def backend(self, home):
        return Slate(SlateSettings(), home)

    def order(self, home):
        words = {"panel": "a frozen city", "framing": "EWS", "seconds": 2.5}
        return Order(Operation.T2I, "sh010", width=96, height=54, words=words)
