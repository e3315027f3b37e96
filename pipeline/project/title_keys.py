"""Read what one title says of its own look: font, colour, size, place."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from pipeline.project.cut_words import COLOURS, STYLES, colour_of
from pipeline.project.keys import TITLE_STYLE
from pipeline.project.near_keys import did_you_mean
from pipeline.project.nodes import Mapping, Node
from pipeline.project.paths import Files
from pipeline.project.reading import Reader
from pipeline.project.title_look import NamedLook, TitleLook

__all__ = ["PLACES", "read_title_look", "read_title_styles"]

PLACES = MappingProxyType(
    {
        "centre": (50, 50),
        "center": (50, 50),
        "top": (50, 0),
        "bottom": (50, 100),
        "left": (0, 50),
        "right": (100, 50),
        "top-left": (0, 0),
        "top-right": (100, 0),
        "bottom-left": (0, 100),
        "bottom-right": (100, 100),
    }
)
"""Where words may stand by name: percent of the way across and down the safe area."""

_FONT_ENDINGS = (".ttf", ".otf", ".ttc")
_PLACE = re.compile(r"(?P<x>\d{1,3}(?:\.\d{1,3})?)\s*,\s*(?P<y>\d{1,3}(?:\.\d{1,3})?)")
_SIZE = re.compile(r"(?P<size>\d{1,3}(?:\.\d{1,3})?)\s*%?")
_LEAST, _MOST = 1, 60
_NAME = re.compile(r"[a-z][a-z0-9-]{2,31}")
"""At least three letters: two are a language."""


def read_title_look(reader: Reader, node: Mapping, files: Files) -> TitleLook | None:
    """The look keys of a title; None where it says none of them."""
    look = TitleLook(
        _font(reader, node.get("font"), files),
        _colour(reader, node.get("colour")),
        _size(reader, node.get("size")),
        _place(reader, node.get("place")),
    )
    return None if look == TitleLook() else look


def read_title_styles(reader: Reader, node: Node | None, files: Files) -> dict[str, NamedLook]:
    """``title_styles:``: what the film changes of a shipped style, and styles of its own."""
    block = reader.any_block(node, "title_styles")
    found: dict[str, NamedLook] = {}
    for name, entry in block.entries.items() if block is not None else ():
        if not _NAME.fullmatch(name) or name in COLOURS:
            fix = "letters, digits and -, a letter first, and no colour: small-note"
            reader.error(entry.key, f"'{name}' cannot be the name of a title style", fix)
            continue
        keys = reader.block(entry.value, "title style", TITLE_STYLE)
        if keys is None:
            continue
        like = reader.word(keys.get("like"), "like", STYLES)
        if name in STYLES and like:
            said = f"'{name}' is a style already; it cannot be like another"
            reader.error(keys.entries["like"].key, said, "take like: out, or choose another name")
        base = name if name in STYLES else like or "card"
        found[name] = NamedLook(base, read_title_look(reader, keys, files) or TitleLook())
    return found


def _font(reader: Reader, node: Node | None, files: Files) -> Path | None:
    scalar = reader.scalar(node, "font", "the path of a font file")
    if scalar is None:
        return None
    written = scalar.text.strip()
    if not written.lower().endswith(_FONT_ENDINGS):
        fix = "put the font beside the film, as in `font: fonts/mine.ttf` (.ttf, .otf or .ttc)"
        reader.error(scalar, f"'{written}' is not a font file", fix)
        return None
    try:
        return files.find(written)
    except ValueError as err:
        reader.error(scalar, str(err.args[0]), str(err.args[1]))
        return None


def _colour(reader: Reader, node: Node | None) -> str:
    scalar = reader.scalar(node, "colour", "a colour")
    if scalar is None:
        return ""
    colour = colour_of(scalar.text.strip())
    if colour is None:
        fix = did_you_mean(scalar.text, COLOURS) or f"write {', '.join(COLOURS)} or 0x203040"
        reader.error(scalar, f"'{scalar.text.strip()}' is no colour", fix)
    return colour or ""


def _size(reader: Reader, node: Node | None) -> Fraction | None:
    takes = f"a size from {_LEAST}% to {_MOST}% of the picture's height"
    scalar = reader.scalar(node, "size", takes)
    if scalar is None:
        return None
    match = _SIZE.fullmatch(scalar.text.strip())
    if match is None or not _LEAST <= Fraction(match["size"]) <= _MOST:
        reader.error(scalar, f"'size' takes {takes}, not '{scalar.text}'", "write size: 9%")
        return None
    return Fraction(match["size"])


def _place(reader: Reader, node: Node | None) -> tuple[Fraction, Fraction] | None:
    scalar = reader.scalar(node, "place", "a place in the picture")
    if scalar is None:
        return None
    written = scalar.text.strip().lower().replace(" ", "-")
    if written in PLACES:
        x, y = PLACES[written]
        return Fraction(x), Fraction(y)
    match = _PLACE.fullmatch(scalar.text.strip())
    if match is None or max(Fraction(match["x"]), Fraction(match["y"])) > 100:
        fix = did_you_mean(written, PLACES) or "write top, bottom-left … or percents like 50,20"
        reader.error(scalar, f"'{scalar.text.strip()}' is no place in the picture", fix)
        return None
    return Fraction(match["x"]), Fraction(match["y"])
