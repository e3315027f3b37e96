"""Write the layers of drawn panels as OpenRaster, to be painted over in Krita or GIMP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ProjectError
from pipeline.facts import PANEL
from pipeline.production.planning import choose, standing_take
from pipeline.production.selecting import Selection

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["write_layers"]


def write_layers(production: Production, selection: Selection) -> tuple[Path, ...]:
    """Write ``sh030_panel_t02.ora`` beside every standing panel that has layers.

    Painted over and exported as PNG under a name of its own (``sh030_panel_t02 painted.png``),
    `rushes adopt` takes the result as a new take made from that one.

    Raises:
        ProjectError: none of the panels was drawn here, so none has layers.
    """
    from pipeline.backends.sketch import write_layers as write_ora

    written = []
    for shot in choose(production, selection):
        take = standing_take(production, shot.id, PANEL)
        if take is None:
            continue
        path = take.path.with_suffix(".ora")
        if path.exists() or write_ora(take.path, path):
            written.append(path)
    if not written:
        raise ProjectError(
            "none of these panels has layers", fix="only panels drawn by `sketch` have them"
        )
    return tuple(written)
