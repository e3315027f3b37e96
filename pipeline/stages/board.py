"""Board: one still picture for every shot, from its words and the pictures it resembles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.backends.base import Operation, Order
from pipeline.facts import PANEL, Kind
from pipeline.plan.jobs import Facts, Job
from pipeline.project.story import Project, Shot
from pipeline.project.words import prompt_for
from pipeline.stages.materials import as_input, references
from pipeline.stages.orders import expand, frame_size, generator_of, picture_words

__all__ = ["STAGE", "Board"]


class Board:
    """Asks for panels."""

    name = "board"
    kind: Kind = PANEL

    def jobs(self, project: Project, facts: Facts, shots: Sequence[Shot]) -> Iterable[Job]:
        """Every panel the shots ask for, in board order, whether made already or not."""
        for shot in shots:
            if shot.is_omitted:
                continue
            orders = {
                ask.generator: _order(project, shot, ask.generator, facts)
                for ask in shot.panels
                if generator_of(project, ask.generator)
            }
            yield from expand(project, shot, kind=PANEL, order_of=orders, facts=facts)


def _order(project: Project, shot: Shot, name: str, facts: Facts) -> Order:
    generator = project.generators[name]
    images = references(project, shot, generator, facts)
    if shot.like is not None:
        images = (as_input(shot.like, "source", facts), *images)
    width, height = frame_size(project)
    return Order(
        operation=Operation.I2I if shot.like is not None else Operation.T2I,
        shot=shot.id,
        prompt=prompt_for(shot, project, kind=PANEL, generator=name),
        negative=shot.negative if generator.hears_negative else "",
        images=images,
        width=width,
        height=height,
        fps=project.fps,
        seed=shot.seed,
        camera=shot.camera,
        model=generator.model,
        words=picture_words(project, shot),
    )


STAGE = Board()
