"""Change events of a cut at places of its file, however deep they stand: take, and slipped window.

A place is the line and column at which the event is written, as its ``where`` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as Map
from itertools import count
from typing import Any

from pipeline.errors import ProjectError
from pipeline.project.cut_edits import EVENT_ORDER, retaken, retaken_data
from pipeline.project.cut_parts import each_picture, named, pictures
from pipeline.project.edit import TakeChoice
from pipeline.project.event_text import reslip
from pipeline.project.marks import Source
from pipeline.project.nodes import Mapping, Node, Scalar
from pipeline.project.splices import Edit, said
from pipeline.project.take_text import event_take
from pipeline.project.text_edits import Splice, ordered, put_key, respell, spliced

__all__ = ["Place", "Stretch", "slip_at", "swap_at"]

Place = tuple[int, int]
"""Line and column, counted from 1."""

Stretch = tuple[int, int | None]
"""In and out in film frames."""


def swap_at(places: Collection[Place], was: TakeChoice, take: TakeChoice) -> Edit:
    """Play another take at those of the places that name ``was``; the others are left alone."""

    def is_meant(event: Any) -> bool:
        return (named(event) or ("", None))[1] == was

    def splices(source: Source, node: Node, *, in_flow: bool) -> list[Splice]:
        return retaken(node, take, source.newline, in_flow=in_flow) if is_meant(said(node)) else []

    def data(event: Any, _: Place) -> Any:
        return retaken_data(event, take) if is_meant(event) else event

    return _edit(f"use {event_take(take)} there", places, splices, data)


def slip_at(windows: Map[Place, Stretch]) -> Edit:
    """Give the events there other stretches of their takes; without an end they keep their own."""

    def splices(source: Source, node: Node, *, in_flow: bool) -> list[Splice]:
        window = windows[_place(node)]
        if isinstance(node, Scalar):
            try:
                return [respell(node, reslip(node.text, *window), in_flow=in_flow)]
            except ValueError as err:
                raise ProjectError(str(err), where=node.where) from err
        if not isinstance(node, Mapping):
            return []
        found: list[Splice] = []
        for key, value in _keys(said(node), window).items():
            found += put_key(node, key, value, newline=source.newline, order=EVENT_ORDER)
        return found

    def data(event: Any, place: Place) -> Any:
        if isinstance(event, str):
            return reslip(event, *windows[place])
        for key, value in _keys(event, windows[place]).items():
            event = ordered(event, key, value, EVENT_ORDER)
        return event

    return _edit("slip", windows, splices, data)


def _keys(event: Any, window: Stretch) -> dict[str, str]:
    """The keys of the long form that say it: one with a length of its own keeps that."""
    start, end = window
    if end is None or "length" in event:
        return {"in": str(start)}
    return {"in": str(start), "out": str(end)}


def _place(node: Node) -> Place:
    return node.where.line, node.where.column


def _edit(
    label: str,
    places: Collection[Place],
    splices: Callable[..., list[Splice]],
    data: Callable[[Any, Place], Any],
) -> Edit:
    found: dict[int, Place] = {}

    def at(source: Source) -> Iterator[tuple[int, Node, bool]]:
        for index, (node, in_flow) in enumerate(pictures(source)):
            if _place(node) in places:
                yield index, node, in_flow

    def change(source: Source) -> str:
        nodes = list(at(source))
        found.clear()
        found.update((index, _place(node)) for index, node, _ in nodes)
        if len(nodes) < len(places):
            raise ProjectError(
                "the cut was changed while this was worked out",
                where=source.where(),
                fix="give the same command again",
            )
        pieces = [splices(source, node, in_flow=in_flow) for _, node, in_flow in nodes]
        return spliced(source.text, [splice for piece in pieces for splice in piece])

    def intend(said_there: Any) -> Any:
        seen = count()

        def one(event: Any) -> Any:
            index = next(seen)
            return data(event, found[index]) if index in found else event

        return each_picture(said_there, one)

    return Edit(label, change, intend)
