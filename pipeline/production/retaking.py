"""Of what more takes are asked for: shots, one line or sound, a scene, a piece of music."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.errors import ProjectError
from pipeline.plan.jobs import Job
from pipeline.production.planning import choose, jobs_of
from pipeline.production.selecting import Selection
from pipeline.project.shot_values import OWN_JOIN
from pipeline.project.story import Shot

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["asked_again"]

_ASK = {
    "voice": "say `use: {voice: speak}` in the film",
    "foley": "say `sfx: {make: …}` there, and `use: {sound: …}` in the film",
    "score": "say `make: …` of the music, and `use: {music: …}` in the film",
    "": "say `clips: 1` there",
}
"""What to write where a shot asks nobody for takes, by stage."""


def asked_again(
    production: Production, selection: Selection, stage: str
) -> list[tuple[Shot, Sequence[Job]]]:
    """The shots that are meant, each with its jobs of the stage.

    ``sh050.l1``, ``sh040.s1`` and ``sc010.ambience`` mean one line or sound. A scene's own sounds
    are meant where the stage says so, a piece of music where it is named.

    Raises:
        ProjectError: there is no such shot, line or sound, or it asks no generator for takes.
    """
    parted = [name for name in selection.names if "." in name]
    plain = tuple(name for name in selection.names if "." not in name)
    found = [_part(production, name) for name in parted]
    if plain or not parted:
        chosen = choose(production, replace(selection, names=plain), beside=True)
        meant = [shot for shot in chosen if _is_meant(production, shot, stage, plain)]
        found += _of_stage(production, meant, stage)
    return found


def _part(production: Production, name: str) -> tuple[Shot, Sequence[Job]]:
    """One line or sound, and the jobs for it."""
    written, _, part = name.partition(".")
    shots = choose(production, Selection(names=(written,)), beside=True)
    shot = next((one for one in shots if one.id.casefold() == written.casefold()), shots[0])
    jobs = [job for job in jobs_of(production, (shot,), ()) if job.id.kind.part == part]
    if not jobs:
        raise ProjectError(
            f"{shot.id} has no line or sound '{part}' that a generator makes",
            fix=f"`rushes why {shot.id}` shows what it asks for",
        )
    return shot, jobs


def _is_meant(production: Production, shot: Shot, stage: str, names: Sequence[str]) -> bool:
    project = production.project
    if shot.id not in project.beside:
        return True
    if shot.id not in project.music:
        return stage == "foley"
    is_named = shot.id.casefold() in {name.casefold() for name in names}
    return is_named or stage == "score"


def _of_stage(
    production: Production, shots: Sequence[Shot], stage: str
) -> Iterator[tuple[Shot, Sequence[Job]]]:
    """The jobs of each; of many shots those that have no sound are passed over."""
    has_any = False
    for shot in shots:
        usual = "score" if shot.id in production.project.beside else "shoot"
        jobs = jobs_of(production, (shot,), (stage or usual,))
        jobs = [job for job in jobs if job.id.generator != OWN_JOIN]  # it follows by itself
        if not (jobs or stage):
            jobs = jobs_of(production, (shot,), ("board",))
        may_lack = stage in ("foley", "score") and len(shots) > 1
        if jobs:
            has_any = True
            yield shot, jobs
        elif not may_lack:
            fix = _ASK.get(stage, _ASK[""])
            raise ProjectError(f"{shot.id} asks no generator for takes", fix=fix)
    if shots and not has_any:
        raise ProjectError("none of them asks a generator for takes", fix=_ASK[stage])
