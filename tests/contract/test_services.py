"""Every described service holds the contract, against a server that answers as it does."""

from __future__ import annotations

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.testing import BackendContract
from tests.services.conftest import services, this_machine_only
from tests.services.described import Described, picture

__all__ = ["services", "this_machine_only"]


class TestRunway(Described, BackendContract):
    """A clip over a picture."""

    service = "runway"

    def order(self, home):
        images = (OrderImage("first", path=picture(home)),)
        return Order(Operation.I2V, "sh010", "a push in", images=images, frames=120,
                     seed=7, model="gen4.5")  # fmt: skip
