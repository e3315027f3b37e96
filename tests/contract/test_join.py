"""The join backend holds the contract."""

from __future__ import annotations

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.backends.join import Join, JoinSettings
from pipeline.backends.testing import BackendContract
from tests.production.footage import clip


class TestJoin(BackendContract):
    """Two parts as one clip."""

    def backend(self, home):
        return Join(JoinSettings(), home)

    def order(self, home):
        parts = [clip(home / f"{name}.mp4", frames=6) for name in ("a", "b")]
        images = tuple(OrderImage("part", path=path.relative_to(home)) for path in parts)
        return Order(Operation.V2V, "sh010", images=images, frames=11, width=96, height=54)
