"""The picture side of a changed cut by itself: its new parts, and the join of all of them.

Sound is left out: a trim changes the sound of everything behind it, and costs what a mix costs.
"""

from __future__ import annotations

import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from pipeline.cut.film import FilmPlan
from pipeline.cut.join import join_film
from pipeline.cut.render import render_reel
from pipeline.production import Production
from pipeline.production.filming import FilmRequest, planned_film
from pipeline.vault.derived import Derived

__all__ = ["picture_side"]


def picture_side(film: Path, count: int = 0) -> float:
    """Seconds that an export's new parts take, one after the other, and the join of the picture.

    ``count``: the film is taken to have so many parts, its own ones over and over. Nothing is kept.
    """
    production = Production(film)
    planned = planned_film(production, FilmRequest(is_delivery=True))
    derived = Derived(production.home.derived)
    production.ledger.close()
    with tempfile.TemporaryDirectory(dir=film) as name:
        began = time.perf_counter()
        parts = _parts(planned, derived, Path(name))
        joined = tuple(islice(cycle(parts), count or len(parts)))
        join_film(joined, Path(name) / "film.mp4", planned.timeline.rate)
        return time.perf_counter() - began


def _parts(planned: FilmPlan, derived: Derived, folder: Path) -> list[Path]:
    parts = []
    for number, reel in enumerate(planned.reels):
        part = derived.get(reel.key, ".mp4")
        if part is None:
            part = folder / f"part{number}.mp4"
            render_reel(reel.recipe, reel.inputs, part)
        parts.append(part)
    return parts
