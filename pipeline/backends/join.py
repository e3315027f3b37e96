"""Join the parts of a chain to one clip: picture for picture as they are, each frame once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.backends.base import (
    Capabilities,
    Operation,
    Order,
    OrderImage,
    Recovery,
    Refusal,
    Settings,
)
from pipeline.backends.offline import Made, Offline
from pipeline.errors import CannotMake

__all__ = ["BACKEND", "Join", "JoinSettings"]


class JoinSettings(Settings):
    """A join has nothing to set: the shot's chain says what is joined."""


class Join(Offline):
    """One clip of several."""

    name = "join"
    about = "the parts of a shot with `chain: yes` as one clip, without loss"
    Settings = JoinSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """Any length; the same parts give the same clip."""
        del model
        return Capabilities(
            frozenset({Operation.V2V}),
            has_seed=False,
            has_negative=True,
            is_free=True,
            is_local=True,
            distinct=1,
            recovery=Recovery.FREE,
        )

    def check(self, order: Order) -> Sequence[str]:
        """Anything but the parts of a chain."""
        faults = list(super().check(order))
        if not faults and not _parts(order):
            said = f"'join' joins the parts of a chain, and shot {order.shot} has none"
            faults.append(Refusal("operation", f"{said}: say `chain: yes` there"))
        return faults

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """The parts behind each other; of all but the first without the picture they begin with."""
        from pipeline.media.joined import join_clips

        paths = []
        for part in _parts(order):
            if part.path is None:
                raise CannotMake(f"a part of shot {order.shot} is not there yet")
            paths.append(self.home / part.path)
        join_clips(paths, into / "clip.mp4")
        return (Made("clip.mp4"),)


def _parts(order: Order) -> list[OrderImage]:
    return [image for image in order.images if image.role == "part"]


BACKEND = Join
