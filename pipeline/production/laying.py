"""Lay out a cut with the takes and the picks that there are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cut.assemble import assemble
from pipeline.production.planning import cut_of
from pipeline.project.edit import Picks

if TYPE_CHECKING:
    from pipeline.cut.timeline import Timeline
    from pipeline.production.production import Production
    from pipeline.project.edit import Cut

__all__ = ["laid"]


def laid(production: Production, cut: Cut | str) -> Timeline:
    """The timeline of a cut, or of the cut of that name.

    Raises:
        ProjectError: there is no such cut.
    """
    project = production.project
    written = cut_of(project, cut) if isinstance(cut, str) else cut
    takes = [take for found in production.vault.all().values() for take in found]
    return assemble(project, written, project.picks or Picks(), takes)
