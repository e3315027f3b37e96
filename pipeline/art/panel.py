"""The room's door: a brief in, a panel out, as one picture or as planes for a camera.

Nothing here knows files or films. The same brief gives the same bytes in every process.
"""

from __future__ import annotations

import cv2
import numpy as np
from msgspec import Struct, field

from pipeline.art.colour import Bytes, blend_table, bytes_of
from pipeline.art.finishing import FinishedSheet, finish
from pipeline.art.frame import Frame
from pipeline.art.lights import rays
from pipeline.art.masks import over_colour, premultiplied_over
from pipeline.art.scene import Scene
from pipeline.art.screen import ScreenLook, balanced, finish_frame
from pipeline.art.seeds import seed_number
from pipeline.art.sheets import LightSheet
from pipeline.art.understanding import Brief, Understood, understand

__all__ = ["Brief", "Panel", "Plane", "Understood", "assembled", "draw", "understood"]

SKY_DEPTH = 1.7
"""Depth of the sky and the bodies in it."""

_Layer = FinishedSheet | LightSheet


class Plane(Struct, frozen=True, eq=False):
    """One plane of a panel, for a camera: pixels on the canvas, bleed included."""

    name: str
    depth: float
    """Parallax p(d) = 1 / (1 + 3.2 d): 1.7 sky, 0 the picture's plane, -.1 before it."""
    pixels: Bytes
    """(h, w, 4) premultiplied RGBA, or (h, w) alpha alone where `colour` is given."""
    colour: tuple[int, int, int] | None = None
    """RGB of a light sheet."""
    top: int = 0
    """Canvas row of the first row of pixels."""
    drift: tuple[float, float] = (0.0, 0.0)
    """Pixels a second, right and down."""
    wraps: bool = False
    """Whether the plane repeats beyond its edges (sheets that drift do)."""

    @property
    def table(self) -> Bytes | None:
        """Of a light sheet: alpha -> premultiplied RGB, for `cv2.applyColorMap`."""
        if self.colour is None:
            return None
        return blend_table(np.array(self.colour, np.float32) / 255)


class Panel(Struct, frozen=True, eq=False):
    """A finished panel."""

    frame: Frame
    sky: Bytes
    layers: tuple[_Layer, ...]
    """Cut sheets and light sheets, far to near."""
    look: ScreenLook = field(default_factory=ScreenLook)
    focus: tuple[float, float] = (0.5, 0.5)
    """Where the subject lies, as parts of the view: a push goes there."""

    @property
    def bleed(self) -> tuple[int, int]:
        """Pixels of canvas left and right, and above and below, of the view."""
        return self.frame.bleed_x, self.frame.bleed_y

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of the canvas."""
        return self.frame.canvas_width, self.frame.canvas_height

    @property
    def view(self) -> tuple[int, int]:
        """Width and height of the view."""
        return self.frame.width, self.frame.height

    def planes(self) -> tuple[Plane, ...]:
        """Everything back to front; flattened, they are the picture before its screen finish."""
        opaque = np.full(self.sky.shape[:2], 255, np.uint8)
        made = [Plane("sky", SKY_DEPTH, _with_alpha(self.sky, opaque))]
        for layer in self.layers:
            if isinstance(layer, FinishedSheet):
                rows, right = layer.alpha.shape[0], layer.left + layer.alpha.shape[1]
                pixels = np.zeros((rows, self.frame.canvas_width, 4), np.uint8)
                pixels[:, layer.left : right, :3] = layer.colour
                pixels[:, layer.left : right, 3] = layer.alpha
                made.append(Plane(layer.name, layer.depth, pixels, top=layer.top))
            else:
                moves = layer.drift != (0.0, 0.0)
                tint = bytes_of(layer.colour)
                made.append(
                    Plane(layer.name, layer.depth, layer.alpha, tint, 0, layer.drift, wraps=moves)
                )
        return tuple(made)

    def flattened(self) -> Bytes:
        """The view before the screen finish: RGB bytes (h, w, 3) of the view's size."""
        x, y = self.bleed
        view = (slice(y, y + self.frame.height), slice(x, x + self.frame.width))
        seen = self.sky[view].copy()
        for layer in self.layers:
            if isinstance(layer, FinishedSheet):
                layer.over(seen, (y, x))
            else:
                over_colour(seen, layer.alpha[view], layer.colour)
        return seen

    def picture(self, width: int, height: int) -> Bytes:
        """The panel as shown, RGB bytes (height, width, 3): flattened, fitted, graded, grained.

        A size of another aspect than the view's is filled and cropped to the middle.
        """
        view = self.flattened()
        return finish_frame(_filled(view, width, height), 0, self.look)


def draw(brief: Brief) -> Panel:
    """Compose and finish the panel of a brief, on one thread."""
    from pipeline.art.composer import compose

    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        return assembled(compose(brief))
    finally:
        cv2.setNumThreads(threads)


def understood(brief: Brief) -> Understood:
    """What the composer reads in a brief: the words matched, and the nouns it cannot place."""
    return understand(brief)


def assembled(scene: Scene) -> Panel:
    """Finish a scene's sheets, cast the rays, sort by depth, balance the exposure."""
    finished = [finish(sheet, scene.atmosphere) for sheet in scene.stage.sheets]
    cut = [sheet for sheet in finished if sheet is not None]
    lights = list(scene.stage.lights)
    behind = [sheet for sheet in cut if sheet.depth >= 0.35]
    source = scene.rays_from
    beams = rays(scene.frame, scene.atmosphere, behind, amount=scene.rays, source=source)
    if beams is not None:
        lights.append(beams)
    layers: list[_Layer] = sorted([*cut, *lights], key=lambda layer: -layer.depth)
    if scene.sky is None:
        raise ValueError("a scene is assembled before its sky was painted")
    light = scene.layout.light
    spot = (
        (0.55 * scene.layout.people_x + 0.45 * light.x) / scene.frame.width,
        min(0.8, scene.layout.horizon / scene.frame.height),
    )
    seed = seed_number(scene.brief.film, scene.brief.words, scene.brief.seed)
    look = ScreenLook(scene.atmosphere.dials, seed)
    panel = Panel(scene.frame, scene.sky, tuple(layers), look, scene.focus or spot)
    fitted = balanced(_sampled(panel), look, scene.air.palette.name)
    return Panel(panel.frame, panel.sky, panel.layers, fitted, panel.focus)


def _sampled(panel: Panel) -> Bytes:
    """Every fourth pixel of the flattened view: enough to weigh its light."""
    small = np.ascontiguousarray(panel.sky[::4, ::4])
    for layer in panel.layers:
        if isinstance(layer, FinishedSheet):
            colour, alpha = layer.colour[::4, ::4], layer.alpha[::4, ::4]
            top, left = layer.top // 4, layer.left // 4
            window = small[top : top + alpha.shape[0], left : left + alpha.shape[1]]
            premultiplied_over(window, np.ascontiguousarray(colour), np.ascontiguousarray(alpha))
        else:
            over_colour(small, np.ascontiguousarray(layer.alpha[::4, ::4]), layer.colour)
    x, y = panel.bleed[0] // 4, panel.bleed[1] // 4
    part = small[y : y + panel.frame.height // 4, x : x + panel.frame.width // 4]
    return np.ascontiguousarray(part)


def _with_alpha(colour: Bytes, alpha: Bytes) -> Bytes:
    return np.dstack([colour, alpha])


def _filled(view: Bytes, width: int, height: int) -> Bytes:
    h, w = view.shape[:2]
    scale = max(width / w, height / h)
    part_w, part_h = min(w, round(width / scale)), min(h, round(height / scale))
    x, y = (w - part_w) // 2, (h - part_h) // 2
    part = view[y : y + part_h, x : x + part_w]
    if (part_w, part_h) == (width, height):
        return part
    way = cv2.INTER_AREA if width < part_w else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, (width, height), interpolation=way), np.uint8)
