"""Shoot: moving pictures for every shot, from its panel or what it names, and its words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.facts import CLIP, Kind
from pipeline.plan.jobs import Facts, Job
from pipeline.project.story import Generator, Project, Shot
from pipeline.project.words import prompt_for
from pipeline.stages.chaining import chain_of, chained
from pipeline.stages.materials import as_input, panel_of, references
from pipeline.stages.orders import expand, frame_size, generator_of, picture_words

__all__ = ["STAGE", "Shoot"]


class Shoot:
    """Asks for clips, each over the shot's standing panel unless the shot says otherwise."""

    name = "shoot"
    kind: Kind = CLIP

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every clip the shots ask for, in board order, whether made already or not."""
        for shot in shots:
            if shot.is_omitted:
                continue
            whole = _chained(project, shot, facts)
            if whole is not None:
                yield from whole
                continue
            orders = {
                ask.generator: _order(project, shot, ask.generator, facts)
                for ask in shot.clips
                if generator_of(project, ask.generator)
            }
            yield from expand(project, shot, kind=CLIP, order_of=orders, facts=facts)


def _chained(project: Project, shot: Shot, facts: Facts) -> Iterator[Job] | None:
    """The jobs of a shot that is too long for one clip; None where it is not."""
    chain = chain_of(project, shot, _needed(shot, facts), facts)
    if chain is None:
        return None
    order = _order(project, shot, chain.generator, facts)
    return chained(project, shot, order, chain, facts)


def _needed(shot: Shot, facts: Facts) -> int:
    """Film frames that the shot's clip must have."""
    return max(shot.frames, facts.lengths.get(shot.id, 0)) + 2 * shot.handles


def _order(project: Project, shot: Shot, name: str, facts: Facts) -> Order:
    generator = project.generators[name]
    width, height = frame_size(project)
    needed = _needed(shot, facts)
    if generator.seconds is not None:
        needed = max(needed, math.floor(generator.seconds * project.fps + 0.5))
    operation, images, video = _inputs(project, shot, generator, facts)
    return Order(
        operation=operation,
        shot=shot.id,
        prompt=prompt_for(shot, project, kind=CLIP, generator=name),
        negative=shot.negative if generator.hears_negative else "",
        images=images,
        video=video,
        frames=needed,
        width=width,
        height=height,
        fps=project.fps,
        seed=shot.seed,
        camera=shot.camera,
        model=generator.model,
        words=picture_words(project, shot),
    )


def _inputs(
    project: Project, shot: Shot, generator: Generator, facts: Facts
) -> tuple[Operation, tuple[OrderImage, ...], OrderImage | None]:
    """What a clip is made from: a clip, else pictures it begins with and ends on, else words.

    Reference pictures go with words alone: a panel shows already what they show.
    """
    source = shot.source or panel_of(shot)
    ends = (as_input(shot.last, "last", facts),) if shot.last is not None else ()
    if source.is_words:
        images = (*ends, *references(project, shot, generator, facts))
        return Operation.I2V if ends else Operation.T2V, images, None
    if source.is_picture:
        return Operation.I2V, (as_input(source, "first", facts), *ends), None
    return Operation.V2V, ends, as_input(source, "source", facts)


STAGE = Shoot()
