"""The scene being built: frame, stage, sky, air, and everything the layout decided.

A `Layout` is frozen and says where things stand; a `Scene` carries it together with the sheets
while the builders work.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pipeline.art.choosing import Air
from pipeline.art.finishing import Atmosphere
from pipeline.art.frame import Frame
from pipeline.art.seeds import generator
from pipeline.art.sheets import Bytes, Light, Stage
from pipeline.art.understanding import Brief, Wish

__all__ = ["Layout", "Scene", "skirt"]


class Layout(Struct, frozen=True):
    """Where things stand, in view pixels."""

    scheme: str
    horizon: float
    side: int
    """+1: the light stands in the right half."""
    light: Light
    people_x: float
    people_y: float
    """Row of the feet."""
    hero_x: float
    zoom: float
    """1 in a wide shot; closer shots enlarge the same landscape."""
    shift: float
    """Pixels the landscape is moved sideways: another crop of the same place."""
    figure: float
    """Standing height of a person in pixels."""
    blur: float
    """Sigma by which the set is out of focus."""
    fore: tuple[str, ...]
    """Foreground frames, from the vocabulary of `foreground`."""


class Scene(Struct):
    """A panel at work."""

    brief: Brief
    wish: Wish
    air: Air
    frame: Frame
    layout: Layout
    atmosphere: Atmosphere
    stage: Stage
    sky: Bytes | None = None
    rays: float = 0.35
    rays_from: Light | None = None
    focus: tuple[float, float] | None = None
    """Where the subject lies, as parts of the view; None = between people and light."""

    def chance(self, *names: object) -> np.random.Generator:
        """A generator of this shot and take: placement."""
        return generator(self.brief.film, self.brief.words, self.brief.seed, *names)

    def place_name(self, part: str) -> str:
        """The name that seeds a part of the place: the same in every shot of it."""
        home = self.brief.place or self.brief.words
        return f"{self.brief.film} {home} {part}"

    def place(self, *names: object) -> np.random.Generator:
        """A generator of the place: shape."""
        return generator(self.place_name("place"), *names)


def skirt(scene: Scene, above: float, below: float, amount: float) -> tuple[float, float, float]:
    """A fog skirt around the horizon: pixels (at 720) above and below it, and the amount."""
    frame, horizon = scene.frame, scene.layout.horizon
    return (horizon - frame.px(above), horizon + frame.px(below), amount)
