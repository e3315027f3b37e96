"""Close an order at its intent: put the standing takes in, draw the seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from pipeline.backends.base import Order, OrderImage
from pipeline.errors import CannotMake
from pipeline.facts import Digest, Kind, Take
from pipeline.plan.jobs import Job

__all__ = ["close_inputs", "draw_seed"]

_USES = {"last": "end on", "source": "be made from", "part": "be joined of"}
_SEEDS = 2_000_000_000
"""Drawn seeds lie below this: every service takes 31 bits, and later takes count up from it."""


Standing = Callable[[str, Kind], Take | None]
Named = Callable[[str, Kind, str], Take | None]


EndOf = Callable[[Take], tuple[Path, Digest]]
"""The last picture of a clip, and its digest."""


def _no_end(take: Take) -> tuple[Path, Digest]:
    raise CannotMake(f"the last picture of {take.ref} cannot be had")


def _no_name(shot: str, kind: Kind, take: str) -> Take | None:
    del shot, kind, take
    return None


def close_inputs(
    job: Job, standing: Standing, named: Named = _no_name, end_of: EndOf = _no_end
) -> Order:
    """The job's order with every wanted picture filled by the take that stands now.

    ``named`` finds the very take that an order names, as ``2`` or ``b2``. What begins with a clip
    begins with its last picture.

    Raises:
        CannotMake: a wanted take does not exist, or its file is not on this machine.
    """
    order = job.work
    images = tuple(_close(image, standing, named, end_of) for image in order.images)
    video = _close(order.video, standing, named, end_of) if order.video is not None else None
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


def _close(image: OrderImage, standing: Standing, named: Named, end_of: EndOf) -> OrderImage:
    if not image.wanted:
        return image
    shot, word, *number = image.wanted.split(" ")
    kind = Kind.parse(word)
    take = named(shot, kind, *number) if number else standing(shot, kind)
    if take is None and number:
        raise CannotMake(f"there is no {image.wanted}")
    if take is None:
        raise CannotMake(f"{shot} has no {word} to {_USES.get(image.role, 'start from')}")
    if take.damage:
        raise CannotMake(
            f"{take.ref}, which it is made from, is damaged: {take.damage}",
            fix="put the file back, or circle another take",
        )
    if take.is_offline:
        raise CannotMake(
            f"{take.ref}, which it is made from, is offline",
            fix="bring the takes folder, or `rushes locate DIR`",
        )
    main = next(file for file in take.slate.files if file.role == "main")
    if image.role == "first" and take.slate.media.kind == "video":
        path, digest = end_of(take)
        return replace(image, digest=digest, path=path, take=str(take.ref), wanted="")
    return replace(image, digest=main.digest, path=take.path, take=str(take.ref), wanted="")
