"""What is done to the colours of a part, as it stands in its recipe.

picture ── conform ── grade, table ──┐
                                     ├── transition ── film's ── delivery's ── titles
picture ── conform ── grade, table ──┘
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from pipeline.errors import MediaError, Problem, ProjectError
from pipeline.facts import Digest, Json
from pipeline.project.grading import NEUTRAL, Grading
from pipeline.project.story import Project

__all__ = [
    "Luts",
    "finish_json",
    "finish_steps",
    "lut_problems",
    "luts_of",
    "own_luts",
]

Luts = Mapping[Path, tuple[Path, Digest]]
"""Colour tables of the film that can be read, by the path written: where each is, its digest."""


def _written(grading: Grading, luts: Luts) -> Json:
    written: Json = {}
    grade = grading.grade
    if not grade.is_neutral:
        said = ((name, getattr(grade, name)) for name in grade.__struct_fields__)
        written["grade"] = {
            name: [value.numerator, value.denominator]
            for name, value in said
            if value is not None and value != getattr(NEUTRAL, name)
        }
    if grading.lut is not None and grading.lut in luts:
        written["lut"] = luts[grading.lut][1]
    if grading.vignette:
        written["vignette"] = [grading.vignette.numerator, grading.vignette.denominator]
    return written


def finish_json(gradings: Sequence[Grading], luts: Luts) -> Json:
    """What of one grading, or of a film's and then a delivery's, changes pixels.

    As it stands in a recipe; empty where nothing does.
    """
    written = [_written(each, luts) for each in gradings]
    last = [each for each in written[1:] if each]
    return {**written[0], "delivered": last[0]} if last else written[0]


def finish_steps(recipe: Json) -> tuple[Json, ...]:
    """What ``finish_json`` wrote, in the order in which it is done."""
    return (recipe, recipe.get("delivered", {}))


def own_luts(project: Project) -> Iterator[Path]:
    """The colour tables that the film names, relative to the production, each once."""
    gradings = [*project.gradings.values(), *(shot.grading for shot in project.shots.values())]
    yield from dict.fromkeys(each.lut for each in gradings if each.lut is not None)


def luts_of(project: Project) -> Luts:
    """Those of them that can be read."""
    from pipeline.media.digests import digest_of

    found = {}
    for path in own_luts(project):
        place = project.folder / path
        try:
            digest = digest_of(place)
        except MediaError:
            continue
        if not _faults(place, path, digest):
            found[path] = (place, digest)
    return found


def lut_problems(project: Project, *, is_draft: bool = False) -> tuple[Problem, ...]:
    """A problem for each table that cannot be read; a draft goes without it and says so."""
    from pipeline.media.digests import digest_of

    found: list[Problem] = []
    for path in own_luts(project):
        place = project.folder / path
        try:
            digest = digest_of(place)
        except MediaError as err:
            found.append(Problem(str(err)))
            continue
        found += _faults(place, path, digest)
    stops = frozenset({"export"})
    return tuple(replace(each, stops=stops, is_warning=is_draft) for each in found)


@lru_cache(maxsize=64)
def _faults(place: Path, shown: Path, digest: Digest) -> tuple[Problem, ...]:  # noqa: ARG001 - a key
    from pipeline.media.cube import read_cube

    try:
        read_cube(place, shown)
    except ProjectError as err:
        return err.problems
    return ()
