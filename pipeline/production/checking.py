"""Everything that is wrong: what the files alone show, and what generators, takes and cuts add."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from pipeline.backends.base import Backend
from pipeline.errors import Problem
from pipeline.plan.standing import choice_of
from pipeline.production.makers import maker_problems
from pipeline.production.planning import jobs_of
from pipeline.project.edit import TakeChoice

if TYPE_CHECKING:
    from pipeline.production.production import Production

__all__ = ["check"]


def check(production: Production) -> tuple[Problem, ...]:
    """Every problem of the production, sorted by place, each with its line and its remedy."""
    found = [
        *production.project.problems,
        *maker_problems(production),
        *_impossible_orders(production),
        *_windows(production),
        *_damaged(production),
        *(Problem(text) for text in production.vault.problems()),
    ]
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _impossible_orders(production: Production) -> Iterator[Problem]:
    """Orders that their backend cannot honour, with the line that asks for them."""
    made = production.makers
    shots = tuple(production.project.shots.values())
    said: set[tuple[str, str]] = set()
    for job in jobs_of(production, shots, ()):
        backend = made.get(job.id.generator)
        if not isinstance(backend, Backend) or job.id.slot > 1:
            continue
        for fault in backend.check(job.work):
            if (job.id.shot, fault) not in said:
                said.add((job.id.shot, fault))
                stage = "board" if job.id.kind.word == "panel" else "shoot"
                yield Problem(
                    f"shot {job.id.shot}: {fault}",
                    where=job.where,
                    fix="change the shot, or use another generator (`rushes backends list`)",
                    stops=frozenset({stage}),
                    shot=job.id.shot,
                )


def _windows(production: Production) -> Iterator[Problem]:
    """Events that use more of a take than there is."""
    from pipeline.project.cut_file import check_windows

    fps = production.project.fps
    lengths: dict[tuple[str, TakeChoice], int] = {}
    for (shot, _), takes in production.vault.all().items():
        for take in takes:
            media = take.slate.media
            if media.rate:
                frames = math.floor(media.frames / media.rate * fps + Fraction(1, 2))
                lengths[shot, choice_of(take)] = frames
    for cut in production.project.cuts.values():
        yield from check_windows(cut, lengths)


def _damaged(production: Production) -> Iterator[Problem]:
    """Takes whose file was emptied or cut short since it was made."""
    for takes in production.vault.all().values():
        for take in takes:
            if take.damage:
                yield Problem(
                    f"{take.ref} is damaged: {take.damage}",
                    fix=f"put {take.path} back; `rushes plan {take.ref.shot} -v` says what else",
                    stops=frozenset({"export"}),
                    shot=take.ref.shot,
                )


def _place(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where
    if where is None:
        return ("~", 0, 0, problem.message)
    return (str(where.file), where.line, where.column, problem.message)
