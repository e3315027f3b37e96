"""What the stages know beside the film: digests of files, lengths the cuts need, longest clips."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.backends.base import Backend
from pipeline.facts import CLIP
from pipeline.plan.jobs import Facts
from pipeline.plan.needs import lengths_needed
from pipeline.stages.materials import material_files

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["facts_of"]


def facts_of(production: Production) -> Facts:
    """Digests of the author's files, and how long the cuts need each clip to be."""
    from pipeline.media.digests import digest_of
    from pipeline.production.planning import cut_of

    project = production.project
    paths = {path for element in project.elements.values() for path in element.refs}
    for shot in project.shots.values():
        paths.update(shot.refs)
        if shot.still is not None:
            paths.add(shot.still)
        paths.update(material_files(shot, CLIP))
    digests = {
        path.as_posix(): digest_of(production.folder / path)
        for path in paths
        if (production.folder / path).is_file()
    }
    lengths: dict[str, int] = {}
    for name in project.cuts or ("main",):
        for shot_id, frames in lengths_needed(project, cut_of(project, name)).items():
            lengths[shot_id] = max(lengths.get(shot_id, 0), frames)
    return Facts(digests=digests, lengths=lengths, longest=_longest(production))


def _longest(production: Production) -> dict[str, Fraction]:
    """Seconds of the longest clip of each generator that chains are asked of."""
    project, found = production.project, {}
    chained = (shot for shot in project.shots.values() if shot.is_chained)
    for name in {ask.generator for shot in chained for ask in shot.clips[:1]}:
        maker = production.makers.get(name)
        if isinstance(maker, Backend) and name in project.generators:
            can = maker.capabilities(project.generators[name].model)
            if can.seconds:
                found[name] = max(can.seconds)
    return found
