"""Draw a panel's layers again, by the recipe inside its picture: for cameras and painters."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
from msgspec.structs import asdict, replace

from pipeline.art.panel import Brief, Panel, Plane, draw
from pipeline.art.screen import finish_frame
from pipeline.facts import Json
from pipeline.media.multiplane import Bytes, Finish, Stack
from pipeline.media.multiplane import Plane as FilmPlane
from pipeline.media.openraster import Layer
from pipeline.media.pictures import read_picture
from pipeline.media.recipes import recipe_in

__all__ = ["drawn_again", "finish_of", "layers_of", "recipe_of", "stack_of"]

_FORM = 1
_MOST_DIFFERENCE = 4.0
"""Mean levels by which a panel drawn again may differ: newer drawing code draws another picture."""


def recipe_of(brief: Brief) -> Json:
    """The brief as plain data."""
    recipe: Json = json.loads(json.dumps({"sketch": _FORM, **asdict(brief)}))
    return recipe


def drawn_again(picture: Path) -> Panel | None:
    """The panel that ``picture`` shows, with its layers.

    None when the picture was not drawn here, was painted over, or would come out differently
    today.
    """
    recipe = recipe_in(picture)
    brief = _brief_in(recipe) if recipe is not None else None
    if brief is None:
        return None
    panel = draw(brief)
    shown = read_picture(picture)
    again = panel.picture(shown.shape[1], shown.shape[0])
    return panel if float(cv2.absdiff(shown, again).mean()) <= _MOST_DIFFERENCE else None


def _brief_in(recipe: Json) -> Brief | None:
    if recipe.get("sketch") != _FORM:
        return None
    said = {name: recipe[name] for name in Brief.__struct_fields__ if name in recipe}
    try:
        said["named"] = tuple((str(name), str(text)) for name, text in said.get("named", ()))
        return Brief(**said)
    except (TypeError, ValueError):
        return None


def stack_of(panel: Panel) -> Stack:
    """The panel's planes as the camera films them."""
    width, height = panel.canvas
    (left, top), (wide, high) = panel.bleed, panel.view
    planes = tuple(
        FilmPlane(
            _pixels(plane),
            plane.depth,
            top=plane.top,
            drift=plane.drift if plane.wraps else (0.0, 0.0),
            name=plane.name,
        )
        for plane in panel.planes()
    )
    return Stack(planes, width, height, (left, top, wide, high), focus=panel.focus)


def finish_of(panel: Panel) -> Finish:
    """The screen finish that the panel was shown with: grade, vignette, moving grain."""
    look = panel.look

    def finish(picture: Bytes, number: int) -> Bytes:
        return finish_frame(picture, number, look)

    return finish


def layers_of(panel: Panel, width: int, height: int) -> list[Layer]:
    """The planes as a painter wants them, for a picture of ``width`` x ``height``.

    Graded as they are shown, without grain and vignette; they reach beyond the picture, so that a
    camera can move.
    """
    dials = replace(panel.look.dials, grain=0.0, vignette=0.0)
    look = replace(panel.look, dials=dials)
    scale = max(width / panel.view[0], height / panel.view[1])
    left = (width - panel.view[0] * scale) / 2 - panel.bleed[0] * scale
    top = (height - panel.view[1] * scale) / 2 - panel.bleed[1] * scale
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    layers = []
    for plane in panel.planes():
        pixels = _pixels(plane)
        if scale != 1:
            rows, columns = (max(1, round(side * scale)) for side in pixels.shape[:2])
            pixels = np.asarray(cv2.resize(pixels, (columns, rows), interpolation=how), np.uint8)
        alpha = pixels[..., 3]
        whole = cv2.merge([np.maximum(alpha, 1)] * 3)
        straight = np.asarray(cv2.divide(pixels[..., :3], whole, scale=255), np.uint8)
        colour = cv2.multiply(
            finish_frame(straight, 0, look), cv2.merge([alpha] * 3), scale=1 / 255
        )
        made = np.asarray(np.dstack([colour, alpha]), np.uint8)
        layers.append(Layer(plane.name, made, round(left), round(top + plane.top * scale)))
    return layers


def _pixels(plane: Plane) -> Bytes:
    """Premultiplied RGBA, light sheets in their colour."""
    if plane.table is None:
        return plane.pixels
    colour = cv2.applyColorMap(plane.pixels, plane.table)
    return np.asarray(cv2.merge([*cv2.split(colour), plane.pixels]), np.uint8)
