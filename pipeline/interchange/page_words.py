"""Words on a PDF page: a font for each script, embedded, wrapped as in the film's own titles."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.interchange.embedding import cut_down, font_name
from pipeline.media.fonts import FontFile, font_shelf
from pipeline.media.lettering import Lettering, draw_lines, text_width, wrap
from pipeline.media.multiplane import Bytes
from pipeline.media.pictures import as_jpeg
from pipeline.media.scripts import is_joined

__all__ = ["Pen", "Type", "pen_for", "short_of", "width_of"]

FINE = 8
"""Words are measured that many times larger, so that whole pixels do not matter."""
_MARK = "…"
_ALWAYS = "0123456789 .,:/-·–→…“”"
"""Marks that a page itself writes beside the words, in whatever font those have."""
_EMPTY = "#f1f2f4"
_HAIR = "#d4d7db"


class Type(Struct, frozen=True):
    """How words look on the page."""

    size: float
    """Points."""
    weight: int = 400
    colour: str = "#1c1e22"
    leading: float = 1.32
    """From baseline to baseline, in parts of the size."""

    @property
    def step(self) -> float:
        """From baseline to baseline, in points."""
        return self.size * self.leading

    @property
    def lettering(self) -> Lettering:
        """The same, as it is measured."""
        return Lettering(size=self.size * FINE, weight=self.weight, colour=self.colour)


class Pen(Struct, frozen=True):
    """A page's canvas, and the embedded font of every script and weight."""

    canvas: Canvas
    fonts: Mapping[tuple[FontFile, int], str]

    def line(
        self, text: str, at: tuple[float, float], type_: Type, *, align: str = "left"
    ) -> float:
        """Write one line from (x, baseline), or so that it ends there; its width in points."""
        x, y = at
        wide = width_of(text, type_)
        x -= {"left": 0.0, "right": wide, "center": wide / 2}[align]
        if is_joined(text):
            self._picture(text, (x, y), type_)
            return wide
        self.canvas.setFillColor(type_.colour)
        for run, file in font_shelf().runs(text):
            name = self.fonts[file, type_.weight]
            self.canvas.setFont(name, type_.size)
            self.canvas.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, name, type_.size)
        return wide

    def block(self, lines: Iterable[str], at: tuple[float, float], type_: Type) -> float:
        """Write lines downwards from (x, top); the y below the last."""
        x, y = at
        for line in lines:
            self.line(line, (x, y - type_.size), type_)
            y -= type_.step
        return y

    def rule(self, at: tuple[float, float], length: float, colour: str) -> None:
        """A thin line from (x, y) to the right."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(0.8)
        self.canvas.line(at[0], at[1], at[0] + length, at[1])

    def picture(
        self,
        picture: Bytes | None,
        box: tuple[float, float, float, float],
        aspect: float,
        *,
        edge: str = "",
    ) -> None:
        """A picture of that form inside a light frame (left, bottom, width, height).

        ``edge`` is another colour of the frame, which marks it.
        """
        left, bottom, wide, high = box
        self.canvas.setFillColor(_EMPTY)
        self.canvas.rect(left, bottom, wide, high, stroke=0, fill=1)
        if picture is not None:
            across, up = min(wide, high * aspect), min(high, wide / aspect)
            x, y = left + (wide - across) / 2, bottom + (high - up) / 2
            self.canvas.drawImage(ImageReader(io.BytesIO(as_jpeg(picture))), x, y, across, up)
        self.canvas.setStrokeColor(edge or _HAIR)
        self.canvas.setLineWidth(1.6 if edge else 0.5)
        self.canvas.rect(left, bottom, wide, high, stroke=1, fill=0)

    def _picture(self, text: str, at: tuple[float, float], type_: Type) -> None:
        """Letters that join are shaped by the film's own title writer, and laid in as a picture."""
        letters = draw_lines([text], type_.lettering)
        wide, high = letters.width / FINE, letters.height / FINE
        top = at[1] + type_.size * 1.12 + 2 / FINE
        self.canvas.drawImage(
            ImageReader(letters), at[0] - 2 / FINE, top - high, wide, high, mask="auto"
        )


def pen_for(canvas: Canvas, texts: Iterable[str], weights: Iterable[int]) -> Pen:
    """A pen that can write those texts: their glyphs are cut out of the fonts and embedded."""
    shelf = font_shelf()
    needed: dict[FontFile, set[str]] = {}
    for text in (*texts, _ALWAYS):
        for run, file in () if is_joined(text) else shelf.runs(text):
            needed.setdefault(file, set()).update(run)
    fonts = {}
    for file, characters in needed.items():
        said = "".join(sorted(characters | {each for each in _ALWAYS if file.has(each)}))
        for weight in weights:
            name = font_name(file, weight, said)
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, cut_down(file, said, weight, name)))
            fonts[file, weight] = name
    return Pen(canvas, fonts)


@lru_cache(maxsize=4096)
def width_of(text: str, type_: Type) -> float:
    """How wide a line is, in points."""
    return text_width(text, type_.lettering) / FINE


def short_of(text: str, width: float, type_: Type, *, most: int) -> list[str]:
    """The text in at most so many lines; where it is longer, a mark at the end."""
    lines = [line for line in wrap(text, width * FINE, type_.lettering) if line.strip()]
    if len(lines) <= most:
        return lines
    kept, last = lines[: most - 1], f"{lines[most - 1]} {lines[most]}"
    while last and width_of(last + _MARK, type_) > width:
        last = last[:-1].rstrip()
    return [*kept, last + _MARK]
