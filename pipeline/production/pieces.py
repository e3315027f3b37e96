"""A cut as pieces: each picture with what leads into it, lies over it, and ends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pipeline.project.cut_file import context_of
from pipeline.project.cut_like import Uses
from pipeline.project.edit import (
    Black,
    Cut,
    CutChange,
    Dissolve,
    Event,
    Fade,
    Missing,
    Over,
    SceneEvent,
    ShotEvent,
    Split,
)

if TYPE_CHECKING:
    from pipeline.project.story import Project

__all__ = ["Lead", "Picture", "Piece", "events_of", "pieces_of", "written_out"]

Picture = ShotEvent | Black | Missing | Split
Lead = Dissolve | Fade


class Piece(Struct, frozen=True):
    """One picture of the cut, with what belongs to it."""

    picture: Picture
    lead: Lead | None = None
    out: Fade | None = None
    overs: tuple[Over, ...] = ()
    at: int = -1
    """Its place among the events of the cut it comes from; -1: it is new."""

    @property
    def events(self) -> tuple[Event, ...]:
        """As they stand in a cut."""
        return tuple(each for each in (self.lead, self.picture, *self.overs, self.out) if each)


def written_out(project: Project, cut: Cut) -> Uses:
    """The events of a cut with every scene opened, and what a change calls them."""
    context = context_of(project)
    return Uses.of(cut.events, [CutChange("replace", shot) for shot in context.shots], context)


def pieces_of(project: Project, cut: Cut) -> tuple[Piece, ...]:
    """The pictures of a cut in film order, as many as its timeline has."""
    pieces: list[Piece] = []
    lead: Lead | None = None
    for at, event in enumerate(written_out(project, cut).events):
        if isinstance(event, Dissolve) or (isinstance(event, Fade) and event.is_in):
            lead = event
        elif isinstance(event, Fade):
            if pieces:
                pieces[-1] = replace(pieces[-1], out=event)
        elif isinstance(event, Over):
            if pieces:
                pieces[-1] = replace(pieces[-1], overs=(*pieces[-1].overs, event))
        elif isinstance(event, SceneEvent) or not _is_shown(project, event):
            continue
        else:
            pieces.append(Piece(event, lead, at=at))
            lead = None
    return tuple(pieces)


def events_of(pieces: Iterable[Piece]) -> Iterator[Event]:
    """The pieces as events of a cut."""
    for piece in pieces:
        yield from piece.events


def _is_shown(project: Project, event: Picture) -> bool:
    """False for shots that the board omits: they take no part."""

    def takes_part(shot: str) -> bool:
        return shot not in project.shots or not project.shots[shot].is_omitted

    if isinstance(event, ShotEvent):
        return takes_part(event.shot)
    if isinstance(event, Split):
        cells = (takes_part(each.shot) for each in event.events if isinstance(each, ShotEvent))
        return any(cells) or len(event.shots) < len(event.events)
    return True
