"""Shoot: moving pictures for every shot, from its standing panel and its words of motion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.facts import CLIP, PANEL, Kind
from pipeline.plan.jobs import Facts, Job, Wanted
from pipeline.project.story import Project, Shot
from pipeline.project.words import prompt_for
from pipeline.stages.orders import expand, frame_size, generator_of, picture_words

__all__ = ["STAGE", "Shoot"]


class Shoot:
    """Asks for clips, each over the shot's standing panel."""

    name = "shoot"
    kind: Kind = CLIP

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every clip the shots ask for, in board order, whether made already or not."""
        for shot in shots:
            if shot.is_omitted:
                continue
            orders = {
                ask.generator: _order(project, shot, ask.generator, facts)
                for ask in shot.clips
                if generator_of(project, ask.generator)
            }
            for job in expand(project, shot, kind=CLIP, order_of=orders, facts=facts):
                yield replace(job, wanted=(Wanted(shot.id, PANEL),))


def _order(project: Project, shot: Shot, name: str, facts: Facts) -> Order:
    generator = project.generators[name]
    width, height = frame_size(project)
    needed = max(shot.frames, facts.lengths.get(shot.id, 0)) + 2 * shot.handles
    if generator.seconds is not None:
        needed = max(needed, math.floor(generator.seconds * project.fps + 0.5))
    return Order(
        operation=Operation.I2V,
        shot=shot.id,
        prompt=prompt_for(shot, project, kind=CLIP, generator=name),
        negative=shot.negative,
        images=(OrderImage(role="first", wanted=f"{shot.id} {PANEL}"),),
        frames=needed,
        width=width,
        height=height,
        fps=project.fps,
        seed=shot.seed,
        camera=shot.camera,
        model=generator.model,
        words=picture_words(project, shot),
    )


STAGE = Shoot()
