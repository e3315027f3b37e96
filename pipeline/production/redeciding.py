"""Read a production anew after a decision: only what was decided, where nothing else changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.production.voicing import voices_of
from pipeline.project.texts_read import with_picks_now

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["redecided"]


def redecided(production: Production) -> Production:
    """The production as it is written now, with the takes and the ledger that are open.

    Board and cuts are read again only where one of their texts is another than it was, or another
    take of a line or a sound is to be heard.
    """
    fresh = production.reread()
    project = with_picks_now(production.project, voices_of(production))
    if project is not None:
        fresh.project, fresh.home = project, production.home
        if "makers" in vars(production):
            fresh.makers = production.makers
    return fresh
