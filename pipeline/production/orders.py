"""The verbs about orders under way and in doubt: a part of the production."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pipeline.facts import TakeRef
    from pipeline.production.collecting import CollectReport, CollectRequest
    from pipeline.production.doubting import Found
    from pipeline.production.production import Production
    from pipeline.production.selecting import Selection
    from pipeline.run.events import Listener

__all__ = ["Orders"]


class Orders:
    """What is done about orders that were sent."""

    def collect(self, request: CollectRequest, listener: Listener) -> CollectReport:
        """Bring what was ordered and is ready, on this machine or another."""
        from pipeline.production.collecting import collect

        return collect(_whole(self), request, listener)

    def cancel(self, selection: Selection, listener: Listener) -> CollectReport | str:
        """Stop orders under way; a sentence where a run was asked to do it."""
        from pipeline.production.collecting import cancel

        return cancel(_whole(self), selection, listener)

    def adopt_job(self, found: Found) -> tuple[TakeRef, str]:
        """Take over a job by the service's own id: an order in doubt, or one made elsewhere."""
        from pipeline.production.doubting import adopt_job

        return adopt_job(_whole(self), found)

    def assume_lost(self, take: str, *, is_billed: bool = True) -> str:
        """Give up an order in doubt."""
        from pipeline.production.doubting import assume_lost

        return assume_lost(_whole(self), take, is_billed=is_billed)


def _whole(orders: Orders) -> Production:
    """The production that this is a part of."""
    return cast("Production", orders)
