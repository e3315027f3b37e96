"""How a film leaves the cut: a small quick draft, or a delivery at full quality."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from pipeline.project.label import Label
from pipeline.project.story import Delivery, Project

__all__ = ["Look", "delivery_look", "draft_look", "frame_size"]

DRAFT_WIDTH = 768
"""Pixels; wide enough to judge a frame and read a title, small enough for seconds."""

ENCODER_THREADS = 1
"""x264 gives other bits for other numbers of threads, and reels already fill the cores."""


class Look(Struct, frozen=True):
    """Everything that a reel needs to know about where it is going."""

    width: int
    height: int
    crf: int
    preset: str
    burn: tuple[str, ...] = ()
    """Languages of the subtitles drawn into the picture, the first on top."""
    title_languages: tuple[str, ...] = ()
    """Languages of titles, the first large."""
    has_titles: bool = True
    has_marks: bool = False
    """Shot, take and frame of the take in the corner."""
    label: Label | None = None
    """The visible AI label."""
    side: tuple[str, ...] = ()
    """Languages of the subtitles written beside the film."""
    is_draft: bool = False
    threads: int = ENCODER_THREADS


@lru_cache(maxsize=64)
def frame_size(width: int, aspect: Fraction) -> tuple[int, int]:
    """Even width and height of a picture of that aspect (H.264 4:2:0 wants both even)."""
    even = max(2, width - width % 2)
    height = round(Fraction(even) / aspect / 2) * 2
    return even, max(2, height)


def draft_look(project: Project, delivery: Delivery | None = None) -> Look:
    """The draft of a delivery: its languages, small, quick, with the takes named in the corner."""
    width, height = frame_size(DRAFT_WIDTH, project.aspect)
    burn = delivery.burn if delivery is not None else project.languages[:1]
    return Look(
        width=width,
        height=height,
        crf=27,
        preset="ultrafast",
        burn=burn or project.languages[:1] or ("",),
        title_languages=burn or project.languages,
        has_marks=True,
        label=_label(project, delivery),
        is_draft=True,
    )


def delivery_look(project: Project, delivery: Delivery) -> Look:
    """A delivery as the author named it."""
    width, height = frame_size(delivery.width, project.aspect)
    return Look(
        width=width,
        height=height,
        crf=delivery.crf,
        preset=delivery.preset,
        burn=delivery.burn,
        title_languages=delivery.burn or project.languages,
        has_titles=delivery.has_titles,
        label=_label(project, delivery),
        side=delivery.side,
    )


def _label(project: Project, delivery: Delivery | None) -> Label | None:
    """What the delivery says of the visible AI label, else what the film says."""
    own = project.labels.get(delivery.name) if delivery is not None else None
    label = own or project.labels.get("")
    return None if label is None or label.is_off else label
