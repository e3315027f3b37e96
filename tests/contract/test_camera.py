"""The camera backend holds the contract."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.camera import CameraMan, CameraSettings
from pipeline.backends.testing import BackendContract
from pipeline.facts import Camera


class TestCamera(BackendContract):
    """Half a second of a push."""

    def backend(self, home):
        return CameraMan(CameraSettings(preset="ultrafast"), home)

    def order(self, home):
        Image.effect_noise((192, 108), 40).convert("RGB").save(home / "a.png")
        return Order(
            Operation.I2V,
            "sh010",
            images=(OrderImage("first", path=Path("a.png")),),
            frames=12,
            width=96,
            height=54,
            camera=Camera("push", "in"),
        )
