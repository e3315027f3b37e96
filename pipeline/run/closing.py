"""Close an order at its intent: put the standing takes in, draw the seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from msgspec.structs import replace

from pipeline.backends.base import Order, OrderImage
from pipeline.errors import CannotMake
from pipeline.facts import Kind, Take
from pipeline.plan.jobs import Job

__all__ = ["close_inputs", "draw_seed"]

_SEEDS = 2_000_000_000
"""Drawn seeds lie below this: every service takes 31 bits, and later takes count up from it."""


def close_inputs(job: Job, standing: Callable[[str, Kind], Take | None]) -> Order:
    """The job's order with every wanted picture filled by the take that stands now.

    Raises:
        CannotMake: a wanted take does not exist, or its file is not on this machine.
    """
    order = job.work
    images = tuple(_close(image, standing) for image in order.images)
    video = _close(order.video, standing) if order.video is not None else None
    return replace(order, images=images, video=video)


def draw_seed(job: Job, production: str, earlier: int) -> int:
    """The written seed, else a digest of production, shot and kind; plus the earlier slots.

    ``earlier`` counts the slots before this one that were given the same words: so an edited word
    does not reshuffle the picture, and a written ``seed: 7`` is really 7 for the first take of
    new words.
    """
    if job.work.seed is not None:
        return job.work.seed + earlier
    name = f"{production}\0{job.id.shot}\0{job.id.kind}".encode()
    digest = hashlib.blake2b(name, digest_size=8).digest()
    return int.from_bytes(digest, "big") % _SEEDS + earlier


def _close(image: OrderImage, standing: Callable[[str, Kind], Take | None]) -> OrderImage:
    if not image.wanted:
        return image
    shot, _, word = image.wanted.rpartition(" ")
    take = standing(shot, Kind.parse(word))
    if take is None:
        raise CannotMake(f"{shot} has no {word} to start from")
    if take.damage:
        raise CannotMake(
            f"{take.ref}, which it starts from, is damaged: {take.damage}",
            fix="put the file back, or circle another take",
        )
    if take.is_offline:
        raise CannotMake(
            f"{take.ref}, which it starts from, is offline",
            fix="bring the takes folder, or `rushes locate DIR`",
        )
    main = next(file for file in take.slate.files if file.role == "main")
    return replace(image, digest=main.digest, path=take.path, take=str(take.ref), wanted="")
