"""Level and place in the frame of a clip of Final Cut Pro 7 XML that came back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from pipeline.interchange.fcp7_effects import fitting_scale
from pipeline.interchange.reading import number_of, whole
from pipeline.interchange.xml_text import Node
from pipeline.project.edit import Zoom

__all__ = ["levels", "zoom_of"]

_WHAT = "the Final Cut Pro 7 XML"
_NEAR = Fraction(1, 200)
"""A magnification that differs by less is none."""
_SOFTEST = -96.0


def levels(audio: Node | None) -> dict[tuple[str, str], float]:
    """How much louder every sound is, in decibels, by its name and first frame as written."""
    found: dict[tuple[str, str], float] = {}
    for track in audio.all("track") if audio is not None else ():
        for clip in track.all("clipitem"):
            level = _values(clip, "audiolevels").get("level")
            times = 1.0 if level is None else float(number_of(level.text, _WHAT))
            gain = 20 * math.log10(times) if times > 0 else _SOFTEST
            found.setdefault((clip.word("name"), clip.word("start")), round(gain, 2))
    return found


def zoom_of(clip: Node, file: Node, frame: tuple[int, int]) -> Zoom | None:
    """The punch into the picture; None where it lies in the frame as the film shows it."""
    size = _size(file)
    values = _values(clip, "basic")
    scale = values.get("scale")
    if scale is None or not all(size) or not all(frame):
        return None
    factor = number_of(scale.text, _WHAT) / 100 / fitting_scale(size, frame)
    if abs(factor - 1) < _NEAR or factor <= 0:
        return None
    factor = factor.limit_denominator(1000)
    return Zoom(factor, *_point(values.get("center"), factor))


def _point(centre: Node | None, factor: Fraction) -> tuple[Fraction, Fraction]:
    """What keeps its place, in percent."""
    found = []
    for tag in ("horiz", "vert"):
        moved = number_of(centre.word(tag) or "0", _WHAT) if centre is not None else 0
        found.append(Fraction(50) + (100 * Fraction(moved) / (1 - factor)).limit_denominator(100))
    return found[0], found[1]


def _size(file: Node) -> tuple[int, int]:
    picture = file.find("media", "video", "samplecharacteristics")
    words = (picture.word(tag) or "0" for tag in ("width", "height")) if picture else ("0", "0")
    width, height = (whole(number_of(word, _WHAT)) for word in words)
    return width, height


def _values(clip: Node, word: str) -> dict[str, Node]:
    """The parameters of an effect of a clip, by name."""
    return {
        each.word("parameterid"): each.find("value") or Node("value")
        for effect in _effects(clip, word)
        for each in effect.all("parameter")
    }


def _effects(clip: Node, word: str) -> Iterator[Node]:
    for each in clip.all("filter"):
        effect = each.find("effect")
        if effect is not None and effect.word("effectid") == word:
            yield effect
