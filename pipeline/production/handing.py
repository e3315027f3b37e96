"""The verbs of handing a film to other programs and people: a part of the production."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.production.timelines import Timelines
    from pipeline.run.events import Listener

__all__ = ["Handing"]


class Handing:
    """What goes out of the house, and comes back."""

    def write_timelines(
        self, formats: Sequence[str], listener: Listener, *, cut: str
    ) -> Timelines | None:
        """Write a cut as timelines for other programs, and say what they cannot carry."""
        from pipeline.production.timelines import write_timelines

        return write_timelines(cast("Production", self), formats, cut, listener)
