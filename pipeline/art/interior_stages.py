"""The stages under a roof and the close-ups, by name: what the composer looks up."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.art.closeups import lay_hand, lay_thing
from pipeline.art.eyes import lay_eye
from pipeline.art.interior_control import lay_control_room
from pipeline.art.interior_corridor import lay_corridor
from pipeline.art.interior_platform import lay_platform
from pipeline.art.interior_room import lay_room
from pipeline.art.interior_window import lay_window
from pipeline.art.interiors import InteriorLaid, InteriorScene
from pipeline.art.sheets import Stage

__all__ = ["INTERIORS", "OPEN_SKY", "lay_interior"]

INTERIORS: dict[str, Callable[[Stage, InteriorScene], InteriorLaid]] = {
    "room": lay_room,
    "corridor": lay_corridor,
    "control": lay_control_room,
    "platform": lay_platform,
    "window": lay_window,
    "hand": lay_hand,
    "eye": lay_eye,
    "thing": lay_thing,
}

OPEN_SKY = frozenset({"platform"})
"""Stages that leave the sky to the composer; all others fill the canvas themselves."""


def lay_interior(stage: Stage, kind: str, scene: InteriorScene) -> InteriorLaid:
    """Lay the stage of that name; an unknown name is a room."""
    return INTERIORS.get(kind, lay_room)(stage, scene)
