"""Words over the picture: the drawing of still layers with Pillow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from pipeline.cut.labelling import draw_label
from pipeline.cut.safe_areas import safe_area
from pipeline.cut.subtitles import break_lines
from pipeline.cut.timeline import Subtitle, TitleCue
from pipeline.cut.title_styles import TitleStyle, title_styles
from pipeline.facts import Digest, Json
from pipeline.media.fonts import is_cjk
from pipeline.media.lettering import Lettering, draw_lines, text_width, wrap
from pipeline.project.title_look import TitleLook

__all__ = ["Layer", "draw_layer", "moves", "subtitle_layer", "title_layer"]


_SAFE_WIDTH = 0.86
_SUBTITLE_SIZE = 0.047
_SIZE_OF_TWO = 0.9
"""Of subtitles in two languages at once, compared with one."""
_SUBTITLE_BASE = 0.935
"""Where the last subtitle line stands, in parts of the height."""
_BAR_FILLED = 0.72
"""Of a bar's height, by the letters in it."""
_SMALL_COMPARED_WITH_CJK = 0.82
_SIDE = 0.2
"""Nearer to a side than this, words are flush with it."""
_DARK = 70
"""Letters below this lightness stand on a light ground."""


class Layer(Struct, frozen=True):
    """A drawn layer: RGBA with straight alpha, even sides, and where its corner lies."""

    picture: Image.Image
    left: int
    top: int


def title_layer(
    title: TitleCue,
    languages: Sequence[str],
    rate: Fraction,
    fonts: Mapping[Path, Digest] = MappingProxyType({}),
) -> Json:
    """A title as it stands in a recipe: its words in each language, the first large."""
    words = [title.text.of(language) for language in languages] or [title.text.first]
    texts = list(dict.fromkeys(text.strip() for text in words if text.strip()))
    styles = title_styles()
    style = styles.get(title.style, styles["card"])
    fade = min(math.floor(style.fade_seconds * rate), len(title.record) // 2)
    layer: Json = {
        "kind": "title",
        "style": title.style if title.style in styles else "card",
        "texts": texts or [title.text.first],
        "fade": fade,
    }
    look = _own_look(title.look, fonts)
    layer = {**layer, "look": look} if look else layer
    return {**layer, "grow": style.grow} if style.grow else layer


def _own_look(look: TitleLook | None, fonts: Mapping[Path, Digest]) -> Json:
    """What a title says of its own look, as it stands in a recipe."""
    if look is None:
        return {}
    own: Json = {"colour": look.colour} if look.colour else {}
    if look.font is not None and look.font in fonts:
        own["font"] = fonts[look.font]
    if look.size is not None:
        own["size"] = float(look.size) / 100
    if look.place is not None:
        own["place"] = [float(each) / 100 for each in look.place]
    return own


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


def moves(layer: Json) -> bool:
    """Whether it changes while it stands, and so cannot be drawn once."""
    return "grow" in layer or layer["kind"] == "roll"


def draw_layer(
    layer: Json, width: int, height: int, files: Mapping[Digest, Path] = MappingProxyType({})
) -> Layer:
    """Draw a title or a subtitle for a frame of that size; ``files`` holds fonts of its own.

    Raises:
        MediaError: the font it names is not here, or cannot be read.
    """
    if layer["kind"] == "subtitle":
        return _draw_subtitle(layer, width, height)
    if layer["kind"] == "label":
        return _even(*draw_label(layer, width, height))
    look = layer.get("look", {})
    if "font" in look:
        look = {**look, "font": files.get(look["font"], Path(look["font"]))}
    return _draw_title({**layer, "look": look}, width, height)


def _unit(width: int, height: int) -> float:
    """What sizes are parts of: the height of a 16:9 frame as wide as this one, within reason.

    A wide frame is low, and words measured by its height alone would be too small to read; a tall
    one is narrow, and they would run out of it.
    """
    return min(height * 1.25, max(height, width * 9 / 16), max(width, height * 9 / 16))


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
    joined = _stacked(pictures, gap=-round(base.size * 0.62), align="center")
    if "bar" in layer:
        return _in_bar(joined, layer["bar"], width)
    foot = min(_SUBTITLE_BASE, 1 - safe_area(width, height).bottom) if layer.get("tall") else 0
    top = round(height * (foot or _SUBTITLE_BASE) - joined.height + base.size * 0.38)
    return _even(joined, (width - joined.width) // 2, min(top, height - joined.height))


def _in_bar(words: Image.Image, bar: Sequence[int], width: int) -> Layer:
    """The lines in the middle of the bar below the picture, smaller where it is too low."""
    top, height = bar
    ink = _ink(words)
    share = min(1.0, height * _BAR_FILLED / (ink[3] - ink[1]))
    if share < 1:
        size = max(2, round(words.width * share)), max(2, round(words.height * share))
        words = words.resize(size, Image.Resampling.LANCZOS)
        ink = _ink(words)
    middle = top + height / 2
    return _even(words, (width - words.width) // 2, round(middle - (ink[1] + ink[3]) / 2))


def _draw_title(layer: Json, width: int, height: int) -> Layer:
    style, look = title_styles()[layer["style"]], layer["look"]
    unit = _unit(width, height)
    align = _alignment(style, look)
    shadow = 0.10 if style.place == "centre" else 0.16
    pictures: list[Image.Image] = []
    room = (width * _SAFE_WIDTH, width * 0.9)
    if "place" in look or height > width:
        safe = safe_area(width, height).box(width, height)
        room = (safe[2] - safe[0],) * 2
        room = (room[0] * 0.95, room[1] * 0.95) if style.has_rule else room
    for text in layer["texts"]:
        words, lettering = _set(text, style, unit, is_first=not pictures)
        lettering = replace(lettering, align=align, shadow=shadow, shade=0.75)
        lettering = _as_said(lettering, style, look, (height, not pictures))
        if pictures and style.place == "centre":
            lettering = _narrowed(words, lettering, max(pictures[0].width * 1.2, width * 0.3))
        lettering = _fitting(wrap(words, room[0], lettering), lettering, room[1])
        pictures.append(draw_lines(wrap(words, room[0], lettering), lettering))
    gap = round(-unit * 0.012)
    if style.has_rule:
        whole, left, top = _lower_third(pictures, (width, height), unit, gap)
        if "place" in look:
            left, top = _standing(whole, look["place"], (width, height))
        shaded = _clouded(whole, style.shade, unit * 0.03, (2 * left + whole.width, height))
        grown = (shaded.width - whole.width) // 2, (shaded.height - whole.height) // 2
        return _even(_tinted(shaded, look), left - grown[0], top - grown[1])
    joined = _stacked(pictures, gap=gap, align=align)
    left, top = (width - joined.width) // 2, (height - joined.height) // 2
    if "place" in look:
        left, top = _standing(joined, look["place"], (width, height))
    bare = joined.size
    if style.shade:
        joined = _clouded(joined, style.shade, unit * 0.05, (width, height))
    left, top = left - (joined.width - bare[0]) // 2, top - (joined.height - bare[1]) // 2
    return _even(_tinted(joined, look), left, top)


def _alignment(style: TitleStyle, look: Json) -> Literal["left", "center", "right"]:
    """Words at a side are flush with it."""
    if "place" not in look:
        return "left" if style.place == "lower-left" else "center"
    across = look["place"][0]
    return "left" if across <= _SIDE else "right" if across >= 1 - _SIDE else "center"


def _as_said(
    lettering: Lettering, style: TitleStyle, look: Json, line: tuple[int, bool]
) -> Lettering:
    """The lettering with what the title says itself; smaller lines keep their proportion."""
    height, is_first = line
    if "font" in look:
        lettering = replace(lettering, font=look["font"])
    if "size" in look:
        share = 1.0 if is_first else style.second_size / style.size
        lettering = replace(lettering, size=look["size"] * height * share)
    return lettering


def _standing(
    words: Image.Image, place: Sequence[float], frame: tuple[int, int]
) -> tuple[int, int]:
    """Where the corner of the drawing lies, so that its letters stand there in the safe area."""
    left, top, right, bottom = safe_area(*frame).box(*frame)
    ink = _ink(words)
    across = (right - left - (ink[2] - ink[0])) * place[0]
    down = (bottom - top - (ink[3] - ink[1])) * place[1]
    return round(left + across - ink[0]), round(top + down - ink[1])


def _tinted(words: Image.Image, look: Json) -> Image.Image:
    """White letters in the title's own colour; behind dark ones the ground is light."""
    if "colour" not in look:
        return words
    red, green, blue = ImageColor.getrgb(look["colour"])[:3]
    is_dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < _DARK
    ground = 255 if is_dark else 0
    light = words.getchannel("R")
    bands = [
        light.point(lambda v, level=level: round(ground + (level - ground) * v / 255))
        for level in (red, green, blue)
    ]
    return Image.merge("RGBA", (*bands, words.getchannel("A")))


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
    pictures: Sequence[Image.Image], *, gap: int, align: Literal["left", "center", "right"]
) -> Image.Image:
    """Pictures below each other; a gap below zero lets their soft edges overlap."""
    width = max(picture.width for picture in pictures)
    height = sum(picture.height for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGBA", (width, max(1, height)), (0, 0, 0, 0))
    top = 0
    for picture in pictures:
        spare = width - picture.width
        left = {"left": 0, "center": spare // 2, "right": spare}[align]
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
