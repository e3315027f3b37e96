"""Picture and music side by side: how much longer the one is, from files that are measured once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cut.beside_music import LastMusic, beside_music, last_music

if TYPE_CHECKING:
    from pipeline.cut.timeline import Timeline
    from pipeline.errors import Problem
    from pipeline.production.production import Production
    from pipeline.project.edit import Cut

__all__ = ["beside", "beside_words", "last_of", "music_lengths"]


def beside(production: Production, cut: Cut, timeline: Timeline) -> Problem | None:
    """What is to be said of the lengths of a cut's picture and its music; None: they agree."""
    return beside_music(last_of(production, cut, timeline), timeline)


def beside_words(production: Production, name: str) -> str:
    """The same in one sentence, of a cut by name; empty where they agree."""
    from pipeline.cut.assemble import assemble
    from pipeline.production.planning import cut_of
    from pipeline.project.edit import Picks

    project = production.project
    cut = cut_of(project, name)
    if not cut.sound:
        return ""
    takes = [take for found in production.vault.all().values() for take in found]
    problem = beside(production, cut, assemble(project, cut, project.picks or Picks(), takes))
    return problem.message if problem is not None else ""


def last_of(production: Production, cut: Cut, timeline: Timeline) -> LastMusic | None:
    """The music that plays when the cut ends, and where its file is over."""
    if not any(cue.role == "music" for cue in timeline.sounds):
        return None
    return last_music(production.project, cut, timeline, music_lengths(production))


def music_lengths(production: Production) -> Mapping[Path, Fraction]:
    """Seconds of every piece of music that is there; a file that is no sound has none."""
    from pipeline.production.measuring import measurer

    measure = measurer(production.folder, production.environment)
    found = {music.file: measure(music.file) for music in production.project.music.values()}
    return {path: seconds for path, seconds in found.items() if seconds}
