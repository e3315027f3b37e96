"""The glyphs of some words as small TrueType fonts, which a PDF can embed and search."""

from __future__ import annotations

import io
from collections.abc import Iterable
from hashlib import blake2b

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from pipeline.media.fonts import FontFile

__all__ = ["cut_down", "font_name"]

ERROR = 1 / 1000
"""How far a curve may lie beside the font's own, in parts of the em."""
_HEAD = "rushes"
_SIMPLIFIED = "ZHS "
"""The language system whose forms are taken, as in the film's own titles."""


def font_name(file: FontFile, weight: int, characters: str) -> str:
    """A name that no other font of other glyphs has."""
    said = f"{file.path}:{file.face}:{weight}:{characters}"
    return f"{_HEAD}{blake2b(said.encode(), digest_size=6).hexdigest()}"


def cut_down(file: FontFile, characters: Iterable[str], weight: int, name: str) -> io.BytesIO:
    """A font of those characters alone, at that weight where the font has weights.

    Whatever outlines the font has, these are TrueType's: the PDF writer embeds no others.
    """
    font = TTFont(file.path, fontNumber=file.face, lazy=True)
    with font:
        place = {"wght": weight} if "fvar" in font else None
        glyphs = font.getGlyphSet(location=place)
        known, local = font.getBestCmap(), _local_forms(font)
        em = font["head"].unitsPerEm
        is_cubic = "glyf" not in font
        shown = {ord(each): known[ord(each)] for each in characters if ord(each) in known}
        named = {code: local.get(glyph, glyph) for code, glyph in shown.items()}
        order = [".notdef", *dict.fromkeys(each for each in named.values() if each != ".notdef")]
        shapes = {}
        for glyph in order:
            drawn = DecomposingRecordingPen(glyphs)
            glyphs[glyph].draw(drawn)
            pen = TTGlyphPen(None)
            drawn.replay(Cu2QuPen(pen, em * ERROR, reverse_direction=is_cubic))
            shapes[glyph] = pen.glyph()
        build = FontBuilder(em, isTTF=True)
        build.setupGlyphOrder(order)
        build.setupCharacterMap(named)
        build.setupGlyf(shapes)
        table = build.font["glyf"]
        build.setupHorizontalMetrics(
            {each: (round(glyphs[each].width), getattr(table[each], "xMin", 0)) for each in order}
        )
        head = font["hhea"]
        build.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
        build.setupNameTable(
            {"familyName": name, "styleName": "Regular", "psName": name, "fullName": name}
        )
        build.setupOS2(sTypoAscender=head.ascent, sTypoDescender=head.descent)
        build.setupPost()
        out = io.BytesIO()
        build.save(out)
    out.seek(0)
    return out


def _local_forms(font: TTFont) -> dict[str, str]:
    """The forms of shared Chinese characters that the film's titles have, by the usual ones."""
    if "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    numbers = {
        number
        for script in table.ScriptList.ScriptRecord
        for language in script.Script.LangSysRecord
        if language.LangSysTag == _SIMPLIFIED
        for number in language.LangSys.FeatureIndex
        if table.FeatureList.FeatureRecord[number].FeatureTag == "locl"
    }
    lookups = {
        lookup
        for number in numbers
        for lookup in table.FeatureList.FeatureRecord[number].Feature.LookupListIndex
    }
    found: dict[str, str] = {}
    for lookup in sorted(lookups):
        for part in table.LookupList.Lookup[lookup].SubTable:
            single = getattr(part, "ExtSubTable", part)
            found.update(getattr(single, "mapping", {}))
    return found
