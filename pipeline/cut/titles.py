"""Words over the picture: title styles as data, and the drawing of still layers with Pillow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pipeline.cut.subtitles import break_lines
from pipeline.cut.timeline import Subtitle, TitleCue
from pipeline.facts import Json
from pipeline.media.fonts import is_cjk
from pipeline.media.lettering import Lettering, draw_lines, text_width, wrap

__all__ = ["STYLES", "Layer", "TitleStyle", "draw_layer", "subtitle_layer", "title_layer"]


class TitleStyle(Struct, frozen=True):
    """How a kind of title looks; lengths in parts of the frame's *unit* (see ``_unit``)."""

    size: float
    second_size: float
    """The other languages, below the first."""
    weight: int
    second_weight: int
    tracking: float
    second_tracking: float
    place: Literal["centre", "lower-left"]
    fade_seconds: Fraction
    grow: float = 0.0
    """How much larger it is at its end than at its beginning; above 0 it moves."""
    shade: float = 0.0
    """Strength of a soft dark cloud behind the words."""
    has_rule: bool = False
    """A thin upright line at the left."""
    is_upper: bool = False
    """Small second lines in capitals."""
    latin: tuple[float, int, float, bool] | None = None
    """Size, weight, tracking and capitals of a first line in Latin letters, where they differ."""


STYLES = {
    "main": TitleStyle(
        size=0.150,
        second_size=0.046,
        weight=500,
        second_weight=600,
        tracking=0.14,
        second_tracking=0.36,
        place="centre",
        fade_seconds=Fraction(3, 4),
        grow=0.035,
        shade=0.52,
        is_upper=True,
        latin=(0.105, 400, 0.30, True),
    ),
    "card": TitleStyle(
        size=0.088,
        second_size=0.040,
        weight=400,
        second_weight=500,
        tracking=0.16,
        second_tracking=0.26,
        place="centre",
        fade_seconds=Fraction(3, 8),
        shade=0.60,
        is_upper=True,
        latin=(0.080, 400, 0.05, False),
    ),
    "lower-third": TitleStyle(
        size=0.046,
        second_size=0.034,
        weight=600,
        second_weight=500,
        tracking=0.02,
        second_tracking=0.04,
        place="lower-left",
        fade_seconds=Fraction(1, 4),
        shade=0.30,
        has_rule=True,
    ),
}

_SAFE_WIDTH = 0.86
_SUBTITLE_SIZE = 0.047
_SIZE_OF_TWO = 0.9
"""Of subtitles in two languages at once, compared with one."""
_SUBTITLE_BASE = 0.935
"""Where the last subtitle line stands, in parts of the height."""
_SMALL_COMPARED_WITH_CJK = 0.82


class Layer(Struct, frozen=True):
    """A drawn layer: RGBA with straight alpha, even sides, and where its corner lies."""

    picture: Image.Image
    left: int
    top: int


def title_layer(title: TitleCue, languages: Sequence[str], rate: Fraction) -> Json:
    """A title as it stands in a recipe: its words in each language, the first large."""
    words = [title.text.of(language) for language in languages] or [title.text.first]
    texts = list(dict.fromkeys(text.strip() for text in words if text.strip()))
    style = STYLES.get(title.style, STYLES["card"])
    fade = min(math.floor(style.fade_seconds * rate), len(title.record) // 2)
    layer: Json = {
        "kind": "title",
        "style": title.style if title.style in STYLES else "card",
        "texts": texts or [title.text.first],
        "fade": fade,
    }
    return {**layer, "grow": style.grow} if style.grow else layer


def subtitle_layer(subtitle: Subtitle, languages: Sequence[str]) -> Json:
    """A subtitle as it stands in a recipe: the lines of every burnt language, from the top."""
    blocks: dict[tuple[str, ...], str] = {}
    for language in languages:
        lines = subtitle.of(language)
        if lines:
            blocks.setdefault(lines, language)
    wholes = [_whole(lines, language) for lines, language in blocks.items()]
    layer: Json = {"kind": "subtitle", "lines": [list(block) for block in blocks]}
    return {**layer, "wholes": wholes} if len(blocks) > 1 else layer


def _whole(lines: tuple[str, ...], language: str) -> str:
    """The lines as one, where the author broke none of them: "" where one line is not wanted."""
    text = ("" if any(map(is_cjk, lines)) else " ").join(lines)
    return text if break_lines(text, language) == lines else ""


def draw_layer(layer: Json, width: int, height: int) -> Layer:
    """Draw a title or a subtitle for a frame of that size."""
    if layer["kind"] == "subtitle":
        return _draw_subtitle(layer, width, height)
    return _draw_title(layer, width, height)


def _unit(width: int, height: int) -> float:
    """What sizes are parts of: the height of a 16:9 frame as wide as this one, within reason.

    A wide frame is low, and words measured by its height alone would be too small to read.
    """
    return min(height * 1.25, max(height, width * 9 / 16))


def _draw_subtitle(layer: Json, width: int, height: int) -> Layer:
    """Every language in as few lines as the frame is wide: two in two lines each hide a third."""
    blocks: list[list[str]] = layer["lines"]
    unit = _unit(width, height) * (_SIZE_OF_TWO if len(blocks) > 1 else 1)
    base = Lettering(unit * _SUBTITLE_SIZE, weight=500, outline=0.055, shadow=0.10, shade=0.85)
    pictures = []
    has_cjk = any(is_cjk(line) for block in blocks for line in block)
    for block, whole in zip(blocks, layer.get("wholes") or [""] * len(blocks), strict=True):
        style = base
        if has_cjk and not any(map(is_cjk, block)):
            style = replace(base, size=base.size * _SMALL_COMPARED_WITH_CJK)
        is_one = whole and text_width(whole, style) <= width * _SAFE_WIDTH
        lines = [whole] if is_one else block
        style = _fitting(lines, style, width * _SAFE_WIDTH)
        pictures.append(draw_lines(lines, style))
    joined = _stacked(pictures, gap=-round(base.size * 0.62), align="centre")
    top = round(height * _SUBTITLE_BASE - joined.height + base.size * 0.38)
    return _even(joined, (width - joined.width) // 2, min(top, height - joined.height))


def _draw_title(layer: Json, width: int, height: int) -> Layer:
    style = STYLES[layer["style"]]
    unit = _unit(width, height)
    align: Literal["left", "center"] = "left" if style.place == "lower-left" else "center"
    shadow = 0.10 if style.place == "centre" else 0.16
    pictures: list[Image.Image] = []
    for text in layer["texts"]:
        words, lettering = _set(text, style, unit, is_first=not pictures)
        lettering = replace(lettering, align=align, shadow=shadow, shade=0.75)
        if pictures and style.place == "centre":
            lettering = _narrowed(words, lettering, max(pictures[0].width * 1.2, width * 0.3))
        lettering = _fitting(wrap(words, width * _SAFE_WIDTH, lettering), lettering, width * 0.9)
        pictures.append(draw_lines(wrap(words, width * _SAFE_WIDTH, lettering), lettering))
    gap = round(-unit * 0.012)
    if style.place == "lower-left":
        whole, left, top = _lower_third(pictures, (width, height), unit, gap)
        shaded = _clouded(whole, style.shade, unit * 0.03, (2 * left + whole.width, height))
        grown = (shaded.width - whole.width) // 2, (shaded.height - whole.height) // 2
        return _even(shaded, left - grown[0], top - grown[1])
    joined = _stacked(pictures, gap=gap, align="centre")
    if style.shade:
        joined = _clouded(joined, style.shade, unit * 0.05, (width, height))
    return _even(joined, (width - joined.width) // 2, (height - joined.height) // 2)


def _set(text: str, style: TitleStyle, unit: float, *, is_first: bool) -> tuple[str, Lettering]:
    """The words of one language and how they are set."""
    has_latin = not is_cjk(text)
    if not is_first:
        words = text.upper() if style.is_upper and has_latin else text
        size, weight, tracking = style.second_size, style.second_weight, style.second_tracking
    elif has_latin and style.latin is not None:
        size, weight, tracking, is_upper = style.latin
        words = text.upper() if is_upper else text
    else:
        words, size, weight, tracking = text, style.size, style.weight, style.tracking
    return words, Lettering(unit * size, weight=weight, tracking=tracking)


def _lower_third(
    pictures: list[Image.Image], frame: tuple[int, int], unit: float, gap: int
) -> tuple[Image.Image, int, int]:
    """The lines, their letters flush left, beside a rule; and where its corner lies."""
    inks = [_ink(picture) for picture in pictures]
    flush = [
        picture.crop((ink[0], 0, picture.width, picture.height))
        for picture, ink in zip(pictures, inks, strict=True)
    ]
    joined = _stacked(flush, gap=gap, align="left")
    width, height = frame
    rule = max(2, round(unit * 0.005))
    room = round(unit * 0.016)
    whole = Image.new("RGBA", (joined.width + room + rule, joined.height), (0, 0, 0, 0))
    top, foot = _ink(joined)[1], _ink(joined)[3]
    over = round(unit * 0.006)
    ImageDraw.Draw(whole).rectangle(
        (0, max(0, top - over), rule - 1, min(joined.height, foot + over)),
        fill=(255, 255, 255, 230),
    )
    whole.alpha_composite(joined, (room + rule, 0))
    return whole, round(width * 0.07), round(height * 0.80 - whole.height)


def _ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box of the letters themselves, without what glows around them."""
    light = picture.getchannel("R").point(lambda value: 255 * (value > 128))
    return light.getbbox() or (0, 0, picture.width, picture.height)


def _fitting(lines: Sequence[str], style: Lettering, width: float) -> Lettering:
    """The style, smaller where a line would not fit into ``width``."""
    widest = max((text_width(line, style) for line in lines), default=0.0)
    return style if widest <= width else replace(style, size=style.size * width / widest)


def _narrowed(text: str, style: Lettering, width: float) -> Lettering:
    """Set closer, down to a third of its spacing, so that it does not run far beyond the first."""
    spaced = text_width(text, style) - text_width(text, replace(style, tracking=0.0))
    over = text_width(text, style) - width
    if over <= 0 or spaced <= 0:
        return style
    return replace(style, tracking=style.tracking * max(1 / 3, 1 - over / spaced))


def _stacked(
    pictures: Sequence[Image.Image], *, gap: int, align: Literal["left", "centre"]
) -> Image.Image:
    """Pictures below each other; a gap below zero lets their soft edges overlap."""
    width = max(picture.width for picture in pictures)
    height = sum(picture.height for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGBA", (width, max(1, height)), (0, 0, 0, 0))
    top = 0
    for picture in pictures:
        left = (width - picture.width) // 2 if align == "centre" else 0
        place = Image.new("RGBA", whole.size, (0, 0, 0, 0))
        place.paste(picture, (left, top))
        whole = Image.alpha_composite(whole, place)
        top += picture.height + gap
    return whole


def _clouded(
    words: Image.Image, strength: float, reach: float, frame: tuple[int, int]
) -> Image.Image:
    """Words over a soft dark cloud of their own form, so that they are read over snow and fire."""
    room = round(reach * 2.6)
    width = min(frame[0], words.width + 2 * room)
    height = min(frame[1], words.height + 2 * room)
    left, top = (width - words.width) // 2, (height - words.height) // 2
    inside = words.crop((max(0, -left), max(0, -top), words.width, words.height))
    at = max(0, left), max(0, top)
    letters = Image.new("L", (width, height), 0)
    letters.paste(inside.getchannel("A"), at)
    small = letters.resize((max(1, width // 4), max(1, height // 4)), Image.Resampling.BOX)
    wide = small.filter(ImageFilter.GaussianBlur(reach / 4))
    near = small.filter(ImageFilter.GaussianBlur(reach / 12))
    cloud = ImageChops.add(wide.point(lambda v: min(255, 3 * v)), near).resize((width, height))
    whole = Image.new("RGBA", (width, height), (0, 0, 0, 255))
    whole.putalpha(cloud.point(lambda value: round(value * strength)))
    whole.alpha_composite(inside, at)
    return whole


def _even(picture: Image.Image, left: int, top: int) -> Layer:
    """Sides and place made even, as 4:2:0 wants them."""
    left -= left % 2
    top -= top % 2
    width, height = picture.width + picture.width % 2, picture.height + picture.height % 2
    if (width, height) != picture.size:
        grown = Image.new("RGBA", (width, height), (0, 0, 0, 0))
        grown.paste(picture, (0, 0))
        picture = grown
    return Layer(picture, left, top)
