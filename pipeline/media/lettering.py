"""Draw words with Pillow: a font for each script, wrapped, spaced, and never as empty boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct
from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageFont, features

from pipeline.errors import MediaError
from pipeline.media.fonts import FontFile, FontShelf, font_shelf, is_cjk
from pipeline.media.scripts import is_joined, may_break, stretches

__all__ = ["Lettering", "draw_lines", "line_height", "require_glyphs", "text_width", "wrap"]


class Lettering(Struct, frozen=True):
    """How words look; sizes in pixels, everything else in parts of the size."""

    size: float
    """Height of the em."""
    weight: int = 400
    """100 to 900, where the font has weights."""
    colour: str = "#ffffff"
    tracking: float = 0.0
    """Space added after each character."""
    leading: float = 1.32
    """From baseline to baseline."""
    align: Literal["left", "center", "right"] = "center"
    outline: float = 0.0
    """Width of a dark line around the letters."""
    shadow: float = 0.0
    """Softness of a dark glow behind the letters; 0 is none."""
    shade: float = 0.6
    """How dark outline and glow are, 0 to 1."""
    font: Path | None = None
    """A font file that is asked first; what it lacks is drawn with those at hand."""
    language: str = "zh-Hans"
    """Whose forms of shared characters are meant (``zh-Hans``, ``zh-Hant``, ``ja``, ``ko``)."""


def require_glyphs(text: str, *, where: str) -> None:
    """Make sure that every character of ``text`` can be drawn.

    Raises:
        MediaError: a character that no font at hand has; names it and ``where`` it is written.
    """
    missing = font_shelf().missing(text)
    if missing:
        named = " ".join(f"'{each}' (U+{ord(each):04X})" for each in missing)
        raise MediaError(
            f"no font here has {named}, which stands in {where}",
            fix='install Noto Sans CJK: python -m pip install "rushes[cjk]"'
            if is_cjk(missing)
            else "write it with other characters",
        )


def text_width(text: str, style: Lettering) -> float:
    """How wide one line is, in pixels, without its outline and glow."""
    return sum(advance for _, _, advance, _ in _pieces(text, style, _shelf(style)))


def line_height(style: Lettering) -> float:
    """From baseline to baseline, in pixels."""
    return style.size * style.leading


def wrap(text: str, width: float, style: Lettering) -> list[str]:
    """``text`` in lines no wider than ``width`` pixels, as even as they can be.

    Written line ends are kept; Latin breaks at spaces, Chinese between any two characters but
    never before a closing mark nor after an opening one; Korean breaks at spaces. A single word
    wider than the line stands alone, with its mark.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        filled = _fill(paragraph, width, style)
        if len(filled) > 1:  # as many lines again, but of like length
            total = text_width(paragraph, style)
            narrow = max(total / len(filled) * 1.08, total / len(filled) + style.size)
            evener = _fill(paragraph, min(width, narrow), style)
            filled = evener if len(evener) == len(filled) else filled
        lines += filled
    return lines


def draw_lines(lines: Sequence[str], style: Lettering) -> Image.Image:
    """The lines as an RGBA picture, cropped to the letters with their outline and glow.

    The width is that of the widest line; characters that no font has are left out, so call
    ``require_glyphs`` first where that would be wrong.
    """
    shelf = _shelf(style)
    glow = style.size * style.shadow
    stroke = round(style.size * style.outline)
    margin = round(stroke + glow * 2.5) + 2
    widths = [text_width(line, style) for line in lines]
    width = round(max(widths, default=0)) + 2 * margin
    ascent, step = style.size * 1.12, line_height(style)
    height = round(ascent + step * (len(lines) - 1) + style.size * 0.38) + 2 * margin
    letters = Image.new("L", (width, height), 0)
    behind = Image.new("L", (width, height), 0)
    for number, line in enumerate(lines):
        spare = width - 2 * margin - widths[number]
        left = margin + {"left": 0.0, "center": spare / 2, "right": spare}[style.align]
        _draw_line(letters, line, (left, margin + ascent + step * number), (style, shelf, 0))
        if stroke or glow:
            at = (left, margin + ascent + step * number)
            _draw_line(behind, line, at, (style, shelf, stroke))
    return _coloured(letters, behind, style)


def _shelf(style: Lettering) -> FontShelf:
    return font_shelf() if style.font is None else font_shelf().led_by(style.font)


def _coloured(letters: Image.Image, behind: Image.Image, style: Lettering) -> Image.Image:
    """Letters in their colour over what is behind them, with straight alpha."""
    picture = Image.new("RGBA", letters.size, (0, 0, 0, 0))
    dark = Image.new("RGBA", letters.size, (0, 0, 0, 255))
    if style.shadow:
        soft = behind.filter(ImageFilter.GaussianBlur(style.size * style.shadow))
        soft = soft.point(lambda v: min(255, round(v * 1.6 * style.shade)))
        dark.putalpha(soft)
        picture = Image.alpha_composite(picture, dark)
    if style.outline:
        dark.putalpha(behind.point(lambda v: round(v * style.shade)))
        picture = Image.alpha_composite(picture, dark)
    front = Image.new("RGBA", letters.size, (*ImageColor.getrgb(style.colour)[:3], 255))
    front.putalpha(letters)
    return Image.alpha_composite(picture, front)


def _draw_line(
    plane: Image.Image,
    line: str,
    at: tuple[float, float],
    how: tuple[Lettering, FontShelf, int],
) -> None:
    style, shelf, stroke = how
    pen, baseline = at
    draw = ImageDraw.Draw(plane)
    language = _language(style)
    for piece, face, advance, way in _pieces(line, style, shelf):
        draw.text(
            (pen, baseline),
            piece,
            fill=255,
            font=face,
            anchor="ls",
            stroke_width=stroke,
            language=language,
            direction=way,
        )
        pen += advance


def _pieces(
    line: str, style: Lettering, shelf: FontShelf
) -> Iterator[tuple[str, ImageFont.FreeTypeFont, float, str | None]]:
    """What is drawn at one pen position each: whole runs, or single characters when tracked."""
    space = style.size * style.tracking
    language = _language(style)
    is_shaped = is_joined(line)
    for run, file, way in _visual(line, shelf) if is_shaped else _straight(line, shelf):
        face = _face(file, style.size, style.weight)
        if not style.tracking or is_shaped:
            yield run, face, face.getlength(run, language=language, direction=way), way
            continue
        for piece in _tracked(run, file):
            yield piece, face, face.getlength(piece, language=language) + space, None


def _straight(line: str, shelf: FontShelf) -> Iterator[tuple[str, FontFile, str | None]]:
    for run, file in shelf.runs(line):
        yield run, file, None


def _visual(line: str, shelf: FontShelf) -> Iterator[tuple[str, FontFile, str | None]]:
    """Runs in the order in which they stand on screen, from the left."""
    has_shaper = features.check("raqm")
    for stretch in stretches(line):
        runs = shelf.runs(stretch.text)
        way = ("rtl" if stretch.is_right_to_left else "ltr") if has_shaper else None
        for run, file in reversed(runs) if stretch.is_right_to_left else runs:
            yield run, file, way


def _tracked(run: str, file: FontFile) -> list[str]:
    """Single characters; a Chinese mark stays with the word before it.

    By itself it would be shaped as a mark of no script and lose its regional form.
    """
    pieces: list[str] = []
    for character in run:
        if pieces and file.is_cjk and unicodedata.category(character).startswith("P"):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _language(style: Lettering) -> str | None:
    """Pillow's basic layout, used where raqm is not built in, cannot choose regional forms."""
    return style.language if features.check("raqm") else None


@lru_cache(maxsize=64)
def _face(file: FontFile, size: float, weight: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(str(file.path), size, index=file.face)
    try:
        axes = face.get_variation_axes()
    except OSError:
        return face  # a font without weights
    names = [axis["name"] or b"" for axis in axes]
    values = [axis["default"] or 0 for axis in axes]
    for number, name in enumerate(names):
        if bytes(name).lower() in {b"weight", b"wght"}:
            least, most = axes[number]["minimum"] or weight, axes[number]["maximum"] or weight
            values[number] = min(max(weight, least), most)
    face.set_variation_by_axes([float(value) for value in values])
    return face


def _fill(paragraph: str, width: float, style: Lettering) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in _words(paragraph):
        trial = line + word
        if line and text_width(trial.rstrip(), style) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line = trial
    return [*lines, line.rstrip()]


def _words(paragraph: str) -> list[str]:
    """Stretches between which a line may end; spaces stay with the word before."""
    words: list[str] = []
    for character in paragraph:
        if not words or may_break(words[-1][-1], character):
            words.append(character)
        else:
            words[-1] += character
    return words
