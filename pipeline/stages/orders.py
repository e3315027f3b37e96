"""From a shot as written to the order that its generators get: shared by the footage stages."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.backends.base import Order
from pipeline.cut import looks
from pipeline.facts import PANEL, Json, Kind
from pipeline.plan.jobs import Facts, Job, JobId
from pipeline.project.frame_forms import picture_width
from pipeline.project.story import Generator, Project, Shot
from pipeline.project.vocabulary import camera_words
from pipeline.project.words import elements_written_out, words_of
from pipeline.stages.materials import material_files, wanted_by
from pipeline.stages.places import Places

__all__ = ["author_files", "expand", "frame_size", "picture_words"]


def frame_size(project: Project) -> tuple[int, int]:
    """Pixels asked of generators: the largest delivery's picture."""
    deliveries, aspect = project.deliveries.values(), project.aspect
    widths = (picture_width(delivery, aspect) for delivery in deliveries)
    return looks.frame_size(max(widths, default=1920), aspect)


def picture_words(project: Project, shot: Shot) -> Json:
    """What a generator that reads words and fields is told, with elements written out."""
    named = [
        [name, project.elements[name].text] for name in shot.elements if name in project.elements
    ]
    return {
        "panel": elements_written_out(shot.panel, project),
        "motion": elements_written_out(shot.motion or "", project),
        "about": shot.about,
        "style": shot.style,
        "framing": shot.framing,
        "angle": shot.angle,
        "lens": shot.lens,
        "camera": camera_words(shot.camera) if shot.camera else "",
        "place": shot.scene,
        "film": project.title.first,
        "named": named,
        "seconds": float(Fraction(shot.frames) / project.fps),
        "still": shot.still.as_posix() if shot.still else "",
        "crop": shot.crop,
    }


def author_files(
    project: Project, shot: Shot, facts: Facts, kind: Kind
) -> tuple[tuple[str, str], ...]:
    """The author's own files that shape the shot's takes of a kind, with their digests."""
    paths = [path.as_posix() for path in (*shot.refs, *material_files(shot, kind))]
    if shot.still is not None:
        paths.append(shot.still.as_posix())
    for name in shot.elements:
        if name in project.elements:
            paths.extend(path.as_posix() for path in project.elements[name].refs)
    return tuple((path, facts.digests.get(path, "")) for path in dict.fromkeys(paths))


def expand(
    project: Project,
    shot: Shot,
    *,
    kind: Kind,
    order_of: dict[str, Order],
    facts: Facts,
) -> Iterator[Job]:
    """One job for every slot that the shot asks for, generator by generator.

    ``order_of`` holds the order for each generator name; unknown generators are left out, their
    problem is reported by the check.
    """
    files = author_files(project, shot, facts, Kind(kind.word))
    for ask in shot.panels if kind.word == "panel" else shot.clips:
        if ask.generator not in order_of:
            continue
        order = order_of[ask.generator]
        words = words_of(shot, project, kind, generator=ask.generator)
        if kind.word == "clip":  # it is shot over the panel: a panel of other words outdates it
            words = {**words_of(shot, project, PANEL), **words}
        marks = Places(shot, kind, project.generators[ask.generator])
        wanted = wanted_by(order)
        for slot in range(1, ask.count + 1):
            yield Job(
                id=JobId(shot.id, kind, ask.generator, slot),
                work=order,
                words=words,
                wanted=wanted,
                author_files=files,
                needed_frames=order.frames if kind.word == "clip" else 0,
                where=shot.marks.get("panels" if kind.word == "panel" else "clips", shot.where),
                marks=marks,
            )


def generator_of(project: Project, name: str) -> Generator | None:
    """The named generator, or None when nobody described it."""
    return project.generators.get(name)
