"""The visible AI label: a still layer in a corner, the same in every part that shows it."""

from __future__ import annotations

from collections.abc import Collection

from PIL import Image

from pipeline.cut.safe_areas import safe_area
from pipeline.facts import Json
from pipeline.media.lettering import Lettering, draw_lines, text_width
from pipeline.project.label import Label

__all__ = ["draw_label", "label_layer"]

_STRENGTH = 0.92
"""How opaque it is: plainly read, and not the brightest thing of the picture."""


def label_layer(label: Label, languages: Collection[str]) -> Json:
    """The label as it stands in a recipe."""
    return {
        "kind": "label",
        "text": label.words(languages),
        "corner": label.corner,
        "size": float(label.size) / 100,
    }


def draw_label(layer: Json, width: int, height: int) -> tuple[Image.Image, int, int]:
    """The label for a frame of that size, and where its corner lies.

    Its letters are at least as high as asked; only where the words would be wider than the safe
    area are they made smaller.
    """
    size = layer["size"] * min(width, height) / _CAP
    left, top, right, bottom = safe_area(width, height).box(width, height)
    style = Lettering(size, weight=600, outline=0.05, shadow=0.10, shade=0.85)
    wide = text_width(layer["text"], style)
    if wide > right - left:
        style = Lettering(
            size * (right - left) / wide, weight=600, outline=0.05, shadow=0.10, shade=0.85
        )
    picture = draw_lines([layer["text"]], style)
    picture.putalpha(picture.getchannel("A").point(lambda v: round(v * _STRENGTH)))
    ink = picture.getchannel("R").point(lambda v: 255 * (v > 128)).getbbox()
    box = ink or (0, 0, picture.width, picture.height)
    x = left - box[0] if layer["corner"].endswith("left") else right - box[2]
    y = top - box[1] if layer["corner"].startswith("top") else bottom - box[3]
    return picture, x, y


_CAP = 0.88
"""Height of a Chinese character in parts of the em: what rules on labels measure."""
