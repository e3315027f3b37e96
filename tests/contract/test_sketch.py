"""The sketch backend holds the contract."""

from __future__ import annotations

from pipeline.backends.base import Operation, Order
from pipeline.backends.sketch import Sketch, SketchSettings
from pipeline.backends.testing import BackendContract


class TestSketch(BackendContract):
    """Panels from words."""

    def backend(self, home):
        return Sketch(SketchSettings(), home)

    def order(self, home):
        words = {"panel": "a lighthouse in the snow", "framing": "WS", "film": "f", "place": "sc"}
        return Order(
            Operation.T2I, "sh010", prompt="a lighthouse", width=96, height=54, seed=7, words=words
        )
