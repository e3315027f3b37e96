"""Have sounds that are held to a frame of a take follow its picture into another take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.project.edit import TakeChoice
from pipeline.project.marks import Source
from pipeline.project.nodes import Mapping, Node, Scalar, Sequence
from pipeline.project.splices import Edit
from pipeline.project.take_text import event_take, take_of_event
from pipeline.project.text_edits import respell, spliced

__all__ = ["anchor_sounds"]

_PLACES = ("at", "until")
"""Keys of the long form behind which a frame of a take may stand."""


def anchor_sounds(shot: str, was: TakeChoice, take: TakeChoice, *, moved: int = 0) -> Edit:
    """Hold to another take what was held to ``was``; its frames have numbers ``moved`` later there.

    ``at sh010/1@22`` becomes ``at sh010/3@20`` with ``moved`` -2. What lies before the other take's
    first frame, and what names no take, stays as it is.
    """
    found = re.compile(rf"(?<![\w/-]){re.escape(shot)}/(?P<take>\w+)@(?P<frame>\d+)(?!\w)")

    def changed(text: str) -> str:
        def one(match: re.Match[str]) -> str:
            frame = int(match["frame"]) + moved
            if take_of_event(match["take"]) != was or frame < 0:
                return match[0]
            return f"{shot}/{event_take(take)}@{frame}"

        return found.sub(one, text)

    def change(source: Source) -> str:
        pairs = ((node, changed(node.text), in_flow) for node, in_flow in _texts(source))
        meant = ((node, text, in_flow) for node, text, in_flow in pairs if text != node.text)
        return spliced(
            source.text, (respell(node, text, in_flow=in_flow) for node, text, in_flow in meant)
        )

    def intend(data: Any) -> Any:
        if not isinstance(data.get("sound"), list):
            return data
        return data | {"sound": [_said(item, changed) for item in data["sound"]]}

    return Edit("sounds follow", change, intend)


def _texts(source: Source) -> Iterator[tuple[Scalar, bool]]:
    """Every text of the cut's sounds in which a place may stand, and whether it is in brackets."""
    sound = source.root.get("sound") if isinstance(source.root, Mapping) else None
    for item in sound.items if isinstance(sound, Sequence) else ():
        in_flow = getattr(sound, "is_flow", False) or getattr(item, "is_flow", False)
        yield from ((node, in_flow) for node in _words(item))


def _words(item: Node) -> Iterator[Scalar]:
    """The texts of a sound in which a place may stand."""
    nodes = [item]
    if isinstance(item, Mapping):
        nodes = [entry.value for entry in item if entry.name in _PLACES]
    yield from (node for node in nodes if isinstance(node, Scalar))


def _said(item: Any, changed: Any) -> Any:
    if isinstance(item, str):
        return changed(item)
    if not isinstance(item, dict):
        return item
    return {
        key: changed(value) if key in _PLACES and isinstance(value, str) else value
        for key, value in item.items()
    }
