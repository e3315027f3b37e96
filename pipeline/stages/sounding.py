"""From words for a sound or a piece of music to the orders that its generators get."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pipeline.backends.base import Operation, Order
from pipeline.errors import Where
from pipeline.facts import Kind
from pipeline.plan.jobs import Job, JobId
from pipeline.project.story import Project, Shot
from pipeline.project.words import elements_written_out
from pipeline.stages.orders import generator_of

__all__ = ["Sound", "sound_jobs"]


class Sound(Struct, frozen=True):
    """What is to be heard."""

    operation: Operation
    kind: Kind
    words: str
    """In the author's own words, with ``<name>`` as written."""
    frames: int
    """Film frames; 0: as long as the generator likes."""
    where: Where | None


def sound_jobs(project: Project, shot: Shot, sound: Sound) -> Iterator[Job]:
    """Every take of one sound that its shot, scene or piece asks for, generator by generator."""
    prompt = elements_written_out(sound.words, project)
    for ask in shot.sounds:
        generator = generator_of(project, ask.generator)
        if generator is None:
            continue
        order = Order(
            operation=sound.operation,
            shot=shot.id,
            prompt=prompt,
            frames=sound.frames,
            fps=project.fps,
            seed=shot.seed,
            model=generator.model,
            words={"make": prompt},
        )
        for slot in range(1, ask.count + 1):
            yield Job(
                JobId(shot.id, sound.kind, ask.generator, slot),
                order,
                {"make": prompt},
                needed_frames=sound.frames,
                where=sound.where,
                marks={"model": generator.marks["model"]} if "model" in generator.marks else {},
            )
