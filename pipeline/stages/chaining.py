"""A shot that is longer than its generator's longest clip: parts that go on from each other.

The first part begins as any clip of the shot does; each further one with the last picture of the
part before. What the film plays is all of them joined, a clip of the shot like any other, which
costs nothing and is joined anew when a part is made again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from pipeline.backends.base import Operation, Order, OrderImage
from pipeline.facts import CLIP, Kind
from pipeline.plan.jobs import Facts, Job, JobId
from pipeline.project.shot_values import OWN_JOIN
from pipeline.project.story import Project, Shot
from pipeline.stages.materials import wanted_by
from pipeline.stages.orders import expand, generator_of

__all__ = ["Chain", "chain_of", "chained"]


class Chain(Struct, frozen=True):
    """How a long clip is divided."""

    generator: str
    parts: int
    frames: int
    """Film frames of each part, the picture that two parts share counted in both."""


def chain_of(project: Project, shot: Shot, needed: int, facts: Facts) -> Chain | None:
    """The chain that a shot needs for so many film frames; None where one clip holds them."""
    if not shot.is_chained or not shot.clips:
        return None
    name = shot.clips[0].generator
    longest = facts.longest.get(name)
    if longest is None or generator_of(project, name) is None:
        return None
    most = math.floor(longest * project.fps)
    if needed <= most or most < 2:
        return None
    parts = math.ceil(Fraction(needed - 1, most - 1))
    return Chain(name, parts, math.ceil(Fraction(needed - 1, parts)) + 1)


def chained(
    project: Project, shot: Shot, order: Order, chain: Chain, facts: Facts
) -> Iterator[Job]:
    """The parts of a shot's clip, one after another, and what joins them.

    ``order`` is that of the whole clip, as if its generator could make it.
    """
    kinds = [Kind(CLIP.word, str(number)) for number in range(1, chain.parts + 1)]
    lasts = tuple(image for image in order.images if image.role == "last")
    for number, kind in enumerate(kinds):
        part = replace(order, frames=chain.frames)
        is_last = number == len(kinds) - 1
        if number:
            before = OrderImage("first", wanted=f"{shot.id} {kinds[number - 1]}")
            images = (before, *(lasts if is_last else ()))
            part = replace(part, operation=Operation.I2V, images=images, video=None)
        else:
            part = replace(part, images=tuple(one for one in part.images if one not in lasts))
        yield from expand(project, shot, kind=kind, order_of={chain.generator: part}, facts=facts)
    parts = tuple(OrderImage("part", wanted=f"{shot.id} {kind}") for kind in kinds)
    whole = Order(
        operation=Operation.V2V,
        shot=shot.id,
        images=parts,
        frames=order.frames,
        width=order.width,
        height=order.height,
        fps=order.fps,
    )
    yield Job(
        JobId(shot.id, CLIP, OWN_JOIN, 1),
        whole,
        {"parts": chain.parts},
        wanted=wanted_by(whole),
        needed_frames=order.frames,
        where=shot.marks.get("chain", shot.where),
    )
