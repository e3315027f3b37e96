"""How a film leaves the cut: a small quick draft, or a delivery at full quality."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from pipeline.project.codecs import CODECS
from pipeline.project.frame_forms import Framed, frame_of, frame_size
from pipeline.project.grading import PLAIN, Grading
from pipeline.project.label import Label
from pipeline.project.mastering import AS_MIXED, Mastering
from pipeline.project.pace import Pace
from pipeline.project.story import Delivery, Project
from pipeline.timecode import record_frame, record_timecode

__all__ = ["Look", "delivery_look", "draft_look", "frame_size"]

DRAFT_WIDTH = 576
"""Pixels; wide enough to judge a frame and read a title, small enough for seconds."""

FIRST_HOUR = "01:00:00:00"
"""Where the first frame of a programme stands by custom (EBU R 98)."""

ENCODER_THREADS = 1
"""x264 gives other bits for other numbers of threads, and reels already fill the cores."""


AS_FILMED = Pace(Fraction(0))
"""Every frame once, at the film's own rate."""


class Look(Struct, frozen=True):
    """Everything that picture and mix need to know about where they are going."""

    width: int
    """Of the picture, without bars."""
    height: int
    crf: int
    preset: str
    framed: Framed | None = None
    """The frame around it, where there are bars."""
    is_reframed: bool = False
    """The picture has another form than the film's: it is filled, each shot about its focus."""
    has_lines_in_bar: bool = False
    """Burnt subtitles stand in the bar below the picture."""
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
    grading: Grading = PLAIN
    """What the delivery does to the colours of the whole picture, after the film."""
    is_draft: bool = False
    mastering: Mastering = AS_MIXED
    """The level of the mix."""
    codec: str = "h264"
    """Its name among ``CODECS``."""
    pace: Pace = AS_FILMED
    """How its frames are played."""
    has_slate: bool = False
    """A slate, a 2-pop and black stand before the film."""
    timecode: str = ""
    """Of the film's first frame, in a track of the file; empty: none."""
    threads: int = ENCODER_THREADS

    @property
    def frame(self) -> tuple[int, int]:
        """Width and height of the file: of the picture with its bars."""
        framed = self.framed
        return (self.width, self.height) if framed is None else framed.frame


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
        grading=_grading(project, delivery),
        is_draft=True,
        mastering=_mastering(project, delivery),
    )


def delivery_look(project: Project, delivery: Delivery) -> Look:
    """A delivery as the author named it."""
    framed = frame_of(delivery, project.aspect)
    return Look(
        width=framed.width,
        height=framed.height,
        crf=delivery.crf,
        preset=delivery.preset,
        framed=framed if framed.has_bars else None,
        is_reframed=framed.is_reframed,
        has_lines_in_bar=delivery.lines == "bar" and framed.below > 0,
        burn=delivery.burn,
        title_languages=delivery.burn or project.languages,
        has_titles=delivery.has_titles,
        label=_label(project, delivery),
        grading=_grading(project, delivery),
        side=delivery.side,
        codec=delivery.codec,
        pace=delivery.pace or AS_FILMED,
        has_slate=delivery.has_slate,
        timecode=_timecode(project, delivery),
        mastering=_mastering(project, delivery),
    )


def _mastering(project: Project, delivery: Delivery | None) -> Mastering:
    """What the delivery says of its level, else what the film says."""
    film = project.masterings.get("", AS_MIXED)
    return film if delivery is None else project.masterings.get(delivery.name, film)


def _timecode(project: Project, delivery: Delivery) -> str:
    """As it is said; a master begins at one hour unless said otherwise. 29.97 drops numbers."""
    first = delivery.timecode or (FIRST_HOUR if CODECS[delivery.codec].is_master else "")
    rate = delivery.pace.rate if delivery.pace else project.fps
    return record_timecode(record_frame(first, rate), rate) if first else ""


def _grading(project: Project, delivery: Delivery | None) -> Grading:
    return PLAIN if delivery is None else project.gradings.get(delivery.name, PLAIN)


def _label(project: Project, delivery: Delivery | None) -> Label | None:
    """What the delivery says of the visible AI label, else what the film says."""
    own = project.labels.get(delivery.name) if delivery is not None else None
    label = own or project.labels.get("")
    return None if label is None or label.is_off else label
