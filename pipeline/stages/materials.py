"""The pictures and clips that go with an order: what it is made from, ends on, and resembles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.backends.base import Order, OrderImage
from pipeline.facts import CLIP, PANEL, Kind
from pipeline.plan.jobs import Facts, Wanted
from pipeline.project.material import Material
from pipeline.project.story import Generator, Project, Shot

__all__ = ["as_input", "material_files", "panel_of", "references", "wanted_by"]

_USES = {
    "first": "start from",
    "last": "end on",
    "source": "be made from",
    "part": "be joined of",
}
"""What an order does with an input, by its role: ``sh020 has no panel to end on``."""


def panel_of(shot: Shot) -> Material:
    """The shot's own standing panel, which its clips begin with unless it says otherwise."""
    return Material(shot=shot.id, kind=PANEL)


def as_input(material: Material, role: str, facts: Facts) -> OrderImage:
    """The picture or clip of an order: a file with its digest, or a take that is wanted."""
    if material.path is None:
        return OrderImage(role, wanted=material.take)
    digest = facts.digests.get(material.path.as_posix(), "")
    return OrderImage(role, digest=digest, path=material.path)


def references(
    project: Project, shot: Shot, generator: Generator, facts: Facts
) -> tuple[OrderImage, ...]:
    """Pictures of the elements in order of appearance, then the shot's own, each once.

    At most so many as the film lets go to the generator.
    """
    named = (project.elements[name] for name in shot.elements if name in project.elements)
    paths = dict.fromkeys([*(path for each in named for path in each.refs), *shot.refs])
    found = [as_input(Material(path), "reference", facts) for path in paths]
    return tuple(found[: generator.references])


def wanted_by(order: Order) -> tuple[Wanted, ...]:
    """The takes that an order waits for."""
    return tuple(_wanted(order))


def _wanted(order: Order) -> Iterator[Wanted]:
    for image in (*order.images, *((order.video,) if order.video is not None else ())):
        if image.wanted:
            shot, kind, *take = image.wanted.split(" ")
            is_end = image.role == "first" and kind.startswith(f"{CLIP.word}.")
            use = "go on from" if is_end else _USES[image.role]
            yield Wanted(shot, Kind.parse(kind), use, *take)


def material_files(shot: Shot, kind: Kind) -> tuple[Path, ...]:
    """The author's files among what the shot's takes of a kind are made from."""
    materials = (shot.like, shot.source, shot.last) if kind == CLIP else (shot.like,)
    return tuple(one.path for one in materials if one is not None and one.path is not None)
