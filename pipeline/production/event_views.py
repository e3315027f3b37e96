"""A cut as it is played and changed on a page: every event with its picture and its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pipeline.cut.assemble import assemble
from pipeline.cut.listing import notes_of, shown_of
from pipeline.cut.timeline import Card, Clip, Colour, Footage, Panes
from pipeline.cut.window import Window
from pipeline.facts import Take, TakeRef
from pipeline.production.choosing import cut_path
from pipeline.production.dailies import content_of
from pipeline.production.noting import notes
from pipeline.production.planning import cut_of
from pipeline.production.selecting import Selection
from pipeline.production.small_copies import can_be_shown, has_small_clip, wants_small_clip
from pipeline.project.cut_format import format_event
from pipeline.project.edit import Picks, SceneEvent, ShotEvent, Split
from pipeline.timecode import FrameRange, frames_of_seconds

if TYPE_CHECKING:
    from pipeline.production.production import Production
    from pipeline.project.edit import Cut

__all__ = ["CutView", "EventView", "LineView", "NoteView", "cut_view"]


class LineView(Struct, frozen=True):
    """One line of the cut file."""

    at: int
    """Its place in the list, from 0."""
    text: str
    """As it is written."""
    kind: str
    """``shot``, ``scene``, ``split``, or another word: ``black``, ``fade``, ``dissolve`` …"""
    name: str
    """The shot or scene."""


class EventView(Struct, frozen=True):
    """One picture of the cut, in its place."""

    at: int
    """The line that it comes from; -1 where it has none."""
    start: int
    """Film frame."""
    frames: int
    shot: str
    shows: str
    """``clip 7``, ``panel 2``, ``black``, ``card "36 hours"``, ``slate``."""
    take: str
    """As its files are named; empty for cards and colours."""
    content: str
    kind: str
    """``video``, ``image``, ``card`` or ``colour``."""
    words: str
    """On a card; of a colour, the colour."""
    source: tuple[int, int]
    """Frames of the take, in film frames on its own clock."""
    speed: float
    """Of a part that runs at one speed, or its first; below 0 it runs backwards."""
    looks: tuple[float, ...]
    """Where on that clock each frame of the event looks, where it does not run on evenly."""
    most: int
    """Film frames that the take has; 0: without end."""
    is_small: bool
    wants_small: bool
    can_be_shown: bool
    is_over: bool
    notes: tuple[str, ...]
    stand_in: str


class NoteView(Struct, frozen=True):
    """Something that was said, where the cut shows it now."""

    frame: int
    text: str


class CutView(Struct, frozen=True):
    """One cut, to be played and changed."""

    name: str
    cuts: tuple[str, ...]
    fps: float
    aspect: float
    frames: int
    lines: tuple[LineView, ...]
    events: tuple[EventView, ...]
    said: tuple[NoteView, ...]
    """Notes that are not done yet, in film order."""
    like: str
    """The cut that it differs from; its lines are not changed one by one then."""
    is_locked: bool
    draft: str
    """The name of its draft, where one was rendered."""
    draft_at: int
    """When, in thousandths of a second."""
    is_draft_new: bool
    """Nothing that it shows has changed since."""


def cut_view(production: Production, name: str) -> CutView:
    """A cut with its lines and its pictures.

    Raises:
        ProjectError: there is no such cut.
    """
    project, cut = production.project, cut_of(production.project, name)
    takes = {take.ref: take for found in production.vault.all().values() for take in found}
    timeline = assemble(project, cut, project.picks or Picks(), list(takes.values()))
    placed = [(record, clip, False) for record, clip in timeline.picture.placed()]
    for track in timeline.overlays:
        placed += [(record, clip, True) for record, clip in track.placed()]
    placed.sort(key=lambda each: (each[0].start, each[2]))
    cards = {each.record: each.text.first for each in timeline.titles if not each.shot}
    known = _Known(takes, _places(production, cut), cards)
    draft = draft_of(production, name)
    at = draft.stat().st_mtime_ns if draft.is_file() else 0
    return CutView(
        name=cut.name,
        cuts=tuple(dict.fromkeys(("main", *project.cuts))),
        fps=float(project.fps),
        aspect=float(project.aspect),
        frames=timeline.frames,
        lines=_lines(production, cut),
        events=tuple(
            _event(production, known, (record, clip), is_over=is_over)
            for record, clip, is_over in placed
        ),
        said=_said(production, cut.name),
        like=cut.like,
        is_locked=bool(cut.lock and "" in cut.lock.written),
        draft=draft.name if at else "",
        draft_at=at // 1_000_000,
        is_draft_new=bool(at) and at > _last_change(production),
    )


def _said(production: Production, cut: str) -> tuple[NoteView, ...]:
    rows = notes(production, Selection(), cut=cut, is_all=False)
    found = (NoteView(frame, row.text) for row in rows for frame in row.record)
    return tuple(sorted(found, key=lambda one: one.frame))


def draft_of(production: Production, name: str) -> Path:
    """Where the draft of a cut lies once it is rendered."""
    return production.home.out / f"{production.folder.name}_{name}_draft.mp4"


def _last_change(production: Production) -> int:
    """When the author's files or the takes were last written."""
    from pipeline.production.watching import stamps

    return max((at for at, _ in stamps(production.folder).values()), default=0)


def _lines(production: Production, cut: Cut) -> tuple[LineView, ...]:
    """The lines as they stand in the file; of a cut without a file, as they would."""
    texts = _texts(production, cut)
    found = []
    for place, event in enumerate(cut.events):
        kind, name = _kind(event)
        if texts:
            text = texts[place] if place < len(texts) else ""
        else:
            text = "split" if isinstance(event, Split) else format_event(event)
        found.append(LineView(place, text, kind, name))
    return tuple(found)


def _texts(production: Production, cut: Cut) -> list[str]:
    from pipeline.errors import ProjectError
    from pipeline.project.cut_parts import events_of
    from pipeline.project.marks import read_source

    path = cut_path(production, cut.name)
    if cut.like or not path.is_file():
        return []
    source = read_source(path)
    try:
        items = events_of(source).items
    except ProjectError:
        return []
    return [getattr(node, "text", "") or source.text[node.start : node.end] for node in items]


def _kind(event: object) -> tuple[str, str]:
    if isinstance(event, ShotEvent):
        return "shot", event.shot
    if isinstance(event, SceneEvent):
        return "scene", event.scene
    return type(event).__name__.lower(), ""


def _places(production: Production, cut: Cut) -> Mapping[str, int]:
    """The place of the line by where it is written, and by the shots of scenes where none is."""
    scenes = {scene.id: scene.shots for scene in production.project.scenes}
    places: dict[str, int] = {}
    for place, event in enumerate(cut.events):
        if cut.is_written and event.where is not None:
            places.setdefault(str(event.where), place)
        elif isinstance(event, SceneEvent):
            for shot in scenes.get(event.scene, ()):
                places[shot] = place
        elif isinstance(event, ShotEvent):
            places[event.shot] = place
    return places


class _Known(Struct, frozen=True):
    """What is looked up for every event."""

    takes: Mapping[TakeRef, Take]
    places: Mapping[str, int]
    cards: Mapping[FrameRange, str]


def _event(
    production: Production, known: _Known, placed: tuple[FrameRange, Clip], *, is_over: bool
) -> EventView:
    record, clip = placed
    card = known.cards.get(record, "")
    first = clip.pictures[0]
    take = known.takes.get(first.take) if first.take else None
    info = take.slate.media if take else None
    kind, words = _shown(clip, card)
    is_clip = info is not None and info.kind == "video"
    fps = production.project.fps
    return EventView(
        at=known.places.get(str(clip.where), known.places.get(clip.shot, -1)),
        start=record.start,
        frames=len(record),
        shot=clip.shot or first.shot,
        shows=f'card "{card}"' if card else shown_of(first),
        take=take.ref.stem if take else "",
        content=content_of(take) if take else "",
        kind=kind,
        words=words,
        source=(first.source_range.start, first.source_range.end),
        speed=float(first.window.speed[0][1]) * (-1 if first.window.is_reversed else 1),
        looks=_looks(first.window) if is_clip else (),
        most=frames_of_seconds(info.seconds, fps) if info is not None and is_clip else 0,
        is_small=is_clip and take is not None and has_small_clip(production, take),
        wants_small=take is not None and wants_small_clip(production, take),
        can_be_shown=take is not None and info is not None and can_be_shown(info, take.path),
        is_over=is_over,
        notes=notes_of(clip, is_over=is_over),
        stand_in=clip.stand_in,
    )


def _looks(window: Window) -> tuple[float, ...]:
    """Frame by frame, where it runs backwards, changes its speed, begins again or holds."""
    if window.is_plain and not window.hold:
        return ()
    return tuple(round(float(window.position(frame)), 3) for frame in range(window.frames))


def _shown(clip: Clip, card: str) -> tuple[str, str]:
    media = clip.media
    if isinstance(media, Panes):
        media = media.cells[0].media if media.cells else Colour(media.colour)
    if isinstance(media, Footage):
        return ("image" if media.is_still else "video"), ""
    if isinstance(media, Card):
        return "card", "\n".join(filter(None, (media.heading, media.words)))
    assert isinstance(media, Colour)  # noqa: S101 - what is left
    return ("card", card) if card else ("colour", media.colour)
