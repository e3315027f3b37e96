"""The still backend holds the contract."""

from __future__ import annotations

from PIL import Image

from pipeline.backends.base import Operation, Order
from pipeline.backends.still import Still, StillSettings
from pipeline.backends.testing import BackendContract


class TestStill(BackendContract):
    """The author's own picture, cropped."""

    def backend(self, home):
        return Still(StillSettings(), home)

    def order(self, home):
        Image.new("RGB", (192, 108), "navy").save(home / "a.png")
        words = {"still": "a.png", "crop": "10,5 80x60"}
        return Order(Operation.T2I, "sh010", width=96, height=54, words=words)
