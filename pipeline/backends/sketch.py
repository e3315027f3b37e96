"""Draw a panel from the shot's own words, as lit paper theatre, offline and free.

The take is a clean PNG. Inside it stands the recipe it was drawn by, with a digest of its pixels:
whoever finds the picture untouched can have its layers drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.backends.base import Capabilities, Operation, Order, Recovery, Settings
from pipeline.backends.offline import Made, Offline

if TYPE_CHECKING:
    from pipeline.art.panel import Brief

__all__ = ["BACKEND", "Sketch", "SketchSettings", "brief_of", "write_layers"]


class SketchSettings(Settings):
    """How panels are drawn."""

    style: str = ""
    """Style words for the drawing alone, added to those of film and shot: ``noir``, ``woodcut``."""


class Sketch(Offline):
    """Panels drawn from words."""

    name = "sketch"
    about = "draws panels from the shot's words, in layers, offline"
    is_model = False
    Settings = SketchSettings

    def capabilities(self, model: str = "") -> Capabilities:
        """Any number of different panels for the same words, by seed."""
        del model
        return Capabilities(
            frozenset({Operation.T2I}),
            has_negative=True,
            is_free=True,
            is_local=True,
            recovery=Recovery.FREE,
        )

    def unknown_words(self, order: Order) -> Sequence[str]:
        """Nouns of the panel that it cannot draw; and it draws from words, not from pictures."""
        from pipeline.art.understanding import understand

        unknown = understand(brief_of(order, self._style())).unknown
        has_pictures = any(image.role == "reference" for image in order.images)
        return (*unknown, *(("its reference pictures",) if has_pictures else ()))

    def make(self, order: Order, into: Path) -> Sequence[Made]:
        """One PNG of the order's size."""
        from pipeline.art.panel import draw
        from pipeline.backends.layers import recipe_of
        from pipeline.media.pictures import PictureNote
        from pipeline.media.recipes import write_with_recipe

        brief = brief_of(order, self._style())
        picture = draw(brief).picture(order.width, order.height)
        note = PictureNote(order.prompt, tool="rushes", seed=order.seed)
        write_with_recipe(picture, into / "panel.png", recipe_of(brief), note)
        return (Made("panel.png", seed=order.seed),)

    def _style(self) -> str:
        return self.settings.style if isinstance(self.settings, SketchSettings) else ""


def brief_of(order: Order, style: str = "") -> Brief:
    """What the drawing is told of an order."""
    from pipeline.art.understanding import Brief

    words = order.words
    named = words.get("named") or ()
    styles = [str(words.get("style", "")), style]
    return Brief(
        words=str(words.get("panel") or order.prompt),
        style=", ".join(text for text in styles if text),
        framing=str(words.get("framing", "")),
        angle=str(words.get("angle", "")),
        lens=str(words.get("lens", "")),
        place=str(words.get("place", "")),
        film=str(words.get("film", "")),
        named=tuple((str(name), str(text)) for name, text in named),
        seed=order.seed or 0,
        aspect=order.width / order.height,
    )


def write_layers(picture: Path, ora: Path) -> bool:
    """Write the layers of a drawn panel as OpenRaster; False when it has none.

    The layers are drawn again by the recipe inside the picture. A picture that was painted over,
    or that something else made, has none.
    """
    from pipeline.backends.layers import drawn_again, layers_of
    from pipeline.media.openraster import write_ora
    from pipeline.media.pictures import read_picture

    panel = drawn_again(picture)
    if panel is None:
        return False
    whole = read_picture(picture)
    write_ora(layers_of(panel, whole.shape[1], whole.shape[0]), whole, ora)
    return True


BACKEND = Sketch
